"""What the doctor says of the policy: what it comes to, and what in it can never work."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from typing import Any, Final, Protocol

from bot.clients.okta import OktaClient
from bot.config import Config
from bot.doctor.finding import Finding, bad, good, note
from bot.errors import NotFound
from bot.plan import Target
from bot.policy import Rules
from bot.policy.explained import KINDS, Directory, explain, faults
from bot.slack_errors import mapped

POLICY: Final = "Policy"
PROTECT: Final = "Protected people"
LIMITS: Final = "Limits"


class SlackPeople(Protocol):
    """The part of Slack's Web API that names people and groups."""

    async def users_info(self, *, user: str) -> Any:
        """Say who somebody is."""

    async def usergroups_list(self, *, include_users: bool) -> Any:
        """List the user groups, with who is in them."""


async def look(
    config: Config, actions: Sequence[str], slack: SlackPeople, okta: OktaClient
) -> list[Finding]:
    """Read whom the rules mention, and judge them.

    Raises:
        ProviderError: Slack or Okta could not be asked.
    """
    rules = Rules.from_config(config)
    directory, missing = await _read(rules, slack, okta)
    return [
        *missing,
        *(finding for action in actions for finding in judge(rules, action, directory)),
        *await _protected(config, okta),
    ]


def sections(config: Config, actions: Sequence[str]) -> Iterator[Finding]:
    """Find actions without rules, and rules without an action. Pure."""
    for action in actions:
        if action not in config.policy or not config.policy[action].request:
            remedy = f"List Slack ids under request and approve in [policy.{action}]."
            yield note(POLICY, f"nobody may use /{action}", remedy)
    for name, title, named in (
        ("policy", POLICY, config.policy),
        ("limits", LIMITS, config.limits),
    ):
        for action in named:
            if actions and action not in actions:
                known = f"Known: {', '.join(actions)}."
                yield bad(title, f"[{name}.{action}] is for no action", known)


def judge(rules: Rules, action: str, directory: Directory) -> Iterator[Finding]:
    """Explain the rules of one action for each kind of person, and find their faults. Pure."""
    if not rules.of(action).rules[0].request:
        return
    for kind in Target:
        policy = rules.of(action, {} if kind is Target.ORDINARY else {kind: KINDS[kind]})
        title = f"{POLICY} of /{action} on {KINDS[kind]}"
        found = faults(policy, directory)
        yield from ((bad if each.never else note)(title, each.seen, each.remedy) for each in found)
        if not any(each.never for each in found):
            yield good(title, explain(policy, directory))


async def _read(
    rules: Rules, slack: SlackPeople, okta: OktaClient
) -> tuple[Directory, list[Finding]]:
    """Read everything that the rules mention, and find what is not there."""
    with mapped():
        answer = await slack.usergroups_list(include_users=True)
    groups = {group["id"]: group for group in answer["usergroups"]}
    named = rules.names
    people = [name for name in sorted(named) if name[0] in "UW"]
    people_names, okta_names = await asyncio.gather(
        _each(people, lambda each: _person(slack, each)),
        _each(sorted(rules.okta_groups), lambda each: _okta_group(okta, each)),
    )
    group_names = {
        each: f"@{groups[each]['handle']}" if each in groups else "" for each in rules.groups
    }
    names = people_names | okta_names | group_names
    missing = [
        bad(POLICY, f"{each} is {_what(each)} that there is not", "Correct it in deskhand.toml.")
        for each, name in sorted(names.items())
        if not name
    ]
    empty = [
        note(POLICY, f"{names[each]} has nobody in it", "Put somebody in, or take it out.")
        for each in sorted(rules.groups)
        if each in groups and not groups[each]["users"]
    ]
    members = {each: groups[each]["users"] for each in rules.groups if each in groups}
    known = {each: name for each, name in names.items() if name}
    return Directory(known, members), missing + empty


async def _each(
    identifiers: Collection[str], look: Callable[[str], Awaitable[str]]
) -> dict[str, str]:
    found = await asyncio.gather(*map(look, identifiers))
    return dict(zip(identifiers, found, strict=True))


async def _person(slack: SlackPeople, slack_id: str) -> str:
    try:
        with mapped():
            user = (await slack.users_info(user=slack_id))["user"]
    except NotFound:
        return ""
    return str(user.get("real_name") or user.get("name") or slack_id)


async def _okta_group(okta: OktaClient, group_id: str) -> str:
    try:
        return f"{(await okta.get_group(group_id)).name} in Okta"
    except NotFound:
        return ""


async def _protected(config: Config, okta: OktaClient) -> list[Finding]:
    protect = config.protect
    logins = dict.fromkeys([*protect.people, *protect.owner])
    users = await asyncio.gather(*(okta.find_user(login) for login in logins))
    groups = await _each(protect.groups, lambda each: _okta_group(okta, each))
    gone = [
        f"{login} is nobody's login" for login, user in zip(logins, users, strict=True) if not user
    ]
    gone += [f"{group} is no group" for group, name in groups.items() if not name]
    if gone:
        remedy = "Correct it in [protect] of deskhand.toml: as it is, it protects nobody."
        return [bad(PROTECT, f"{each} in Okta", remedy) for each in gone]
    named = ", ".join([*protect.people, *groups.values()]) or "nobody is named"
    owner = ", ".join(protect.owner)
    return [good(PROTECT, f"{named}{f'; never touched: {owner}' if owner else ''}")]


def _what(identifier: str) -> str:
    kinds = {"S": "a user group in Slack", "0": "a group in Okta"}
    return kinds.get(identifier[0], "a person in Slack")
