"""The card: a request as it stands, in words, claiming no more than was seen."""

import pytest

from bot.views import messages
from storage.tables import State, StepState
from tests.views.rules import buttons_in, check_message, said_in
from tests.views.samples import HOSTILE, LEE, MINA, decision, journal, request


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", State)
def test_every_card_stays_within_slacks_limits(state, text):
    asked = request(state, text)

    check_message(messages.request_card(asked, [], []))
    check_message(messages.request_card(asked, journal(text) * 3, [decision()] * 3))


@pytest.mark.parametrize("state", State)
def test_the_card_says_its_state_in_words_and_has_no_buttons(state):
    text, blocks = messages.request_card(request(state), journal(), [decision()])

    assert text.startswith("Onboard Ada Lovelace · REQ-42: ")
    assert text.removeprefix("Onboard Ada Lovelace · REQ-42: ") in said_in(blocks)
    assert blocks[0]["text"]["text"] == "Onboard Ada Lovelace · REQ-42"
    assert buttons_in(blocks) == {}
    assert f"<@{MINA}>" in said_in(blocks)


def test_the_reference_survives_a_long_name():
    _, blocks = messages.request_card(request(text="x" * 10_000), [], [])

    assert blocks[0]["text"]["text"].endswith("… · REQ-42")


def test_a_pending_card_shows_the_plan_and_what_is_missing():
    _, blocks = messages.request_card(request(approvals=2), [], [decision()])

    said = said_in(blocks)
    assert "Create ada@acme.test in Okta" in said
    assert "The laptop is offline" in said
    assert "*Approvals missing*\none; expires <!date" in said
    assert f"*Approved by*\n<@{LEE}>" in said


def test_an_approval_of_an_earlier_round_does_not_count():
    _, blocks = messages.request_card(request(round=2), [], [decision()])

    assert "Approved by" not in said_in(blocks)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (StepState.WAITING, "○ to do: Bind · offline"),
        (StepState.RUNNING, "… waiting: Bind · offline"),
        (StepState.RETRYING, "… no answer yet, tried again: Bind · offline"),
        (StepState.DONE, "✓ done: Bind · offline"),
        (StepState.FAILED, "✗ failed: Bind · offline"),
        (StepState.UNDONE, "↩ undone: Bind · offline"),
        (StepState.LEFT, "! left: Bind · offline"),
    ],
)
def test_each_step_has_its_line_with_its_state_in_words(state, line):
    step = next(step for step in journal() if step.state is state)
    step.title, step.detail = "Bind", "offline"

    _, blocks = messages.request_card(request(State.RUNNING), [step], [])

    assert line in said_in(blocks)


def test_a_step_that_is_being_done_does_not_claim_to_wait():
    step = next(step for step in journal() if step.state is StepState.RUNNING)

    _, blocks = messages.request_card(request(State.RUNNING), [step], [])

    assert "… under way: Create in Okta" in said_in(blocks)


@pytest.mark.parametrize(("ok", "line"), [(True, "(as it should be)"), (False, "(not as it")])
def test_the_proof_says_whether_each_system_shows_what_it_should(ok, line):
    seen = {"system": "Okta", "text": "ACTIVE, in sync", "ok": ok}

    _, blocks = messages.request_card(request(State.UNPROVEN, witnesses=[seen]), journal(), [])

    assert f"Okta: ACTIVE, in sync {line}" in said_in(blocks[-1])


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (State.DENIED, "Why it was denied"),
        (State.CANCELLED, "Why it was cancelled"),
        (State.FAILED, "Why it failed"),
        (State.UNDOING, "Why it is being undone"),
    ],
)
def test_a_bad_end_gives_its_reason(state, heading):
    said = said_in(messages.request_card(request(state), [], [])[1])

    assert heading in said
    assert "The laptop is not here yet" in said


@pytest.mark.parametrize("state", [State.DENIED, State.CANCELLED, State.EXPIRED])
def test_what_never_began_says_that_nothing_was_changed(state):
    assert "Nothing was changed." in said_in(messages.request_card(request(state), [], [])[1])
