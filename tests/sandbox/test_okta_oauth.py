"""Okta's stand-in for OAuth: assertions, scopes and DPoP, refused as Okta refuses them."""

import base64
import hashlib
import json
import time
import uuid

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT = "0oaServiceApp00005d7"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PROOF_KEY = ec.generate_private_key(ec.SECP256R1())
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
async def org(org):
    jwk = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
    org.okta.register_client(CLIENT, jwk, {"okta.users.manage", "okta.logs.read"})
    org.dpop = lambda: org.okta.register_client(CLIENT, jwk, {"okta.users.manage"}, dpop=True)
    return org


def assertion(org, key=KEY, **changes):
    now = int(time.time())
    claims = {"iss": CLIENT, "sub": CLIENT, "aud": f"{org.url}/oauth2/v1/token", "iat": now}
    claims |= {"exp": now + 300, "jti": str(uuid.uuid4())}
    return jwt.encode(claims | changes, key, "RS256")


async def ask_token(org, signed=None, scope="okta.users.manage", proof=None, **changes):
    form = {"grant_type": "client_credentials", "scope": scope, "client_assertion_type": TYPE}
    form["client_assertion"] = signed or assertion(org)
    headers = {"DPoP": proof} if proof else {}
    return await org.ask("POST", "/oauth2/v1/token", data=form | changes, headers=headers)


def prove(method, url, key=PROOF_KEY, **claims):
    header = {"typ": "dpop+jwt", "jwk": json.loads(ECAlgorithm.to_jwk(key.public_key()))}
    claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": str(uuid.uuid4())} | claims
    return jwt.encode(claims, key, "ES256", headers=header)


def digest(token):
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


async def test_a_signed_assertion_is_given_a_token_that_works(org):
    granted = (await ask_token(org)).json()
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 3600)

    org.http.headers["Authorization"] = f"Bearer {granted['access_token']}"

    assert (await org.ask("GET", "/api/v1/users/grace")).status_code == 200
    assert (await org.ask("POST", "/api/v1/users/grace/lifecycle/suspend")).status_code == 200
    assert org.okta.log[-1]["actor"]["type"] == "PublicClientApp"
    missing = await org.ask("GET", "/api/v1/groups")
    assert (missing.status_code, missing.json()["errorCode"]) == (403, "E0000006")


async def test_only_granted_scopes_are_given(org):
    part = await ask_token(org, scope="okta.logs.read okta.groups.read")
    none = await ask_token(org, scope="okta.groups.read")

    assert part.json()["scope"] == "okta.logs.read"
    assert (none.status_code, none.json()["error"]) == (400, "consent_required")
    assert (await ask_token(org, scope="")).json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exp": 1}, "is expired"),
        ({"exp": int(time.time()) + 8000}, "too far into the future"),
        ({"iat": int(time.time()) + 500}, "issued before the current time"),
        ({"aud": "https://elsewhere"}, "audience claim"),
        ({"sub": "0oaSomebody"}, "subject claim"),
        ({"iss": "0oaSomebody"}, "client_id"),
    ],
)
async def test_an_assertion_that_is_wrong_is_refused_in_oauth_s_shape(org, changes, words):
    answer = await ask_token(org, assertion(org, **changes))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert words in answer.json()["error_description"]


async def test_an_assertion_of_another_key_or_none_is_refused(org):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    forged = await ask_token(org, assertion(org, key=other))
    missing = await ask_token(org, client_assertion="")
    other_grant = await ask_token(org, grant_type="password")

    assert "signature" in forged.json()["error_description"]
    assert missing.status_code == 401
    assert other_grant.json()["error"] == "unsupported_grant_type"


async def test_an_assertion_works_once(org):
    signed = assertion(org)
    await ask_token(org, signed)

    assert "already been used" in (await ask_token(org, signed)).json()["error_description"]


async def test_a_revoked_token_is_refused(org):
    token = (await ask_token(org)).json()["access_token"]
    org.okta.auth.revoke_all()

    answer = await org.ask("GET", "/api/v1/users", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["errorCode"]) == (401, "E0000011")


async def bound_token(org):
    url = f"{org.url}/oauth2/v1/token"
    refused = await ask_token(org, proof=prove("POST", url))
    assert refused.json()["error"] == "use_dpop_nonce"
    nonce = refused.headers["dpop-nonce"]
    return (await ask_token(org, proof=prove("POST", url, nonce=nonce))).json()


async def test_an_app_that_requires_dpop_refuses_to_go_without(org):
    org.dpop()

    answer = await ask_token(org)

    assert answer.json() == {
        "error": "invalid_dpop_proof",
        "error_description": "The DPoP proof JWT header is missing.",
    }


async def test_a_refused_proof_has_used_the_assertion_up(org):
    org.dpop()
    signed, url = assertion(org), f"{org.url}/oauth2/v1/token"
    refused = await ask_token(org, signed, proof=prove("POST", url))

    again = await ask_token(
        org, signed, proof=prove("POST", url, nonce=refused.headers["dpop-nonce"])
    )

    assert "already been used" in again.json()["error_description"]


async def test_a_bound_token_works_with_its_proof_only(org):
    org.dpop()
    granted = await bound_token(org)
    token, url = granted["access_token"], f"{org.url}/api/v1/users"
    good = prove("GET", url, ath=digest(token))

    async def get(scheme, proof):
        headers = {"Authorization": f"{scheme} {token}", "DPoP": proof}
        return await org.ask("GET", "/api/v1/users?limit=1", headers=headers)

    assert granted["token_type"] == "DPoP"
    assert (await get("DPoP", good)).status_code == 200
    assert (await get("Bearer", good)).json()["error"] == "invalid_request"
    other = ec.generate_private_key(ec.SECP256R1())
    for proof in (
        "no jwt",
        prove("GET", url),
        prove("POST", url, ath=digest(token)),
        prove("GET", f"{url}?limit=1", ath=digest(token)),
        prove("GET", url, ath=digest(token), iat=1),
        prove("GET", url, key=other, ath=digest(token)),
    ):
        assert (await get("DPoP", proof)).json()["error"] == "invalid_dpop_proof"
