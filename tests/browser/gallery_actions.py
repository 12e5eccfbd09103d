"""What the actions on people who are there already say: samples of each message and window."""

from collections.abc import Iterator
from typing import Any

from bot.actions import ACTIONS
from bot.actions.rotate_words import arrived, choose
from bot.clients.jumpcloud import JumpCloudUser, LocalAccount, System
from bot.clients.okta import AppUser, OktaUser
from bot.config import Config
from bot.form import Choice
from bot.plan import Plan
from bot.principal import Machine, Principal
from bot.views import forms, lookups, messages, progress, prompts, review
from storage.tables import Decision, Request, State, StepRun, StepState
from tests.views.samples import NOW

MINA, LEE, LEADS = "U0MINA00001", "U0LEE000001", "S0LEADS0001"
GRACE = "grace@acme.example"
OFFLINE = (
    "LT-GRACE: offline, last seen Tue 24 Nov 17:02 UTC; the account is still usable there. "
    "Disabled on MBP-GRACE."
)
SUSPENSION = Plan(
    principal=GRACE,
    title="Suspend Grace Hopper",
    changes=(
        f"Okta: suspend {GRACE}; groups, apps and password are kept",
        "Okta: end all sessions and revoke tokens",
        "JumpCloud: grace, suspend it directly: Okta never tells of a suspension",
        "LT-GRACE: disable the account, lock the screen",
        "MBP-GRACE: disable the account",
    ),
    notices=(
        "They are signed out of Okta everywhere, and cannot sign in again.",
        "On laptops that are online their session ends within about a minute.",
    ),
    warnings=("LT-GRACE: offline: the account stays usable there until it reports.",),
    steps=("snapshot", "okta_suspend", "okta_sessions", "jumpcloud_suspend", "devices"),
    confirm=GRACE,
    fingerprint="f",
)
STEPS = (
    ("Note what they have", StepState.DONE, ""),
    ("Suspend in Okta", StepState.DONE, ""),
    ("End sessions and tokens", StepState.DONE, ""),
    ("Suspend in JumpCloud", StepState.DONE, ""),
    ("Disable the account on each device", StepState.RUNNING, OFFLINE),
)


def request(state: State = State.RUNNING, number: int = 42, title: str = "") -> Request:
    plan = SUSPENSION.model_copy(update={"title": title}) if title else SUSPENSION
    return Request(
        id=number, key=f"k{number}", action="suspend", requester=MINA, principal=GRACE,
        state=state, form={}, plan=plan.model_dump(mode="json"), created_at=NOW,
        expires_at=NOW, decided_by=LEE, decided_at=NOW, begun_at=NOW,
    )  # fmt: skip


def journal() -> list[StepRun]:
    return [
        StepRun(request_id=42, position=at, name="s", title=title, state=state, detail=detail)
        for at, (title, state, detail) in enumerate(STEPS)
    ]


def principal() -> Principal:
    """Give somebody whose two directories do not agree, and who has a laptop in a drawer."""
    okta = OktaUser.model_validate(
        {
            "id": "00uGraceHopper0005d7",
            "status": "ACTIVE",
            "lastLogin": NOW.isoformat(),
            "passwordChanged": NOW.isoformat(),
            "profile": {"login": GRACE, "email": GRACE, "firstName": "Grace", "lastName": "Hopper"},
        }
    )
    app_user = AppUser(
        id="00uGraceHopper0005d7", external_id="65a1", status="PROVISIONED", sync_state="ERROR"
    )
    user = JumpCloudUser.model_validate(
        {
            "id": "65a1", "username": "grace", "email": GRACE, "state": "ACTIVATED",
            "activated": True, "password_date": NOW.isoformat(),
        }
    )  # fmt: skip
    account = LocalAccount(user_name="grace", managed=True)
    laptop = System(
        id="1", given_display_name="LT-GRACE", os_family="windows", active=False, last_contact=NOW
    )
    mac = System(id="2", given_display_name="MBP-GRACE", os_family="darwin", active=True)
    return Principal(okta, app_user, user, (Machine(laptop, account), Machine(mac, account)))


def said() -> Iterator[tuple[str, messages.Message]]:
    """Give every message, by name."""
    yes = [Decision(request_id=42, round=1, by=LEE, voice=LEE, approved=True, at=NOW)]
    steps = journal()
    yield "waiting-device", progress.waiting_for(request(), steps[-1], OFFLINE, can_end=True)
    yield "waived", progress.waived(request(), steps[-1].title, MINA, "The laptop is retired.")
    yield (
        "followed",
        progress.followed(
            request(State.DONE), request(State.PENDING, 57, title="Restore Grace Hopper")
        ),
    )
    yield (
        "not-followed",
        progress.not_followed(request(State.DONE), "There is nothing to restore."),
    )
    yield "alert", messages.alert(request(), steps, yes)
    yield "note", messages.note(choose(GRACE, ["darwin", "windows"], temporary=False), "REQ-42")
    yield "note-arrived", messages.note(arrived(GRACE, ["darwin"]), "REQ-42")
    yield "whois", _whois()
    yield "whois-several", lookups.several("gra", [
        Choice("1", "Grace Hopper", "grace@acme.example, ACTIVE"),
        Choice("2", "Grace Kelly", "grace.kelly@acme.example, SUSPENDED"),
    ])  # fmt: skip
    yield "whois-nobody", lookups.nobody("grcae")
    yield (
        "queue",
        lookups.queue(
            [
                (request(), steps[-1]),
                (request(State.PENDING, 43, title="New password for Alan Turing"), None),
            ]
        ),
    )


def _whois() -> messages.Message:
    return lookups.person(
        principal(),
        sync_error="The department is required.",
        open_=[(request(), journal()[-1])],
        offers=[each for each in ACTIONS if each.name in {"takeover", "rotate", "suspend"}],
        links=[("Open in Okta", "https://example.com"), ("Open in JumpCloud", "https://x.example")],
    )


def modals(config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every modal, by name."""
    status = "Okta and JumpCloud answer."
    for action in ACTIONS[1:]:
        values = action.defaults(config, "") | {"person": {"id": "1", "text": "Grace Hopper"}}
        choices = action.choices(config, True)  # noqa: FBT003 - the form's own signature
        yield (
            f"form-{action.name}",
            forms.form_modal(action, "d", values=values, choices=choices, status=status),
        )
    suspend = next(each for each in ACTIONS if each.name == "suspend")
    yield (
        "review-suspend",
        review.review_modal(suspend, "d", SUSPENSION, approvers=[LEADS], approvals=1),
    )
    yield "end-wait", prompts.end_wait_modal(42, 4, "REQ-42")
    yield "whois", lookups.ask_whom(_whois()[1])
