"""The actions that have tables: how each is asked for, gone along with, and looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.action import Action
from bot.actions.restore import RESTORE
from bot.actions.restore_table import ACCOUNTS
from bot.actions.rotate import ROTATE
from bot.actions.rotate_table import COMPROMISED, ROUTINE
from bot.actions.suspend import SUSPEND
from bot.actions.suspend_table import LEAVE, LEAVER
from bot.actions.takeover import TAKEOVER
from bot.sandbox.cast import PASSWORD
from tests.actions.states import truth


@dataclass(frozen=True)
class Asked:
    """An action in one of its modes.

    Attributes:
        shows: Whether a row of a device's `userMetrics` shows that it is done.
        person: What they do when they are asked for something.
    """

    action: Action[Any]
    mode: str
    form: Callable[[Any], Any]
    truth: Callable[[Any, Any], dict[str, bool]]
    shows: Callable[[dict[str, Any]], bool] = bool
    person: Callable[[Any], None] | None = None

    @property
    def table(self):
        return self.action.tables[self.mode]

    @property
    def bound(self) -> bool:
        """Whether it is about devices that are bound to somebody already."""
        return self.action is not TAKEOVER

    def __str__(self) -> str:
        return f"{self.action.name} {self.mode}".strip()


def _suspend(mode, *closed):
    return Asked(
        SUSPEND, mode,
        lambda case: SUSPEND.form(person=case.picked, mode=mode, reason="Row by row"),
        lambda place, case: truth.closed(place, case, closed),
        shows=lambda account: account["suspended"],
    )  # fmt: skip


def _rotate(mode):
    return Asked(
        ROTATE, mode,
        lambda case: ROTATE.form(person=case.picked, why=mode, reason="Row by row"),
        truth.renewed, person=choose,
    )  # fmt: skip


def choose(play):
    """Sign in with the old or the one-time password, and choose a new one."""
    play.place.okta.sign_in(play.case.login, play.secret or PASSWORD, new_password=truth.NEW)


def come_in(play):
    """Follow the activation e-mail, as somebody does who was deactivated."""
    if play.place.okta.status(play.case.login) == "PROVISIONED":
        play.place.okta.activate(play.case.login, truth.NEW)


LEAVES = _suspend(LEAVE, "SUSPENDED", "DEPROVISIONED", None)
LEAVERS = _suspend(LEAVER, "DEPROVISIONED", None)
ROUTINES, COMPROMISES = _rotate(ROUTINE), _rotate(COMPROMISED)
RESTORES = Asked(
    RESTORE, ACCOUNTS,
    lambda case: RESTORE.form(person=case.picked, reason="Row by row"),
    truth.opened, shows=lambda account: not account["suspended"], person=come_in,
)  # fmt: skip
TAKEOVERS = Asked(
    TAKEOVER, "",
    lambda case: TAKEOVER.form(
        person=case.picked, account={"id": case.local, "text": case.local},
        device={"id": case.device_id or "0" * 24, "text": "Their laptop"},
    ),
    truth.taken_over,
)  # fmt: skip
EVERY = {
    str(asked): asked for asked in (LEAVES, LEAVERS, RESTORES, ROUTINES, COMPROMISES, TAKEOVERS)
}
