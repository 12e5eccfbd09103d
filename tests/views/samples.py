"""The nouns that the views are drawn from, harmless and hostile."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import settings

from bot.action import Action
from bot.form import Choice, Form, Kind, Picked, Search, ask
from bot.plan import Plan
from storage.approval_tables import Delegation, Review
from storage.tables import Decision, Request, State, StepRun, StepState

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUICK = settings(max_examples=50, deadline=None)  # no deadline: a busy machine is no fault
MINA, LEE, DANA, DESK = "U01MINA", "U02LEE", "U03DANA", "S01DESK"

HOSTILE = [
    "x" * 10_000,
    "*EVIL* _EVIL_ ~EVIL~ `EVIL` ```EVIL```",
    "<!channel> @here @channel <@U666> <!subteam^S666> <#C666>",
    "<https://evil.example|EVIL> https://evil.example <mailto:a@b.example|a@b.example>",
    "> EVIL\n>>> EVIL",
    ":skull: " * 500,
    "🧑🏽‍🚀" * 3000,
    "\N{RIGHT-TO-LEFT OVERRIDE}ada\N{LEFT-TO-RIGHT OVERRIDE} עדה לאבלייס آدا لوفلايس",
    "\"quoted\" 'single' \u201ccurly\u201d \u2018curly\u2019 \\backslash\\ &amp; &lt;",
    "<" * 5000,
    "&" * 5000,
    "\ud800 half a pair, \x00 nothing, \x1b[31m colour",
    "   ",
    "",
]


class SampleForm(Form):
    first_name: str = ask("First name", max_length=50)
    email: str = ask("Work address", Kind.EMAIL, hint="Of the company", placeholder="ada@acme.test")
    note: str = ask("Note", Kind.LONG_TEXT, default="", max_length=3000)
    way: str = ask("How they get in", Kind.CHOICE, choices=(
        Choice("mail", "Activation e-mail", "Okta sends it"), Choice("once", "One-time password"),
    ))  # fmt: skip
    department: str = ask("Department", Kind.CHOICE)
    manager: Picked = ask("Manager", Kind.SEARCH, search=Search.PEOPLE, placeholder="Name")
    groups: tuple[Picked, ...] = ask("Groups", Kind.SEARCH_MANY, default=(), search=Search.GROUPS)
    zone: Picked | None = ask("Time zone", Kind.SEARCH, default=None, search=Search.TIME_ZONES)
    start: date | None = ask("Start", Kind.DATE, default=None)
    at: time | None = ask("At", Kind.TIME, default=None)


DEPARTMENTS = tuple(Choice(f"d{n}", f"Department {n}") for n in range(6))
CHOICES = {"department": DEPARTMENTS}
VALUES: dict[str, Any] = {
    "first_name": "Ada",
    "email": "ada@acme.test",
    "note": "First line\nSecond line",
    "way": "mail",
    "department": "d3",
    "manager": {"id": "00u1", "text": "Grace Hopper"},
    "groups": [{"id": "00g1", "text": "Engineering"}, {"id": "00g2", "text": "Everyone"}],
    "zone": {"id": "Europe/Berlin", "text": "Berlin"},
    "start": "2026-12-01",
    "at": "09:30",
}


async def _unused(*_: Any) -> Any:
    raise NotImplementedError


ACTION: Action[SampleForm] = Action(
    name="onboard",
    title="Onboard a person",
    description="Creates a person & gets them onto a laptop.",
    usage="[work address]",
    form=SampleForm,
    defaults=lambda _config, text: {"email": text},
    choices=lambda _config, _can_seal: CHOICES,
    brief=_unused,
    plan=_unused,
    steps=(),
    prove=_unused,
)


def plan(text: str = "", *, start_at: datetime | None = None, lines: int = 2) -> Plan:
    """Make a plan that has `text` everywhere, or one as it should be."""
    return Plan(
        principal="ada@acme.test",
        title=text or "Onboard Ada Lovelace",
        changes=tuple([text or "Create ada@acme.test in Okta"] * lines),
        notices=(text or "Ada gets an e-mail",),
        warnings=(text or "The laptop is offline",),
        steps=("create",),
        start_at=start_at,
        start_text=text or "1 Dec, 09:30 Berlin" if start_at else "",
        fingerprint="f",
    )


def request(state: State = State.PENDING, text: str = "", **values: Any) -> Request:
    """Make a request in a state, with the times and people that belong to it."""
    begun = state.working or state in {State.UNDOING, State.DONE, State.UNPROVEN, State.FAILED}
    decided = state not in {State.PENDING, State.EXPIRED}
    proven = state in {State.DONE, State.UNPROVEN}
    return Request(**{
        "id": 42, "key": "draft", "action": "onboard", "requester": MINA,
        "principal": "ada@acme.test", "state": state, "form": {"ticket": text or "IT-1234"},
        "plan": plan(text).model_dump(mode="json"),
        "witnesses": [{"system": "Okta", "text": text or "ACTIVE, in sync", "ok": True}] * proven,
        "decided_by": LEE if decided else None,
        "decided_at": NOW if decided else None,
        "reason": text or "The laptop is not here yet",
        "created_at": NOW, "expires_at": NOW + timedelta(days=3),
        "begun_at": NOW if begun else None,
        "ended_at": NOW if state.over else None,
    } | values)  # fmt: skip


def journal(text: str = "") -> list[StepRun]:
    """Make a journal that shows every state a step can be in."""
    title = text or "Create in Okta"
    return [
        StepRun(request_id=42, position=n, name="s", title=title, state=state, detail=text)
        for n, state in enumerate(StepState)
    ]


def step(title: str = "Create in Okta") -> StepRun:
    """Make one step of a journal that is under way."""
    return StepRun(
        request_id=42, position=3, name="s", title=title, state=StepState.RUNNING, detail=""
    )


def decision(*, approved: bool = True, by: str = LEE, voice: str = "", round_: int = 1) -> Decision:
    """Make an approver's word, or that of who decides in their place."""
    return Decision(
        request_id=42, round=round_, by=by, voice=voice or by, approved=approved, at=NOW
    )


def passed(reason: str = "I am on a train") -> Delegation:
    """Make a question passed on by an approver."""
    return Delegation(request_id=42, round=1, by=LEE, delegate=DANA, reason=reason, at=NOW)


def review(text: str = "He was in the middle of it", *, signed: bool = False) -> Review:
    """Make the review that is owed for a request which did not wait for approval."""
    said = {"signed_by": LEE, "signed_at": NOW, "justified": False, "text": text} if signed else {}
    return Review(request_id=42, opened_at=NOW, remind_at=NOW, **said)
