"""Who signs in to JumpCloud by Okta: somebody joined or left, or the group itself changed."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source, Thing
from bot.watch.rule import Rule, Scope
from bot.watch.samples import bond, directory_event, end, group, log_event, person
from bot.watch.wording import tell

OF_PEOPLE: Final = {
    "group.user_membership.add": True,
    "group.user_membership.remove": False,
}
OF_GROUPS: Final = {
    "group.lifecycle.delete": "was deleted",
    "group_delete": "was deleted",
    "group_update": "was changed",
    "group_warning": "has a warning",
}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire at the groups that were configured, by id or name, and at no other."""
    group = event.thing(Kind.GROUP)
    if group is None or not event.ok or not {group.id, group.name} & scope.federated_groups:
        return None
    if event.type in OF_GROUPS:
        return tell(
            event,
            "federation.group",
            Severity.WARNING,
            group,
            f"{group.label} {OF_GROUPS[event.type]} in {event.source}",
            means="Who is in it signs in to JumpCloud by Okta: everybody there may be touched.",
            todo="Look at who is in it now.",
        )
    joined = OF_PEOPLE.get(event.type, event.operation == "add")
    if event.person is None or (event.type not in OF_PEOPLE and not _is_bond(event)):
        return None
    return _moved(event, event.person, group, joined=joined)


def _is_bond(event: Event) -> bool:
    return event.operation in ("add", "remove")


def _moved(event: Event, who: Thing, group: Thing, *, joined: bool) -> Alert:
    if joined:
        return tell(
            event,
            "federation.joined",
            Severity.NOTICE,
            who,
            f"{who.label} joined {group.label} in {event.source}",
            means="With this group they sign in to JumpCloud by Okta.",
            ways=(Way.WHOIS,),
        )
    return tell(
        event,
        "federation.left",
        Severity.WARNING,
        who,
        f"{who.label} left {group.label} in {event.source}",
        means="Without this group JumpCloud no longer sends them to Okta to sign in.",
        todo="If they still work here, see that Okta sends the attribute that fills the group.",
        ways=(Way.WHOIS, Way.OKTA),
    )


FEDERATION: Final = Rule(
    name="federation",
    title="Joined or left a group by which people sign in through Okta; the group changed",
    types={
        Source.OKTA: (*OF_PEOPLE, "group.lifecycle.delete"),
        Source.JUMPCLOUD: ("association_change", "group_update", "group_delete", "group_warning"),
    },
    judge=judge,
    fires=(
        log_event("group.user_membership.add", person(), group()),
        log_event("group.user_membership.remove", person(), group()),
        log_event("group.lifecycle.delete", group()),
        bond("add", end("user_group"), end("user")),
        bond("remove", end("user"), end("user_group")),
        directory_event("group_update", resource=end("user_group")),
        directory_event("group_delete", resource=end("user_group")),
        directory_event("group_warning", resource=end("user_group")),
    ),
    silent=(
        log_event("group.user_membership.remove", person(), group("Lunch")),
        log_event("group.user_membership.remove", group()),
        log_event("group.user_membership.add", person(), group(), result="FAILURE"),
        bond("remove", end("user"), end("user_group", "Lunch")),
        bond("update", end("user"), end("user_group")),
        bond("add", end("user_group"), end("system")),
        directory_event("group_update", resource=end("user_group", "Lunch")),
    ),
)
