"""A provider that repeats what it was asked: what is quoted of it has no secret in it."""

import json
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, PlainTextResponse

from bot.client.quoting import quotable
from bot.clients.auth import JumpCloudKey, JumpCloudServiceAccount, OktaToken
from bot.clients.okta import OktaClient
from bot.errors import ProviderError, Unauthorized, Unavailable

CANARY = "Canary 7f3a/+\"'&"
OKTA, JUMPCLOUD = OktaToken(SecretStr("00CanaryToken")), JumpCloudKey(SecretStr("CanaryKey"))


def echo(status, write):
    """Answer with all that was sent, in some spelling."""

    async def told(request):
        said = f"{dict(request.headers)} {(await request.body()).decode()}"
        return write(said, status)

    return told


def in_summary(said, status):
    return JSONResponse({"errorCode": "E0000009", "errorSummary": said}, status)


def in_cause(said, status):
    return JSONResponse({"errorSummary": "No", "errorCauses": [{"errorSummary": said}]}, status)


def in_code(said, status):
    return JSONResponse({"errorCode": said, "message": "No"}, status)


def in_text(said, status):
    return PlainTextResponse(said, status)


def in_an_address(said, status):
    return PlainTextResponse(quote(said), status)


@pytest.mark.parametrize("write", [in_summary, in_cause, in_code, in_text, in_an_address])
@pytest.mark.parametrize("status", [401, 500])
@pytest.mark.parametrize("auth", [OKTA, JUMPCLOUD])
async def test_what_was_sent_in_confidence_is_not_quoted(scripted, write, status, auth):
    scripted.tell(echo(status, write))
    body = {"profile": {"login": "ada"}, "credentials": {"password": {"value": CANARY}}}

    with pytest.raises(ProviderError) as caught:
        await scripted.api(auth=auth).send("POST", "/x", json=body)

    said = str(caught.value)
    for secret in ("CanaryToken", "CanaryKey", "7f3a", quote("7f3a/+"), "Canary 7"):
        assert secret not in said
    assert "***" in said
    assert "No" in said or "login" in said


async def test_what_a_refused_client_gave_is_not_quoted(scripted):
    scripted.tell(echo(401, in_summary))
    auth = JumpCloudServiceAccount(
        client_id="client", client_secret=SecretStr("Canary:Secret"), token_url=f"{scripted.url}/t"
    )

    with pytest.raises(Unauthorized) as caught:
        await scripted.api(auth=auth).send("GET", "/x")

    assert "gives us no token" in str(caught.value)
    assert "Canary" not in str(caught.value)
    assert "Y2xpZW50" not in str(caught.value)  # client, as base64 begins


async def test_of_a_call_that_makes_a_password_and_breaks_off_nothing_is_quoted(scripted):
    scripted.tell(JSONResponse({"errorSummary": "set Canary-7f3a, could not mail it"}, 500))

    with pytest.raises(Unavailable, match="no reason given") as caught:
        await OktaClient(scripted.api()).expire_password_with_temp_password("00u1")

    assert "Canary" not in str(caught.value)


async def test_of_one_that_refuses_to_make_a_password_the_reason_is_quoted(scripted):
    scripted.tell(JSONResponse({"errorSummary": "The password lives elsewhere"}, 403))

    with pytest.raises(ProviderError, match="The password lives elsewhere"):
        await OktaClient(scripted.api()).expire_password_with_temp_password("00u1")


def test_a_secret_at_the_end_of_what_is_quoted_is_not_cut_in_two():
    request = httpx.Request("GET", "https://x.example", headers={"x-api-key": "Canary-7f3a"})
    response = httpx.Response(500, request=request)

    assert "Can" not in quotable("x" * 495 + "Canary-7f3a", response)[:500]


def test_plain_words_stay_as_they_are():
    words = "password: Password requirements were not met. Pass 'token' in ASCII: a=b; login: ada"
    request = httpx.Request("POST", "https://x.example", json={"password": "or", "login": "ada"})

    assert quotable(words, httpx.Response(400, request=request)) == words
    assert quotable(words, httpx.Response(400)) == words


def test_a_token_of_somebody_else_is_not_quoted_either():
    token = "eyJhbGciOi.eyJzdWIi.c2ln"

    assert token not in quotable(json.dumps({"error": token}), httpx.Response(500))
