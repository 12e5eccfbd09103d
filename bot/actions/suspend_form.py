"""What suspending asks for."""

from datetime import date, time
from typing import Any, Final, Self

from pydantic import model_validator

from bot.actions.suspend_table import LEAVE, LEAVER
from bot.config import Config
from bot.form import Choice, Form, Kind, Picked, Search, ask, ask_ticket

NOW: Final = time(0)
KEEP: Final = "keep"
LOCK: Final = "lock"


class SuspendForm(Form):
    """The person whose access is closed."""

    person: Picked = ask("Person", Kind.SEARCH, search=Search.EVERYBODY)
    mode: str = ask(
        "Which kind", Kind.CHOICE, default=LEAVE,
        choices=(
            Choice(LEAVE, "Leave", "Comes back: nothing is taken away, Okta and JumpCloud suspend"),
            Choice(LEAVER, "Leaver", "Does not: Okta takes apps and password away for good"),
        ),
    )  # fmt: skip
    reason: str = ask("Reason", Kind.LONG_TEXT, max_length=500)
    ticket: str = ask_ticket()
    start_date: date | None = ask(
        "From", Kind.DATE, default=None, hint="Empty: as soon as it is approved."
    )
    start_time: time = ask("From, time", Kind.TIME, default=NOW)
    end_date: date | None = ask(
        "Until", Kind.DATE, default=None,
        hint="Of a leave: coming back is then asked for, and has to be approved.",
    )  # fmt: skip
    end_time: time = ask("Until, time", Kind.TIME, default=NOW)
    time_zone: Picked | None = ask(
        "Time zone of these", Kind.SEARCH, default=None, search=Search.TIME_ZONES
    )
    lock: str = ask(
        "Lock the screens", Kind.CHOICE, default=KEEP,
        choices=(
            Choice(KEEP, "No", "The session ends by itself where the system can"),
            Choice(LOCK, "Yes", "Windows and Linux lock at once, or when they are next online"),
        ),
    )  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_date and self.mode == LEAVER:
            raise ValueError("A leaver does not come back: take “Until” off, or choose “Leave”.")
        starts = self.start_date and (self.start_date, self.start_time)
        if self.end_date and starts and (self.end_date, self.end_time) <= starts:
            raise ValueError("“Until” has to be later than “From”.")
        return self


def prefill(config: Config, text: str) -> dict[str, Any]:
    """Give the modal's first values."""
    zone = config.people.time_zone
    return {"mode": LEAVE, "lock": KEEP, "time_zone": {"id": zone, "text": zone}}
