"""A person looked up, and the desk's queue: what only the asker sees."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from bot.action import Action
from bot.form import Choice
from bot.plan import Plan
from bot.principal import Machine, Principal
from bot.views import kit
from bot.views.card import standing
from bot.views.forms import opener
from bot.views.kit import Block, Message, View
from storage.approval_tables import Review
from storage.tables import Request, State, StepRun
from storage.watch_tables import Case

WHOIS: Final = "whois"
PICK: Final = "whois_pick"
SEARCH: Final = "search_everybody"
LINK: Final = "console_link"
MOST: Final = 20
MOST_MEANT: Final = 5

_FAMILIES: Final = {"darwin": "macOS", "windows": "Windows", "linux": "Linux"}


def person(
    found: Principal,
    *,
    sync_error: str,
    open_: Sequence[tuple[Request, StepRun | None]],
    offers: Sequence[Action[Any]],
    links: Sequence[tuple[str, str]],
    troubles: Sequence[Case] = (),
) -> Message:
    """Draw a person: both directories, their devices, what is open, and what can be done.

    Args:
        open_: Requests about them that are not over, each with the step that it is at.
        troubles: Open cases about them.
        links: Labels and addresses of the consoles; an empty address is left out.
    """
    title = kit.cut(kit.clean(found.name), kit.HEADER)
    blocks = [
        kit.header(title),
        kit.fields([
            ("Okta", _okta(found)), ("JumpCloud", _jumpcloud(found)),
            ("In step", _sync(found, sync_error)), ("Passwords", _passwords(found)),
        ]),
        kit.listed("Devices", [_device(each) for each in found.machines] or ["None is bound."]),
    ]  # fmt: skip
    if open_:
        blocks.append(kit.listed("Open requests", [_request(*each) for each in open_]))
    if troubles:
        told = [f"⚠ {case.alert['headline']}" for case in troubles]
        blocks.append(kit.listed("In the channel of alerts", told, "lines"))
    key = found.okta.id if found.okta else found.login
    buttons = [kit.button(action.title, opener(action.name), key) for action in offers]
    buttons += [_link(label, url) for label, url in links if url]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.escape(f"{title}: {_plain_state(found)}"), blocks


def several(text: str, found: Sequence[Choice]) -> Message:
    """Ask which of several people is meant."""
    said = f"Whom do you mean by “{kit.cut(text, kit.LINE)}”?"
    buttons = [
        kit.button(f"{one.text} ({one.note.partition(',')[0]})", f"{PICK}_{n}", one.value)
        for n, one in enumerate(found[:MOST_MEANT])
    ]
    more = len(found) - MOST_MEANT
    rest = [kit.context(f"{more} more; type more of the name.")] if more > 0 else []
    return kit.escape(said), [kit.say(said), kit.actions(*buttons), *rest]


def nobody(text: str) -> Message:
    """Say that nobody was found, and how to ask."""
    said = f"Okta knows nobody by “{kit.cut(text, kit.LINE)}”."
    hint = "Type an e-mail address, a login, an @mention or a part of the name; or only /whois."
    return kit.escape(said), [kit.say(said), kit.say(hint)]


def ask_whom(shown: Sequence[Block] = ()) -> View:
    """Open a window in which somebody is searched for; what was found stands below."""
    search: Block = {
        "type": "external_select", "action_id": SEARCH, "min_query_length": 2,
        "placeholder": kit.plain("Name, e-mail or login", kit.PLACEHOLDER),
    }  # fmt: skip
    field = kit.field(WHOIS, "Person", search) | {"dispatch_action": True}
    return kit.modal(
        "Look up person", [field, *shown], callback_id=WHOIS, close="Close", submit="Look up"
    )


def queue(
    open_: Sequence[tuple[Request, StepRun | None]],
    owed: Sequence[tuple[Request, Review]] = (),
) -> Message:
    """List what is open, oldest first.

    Args:
        owed: Reviews that nobody has signed, of requests that did not wait for approval.
    """
    if not open_ and not owed:
        return "Nothing is open.", [kit.say("Nothing is open.")]
    listed = {
        f"Open requests: {len(open_)}": [_request(*each) for each in open_],
        f"Reviews owed: {len(owed)}": [_owed(*each) for each in owed],
    }
    title, blocks = "", []
    for heading, lines in listed.items():
        if lines:
            title = f"{title} \N{MIDDLE DOT} {heading}" if title else heading
            blocks.append(kit.listed(heading, lines[:MOST]))
        if len(lines) > MOST:
            blocks.append(kit.context(f"{len(lines) - MOST} more."))
    return title, blocks


def help_text(commands: Sequence[tuple[str, str, str]]) -> str:
    """Say what there is to type; each command with its usage and what it does."""
    lines = [
        f"• *{kit.escape(f'/{name} {usage}'.strip())}*: {kit.escape(what)}"
        for name, usage, what in commands
    ]
    return kit.cut("\n".join(lines), kit.SECTION)


def _okta(found: Principal) -> str:
    user = found.okta
    if user is None:
        return "not there"
    signed_in = f"last sign-in {kit.moment(user.last_login)}" if user.last_login else "never in"
    return f"*{kit.escape(user.status)}*, {signed_in}\n{kit.escape(user.login)}"


def _jumpcloud(found: Principal) -> str:
    user = found.jumpcloud
    if user is None:
        return "not there"
    more = [
        text
        for text, holds in (
            ("locked out", user.account_locked), ("no password yet", not user.activated),
            ("password expired", user.password_expired),
        )
        if holds
    ]  # fmt: skip
    local = f", on devices {user.local_account}" if user.local_account else ""
    state = ", ".join([f"*{kit.escape(user.state)}*", *more])
    return f"{state}\n{kit.escape(user.username + local)}"


def _sync(found: Principal, error: str) -> str:
    assigned = found.app_user
    if assigned is None:
        return "JumpCloud is not assigned in Okta"
    state = f"{assigned.status} {assigned.sync_state}"
    if error:
        state = f"{state}: {kit.cut(error, kit.LINE)}"
    elif assigned.failed:
        state = f"{state}; Okta's log gives no reason"
    return kit.escape(f"{state}{_apart(found)}")


def _apart(found: Principal) -> str:
    """Say where the two directories contradict each other."""
    okta, jumpcloud = found.okta, found.jumpcloud
    if okta is None or jumpcloud is None:
        return ""
    if okta.shut_out and jumpcloud.state == "ACTIVATED":
        return "\n⚠ closed in Okta, open in JumpCloud"
    if not okta.shut_out and jumpcloud.state == "SUSPENDED":
        return "\n⚠ open in Okta, suspended in JumpCloud"
    return ""


def _passwords(found: Principal) -> str:
    okta = found.okta.password_changed if found.okta else None
    jumpcloud = found.jumpcloud.password_date if found.jumpcloud else None
    return f"Okta {_when(okta)}\nJumpCloud {_when(jumpcloud)}"


def _when(moment: datetime | None) -> str:
    return kit.moment(moment) if moment else "none"


def _device(machine: Machine) -> str:
    system = machine.system
    family = _FAMILIES.get(system.os_family, system.os)
    last = f"{system.last_contact:%a %d %b %H:%M} UTC" if system.last_contact else "never"
    state = "online" if system.active else f"offline, last seen {last}"
    if machine.account is None:
        account = "no account of theirs"
    else:
        rights = "administrator" if machine.account.admin else "standard user"
        managed = "managed" if machine.managed else "not managed"
        off = ", disabled" if machine.account.suspended else ""
        account = f"account {machine.account.user_name}, {managed}, {rights}{off}"
    by_group = "" if machine.direct else ", bound by a group"
    return f"{machine.name} ({family}): {state}; {account}{by_group}"


def _request(request: Request, step: StepRun | None) -> str:
    plan = Plan.model_validate(request.plan)
    state = standing(request)
    waits = f"; {step.title}: {step.detail or 'under way'}" if step else ""
    start = f", from {plan.start_text}" if request.state is State.SCHEDULED else ""
    return f"{request.reference} {kit.cut(plan.title, kit.LINE // 2)}: {state}{start}{waits}"


def _owed(request: Request, review: Review) -> str:
    title = kit.cut(Plan.model_validate(request.plan).title, kit.LINE // 2)
    since = f"{review.opened_at:%a %d %b %H:%M} UTC"
    return f"{request.reference} {title}: started without approval {since}; nobody has signed"


def _plain_state(found: Principal) -> str:
    okta = found.okta.status if found.okta else "not there"
    jumpcloud = found.jumpcloud.state if found.jumpcloud else "not there"
    return f"Okta {okta}, JumpCloud {jumpcloud}"


def _link(label: str, url: str) -> Block:
    return kit.button(label, f"{LINK}_{label.lower().replace(' ', '_')}", label) | {"url": url}


def each_link(okta_url: str, jumpcloud_url: str) -> Iterator[tuple[str, str]]:
    """Name the consoles' addresses."""
    yield "Open in Okta", okta_url
    yield "Open in JumpCloud", jumpcloud_url
