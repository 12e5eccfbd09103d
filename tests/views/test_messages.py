"""Messages: each says what happened and what to do, and offers no button that is over."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.action import Note, Witness
from bot.errors import Stale
from bot.views import messages, progress, prompts
from storage.tables import State
from tests.views.rules import buttons_in, check_message, check_modal, said_in
from tests.views.samples import DESK, HOSTILE, LEE, MINA, NOW, decision, plan, request, step

LATER = {"start_at": NOW + timedelta(days=7)}
DECIDE = {"approve": "42:1", "deny": "42:1", "cancel": "42:1"}


def all_notes(text):
    asked, seen = request(State.RUNNING, text), [Witness(text, text, ok=False)] * 3
    return [
        messages.ask(asked, [LEE, text[:100]]),
        messages.asked_again(asked, [text] * 40),
        messages.asked_again(asked, []),
        messages.reminder(asked, [LEE, DESK]),
        messages.over(request(State.DENIED, text), "C01REQ"),
        messages.secret_lost(asked),
        progress.waiting_for(asked, step(text), text, can_end=True),
        progress.needs_attention(asked, step(text), text),
        progress.followed(asked, request(State.PENDING, text)),
        progress.not_followed(asked, text),
        progress.waived(asked, text, LEE, text),
        messages.note(Note("n", text, text, (text, text)), "REQ-42"),
        progress.finished(asked, seen),
        progress.unproven(asked, seen),
        progress.failed(asked, text, [text] * 30, [text] * 30, text),
        progress.failed(asked, text, [], [], ""),
        messages.secret_ready(asked, NOW),
        messages.secret_gone(asked, text),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_note_stays_within_slacks_limits(text):
    for message in all_notes(text):
        check_message(message)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", State)
def test_every_answer_stays_within_slacks_limits(state, text):
    words = [decision(), decision(approved=False, by=text[:100])]

    for said in (words, []):
        check_message(messages.answered(request(state, text, **LATER), said))


def test_the_question_names_the_approvers_and_offers_all_answers():
    text, blocks = messages.ask(request(), [LEE, DESK])

    assert f"<@{LEE}> and <!subteam^{DESK}>: one of you is asked" in said_in(blocks)
    assert f"<@{LEE}> or <!subteam^{DESK}>" in text
    assert buttons_in(blocks) == DECIDE


def test_a_question_for_two_approvals_says_so():
    assert "two of you are asked" in said_in(messages.ask(request(approvals=2), [LEE])[1])


def test_approving_asks_once_more_and_says_when_it_starts():
    late = request(plan=plan(start_at=NOW).model_dump(mode="json"))
    confirms = [
        messages.ask(asked, [LEE])[1][-1]["elements"][0]["confirm"]["text"]["text"]
        for asked in (request(), late)
    ]

    assert confirms == [
        "Onboard Ada Lovelace. It starts as soon as it is approved.",
        "Onboard Ada Lovelace. It starts 1 Dec, 09:30 Berlin.",
    ]


def test_one_approval_of_two_keeps_the_buttons():
    _, blocks = messages.answered(request(approvals=2), [decision()])

    assert f"Approved by <@{LEE}>" in said_in(blocks)
    assert "Approvals still missing: one." in said_in(blocks)
    assert buttons_in(blocks) == DECIDE


@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING])
def test_after_the_decision_nobody_can_decide_again(state):
    _, blocks = messages.answered(request(state, **LATER), [decision()])

    assert not {"approve", "deny"} & set(buttons_in(blocks))


@pytest.mark.parametrize("values", [LATER, {}, {**LATER, "handed_over": True}])
def test_an_approved_request_can_be_cancelled_until_its_work_begins(values):
    _, waiting = messages.answered(request(State.SCHEDULED, **values), [decision()])
    _, begun = messages.answered(request(State.RUNNING, **values), [decision()])

    assert buttons_in(waiting) == {"cancel": "42:1"}
    assert buttons_in(begun) == {}


@pytest.mark.parametrize(
    ("state", "decisions", "said"),
    [
        (State.DENIED, [decision(approved=False)], f"Denied by <@{LEE}> <!date"),
        (State.DENIED, [], f"Denied by <@{LEE}> <!date"),
        (State.CANCELLED, [], f"Cancelled by <@{LEE}>."),
        (State.EXPIRED, [], "Expired: nobody decided in time."),
        (State.RUNNING, [decision()], f"Approved by <@{LEE}> <!date"),
        (State.RUNNING, [], "No approval was needed."),
    ],
)
def test_the_answer_says_who_decided(state, decisions, said):
    assert said in said_in(messages.answered(request(state), decisions)[1])


@pytest.mark.parametrize("state", [State.DENIED, State.CANCELLED])
def test_the_answer_gives_the_reason(state):
    said = said_in(messages.answered(request(state), [])[1])

    assert "Reason: The laptop is not here yet" in said


def test_whoever_stopped_it_is_the_one_who_cancelled_it():
    stopped = request(State.CANCELLED, stop_by=MINA)

    assert f"Cancelled by <@{MINA}>." in said_in(messages.answered(stopped, [decision()])[1])


def test_a_request_asked_again_says_what_is_different():
    said = said_in(messages.asked_again(request(), ["New: the address is taken"])[1])

    assert "New: the address is taken" in said
    assert "nothing was done" in said


@pytest.mark.parametrize("say", [progress.waiting_for, progress.needs_attention])
def test_a_long_wait_says_what_was_seen_and_can_be_stopped(say):
    _, blocks = say(request(State.RUNNING), step("Have the account"), "LT-ADA is offline")

    assert "Have the account" in said_in(blocks)
    assert "Seen now: LT-ADA is offline" in said_in(blocks)
    assert buttons_in(blocks) == {"stop": "42:1"}


@pytest.mark.parametrize("say", [progress.waiting_for, progress.needs_attention])
def test_a_wait_that_a_person_may_end_offers_that(say):
    _, blocks = say(request(State.RUNNING), step("Reach each device"), "gone", can_end=True)

    assert buttons_in(blocks) == {"end_wait": "42:3", "stop": "42:1"}


@pytest.mark.parametrize(
    ("state", "word"), [(State.FAILED, "has failed"), (State.CANCELLED, "was stopped")]
)
def test_a_failure_says_why_what_was_undone_and_what_is_left(state, word):
    text, blocks = progress.failed(
        request(state), "Okta said no.", ["Ada is deactivated"], ["The app"], "req-okta"
    )

    assert word in text
    for line in ("Okta said no.", "Ada is deactivated", "The app", "REQ-42 · req-okta"):
        assert line in said_in(blocks)


def test_a_failure_that_left_nothing_says_so():
    said = said_in(progress.failed(request(State.FAILED), "No.", [], [], "REQ-42")[1])

    assert "Nothing is left to clear up." in said
    assert said.count("To quote: REQ-42") == said.count("To quote: ") == 1


def test_only_the_requester_is_offered_the_password_once():
    text, blocks = messages.secret_ready(request(State.RUNNING), NOW)

    assert f"<@{MINA}>: the one-time password is ready. Only you" in said_in(blocks)
    assert "<!date^" in said_in(blocks)
    assert buttons_in(blocks) == {"reveal": "42:1"}
    assert "password" in text


def test_a_destroyed_password_has_no_button():
    _, blocks = messages.secret_gone(request(State.RUNNING), "It was opened by its requester.")

    assert "gone. It was opened by its requester." in said_in(blocks)
    assert buttons_in(blocks) == {}


@pytest.mark.parametrize("value", ["", "42", "42:", "a:b", "42:1:1"])
def test_a_button_of_another_kind_is_stale(value):
    with pytest.raises(Stale):
        messages.target(value)


def test_a_denial_needs_a_reason_and_a_cancellation_does_not():
    denial = messages.deny_modal(42, 2, "REQ-42")
    cancellation = messages.cancel_modal(42, 2, "REQ-42")

    for view in (denial, cancellation):
        check_modal(view)
        assert messages.target(view["private_metadata"]) == (42, 2)
        assert view["blocks"][-1]["block_id"] == "reason"
    assert (denial["callback_id"], cancellation["callback_id"]) == ("deny", "cancel")
    assert denial["blocks"][-1]["optional"] is False
    assert denial["blocks"][-1]["element"]["min_length"] == 3
    assert cancellation["blocks"][-1]["optional"] is True


@pytest.mark.parametrize("reference", ["REQ-42", "REQ-" + "9" * 100])
def test_windows_of_any_reference_stay_within_slacks_limits(reference):
    for view in (
        messages.deny_modal(1, 1, reference),
        messages.cancel_modal(1, 1, reference),
        prompts.pass_on_modal(1, 1, reference),
        messages.secret_modal_loading(reference),
        messages.secret_modal(reference, SecretStr("x")),
    ):
        check_modal(view)


@pytest.mark.parametrize("secret", ["aB3*_~`<!channel>&amp;", " leading and trailing "])
def test_the_password_is_shown_exactly_as_it_is(secret):
    view = messages.secret_modal("REQ-42", SecretStr(secret))

    check_modal(view)
    shown = view["blocks"][1]["elements"][0]
    assert shown["type"] == "rich_text_preformatted"
    assert shown["elements"] == [{"type": "text", "text": secret}]
    assert "It is destroyed now; it cannot be shown again." in said_in(view)
