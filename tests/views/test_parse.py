"""Parsing: what was typed becomes a form, or plain words at the fields that are at fault."""

from datetime import date, time
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_validator, model_validator

from bot.errors import InvalidForm
from bot.form import Form, Picked, ask
from bot.views import forms
from tests.views.samples import QUICK, VALUES, SampleForm


def test_a_good_form_is_parsed():
    form = forms.parse(SampleForm, VALUES)

    assert form.manager == Picked(id="00u1", text="Grace Hopper")
    assert form.groups[1].text == "Everyone"
    assert (form.start, form.at) == (date(2026, 12, 1), time(9, 30))


def test_a_parsed_form_can_be_stored_and_parsed_again():
    form = forms.parse(SampleForm, VALUES)

    assert forms.parse(SampleForm, form.model_dump(mode="json")) == form


def test_what_the_form_does_not_ask_for_is_passed_over():
    assert forms.parse(SampleForm, {**VALUES, "other": "x"}) == forms.parse(SampleForm, VALUES)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("first_name", None, "Please fill this in."),
        ("first_name", "x" * 51, "At most 50 characters."),
        ("email", "x" * 10_000, "At most 100 characters."),
        ("email", "ada", "This does not look like a work address."),
        ("email", "Ada <ada@acme.test>", "This does not look like a work address."),
        ("first_name", 7, "This cannot be used here."),
        ("manager", "Grace", "Please choose from the list."),
        ("groups", "Everyone", "Please choose from the list."),
        ("start", "tomorrow", "Please choose a date."),
        ("at", "noon", "Please choose a time."),
    ],
)
def test_a_fault_is_told_in_plain_words_at_its_field(field, value, message):
    with pytest.raises(InvalidForm) as fault:
        forms.parse(SampleForm, VALUES | {field: value})

    assert fault.value.fields == {field: message}


class StrictForm(Form):
    name: str = ask("Name", default="Ada")
    email: str = ask("Address", default="a@b.test")
    code: Annotated[str, Field(min_length=3, max_length=5)] = ask("Code", default="abc")
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = ask("Tags", default=["a"])

    @field_validator("name")
    @classmethod
    def known(cls, name: str) -> str:
        if name == "Bob":
            raise ValueError("Bob is not known.")
        return name

    @model_validator(mode="after")
    def whole(self) -> "StrictForm":
        if self.name == self.email:
            raise ValueError("Name and address are the same.")
        return self


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "Bob", "Bob is not known."),
        ("code", "ab", "At least 3, please."),
        ("code", "abcdef", "At most 5 characters."),
        ("tags", ["a", "b", "c"], "At most 2, please."),
        ("tags", "a", "This cannot be used here."),
    ],
)
def test_an_actions_own_checks_are_told_as_plainly(field, value, message):
    with pytest.raises(InvalidForm) as fault:
        forms.parse(StrictForm, {field: value})

    assert fault.value.fields == {field: message}


def test_a_fault_of_no_one_field_is_the_message():
    with pytest.raises(InvalidForm, match=r"^Name and address are the same\.$") as fault:
        forms.parse(StrictForm, {"name": "a@b", "email": "a@b"})

    assert fault.value.fields == {}


@QUICK
@given(st.dictionaries(st.sampled_from(list(VALUES)), st.text() | st.integers() | st.none()))
def test_whatever_is_sent_gets_plain_words_at_its_field(values):
    with pytest.raises(InvalidForm) as fault:
        forms.parse(SampleForm, {**values, "manager": None})

    words = " ".join(fault.value.fields.values()).lower()
    assert not {"pydantic", "input", "string", "valid", "type"} & set(words.split())
    assert set(fault.value.fields) <= set(SampleForm.asks())
