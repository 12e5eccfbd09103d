"""How the bot shows who it is: keys, tokens that are fetched, kept and renewed, and proofs."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from bot.clients import jumpcloud_client, okta_client
from bot.clients.auth import JumpCloudKey, JumpCloudServiceAccount, OktaServiceApp, OktaToken
from bot.clients.keys import read_signing_key
from bot.errors import SettingsError, Unauthorized, Unavailable
from tests.clients.conftest import Directories, Scripted, answer, page

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
CLIENT = "0oaDESKHAND0000005d7"
SCOPES = ("okta.users.manage", "okta.groups.manage")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_jwk(key) -> dict[str, str]:
    kind = jwt.algorithms.RSAAlgorithm if key is RSA_KEY else jwt.algorithms.ECAlgorithm
    return kind.to_jwk(key.public_key(), as_dict=True)


def private_jwk(key) -> dict[str, str]:
    kind = jwt.algorithms.RSAAlgorithm if key is RSA_KEY else jwt.algorithms.ECAlgorithm
    return {**kind.to_jwk(key, as_dict=True), "kid": "key-1"}


def service_app(url: str, key=EC_KEY, **options) -> OktaServiceApp:
    signing = read_signing_key(SecretStr(pem(key)))
    scopes = options.pop("scopes", SCOPES)
    return OktaServiceApp(org_url=url, client_id=CLIENT, key=signing, scopes=scopes, **options)


def token(value: str, **more) -> dict[str, object]:
    return {"access_token": value, "expires_in": 3600, "token_type": "Bearer", **more}


async def test_oktas_token_and_jumpclouds_key_go_with_every_call(scripted: Scripted):
    scripted.tell(answer(204))

    await scripted.api(auth=OktaToken(SecretStr(" 00abc "))).send("GET", "/x")
    await scripted.api(auth=JumpCloudKey(SecretStr("jca"), org_id="5a2a")).send("GET", "/x")

    okta, jumpcloud = (asked.headers for asked in scripted.asked)
    assert okta["authorization"] == "SSWS 00abc"
    assert (jumpcloud["x-api-key"], jumpcloud["x-org-id"]) == ("jca", "5a2a")


@pytest.mark.parametrize("bad", ["", "a b", "a\nb", "ключ"])
def test_a_key_that_cannot_be_sent_is_told_at_start_and_not_quoted(bad):
    with pytest.raises(SettingsError) as caught:
        OktaToken(SecretStr(f"canary{bad}" if bad else bad))

    assert "OKTA_API_TOKEN" in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("key", [RSA_KEY, EC_KEY], ids=["RS256", "ES256"])
@pytest.mark.parametrize("form", ["pem", "one line", "jwk", "file"])
def test_a_signing_key_is_read_in_every_form(key, form, tmp_path):
    path = tmp_path / "key.pem"
    path.write_text(pem(key))
    forms = {
        "pem": pem(key),
        "one line": pem(key).replace("\n", "\\n"),
        "jwk": json.dumps(private_jwk(key)),
        "file": str(path),
    }

    signed = read_signing_key(SecretStr(forms[form])).sign({"a": 1})

    assert jwt.decode(signed, key.public_key(), ["RS256", "ES256"]) == {"a": 1}
    assert jwt.get_unverified_header(signed).get("kid") == ("key-1" if form == "jwk" else None)


@pytest.mark.parametrize(
    "bad", ["", "-----BEGIN x", "{", '{"kty":"RSA"}', "/no/such", json.dumps(public_jwk(EC_KEY))]
)
def test_what_is_no_private_key_is_told_at_start_in_one_line(bad):
    with pytest.raises(SettingsError, match="OKTA_PRIVATE_KEY") as caught:
        read_signing_key(SecretStr(bad))

    assert caught.value.__context__ is None


@pytest.mark.parametrize("key", [RSA_KEY, EC_KEY], ids=["RS256", "ES256"])
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "DPoP"])
async def test_a_service_app_signs_in_with_and_without_proof(key, dpop, directories: Directories):
    directories.okta.register_client(CLIENT, public_jwk(key), SCOPES, dpop=dpop)
    url = f"{directories.url}/okta"
    okta = okta_client(org_url=url, auth=service_app(url, key))

    found = await okta.search_users("grace")
    again = await okta.find_user("grace@acme.example")
    await okta.close()

    assert [user.login for user in found] == ["grace@acme.example"]
    assert again == await directories.clients.okta.find_user("grace@acme.example")


async def test_the_proof_covers_the_call_but_not_its_query(scripted: Scripted):
    scripted.tell(
        answer(400, {"error": "invalid_dpop_proof"}),
        answer(400, {"error": "use_dpop_nonce"}, DPoP_Nonce="n1"),
        answer(200, token("t1", token_type="DPoP")),
        answer(204),
    )

    await scripted.api(auth=service_app(scripted.url)).send("GET", "/api/v1/users", params={"q": 1})

    plain, first, second, call = scripted.asked
    proofs = [
        jwt.decode(each.headers["dpop"], options={"verify_signature": False})
        for each in (first, second, call)
    ]
    assert "dpop" not in plain.headers
    assert [proof.get("nonce") for proof in proofs] == [None, "n1", None]
    assert len({each.body for each in (plain, first, second)}) == 3  # assertions are used up
    assert call.headers["authorization"] == "DPoP t1"
    assert (proofs[2]["htm"], proofs[2]["htu"]) == ("GET", f"{scripted.url}/api/v1/users")


async def test_a_nonce_that_never_suits_ends_in_an_error(scripted: Scripted):
    scripted.tell(answer(400, {"error": "use_dpop_nonce"}, DPoP_Nonce="n1"))

    with pytest.raises(Unauthorized, match="gives us no token: use_dpop_nonce"):
        await scripted.api(auth=service_app(scripted.url)).send("GET", "/x")

    assert len(scripted.asked) == 3


async def test_a_token_is_fetched_once_for_many_calls_and_renewed_in_time(scripted: Scripted):
    now = NOW
    scripted.tell(
        answer(200, token("t1")), answer(204), answer(204), answer(200, token("t2")), answer(204)
    )
    api = scripted.api(auth=service_app(scripted.url, clock=lambda: now))

    await api.send("GET", "/a")
    now += timedelta(minutes=54)
    await api.send("GET", "/b")
    now += timedelta(minutes=2)
    await api.send("GET", "/c")

    bearers = [asked.headers.get("authorization") for asked in scripted.asked]
    assert bearers == [None, "Bearer t1", "Bearer t1", None, "Bearer t2"]


async def test_a_revoked_token_is_replaced_once(directories: Directories):
    access = directories.jumpcloud.access
    auth = JumpCloudServiceAccount(
        client_id=access.client_id,
        client_secret=SecretStr(access.client_secret),
        token_url=f"{directories.url}/jumpcloud/oauth2/token",
    )
    jumpcloud = jumpcloud_client(auth=auth, api_url=f"{directories.url}/jumpcloud")
    name = await jumpcloud.check()
    access.expire_tokens()

    assert await jumpcloud.check() == name
    await jumpcloud.close()


async def test_a_call_refused_with_a_new_token_too_fails(scripted: Scripted):
    told = (answer(200, token("t1")), answer(401), answer(200, token("t2")), answer(401))
    scripted.tell(*told)

    with pytest.raises(Unauthorized, match="does not accept our credentials"):
        await scripted.api(auth=service_app(scripted.url)).send("POST", "/x")

    assert len(scripted.asked) == 4


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (
            answer(401, {"error": "invalid_client", "error_description": "It expired."}),
            Unauthorized,
            "It expired.",
        ),
        (answer(400, {"error": "consent_required"}), Unauthorized, "consent_required"),
        (answer(200, {"token_type": "Bearer"}), Unauthorized, "no reason given"),
        (page(404), Unauthorized, "no reason given"),
        (answer(429, {}), Unavailable, "HTTP 429"),
        (page(503), Unavailable, "HTTP 503"),
    ],
)
async def test_no_token_is_told_in_the_providers_words(told, kind, words, scripted: Scripted):
    scripted.tell(told)

    with pytest.raises(kind, match=f"^Okta gives us no token: .*{words}") as caught:
        await scripted.api(auth=service_app(scripted.url)).send("GET", "/x", retries=0)

    assert type(caught.value) is kind
    assert caught.value.__context__ is None


async def test_a_bound_token_without_our_proof_is_refused(scripted: Scripted):
    scripted.tell(answer(200, token("t1", token_type="DPoP")))

    with pytest.raises(Unauthorized, match="bound its token to a key"):
        await scripted.api(auth=service_app(scripted.url)).send("GET", "/x")


async def test_scopes_that_were_not_granted_are_known(directories: Directories):
    directories.okta.register_client(CLIENT, public_jwk(EC_KEY), SCOPES[:1])
    auth = service_app(f"{directories.url}/okta")
    assert auth.missing_scopes == frozenset()

    async with httpx.AsyncClient(auth=auth, trust_env=False) as http:
        await http.get(f"{directories.url}/okta/api/v1/users")

    assert auth.missing_scopes == {"okta.groups.manage"}
