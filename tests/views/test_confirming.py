"""What is shown while somebody confirms, and of who is who: within Slack's limits, and escaped."""

from datetime import timedelta

import pytest

from bot.views import callers, confirming, linking, review
from bot.views.card import request_card
from storage.identity_tables import How, Link, Purpose, Push, PushState
from tests.views.rules import check_message, check_modal
from tests.views.samples import ACTION, HOSTILE, LEE, MINA, NOW, plan, request


def push(state, text="", **values):
    ended = None if state in (PushState.ASKING, PushState.WAITING) else NOW
    return Push(**{
        "id": 7, "purpose": Purpose.APPROVE, "subject": "s", "okta_id": "00u1",
        "login": text or "grace@acme.test", "by": LEE, "state": state, "why": text, "at": NOW,
        "seen_at": NOW, "expires_at": NOW + timedelta(minutes=2), "ended_at": ended, **values,
    })  # fmt: skip


@pytest.mark.parametrize("text", ["", *HOSTILE])
@pytest.mark.parametrize("state", PushState)
def test_every_end_of_a_push_is_said_within_slacks_limits(state, text):
    check_modal(confirming.ended("Approve REQ-42", push(state, text), then=text))
    for blocks in (
        callers.review_blocks(text or "x", [push(state, text)], required=True, unasked=text),
        callers.review_blocks(text or "x", [push(state, text)] * 9, sent=True, number=42),
    ):
        check_modal(
            review.review_modal(
                ACTION, "d", plan(text), approvers=[LEE], approvals=1, caller=blocks, problem=text
            )
        )


@pytest.mark.parametrize("text", ["", *HOSTILE])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_rejection_is_told_within_slacks_limits(purpose, text):
    told = push(PushState.REJECTED, text, purpose=purpose)

    check_message(confirming.rejected(told, "REQ-42"))
    check_message(confirming.rejected(told, ""))


@pytest.mark.parametrize("text", ["", *HOSTILE])
@pytest.mark.parametrize("how", How)
def test_bindings_are_told_within_slacks_limits(how, text):
    link = Link(id=1, slack_id=MINA, okta_id="00u1", login=text or "x", how=how, by=LEE, at=NOW)
    check_message(linking.linked(link))
    check_message(linking.answer(f"Bound to {text}"))
    check_message(linking.conflict(MINA, text or "x", LEE, [LEE] * 30, how=how))


@pytest.mark.parametrize("text", ["", *HOSTILE])
@pytest.mark.parametrize("number", [None, 7, 42])
def test_what_is_to_be_chosen_is_large_and_within_slacks_limits(number, text):
    view = confirming.waiting("Approve REQ-42", text or "x", number, text)

    check_modal(view)
    headers = [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]
    assert headers == ([str(number)] if number else [])


def test_a_rejected_caller_is_a_warning_and_a_confirmed_one_is_none():
    def said(state):
        return {"state": state, "login": "grace@acme.test", "why": "", "at": NOW.isoformat()}

    assert callers.warning([]) == []
    assert callers.warning([said("used")]) == []
    (block,) = callers.warning([said("rejected"), said("used")])
    assert "rejected the push" in block["text"]["text"]
    assert "REJECTED" in callers.card_line([said("rejected")])


@pytest.mark.parametrize("state", PushState)
def test_only_a_yes_is_said_to_be_confirmed(state):
    told = confirming.plainly(push(state), "Done.")

    assert ("Confirmed" in told) is (state in (PushState.CONFIRMED, PushState.USED))
    assert ("Done." in told) is ("Confirmed" in told)
    assert ("Nothing was done" in told) is ("Confirmed" not in told)


def test_the_card_says_what_came_of_the_push_to_whoever_called():
    said = {"state": "timed_out", "login": "grace@acme.test", "why": "", "at": NOW.isoformat()}

    shown = str(request_card(request(caller=[said]), [], []))

    assert "Whoever called" in shown
    assert "not answered on the phone of grace@acme.test in time" in shown
