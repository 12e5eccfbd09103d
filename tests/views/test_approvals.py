"""What is said of an approval that is passed on, or done without."""

import pytest

from bot.views import breakglass, card, delegating, lookups, messages, review, status
from storage.tables import State
from tests.views import samples
from tests.views.rules import buttons_in, check_message, check_modal, said_in
from tests.views.samples import (
    ACTION,
    DANA,
    DESK,
    HOSTILE,
    LEE,
    MINA,
    decision,
    passed,
    plan,
    request,
)

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


def emergency(state=State.SCHEDULED, text="He deletes files", **values):
    return request(state, emergency=text, decided_by=None, **values)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", [State.SCHEDULED, State.RUNNING, State.FAILED, State.PENDING])
def test_every_message_about_broken_glass_stays_within_slacks_limits(state, text):
    asked = request(state, text, emergency=text or "x")

    for signed in (False, True):
        owed = samples.review(text, signed=signed)
        check_message(breakglass.told(asked, owed, "C01REQ"))
        check_message(breakglass.owed(asked, owed, [LEE, DESK]))
        check_message(breakglass.reviewed(asked, owed))
    check_message(breakglass.reminder(asked, [LEE, text[:100]]))
    check_message(card.request_card(asked, [], []))
    check_message(card.alert(asked, [], []))
    check_message(lookups.queue([(asked, None)] * 60, [(asked, samples.review())] * 60))
    check_modal(breakglass.sign_modal(asked))
    check_modal(breakglass.sign_modal_loading(text))
    check_modal(
        review.review_modal(
            ACTION, "d", plan(text), approvers=[LEE], approvals=1, can_break_glass=True
        )
    )
    check_modal(review.sending(text))
    check_modal(review.done(text))


def test_who_is_told_of_broken_glass_reads_who_why_what_and_where():
    text, blocks = breakglass.told(emergency(), samples.review(), "C01REQ")

    assert "REQ-42 starts without approval" in text
    for words in (
        "Break-glass \N{MIDDLE DOT} REQ-42",
        f"<@{MINA}> has it start at once, without approval.",
        "He deletes files",
        "Create ada@acme.test in Okta",
        "<#C01REQ>",
        "*Review:* open.",
    ):
        assert words in said_in(blocks)


def test_a_review_is_signed_from_its_message_until_somebody_has():
    _, before = breakglass.owed(emergency(), samples.review(), [LEE, DESK])
    _, after = breakglass.owed(emergency(), samples.review(signed=True), [LEE, DESK])

    assert buttons_in(before) == {"sign_review": "42:1", "stop": "42:1"}
    assert f"<@{LEE}> or <!subteam^{DESK}>: one of you, who is not <@{MINA}>" in said_in(before)
    assert buttons_in(after) == {}
    assert f"not justified, says <@{LEE}>" in said_in(after)
    assert "He was in the middle of it" in said_in(after)


def test_the_card_never_calls_approved_what_nobody_approved():
    waits, runs = emergency(), emergency(State.RUNNING)
    again = emergency(State.PENDING, round=2)

    for asked, words in (
        (waits, "Starts at once, without approval"),
        (waits, "Break-glass: without approval"),
        (runs, "Break-glass: without approval"),
        (again, "Break-glass was for an earlier plan: this one needs approval"),
    ):
        for text, blocks in (card.request_card(asked, [], []), card.alert(asked, [], [])):
            assert words in said_in(blocks)
            assert "Approved" not in f"{text} {said_in(blocks)}"
    assert "Starts at once, without approval" in said_in(lookups.queue([(waits, None)])[1])


def test_the_review_modal_offers_to_break_the_glass_only_to_who_may():
    offered, plain = (
        {
            block.get("block_id")
            for block in review.review_modal(
                ACTION, "d", plan(), approvers=[LEE], approvals=1, can_break_glass=may
            )["blocks"]
        }
        for may in (True, False)
    )

    assert offered - plain == {"unapproved", "why_now"}


def test_the_queue_and_the_status_count_the_reviews_that_are_owed():
    title, blocks = lookups.queue([], [(emergency(State.DONE), samples.review())])
    both, _ = lookups.queue([(request(), None)], [(emergency(State.DONE), samples.review())])

    assert title == "Reviews owed: 1"
    assert both == "Open requests: 1 \N{MIDDLE DOT} Reviews owed: 1"
    assert "REQ-42 Onboard Ada Lovelace: started without approval Tue 24 Nov" in said_in(blocks)
    counted = status.status([], watching=True, requests=0, cases=0, reviews=2)
    assert counted[0].endswith("reviews owed: 2")
    assert "owed" not in status.status([], watching=True, requests=0, cases=0)[0]
