"""What the vendors' own descriptions do not allow is found, told by name, and told once."""

import json
from datetime import UTC, datetime

import pytest

from bot.sandbox.store import World
from bot.sandbox.traffic import Traffic
from tests.contracts.description import faults_of, missing
from tests.contracts.listening import contracted

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

NOW = datetime(2026, 1, 1, tzinfo=UTC)
USER = "/okta/api/v1/users/00uGraceHopper0005d7"
ERROR = {
    "errorCode": "E0000007",
    "errorSummary": "Not found",
    "errorLink": "E0000007",
    "errorId": "oae",
    "errorCauses": [],
}


def heard(method, path, answer=None, *, status=200, query="", body=None, **more):
    kind = more.get("kind", "application/json").encode()
    return Traffic().add(
        at=NOW,
        to="Okta",
        method=method,
        path=path,
        query=query,
        headers=[(b"Content-Type", b"application/json")] if body is not None else [],
        asked=b"" if body is None else json.dumps(body).encode(),
        status=status,
        fault=more.get("fault", ""),
        answer_headers=[(b"Content-Type", kind)],
        answered=b"" if answer is None else json.dumps(answer).encode(),
    )


def told(exchange):
    return {(each.where, each.what) for each in faults_of(exchange)}


def test_what_a_description_allows_has_no_fault():
    assert faults_of(heard("GET", USER, ERROR, status=404)) == ()
    assert faults_of(heard("DELETE", f"{USER}/sessions", status=204)) == ()
    assert faults_of(heard("GET", "/slack/api/chat.postMessage", {"ok": True})) == ()


def test_a_fault_is_told_with_its_operation_and_its_place():
    faults = faults_of(heard("GET", USER, {"id": "00u", "status": "ASLEEP"}))

    assert [(each.operation, each.where) for each in faults] == [
        ("okta GET /api/v1/users/{id}", "answer 200 /status")
    ]
    assert "'ASLEEP' is not one of" in faults[0].what


@pytest.mark.parametrize(
    ("exchange", "where", "what"),
    [
        (heard("GET", "/okta/api/v1/people", []), "path", "is not described"),
        (heard("GET", "/okta/api/v1/users", [], query="colour=id"), "query colour", "is not"),
        (heard("GET", "/okta/api/v1/users", [], query="limit=many"), "query limit", "integer"),
        (heard("GET", "/okta/api/v1/policies", []), "query type", "is required"),
        (heard("POST", "/okta/api/v1/users"), "body", "is required"),
        (heard("POST", "/okta/api/v1/users", body={}), "body /", "'profile' is a required"),
        (
            heard("POST", "/okta/api/v1/users", body={"profile": {}, "id": "00u"}),
            "body /id",
            "is not described",
        ),
        (heard("DELETE", f"{USER}/sessions", {}, status=204), "answer 204", "no body"),
        (heard("GET", USER), "answer 200", "has no body"),
        (heard("GET", USER, ERROR, status=418), "answer 418", "is not described"),
        (heard("GET", USER, {"id": "00u"}, kind="text/html"), "answer 200", "text/html is not"),
        (heard("GET", USER, {"nick": "x"}), "answer 200 /nick", "is not described"),
        (heard("GET", USER, {"created": "now"}), "answer 200 /created", "'date-time'"),
        (
            heard(
                "GET", "/okta/api/v1/apps", [{"signOnMode": "SAML_2_0", "credentials": {"x": 1}}]
            ),
            "answer 200 /*/credentials/x",
            "is not described",
        ),
        (
            heard("GET", "/jumpcloud/api/systemusers", {"results": {}, "totalCount": 0}),
            "answer 200 /results",
            "array",
        ),
        (
            heard("POST", "/insights/directory/v1/events", [], body={"service": ["none"]}),
            "body /service/*",
            "is not one of",
        ),
        (
            heard("POST", "/jumpcloud/api/v2/users/1/associations", body={"op": "bind"}),
            "body /op",
            "is not one of",
        ),
    ],
)
def test_each_part_of_an_exchange_is_held_against_its_description(exchange, where, what):
    found = told(exchange)

    assert any(place == where and what in text for place, text in found), found


def test_what_a_fault_answered_in_place_of_the_provider_is_not_the_providers():
    assert told(heard("GET", USER, {"gate": "way"}, status=503, fault="down")) == set()


def test_what_was_seen_in_one_shape_is_not_looked_at_again():
    first, second = {"id": "00u1", "x": 5}, {"id": "00u2", "x": 6}

    assert faults_of(heard("GET", USER, first)) is faults_of(heard("GET", USER, second))
    assert faults_of(heard("GET", USER, {"id": "00u3"})) == ()


def test_a_test_that_hears_a_fault_fails_at_its_end():
    world = World()
    wrong = heard("GET", USER, {"status": "ASLEEP"})
    told = pytest.raises(AssertionError, match="answer 200 /status")
    with told, contracted(world, requests=True) as contract:
        contract(wrong)

    assert world.traffic.listeners == []


def test_a_stand_in_may_be_asked_wrongly_but_must_answer_rightly():
    wrong = heard("GET", "/okta/api/v1/users", ERROR, status=400, query="colour=id")
    world = World()

    with contracted(world, requests=False) as contract:
        contract(wrong)
    with pytest.raises(AssertionError, match="colour"), contracted(world, requests=True) as bots:
        bots(wrong)
