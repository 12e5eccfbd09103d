"""What onboarding asks for: the fields of its modal, their first values and their choices."""

import re
from datetime import date, time
from typing import Any, Final

from pydantic import field_validator

from bot.config import Config
from bot.form import Choice, Form, Kind, Picked, Search, ask, ask_ticket

BY_MAIL: Final = "mail"
BY_PASSWORD: Final = "password"  # noqa: S105 - the name of a way in
STANDARD: Final = "standard"
ADMIN: Final = "admin"
NINE: Final = time(9)
CENTURY: Final = range(2000, 2100)  # beyond it, a time zone's shift can leave Python's calendar
_ADDRESS: Final = re.compile(r"[^@\s<>,;|\"]+@[^@\s<>,;|\"]+")


class OnboardForm(Form):
    """The person to onboard."""

    first_name: str = ask("First name", max_length=50)
    last_name: str = ask("Last name", max_length=50)
    email: str = ask("Work e-mail", Kind.EMAIL, hint="Also their Okta login.")
    department: str = ask("Department", default="")
    title: str = ask("Job title", default="")
    manager: Picked | None = ask("Manager", Kind.SEARCH, default=None, search=Search.PEOPLE)
    groups: tuple[Picked, ...] = ask(
        "Okta groups", Kind.SEARCH_MANY, default=(), search=Search.GROUPS,
        hint="Groups bring apps. JumpCloud is assigned even if none of them brings it.",
    )  # fmt: skip
    routing: str = ask(
        "Sign-in routing", Kind.CHOICE, default="",
        hint="Puts them among the people whom JumpCloud sends to Okta to sign in.",
    )  # fmt: skip
    start_date: date | None = ask(
        "Start date", Kind.DATE, default=None, hint="Empty: as soon as it is approved."
    )
    start_time: time = ask("Start time", Kind.TIME, default=NINE)
    time_zone: Picked | None = ask(
        "Time zone of the start", Kind.SEARCH, default=None, search=Search.TIME_ZONES
    )
    way_in: str = ask("How they get in", Kind.CHOICE, default=BY_MAIL)
    device: Picked | None = ask(
        "Device to bind now", Kind.SEARCH, default=None, search=Search.DEVICES,
        hint="Empty: they choose “Sign in with JumpCloud” on a laptop themselves.",
    )  # fmt: skip
    rights: str = ask(
        "Rights on the device", Kind.CHOICE, default=STANDARD,
        choices=(Choice(STANDARD, "Standard user"), Choice(ADMIN, "Administrator")),
    )  # fmt: skip
    ticket: str = ask_ticket()

    @field_validator("email")
    @classmethod
    def _small_letters(cls, value: str) -> str:
        # Others look alike or cannot be seen; that JumpCloud takes them is not published.
        if not value.isascii():
            raise ValueError("Please use only the letters a to z, digits and plain signs.")
        return value.lower()

    @field_validator("start_date")
    @classmethod
    def _of_this_century(cls, value: date | None) -> date | None:
        if value and value.year not in CENTURY:
            raise ValueError("Please choose a date of this century.")
        return value

    @field_validator("groups")
    @classmethod
    def _once_each(cls, value: tuple[Picked, ...]) -> tuple[Picked, ...]:
        return tuple({picked.id: picked for picked in value}.values())

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def prefill(config: Config, text: str) -> dict[str, Any]:
    """Give the modal's first values, in stored shape; `text` may be a work address."""
    onboard = config.onboard
    address = _ADDRESS.search(text.replace("mailto:", ""))
    values: dict[str, Any] = {
        "email": address[0].lower() if address else None,
        "start_time": NINE.strftime("%H:%M"),
        "time_zone": {"id": onboard.time_zone, "text": onboard.time_zone},
        "way_in": BY_MAIL,
        "rights": STANDARD,
        "routing": onboard.routing_values[0] if onboard.routing_values else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def choices(config: Config, can_seal: bool) -> dict[str, tuple[Choice, ...]]:  # noqa: FBT001 - an Action's signature
    """Give the options that the configuration decides."""
    by_mail = Choice(BY_MAIL, "Activation e-mail", "Okta writes to them")
    by_password = Choice(BY_PASSWORD, "One-time password", "Shown once to you, in Slack")
    return {
        "routing": tuple(Choice(value, value) for value in config.onboard.routing_values),
        "way_in": (by_mail, by_password) if can_seal else (by_mail,),
    }
