"""What people are told about each finding: what was seen, what it means, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Kind, Thing
from bot.watch.reconcile.drift import Drift, Finding

PREFIX: Final = "drift."
CAUSES: Final = tuple(f"{PREFIX}{drift}" for drift in Drift)
"""Every cause that a comparison may give; an open case with one of these ends when it is gone."""

IN_JUMPCLOUD: Final = frozenset({Drift.LOCAL_ACCOUNT, Drift.DEVICE_OPEN, Drift.DEVICE_BOUND})
"""Findings that are about an account whoever has it: told about its id, not the one in Okta."""


@dataclass(frozen=True)
class Words:
    """How a finding is told; names in braces are filled in."""

    severity: Severity
    ways: tuple[Way, ...]
    headline: str
    seen: str
    means: str
    todo: str


WORDS: Final[Mapping[Drift, Words]] = {
    Drift.MISSING_IN_JUMPCLOUD: Words(
        Severity.WARNING,
        (Way.OKTA, Way.WHOIS),
        "{name} is missing in JumpCloud",
        "Okta's JumpCloud app has {login} as {app_status}, with the id {id_there}. JumpCloud has "
        "nobody with that id, nor with their address.",
        "They get no account on a laptop, and what Okta pushes for them arrives nowhere.",
        "In Okta, take the JumpCloud app from them and assign it again: Okta then makes them anew.",
    ),
    Drift.MISSING_IN_OKTA: Words(
        Severity.WARNING,
        (Way.JUMPCLOUD, Way.SUSPEND_DIRECTLY),
        "{name} is in JumpCloud and not in Okta",
        "JumpCloud has {username} <{email}> as ACTIVATED{maker}. Okta has nobody with that "
        "address, not even deactivated.",
        "Nothing that is done in Okta reaches this account. Nobody's leaving will close it.",
        "If they are gone, suspend them in JumpCloud. If the account is meant to be JumpCloud's "
        "alone, name it in Deskhand's settings as one that Okta need not know.",
    ),
    Drift.ACTIVE_AFTER_DEACTIVATION: Words(
        Severity.URGENT,
        (Way.SUSPEND_DIRECTLY, Way.WHOIS, Way.JUMPCLOUD),
        "{name} is deactivated in Okta and still active in JumpCloud",
        "Okta has {login} as DEPROVISIONED, JumpCloud has {username} as ACTIVATED.",
        "Okta's deactivation did not arrive. Their laptops still let them in.",
        "Suspend them directly in JumpCloud. Then see in Okta why the push of the deactivation "
        "failed.",
    ),
    Drift.SUSPENDED_IN_OKTA_ONLY: Words(
        Severity.URGENT,
        (Way.SUSPEND_DIRECTLY, Way.WHOIS, Way.JUMPCLOUD),
        "{name} is suspended in Okta and still active in JumpCloud",
        "Okta has {login} as SUSPENDED, JumpCloud has {username} as ACTIVATED.",
        "Okta tells JumpCloud nothing of a suspension. Their laptops still let them in.",
        "Suspend them directly in JumpCloud, or end the suspension in Okta if it is over.",
    ),
    Drift.SUSPENDED_IN_JUMPCLOUD_ONLY: Words(
        Severity.WARNING,
        (Way.RESTORE, Way.WHOIS, Way.JUMPCLOUD),
        "{name} is suspended in JumpCloud and not in Okta",
        "JumpCloud has {username} as SUSPENDED, Okta has {login} as {okta_status} with the "
        "JumpCloud app.",
        "Their laptops keep them out, and Okta still lets them into everything else.",
        "If they are to be kept out, suspend them in Okta too. If not, restore them.",
    ),
    Drift.NOT_ASSIGNED: Words(
        Severity.WARNING,
        (Way.OKTA, Way.JUMPCLOUD, Way.WHOIS),
        "{name} is in both, and Okta does not manage the account in JumpCloud",
        "Okta has {login} as {okta_status} without the JumpCloud app. JumpCloud has {username} "
        "<{email}> as ACTIVATED{maker}.",
        "Nothing that is done in Okta reaches this account: no password, no suspension.",
        "Assign the JumpCloud app to them in Okta, or suspend the account if they need none.",
    ),
    Drift.LINK: Words(
        Severity.WARNING,
        (Way.OKTA, Way.WHOIS),
        "Okta pushes {name} to an account that is gone",
        "Okta knows {login}'s account in JumpCloud by the id {detail}, which nobody has. Their "
        "address belongs to {username}, with the id {user_id}.",
        "The account was made anew in JumpCloud. What Okta pushes for them arrives nowhere.",
        "In Okta, take the JumpCloud app from them and assign it again: Okta then finds the "
        "account by its name.",
    ),
    Drift.EMAIL: Words(
        Severity.WARNING,
        (Way.RETRY, Way.OKTA, Way.JUMPCLOUD),
        "{name} has another e-mail address in JumpCloud",
        "{detail}.",
        "Signing in to JumpCloud through Okta needs the same address on both sides.",
        "Have Okta push the profile again. If JumpCloud's is the right one, change it in Okta.",
    ),
    Drift.NAME: Words(
        Severity.NOTICE,
        (Way.RETRY, Way.OKTA, Way.JUMPCLOUD),
        "{name} has another name in JumpCloud",
        "{detail}.",
        "Login screens show JumpCloud's name.",
        "Have Okta push the profile again. If JumpCloud's is the right one, change it in Okta.",
    ),
    Drift.USERNAME: Words(
        Severity.WARNING,
        (Way.RETRY, Way.OKTA, Way.JUMPCLOUD),
        "{name} has another username in JumpCloud",
        "Okta's JumpCloud app has the username {user_name}, JumpCloud has {username}.",
        "The new name was not pushed, or somebody changed it in JumpCloud. No device is known to "
        "be bound to them; once one is, JumpCloud refuses the new name.",
        "Have Okta push the profile again before they get a laptop. To keep the old name, edit "
        "their assignment in Okta's JumpCloud app and set the username to {username}.",
    ),
    Drift.RENAME: Words(
        Severity.URGENT,
        (Way.OKTA, Way.WHOIS, Way.JUMPCLOUD),
        "{name} was renamed in Okta, and JumpCloud cannot follow",
        "Okta's JumpCloud app has the username {user_name}, JumpCloud has {username}, and devices "
        "are bound to {username}.",
        "JumpCloud refuses a new username while anything is bound. Until this is mended, every "
        "push for them fails: a new profile, and perhaps a new password.",
        "In Okta, open the JumpCloud app, Assignments, edit {login}, and set the username to "
        "{username}. Do not rename them in JumpCloud, and do not unbind their devices.",
    ),
    Drift.SYNC_ERROR: Words(
        Severity.WARNING,
        (Way.RETRY, Way.OKTA, Way.WHOIS),
        "Okta could not {detail} in JumpCloud: {name}",
        "Okta's JumpCloud app has {login} as {app_status} with the sync state ERROR.",
        "Okta gave up and does not try again by itself. JumpCloud has what it had before.",
        "Mend the cause, then clear the task in Okta's console, Dashboard, Tasks, or have Okta "
        "push again.",
    ),
    Drift.QUEUED: Words(
        Severity.WARNING,
        (Way.RETRY, Way.OKTA),
        "{name} has been waiting to be made in JumpCloud",
        "Okta's JumpCloud app has {login} as {app_status} since {since}, and no account to it.",
        "They get no account on a laptop.",
        "See in Okta's console, Dashboard, Tasks, whether something stands in the way.",
    ),
    Drift.STAGED: Words(
        Severity.WARNING,
        (Way.JUMPCLOUD, Way.WHOIS),
        "{name} is still staged in JumpCloud",
        "JumpCloud has {username} as STAGED since {created}, Okta has {login} as {okta_status}.",
        "Who is staged gets nothing on a laptop, whatever is bound to them.",
        "Activate them in JumpCloud, without a mail. If all new people come staged, change the "
        "default state in JumpCloud's settings.",
    ),
    Drift.NOT_FEDERATED: Words(
        Severity.WARNING,
        (Way.OKTA, Way.JUMPCLOUD, Way.WHOIS),
        "{name} is not in the federated group",
        "JumpCloud's group of people who sign in through Okta does not have {username}.",
        "JumpCloud asks them for a password of its own instead of sending them to Okta.",
        "See in Okta whether they have the attribute that fills the group, and have it pushed.",
    ),
    Drift.PASSWORD: Words(
        Severity.WARNING,
        (Way.ROTATE, Way.JUMPCLOUD, Way.WHOIS),
        "{name} has a newer password in JumpCloud than in Okta",
        "JumpCloud's password is of {password_date}. Okta last had one to push on {password_from}.",
        "It was probably set in JumpCloud by hand: their laptop and Okta want two passwords.",
        "Have them sign in to Okta with their password, which pushes it again, or rotate it.",
    ),
    Drift.LOCAL_ACCOUNT: Words(
        Severity.WARNING,
        (Way.JUMPCLOUD, Way.WHOIS),
        "{name} claims an account name that is somebody else's too",
        "The Local User Account of {username} is {local_account}. It is {detail} as well.",
        "On a device that both are bound to, both would get one account.",
        "Give one of them another Local User Account in JumpCloud, before a device is bound.",
    ),
    Drift.DEVICE_OPEN: Words(
        Severity.URGENT,
        (Way.WHOIS, Way.JUMPCLOUD),
        "{name} is suspended, and a laptop still has their account open",
        "JumpCloud has {username} as SUSPENDED, and their account {account} is not disabled on: "
        "{detail}.",
        "The account can still be used there, until the laptop is next in contact.",
        "Get the laptop online, or collect it. If it is online and nothing changes, see whether "
        "its agent runs.",
    ),
    Drift.DEVICE_BOUND: Words(
        Severity.NOTICE,
        (Way.JUMPCLOUD,),
        "{name} left, and a laptop is still bound to them",
        "JumpCloud has {username} as SUSPENDED, Okta lets nobody in by that address, and their "
        "disabled account {account} is on: {detail}.",
        "The laptop is not free for somebody else.",
        "Collect the laptop, and unbind them in JumpCloud when their files are saved.",
    ),
}


def alert_of(finding: Finding, now: datetime) -> Alert:
    """Put a finding into words."""
    words, values = WORDS[finding.drift], _values(finding)
    return Alert(
        cause=f"{PREFIX}{finding.drift}",
        severity=words.severity,
        about=_about(finding),
        headline=words.headline.format_map(values),
        seen=words.seen.format_map(values),
        means=words.means.format_map(values),
        todo=words.todo.format_map(values),
        reason=finding.reason,
        at=now,
        ways=words.ways,
        lasting=True,
    )


def _about(finding: Finding) -> Thing:
    person, user = finding.person, finding.user
    if user and (person is None or finding.drift in IN_JUMPCLOUD):
        return Thing(Kind.PERSON, user.id, user.username, user.name)
    if person:
        return Thing(Kind.PERSON, person.id, person.login, person.name)
    return Thing(Kind.PERSON)


def _values(finding: Finding) -> dict[str, str]:
    person, user = finding.person, finding.user
    values = {"name": _about(finding).label, "detail": finding.detail}
    if person:
        values |= {
            "login": person.login,
            "okta_status": person.status,
            "app_status": person.app_status,
            "user_name": person.user_name,
            "id_there": person.external_id or "none",
            "since": _day(person.since),
            "password_from": _day(person.password_from),
        }
    if user:
        values |= {
            "user_id": user.id,
            "username": user.username,
            "email": user.email,
            "local_account": user.local_account,
            "account": user.account_name,
            "maker": ", made by Okta" if user.by_scim else "",
            "created": _day(user.created),
            "password_date": _day(user.password_date),
        }
    return values


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%d %b %Y %H:%M} UTC" if moment else "long ago"
