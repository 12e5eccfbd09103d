"""What an action asks for: a form's fields, and the input that each is drawn as."""

import enum
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

FormT = TypeVar("FormT", bound="Form")


class Search(enum.StrEnum):
    """What a field's live search looks through; the option's value is the id found there."""

    PEOPLE = "people"  # in Okta
    EVERYBODY = "everybody"  # in Okta, and those whom only JumpCloud has
    GROUPS = "groups"
    DEVICES = "devices"
    LOCAL_ACCOUNTS = "local_accounts"
    TIME_ZONES = "time_zones"


class Kind(enum.StrEnum):
    """The input that a field is drawn as."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    CHOICE = "choice"
    SEARCH = "search"
    SEARCH_MANY = "search_many"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True)
class Choice:
    """One option of a choice.

    Attributes:
        text: At most 75 characters, shown.
        note: A line of explanation under it, at most 75 characters.
    """

    value: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Ask:
    """How one field of a form is asked for.

    Attributes:
        choices: The options, for a choice; empty when the configuration gives them.
        max_length: Characters, for text.
        needs: Another field whose value the search looks at, such as the device of an account.
    """

    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    placeholder: str = ""
    search: Search | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int = 100
    needs: str = ""


def ask(
    label: str,
    kind: Kind = Kind.TEXT,
    *,
    default: Any = ...,
    hint: str = "",
    placeholder: str = "",
    search: Search | None = None,
    choices: tuple[Choice, ...] = (),
    max_length: int = 100,
    needs: str = "",
) -> Any:
    """Declare a field of a form; a field with a default is optional in the modal."""
    return Field(
        default=default,
        json_schema_extra={
            "ask": Ask(label, kind, hint, placeholder, search, choices, max_length, needs)  # type: ignore[dict-item]
        },
    )


def ask_ticket() -> Any:
    """Declare the field that every form has: `ticket`, which policy may ask for."""
    return ask("Ticket", default="", placeholder="IT-1234", hint="Of your own ticket system.")


class Picked(BaseModel):
    """What was chosen in a live search: its id and the text it was shown with."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str


class Form(BaseModel):
    """What a modal asks for: text, a `Picked` or several, a date or a time, made with `ask`."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="forbid")

    @classmethod
    def asks(cls) -> dict[str, Ask]:
        """Give each field's `Ask` by name, in the order of the modal."""
        return {
            name: info.json_schema_extra["ask"]  # type: ignore[index, misc]
            for name, info in cls.model_fields.items()
        }
