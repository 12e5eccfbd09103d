"""What is said of an approval that is passed on."""

import pytest

from bot.views import card, delegating, messages
from storage.tables import State
from tests.views.rules import buttons_in, check_message, said_in
from tests.views.samples import DANA, HOSTILE, LEE, MINA, decision, passed, request

DECIDE = {"approve": "42:1", "deny": "42:1"}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", State)
def test_every_message_about_passing_on_stays_within_slacks_limits(state, text):
    asked, given = request(state, text), passed(text)
    word = decision(by=DANA, voice=LEE)

    check_message(delegating.passed_on(asked, given))
    for words in ([], [word], [decision(by=MINA)]):
        check_message(delegating.asked(asked, given, words))
        check_message(messages.answered(asked, words, [given], can_pass_on=True))


def test_the_question_offers_to_pass_it_on_only_where_that_is_allowed():
    _, with_it = messages.ask(request(), [LEE], can_pass_on=True)
    _, half = messages.answered(request(approvals=2), [decision()], can_pass_on=True)
    _, without = messages.ask(request(), [LEE])

    assert buttons_in(with_it)["delegate"] == buttons_in(half)["delegate"] == "42:1"
    assert "delegate" not in buttons_in(without)


def test_who_is_asked_directly_reads_the_plan_and_can_decide():
    _, blocks = delegating.asked(request(), passed(), [])

    said = said_in(blocks)
    for words in (
        f"<@{LEE}> asks you to approve or deny *REQ-42* in their place.",
        "I am on a train",
        "Onboard Ada Lovelace",
        "The laptop is offline",
        "Create ada@acme.test in Okta",
        f"*Requested by*\n<@{MINA}>",
    ):
        assert words in said
    assert buttons_in(blocks) == DECIDE


@pytest.mark.parametrize(
    ("state", "words", "end"),
    [
        (State.SCHEDULED, [decision(by=DANA, voice=LEE)], f"Approved by <@{DANA}>"),
        (State.PENDING, [decision(by=DANA, voice=LEE)], f"Approved by <@{DANA}>"),
        (State.DENIED, [decision(by=DANA, voice=LEE, approved=False)], f"Denied by <@{DANA}>"),
        (State.RUNNING, [decision(by=MINA)], "It was approved without your word."),
        (State.CANCELLED, [], "It was cancelled."),
        (State.EXPIRED, [], "It has expired; nothing was changed."),
    ],
)
def test_the_direct_question_says_how_it_ended_and_has_no_buttons_then(state, words, end):
    _, blocks = delegating.asked(request(state, approvals=2), passed(), words)

    assert end in said_in(blocks)
    assert buttons_in(blocks) == {}


def test_a_word_in_somebodys_place_says_so_wherever_it_stands():
    word = decision(by=DANA, voice=LEE)
    done = request(State.RUNNING)

    for _, blocks in (messages.answered(done, [word]), card.request_card(done, [], [word])):
        assert f"in place of <@{LEE}>" in said_in(blocks)


def test_the_thread_says_to_whom_it_was_passed_on_until_they_have_answered():
    _, before = messages.answered(request(approvals=2), [], [passed()])
    _, after = messages.answered(request(approvals=2), [decision(by=DANA, voice=LEE)], [passed()])

    told = f"<@{LEE}> has passed it on to <@{DANA}>."
    assert told in said_in(before)
    assert told not in said_in(after)


@pytest.mark.parametrize(
    ("state", "end"),
    [(State.DENIED, "Denied by"), (State.CANCELLED, "Cancelled by"), (State.EXPIRED, "Expired")],
)
def test_the_requester_is_told_that_nothing_comes_of_it_by_whom_and_why(state, end):
    text, blocks = messages.over(request(state, reason="In spring"), "C01REQ")

    assert "REQ-42" in text
    for words in (end, "In spring", "Onboard Ada Lovelace", "<#C01REQ>"):
        assert words in said_in(blocks)
