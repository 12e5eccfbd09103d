"""The parts of a bot, each made from the settings; `bot.app` puts them together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import ACTIONS
from bot.bindings import Bindings
from bot.clients import Providers
from bot.clock import Clock
from bot.config import Config
from bot.durable import Pace
from bot.engine import Engine
from bot.gate import Gate
from bot.ledger import Ledger
from bot.owner import Owner
from bot.people import People
from bot.policy import Rules
from bot.pushes import PAUSE, Pushes
from bot.rights import Rights
from bot.seals import Seals
from bot.settings import Settings
from bot.vault import Vault
from bot.watch import build as watching
from bot.watch.build import Place, Watching
from bot.work import Work
from storage.database import Database

POLL: Final = 0.05  # seconds; how often queues are looked at


def build_bindings(
    settings: Settings, config: Config, seals: Seals, providers: Providers, *, rules: Rules
) -> Bindings:
    """Build what knows who is who in Okta."""
    return Bindings(
        database=seals.database,
        okta=providers.okta,
        clock=seals.clock,
        rules=config.identity,
        channel=settings.alerts_channel or settings.requests_channel,
        groups=rules.okta_groups,
    )


def build_rights(
    config: Config, rules: Rules, bindings: Bindings, slack: AsyncWebClient, *, team_id: str
) -> Rights:
    """Build who may do what, by Slack, by our rows and by Okta."""
    admins = {name for name in config.identity.admins if name.startswith("S")}
    people = People(
        slack,
        team_id=team_id,
        groups=sorted(rules.groups | admins),
        paced=config.requests.posts_per_second > 0,
        bindings=bindings,
    )
    return Rights(rules, people, bindings.database)


def build_pushes(work: Work, *, wrote: Callable[[], None]) -> Pushes:
    """Build what asks people on their phones."""
    pause = min(PAUSE, 2 * work.config.requests.first_look_seconds)
    return Pushes(work.database, work.providers.okta, work.ledger, work.clock, wrote, pause=pause)


def build_watching(
    settings: Settings, work: Work, engine: Engine, *, wrote: Callable[[], None]
) -> Watching | None:
    """Build what watches, where there is a channel to tell of it."""
    if not settings.alerts_channel:
        return None
    place = Place(
        channel=settings.alerts_channel,
        jumpcloud_app=settings.okta_jumpcloud_app_id,
        okta_client=settings.okta_client_id or "",
        okta_org_url=settings.okta_org_url,
        jumpcloud_region=settings.jumpcloud_region.value,
    )
    return watching.build(
        place, work.config, database=work.database, providers=work.providers, gate=work.gate,
        clock=work.clock, context=work.context, leads=engine.leads, wrote=wrote,
    )  # fmt: skip


def build_seals(settings: Settings, config: Config, database: Database, *, clock: Clock) -> Seals:
    """Build what keeps one-time passwords."""
    keys = settings.sealing_keys
    ledger = Ledger(
        channel=settings.requests_channel,
        remind_after=timedelta(hours=config.requests.remind_hours),
        alerts=settings.alerts_channel,
    )
    return Seals(
        database=database,
        ledger=ledger,
        clock=clock,
        keep=config.secrets.lifetime,
        vault=Vault(keys) if keys else None,
    )


def build_work(
    settings: Settings, config: Config, seals: Seals, providers: Providers, rights: Rights
) -> Work:
    """Build what does the work of requests."""
    return Work(
        database=seals.database,
        actions={action.name: action for action in ACTIONS},
        providers=providers,
        config=config,
        rights=rights,
        gate=Gate(rights, seals.database, seals.clock),
        owner=Owner(providers),
        jumpcloud_app=settings.okta_jumpcloud_app_id,
        seals=seals,
        ledger=replace(
            seals.ledger, can_pass_on=lambda request: rights.policy_of(request).delegate
        ),
        clock=seals.clock,
    )


def build_pace(config: Config) -> Pace:
    """Build how often is looked, and how soon tried again."""
    return Pace(
        first=config.requests.first_look_seconds,
        longest=config.requests.longest_look_seconds,
        retry=config.requests.retry_seconds,
        poll=min(POLL, config.requests.first_look_seconds),
    )
