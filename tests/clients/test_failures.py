"""What an answer means that was not asked for: one error, in plain words, with no secret in it."""

import pickle
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from starlette.responses import PlainTextResponse

from bot.client.failures import asked_wait
from bot.clients.auth import OktaToken
from bot.errors import Conflict, NotFound, NotLicensed, Refused, Unauthorized, Unavailable
from tests.clients.conftest import Scripted, answer, cut_off, okta_error, page

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SKEW = timedelta(seconds=7)
DATE = "Mon, 02 Mar 2026 12:00:00 GMT"
RESET = int(NOON.timestamp())

TAKEN = "login: An object with this field already exists in the current organization"
VIOLATION = {
    "code": 400,
    "message": "Password validation fail",
    "details": [{"fieldViolationsList": [{"field": "password", "description": "passwordHistory"}]}],
}
MEANINGS = {
    "login taken": (
        answer(400, okta_error("E0000001", "Api validation failed: login", TAKEN)),
        Conflict,
        f"Okta sees a conflict: Api validation failed: login; {TAKEN} (E0000001)",
    ),
    "attribute unknown": (
        answer(400, okta_error("E0000001", "Api validation failed: newUser", "No such property")),
        Refused,
        "Okta refused: Api validation failed: newUser; No such property (E0000001)",
    ),
    "wrong status": (
        answer(403, okta_error("E0000038", "Not allowed in the user's current status.")),
        Refused,
        "Okta refused: Not allowed in the user's current status. (E0000038)",
    ),
    "active already": (
        answer(403, okta_error("E0000016", "Activation failed: already active")),
        Conflict,
        "Okta sees a conflict: Activation failed: already active (E0000016)",
    ),
    "not found": (
        answer(404, okta_error("E0000007", "Not found: Resource not found: 00u1 (User)")),
        NotFound,
        "Okta did not find it: Not found: Resource not found: 00u1 (User) (E0000007)",
    ),
    "bad token": (
        answer(401, okta_error("E0000011", "Invalid token provided")),
        Unauthorized,
        "Okta does not accept our credentials: Invalid token provided (E0000011)",
    ),
    "role missing": (
        answer(403, okta_error("E0000006", "You do not have permission")),
        Unauthorized,
        "Okta does not permit us this: You do not have permission (E0000006)",
    ),
    "still activating": (
        answer(409, okta_error("E0000112", "Still being activated.")),
        Unavailable,
        "Okta is not ready for this yet: Still being activated. (E0000112)",
    ),
    "scope missing": (
        answer(403, {"error": "insufficient_scope", "error_description": "Lacks the scopes."}),
        Unauthorized,
        "Okta does not permit us this: Lacks the scopes.",
    ),
    "field violation": (
        answer(400, VIOLATION),
        Refused,
        "Okta refused: Password validation fail; password: passwordHistory",
    ),
    "plain text": (
        PlainTextResponse("Not Found", 404),
        NotFound,
        "Okta did not find it: Not Found",
    ),
    "gateway": (page(502), Unavailable, "Okta failed (HTTP 502): no reason given (HTTP 502)"),
    "wrong address": (page(404), Refused, "Okta refused: no reason given (HTTP 404)"),
    "elsewhere": (answer(302), Refused, "Okta refused: no reason given (HTTP 302)"),
    "not licensed": (
        answer(402, {"message": "Not enabled"}),
        NotLicensed,
        "Okta refused: Not enabled",
    ),
    "odd shapes": (
        answer(400, {"message": None, "errorCauses": "x", "details": [None, {"a": 1}]}),
        Refused,
        "Okta refused: no reason given (HTTP 400)",
    ),
    "a list": (answer(400, [1]), Refused, "Okta refused: no reason given (HTTP 400)"),
}


@pytest.mark.parametrize("case", MEANINGS)
async def test_each_answer_means_one_error_in_plain_words(case, scripted: Scripted):
    response, kind, words = MEANINGS[case]
    scripted.tell(response)

    with pytest.raises(kind) as caught:
        await scripted.api().send("POST", "/api/v1/users")

    assert type(caught.value) is kind
    assert str(caught.value) == words


@pytest.mark.parametrize("name", ["X-Okta-Request-Id", "X-Request-Id"])
async def test_an_error_carries_the_providers_own_reference(name, scripted: Scripted):
    scripted.tell(answer(404, {"message": "gone"}, **{name: "Xlg-1"}))

    with pytest.raises(NotFound) as caught:
        await scripted.api("JumpCloud").send("GET", "/x")

    assert (caught.value.provider, caught.value.reference) == ("JumpCloud", "Xlg-1")


@pytest.mark.parametrize(
    "told", [answer(401), answer(400), answer(404), answer(409), answer(500), page(200), cut_off]
)
async def test_what_is_stored_of_an_error_has_no_secret_and_nothing_of_http(told, scripted):
    scripted.tell(told)
    api = scripted.api(auth=OktaToken(SecretStr("canary-token")))

    with pytest.raises(Exception, match="Okta") as caught:
        await api.send("POST", "/x?canary-query", json={"password": "canary-password"})

    stored = pickle.dumps(caught.value)
    again = pickle.loads(stored)  # noqa: S301 - our own
    assert (type(again), again.args) == (type(caught.value), caught.value.args)
    assert b"canary" not in stored
    assert b"httpx" not in stored
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Reset": str(RESET + 4), "Date": DATE}, 5),
        ({"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Reset": str(RESET - 9), "Date": DATE}, 1),
        ({"X-Rate-Limit-Limit": "0", "X-Rate-Limit-Reset": str(RESET + 4), "Date": DATE}, None),
        ({"X-Rate-Limit-Reset": str(RESET + 4), "Date": "yesterday"}, 63),
        ({"X-Rate-Limit-Reset": "soon"}, None),
        ({"Retry-After": "3"}, 3),
        ({"Retry-After": "Mon, 02 Mar 2026 12:00:07 GMT"}, 0),
        ({"Retry-After": "later"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_reckoned_by_the_providers_own_clock(headers, seconds):
    ours = NOON - timedelta(seconds=58) if "yesterday" in headers.values() else NOON + SKEW

    assert asked_wait(httpx.Headers(headers), ours) == seconds
