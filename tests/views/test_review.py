"""The review: what would be done, warnings first, and never a dead end."""

from datetime import timedelta

import pytest

from bot.views import forms, review
from tests.views.rules import buttons_in, check_modal, check_texts, live_in, said_in
from tests.views.samples import ACTION, DESK, HOSTILE, LEE, MINA, NOW, plan


def reviewed(text="", *, approvers=(LEE, DESK), approvals=1, **more):
    return review.review_modal(
        ACTION, "draft1", plan(text, **more), approvers=approvers, approvals=approvals
    )


def all_views(text):
    return [
        review.computing(ACTION, "draft1"),
        reviewed(text),
        reviewed(text, start_at=NOW, lines=60),
        review.receipt("REQ-42", "C01REQ", [LEE, text]),
        review.problem_modal(ACTION, "draft1", text, text),
        review.refusal(text, text, text),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_window_stays_within_slacks_limits(text):
    for view in all_views(text):
        check_modal(view)


def test_the_plan_is_shown_with_its_warnings_before_its_changes():
    said = said_in(reviewed())

    for line in (
        "Onboard Ada Lovelace",
        "The laptop is offline",
        "Create ada@acme.test in Okta",
        "Ada gets an e-mail",
        "As soon as it is approved",
        f"<@{LEE}> or <!subteam^{DESK}>",
    ):
        assert line in said
    assert said.index("The laptop is offline") < said.index("Create ada@acme.test in Okta")


def test_a_plan_without_warnings_and_notices_says_nothing_of_them():
    bare = plan().model_copy(update={"warnings": (), "notices": ()})

    said = said_in(review.review_modal(ACTION, "draft1", bare, approvers=[LEE], approvals=1))

    assert "Warning" not in said
    assert "will notice" not in said


def test_changes_are_numbered():
    lists = [part for block in reviewed()["blocks"] for part in block.get("elements", [])]

    assert "ordered" in [part.get("style") for part in lists]


def test_a_later_start_is_shown_as_asked_and_in_the_readers_zone():
    said = said_in(reviewed(start_at=NOW + timedelta(days=7)))

    assert "1 Dec, 09:30 Berlin" in said
    assert "your time: <!date^" in said


@pytest.mark.parametrize(
    ("approvers", "approvals", "said"),
    [
        ([LEE], 1, f"<@{LEE}>"),
        ([LEE, MINA], 2, f"Two of <@{LEE}> or <@{MINA}>"),
        ([], 0, "No approval is needed"),
        ([], 1, "Nobody is set up to approve this"),
        ([LEE], 12, "12 of"),
    ],
)
def test_the_review_says_who_approves(approvers, approvals, said):
    assert said in said_in(reviewed(approvers=approvers, approvals=approvals))


def test_the_review_can_be_sent_and_the_wait_before_it_cannot():
    assert reviewed()["submit"]["text"] == "Send request"
    assert reviewed()["callback_id"] == "review"
    assert "submit" not in review.computing(ACTION, "draft1")


@pytest.mark.parametrize(
    "view", [reviewed(), review.problem_modal(ACTION, "draft1", "Okta does not answer.", "r1")]
)
def test_there_is_always_a_way_back_to_the_form(view):
    assert "change_form" in buttons_in(view)
    assert forms.draft_id(view) == "draft1"
    assert forms.action_name(view) == "onboard"


def test_a_problem_says_what_happened_what_to_do_and_what_to_quote():
    said = said_in(review.problem_modal(ACTION, "draft1", "Okta does not answer.", "r1"))

    assert "Okta does not answer." in said
    assert "What you typed is kept" in said
    assert "r1" in said


def test_the_receipt_says_where_to_follow_the_request():
    view = review.receipt("REQ-42", "C01REQ", [LEE])

    assert view["close"]["text"] == "Done"
    assert "<#C01REQ>" in said_in(view)
    assert f"<@{LEE}> can approve it" in said_in(view)


def test_a_receipt_without_approvers_names_none():
    assert "can approve" not in said_in(review.receipt("REQ-42", "C01REQ", []))


def test_a_refusal_without_a_reference_quotes_none():
    assert "Reference" not in said_in(review.refusal("Not allowed", "Ask Lee."))


def test_help_says_what_the_command_asks_for():
    said = review.help_text(ACTION)

    assert "*/onboard [work address]*" in said
    assert "Creates a person &amp; gets them onto a laptop." in said
    assert "• First name\n" in said
    assert "• Note (optional)" in said
    assert "".join(live_in(said)) == ""
    check_texts([{"type": "mrkdwn", "text": said, "verbatim": True}])
