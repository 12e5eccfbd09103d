"""The doctor: looks at everything that the bot needs from outside, and says how to mend it.

It only reads. What a provider refuses or does not answer is a finding like any other, so one
broken thing never hides the next.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from bot.clients.jumpcloud import JumpCloudClient
from bot.clients.okta import OktaClient
from bot.config import Config
from bot.doctor import identity, policy, seals
from bot.doctor.finding import Finding, bad, good, note
from bot.errors import ProviderError, Unauthorized, Unavailable
from bot.manifest import SCOPES
from bot.settings import Settings
from bot.slack_errors import mapped
from storage.database import Database

FEATURES: Final = {
    "PUSH_NEW_USERS": "Create Users",
    "PUSH_PROFILE_UPDATES": "Update User Attributes",
    "PUSH_USER_DEACTIVATION": "Deactivate Users",
    "PUSH_PASSWORD_UPDATES": "Sync Password",
}
"""What Okta must push into JumpCloud, and the name of its switch in Okta's console."""

DYNAMIC: Final = "DYNAMIC_AUTOMATED"


class SlackClient(Protocol):
    """The part of Slack's Web API that the doctor reads."""

    async def auth_test(self) -> Any:
        """Say whose token it is; the headers carry its scopes."""

    async def conversations_info(self, *, channel: str) -> Any:
        """Say what a channel is, and whether the bot is in it."""

    async def users_info(self, *, user: str) -> Any:
        """Say who somebody is."""

    async def usergroups_list(self, *, include_users: bool) -> Any:
        """List the user groups, with who is in them."""


async def examine(
    settings: Settings,
    config: Config,
    okta: OktaClient,
    jumpcloud: JumpCloudClient,
    slack: SlackClient,
    *,
    database: Database,
    actions: Sequence[str] = (),
) -> list[Finding]:
    """Look at everything.

    Args:
        actions: Names of the actions there are, to compare the policy with.

    Returns:
        The findings, Slack's first, then Okta's, JumpCloud's and our own.
    """
    channels = dict.fromkeys(
        (settings.requests_channel, settings.alerts_channel or settings.requests_channel)
    )
    app_id = settings.okta_jumpcloud_app_id
    asked = await asyncio.gather(
        _asked("Slack's token", partial(_slack, slack)),
        *(_asked(f"Channel {channel}", partial(_channel, slack, channel)) for channel in channels),
        _asked("Okta's organisation", partial(_org, okta)),
        _asked("Okta's JumpCloud app", partial(_app, okta, app_id)),
        _asked("JumpCloud's key", partial(_key, jumpcloud)),
        _asked("JumpCloud's default user state", partial(_default_state, jumpcloud)),
        _asked("Federated group", partial(_group, jumpcloud, config.onboard.federated_group)),
        _asked(policy.POLICY, partial(policy.look, config, actions, slack, okta)),
        _asked(identity.FACTORS, partial(identity.look, config, okta)),
        _asked(seals.KEPT, partial(seals.look, settings, database)),
    )
    return [
        *itertools.chain.from_iterable(asked),
        _routing(config),
        _zone(config, datetime.now(UTC)),
        *policy.sections(config, actions),
    ]


def lines(findings: Iterable[Finding]) -> list[str]:
    """Write findings as plain lines, each remedy under its finding."""
    marks = {True: "ok  ", False: "FAIL", None: "note"}
    written = []
    for finding in findings:
        written.append(f"{marks[finding.ok]}  {finding.title}: {finding.seen}")
        if finding.remedy:
            written.append(f"      -> {finding.remedy}")
    return written


def exit_code(findings: Iterable[Finding]) -> int:
    """Give 1 when something is wrong, 0 otherwise."""
    return int(any(finding.ok is False for finding in findings))


async def _asked(title: str, look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look()
    except Unauthorized as error:
        return [_failed(title, error, "Give the bot a valid credential with the rights it needs.")]
    except Unavailable as error:
        return [_failed(title, error, "Check its address and the network; then look again.")]
    except ProviderError as error:
        return [_failed(title, error, "Check the id in the settings, and the rights of the token.")]


def _failed(title: str, error: ProviderError, remedy: str) -> Finding:
    quote = f" [{error.reference}]" if error.reference else ""
    return bad(title, f"{error}{quote}", remedy)


async def _slack(slack: SlackClient) -> list[Finding]:
    with mapped():
        answer = await slack.auth_test()
    seen = f"the bot is {answer.get('user')} in {answer.get('team')}"
    headers = {str(name).lower(): text for name, text in answer.headers.items()}
    scopes = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in scopes]
    return [
        good("Slack's token", seen),
        Finding(
            not missing,
            "Slack's scopes",
            f"missing {', '.join(missing)}" if missing else "all there",
            "Apply manifest.yml to the app and install it again." if missing else "",
        ),
    ]


async def _channel(slack: SlackClient, channel: str) -> list[Finding]:
    with mapped():
        answer = await slack.conversations_info(channel=channel)
    found = answer.get("channel", {})
    name = f"#{found.get('name', channel)}"
    title = f"Channel {channel}"
    if found.get("is_archived"):
        return [bad(title, f"{name} is archived", "Choose a channel that is in use.")]
    if not found.get("is_member"):
        return [bad(title, f"the bot is not in {name}", f"Invite it: /invite in {name}.")]
    return [good(title, f"the bot is in {name}")]


async def _org(okta: OktaClient) -> list[Finding]:
    org = await okta.get_org()
    ok = org.status in ("ACTIVE", "")
    remedy = "" if ok else "Only Okta can make the organisation active again."
    return [Finding(ok, "Okta's organisation", f"{org.company_name} {org.status}".strip(), remedy)]


async def _app(okta: OktaClient, app_id: str) -> list[Finding]:
    app = await okta.get_app(app_id)
    active = app.status == "ACTIVE"
    missing = [switch for feature, switch in FEATURES.items() if feature not in app.features]
    return [
        Finding(
            active,
            "Okta's JumpCloud app",
            f"{app.label} is {app.status}",
            "" if active else "Activate the app, or correct OKTA_JUMPCLOUD_APP_ID.",
        ),
        Finding(
            not missing,
            "Provisioning into JumpCloud",
            f"switched off: {', '.join(missing)}" if missing else "all four switches are on",
            "Switch them on in Okta: the app's Provisioning, To App." if missing else "",
        ),
    ]


async def _key(jumpcloud: JumpCloudClient) -> list[Finding]:
    return [good("JumpCloud's key", f"accepted by {await jumpcloud.check()}")]


async def _default_state(jumpcloud: JumpCloudClient) -> list[Finding]:
    state = await jumpcloud.get_default_state()
    active = state == "ACTIVATED"
    return [
        Finding(
            active or None,
            "JumpCloud's default user state",
            state if active else f"{state or 'not told'}: the bot activates each new person itself",
            "" if active else "Settings, User Management, Default User State, SCIM API: Active.",
        )
    ]


async def _group(jumpcloud: JumpCloudClient, group_id: str | None) -> list[Finding]:
    title = "Federated group"
    if group_id is None:
        remedy = "Set federated_group in [onboard], so that arriving there is proven."
        return [note(title, "none is configured", remedy)]
    group = await jumpcloud.get_user_group(group_id)
    dynamic = group.membership == DYNAMIC
    return [
        Finding(
            dynamic,
            title,
            f"{group.name} is {'filled by its rule' if dynamic else 'not filled by a rule alone'}",
            ""
            if dynamic
            else "Make it dynamic with automatic membership, by the routing attribute.",
        )
    ]


def _routing(config: Config) -> Finding:
    attribute = config.onboard.routing_attribute
    if attribute is None:
        remedy = "Set routing_attribute in [onboard], if a group in JumpCloud depends on one."
        return note("Routing attribute", "none is configured", remedy)
    values = ", ".join(config.onboard.routing_values) or "any value"
    return good("Routing attribute", f"{attribute}: {values}")


def _zone(config: Config, now: datetime) -> Finding:
    zone = config.onboard.time_zone
    return good("Clock", f"{now.astimezone(ZoneInfo(zone)):%H:%M} in {zone}")
