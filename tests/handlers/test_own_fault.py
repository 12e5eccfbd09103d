"""A fault of Deskhand's own while the plan is computed: told, logged, and nothing typed is lost."""

import pytest

from bot.views import forms
from handlers import submissions
from tests.scene import text_of
from tests.views.samples import ACTION, CHOICES, VALUES


class BrokenDesk:
    """A desk whose plans fail in a way that nobody thought of, behind what confirms."""

    @property
    def desk(self):
        return self

    def action(self, _name):
        return ACTION

    async def plan(self, _draft_id, _values, *, by):
        return 1 / (by == "nobody")


@pytest.fixture
def view():
    shown = forms.form_modal(ACTION, "draft", values=VALUES, choices=CHOICES, status="")
    return {**shown, "state": {"values": {}}}


async def test_the_window_says_so_and_leads_back_to_the_form(view, caplog):
    answer = await submissions._plan(BrokenDesk(), view, by="U1")

    said = text_of(answer["view"])
    assert "Something in Deskhand itself went wrong." in said
    assert "What you typed is kept" in said
    assert forms.draft_id(answer["view"]) == "draft"
    (logged,) = [one for one in caplog.records if one.message == "unexpected fault"]
    assert logged.reference in said
    assert "ZeroDivisionError" in str(logged.exc_info)
