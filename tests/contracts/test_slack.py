"""What the reference of Slack does not know is found, told by name, and told once."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from bot.sandbox.traffic import Traffic
from tests.contracts.slack import faults_of, lacking, missing, strangers

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POSTED = {"ok": True, "channel": "C0ITREQUEST", "ts": "1.2", "message": {"text": "Hi"}}


def heard(method, answer, *, query=None, body=b"", **more):
    return Traffic().add(
        at=NOW,
        to="Slack",
        method="POST",
        path=f"/slack/api/{method}",
        query=urlencode(query or {}),
        headers=[(b"Content-Type", more.pop("kind", "application/json").encode())],
        asked=body if isinstance(body, bytes) else json.dumps(body).encode(),
        status=200,
        answered=json.dumps(answer).encode(),
        **more,
    )  # fmt: skip


def told(payload):
    body = json.dumps(payload).encode()
    return Traffic().add(
        at=NOW, source="Slack", to="Bot", method="socket", path="events_api", asked=body
    )


def found(exchange):
    return {(each.operation, each.where, each.what) for each in faults_of(exchange)}


def test_a_call_as_described_has_no_fault_however_its_arguments_are_sent():
    sent = {"channel": "C0ITREQUEST", "text": "Hi"}
    form = {"body": urlencode(sent).encode(), "kind": "application/x-www-form-urlencoded"}

    assert found(heard("chat.postMessage", POSTED, query=sent)) == set()
    assert found(heard("chat.postMessage", POSTED, body=sent)) == set()
    assert found(heard("chat.postMessage", POSTED, **form)) == set()


@pytest.mark.parametrize(
    ("exchange", "where", "what"),
    [
        (heard("chat.shout", {"ok": True}), "method", "is not described"),
        (
            heard("chat.postMessage", POSTED, body={"channel": "C", "colour": "red"}),
            "argument colour",
            "is not described",
        ),
        (heard("chat.postMessage", POSTED, body={"text": "Hi"}), "argument channel", "is required"),
        (
            heard("chat.postMessage", {"ok": False, "error": "too_red"}, body={"channel": "C"}),
            "answer /error",
            "too_red is not described",
        ),
        (
            heard("chat.postMessage", {**POSTED, "colour": "red"}, body={"channel": "C"}),
            "answer /colour",
            "is not described",
        ),
        (
            heard("chat.postMessage", {"ok": True, "ts": "1.2"}, body={"channel": "C"}),
            "answer /channel",
            "is required",
        ),
    ],
)
def test_each_part_of_a_call_is_held_against_its_description(exchange, where, what):
    assert [(place, text) for _, place, text in found(exchange)] == [(where, what)]


def test_what_a_fault_answered_in_place_of_slack_is_not_slacks():
    answer = {"ok": False, "error": "too_red"}

    assert found(heard("chat.shout", answer, fault="refuse")) == set()


def test_what_the_app_is_told_is_held_against_its_sample():
    assert found(told({"command": "/onboard", "colour": "red"})) == {
        ("slack command", "payload /colour", "is not described")
    }
    assert found(told({"type": "event_callback", "event": {"type": "app_mention", "x": 1}})) == {
        ("slack event app_mention", "payload /event/x", "is not described")
    }
    assert found(told({"type": "of_no_known_kind", "x": 1})) == set()


def test_lists_and_names_that_are_ids_are_looked_into():
    sample = {"list": [{"a": 1}, {"b": 2}], "by_id": {"C00000000": [{"a": 1}]}}
    answer = {"list": [{"a": 1, "c": 3}], "by_id": {"C0ITREQUEST": [{"b": 2}]}}

    assert list(strangers(answer, sample)) == ["/list/*/c", "/by_id/*/*/b"]
    assert list(lacking(answer, sample)) == ["/list/*/b", "/by_id/*/*/a"]
