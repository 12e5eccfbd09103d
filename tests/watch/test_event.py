"""An entry of either log, read into one shape: what is odd in it is as if it were not there."""

import pytest
from pydantic import ValidationError

from bot.clients.jumpcloud import DirectoryEvent
from bot.clients.okta import LogEvent
from bot.watch.event import LONGEST_NAME, Kind, Thing
from bot.watch.samples import (
    bond,
    device,
    directory_event,
    end,
    log_event,
    person,
    read,
    reporting,
    user,
)
from bot.watch.wording import by_whom

UNKNOWN = {"id": "00T1", "type": "Token", "alternateId": "unknown", "displayName": "unknown"}


def test_an_odd_field_is_left_out_and_the_rest_is_read():
    event = read(directory_event("user_lockout", resource=user()) | {"success": [], "changes": 7})

    assert (event.type, event.person.name) == ("user_lockout", "jane")
    assert event.ok
    assert event.changes == {}


def test_an_odd_target_is_left_out_and_the_others_are_read():
    event = read(log_event("user.lifecycle.suspend", "?", person()))

    assert event.person.label == "Jane Doe"


def test_an_odd_name_is_left_out_and_the_id_is_read():
    odd = {"id": "5f0c", "type": "user", "username": {"first": "Jane"}}

    assert read(directory_event("user_delete", resource=odd)).person == Thing(Kind.PERSON, "5f0c")


@pytest.mark.parametrize("model", [LogEvent, DirectoryEvent])
def test_an_entry_without_its_id_is_refused(model):
    with pytest.raises(ValidationError):
        model.model_validate({"eventType": "user.lifecycle.suspend"})


def test_the_word_unknown_is_nobodys_name():
    [token] = read(log_event("system.api_token.create", UNKNOWN)).things

    assert token == Thing(Kind.PROGRAM, "00T1")


def test_what_has_neither_id_nor_name_is_nothing():
    assert read(log_event("system.api_token.create", UNKNOWN | {"id": None})).things == ()
    assert read(directory_event("system_delete", resource={"type": "system"})).things == ()


def test_a_long_name_is_shortened_where_it_is_said():
    name = "Jane " * 1000
    event = read(log_event("user.lifecycle.suspend", person() | {"displayName": name}))

    assert len(event.person.label) == LONGEST_NAME
    assert event.person.title == name


def test_who_binds_something_is_not_whom_it_is_about():
    assert read(bond("add", end("policy"), end("system"), by=user())).person is None


def test_who_reports_about_themselves_is_whom_it_is_about():
    assert read(directory_event("user_lockout", by=user())).person.name == "jane"


def test_an_actor_without_a_name_is_nobody():
    event = read(
        directory_event(
            "device_enrollment", system=reporting(), by={"type": "user", "username": ""}
        )
    )

    assert event.person is None
    assert by_whom(event) == "and JumpCloud does not say by whom"


def test_a_bond_has_what_became_of_it_whichever_end_is_named_first():
    for event in (
        read(bond("remove", end("system"), end("user"))),
        read(bond("remove", end("user"), end("system"))),
    ):
        assert event.operation == "remove"
        assert (event.person.name, event.thing(Kind.DEVICE).name) == ("jane", "MBP-JANE")


def test_what_a_device_answered_is_the_reason():
    chain = [{"error_code": 12021, "localized_description": "The command is not valid."}]
    event = read(directory_event("mdm_command_result", resource=device(), error_chain=chain))

    assert event.reason == "The command is not valid."
