"""The composition root: the only place where the parts meet.

Everything is made here, once, from the settings and the clock; nothing is made at import time.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import schedule
from bot.actions import ACTIONS
from bot.bindings import Bindings
from bot.clients import Providers
from bot.clock import Clock, RehearsalClock, system_clock
from bot.config import Config
from bot.connecting import connect_providers, slack_client
from bot.decisions import Decisions
from bot.desk import Desk
from bot.doors import Door, HttpDoor, Installation, Reception, Signatures, SocketDoor
from bot.durable import Pace
from bot.engine import Engine
from bot.errors import ProviderError, SettingsError
from bot.gate import Gate
from bot.ledger import Ledger
from bot.lookups import Lookups
from bot.messenger import Messenger
from bot.owner import Owner
from bot.people import People
from bot.policy import Rules
from bot.rights import Rights
from bot.seals import Seals
from bot.settings import Mode, Settings
from bot.slack_errors import mapped
from bot.upkeep import FIGURES, Upkeep
from bot.vault import Vault
from bot.watch.build import Place, Watching
from bot.watch.build import build as watching
from bot.work import Work
from storage.database import Database, answers

log = logging.getLogger(__name__)

READY_WITHIN: Final = 2.0  # seconds
LAST_POST_WITHIN: Final = 5.0
DRAIN: Final = 5  # seconds
POLL: Final = 0.05  # seconds; how often queues are looked at


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    desk: Desk
    decisions: Decisions
    engine: Engine
    messenger: Messenger
    upkeep: Upkeep
    database: Database
    watching: Watching | None


@asynccontextmanager
async def running(
    settings: Settings, config: Config, *, clock: Clock | None = None, drain: int = DRAIN
) -> AsyncIterator[Bot]:
    """Run a bot for as long as the block lasts.

    Args:
        clock: What requests live by; by default what the settings say.
        drain: Seconds that work in flight may take to end; the rest goes on at the next start.

    Raises:
        SettingsError: it cannot start, and why.
    """
    async with contextlib.AsyncExitStack() as stack:
        database = Database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        await database.open()
        clock = clock or _clock(settings)
        seals = _seals(settings, config, database, clock=clock)
        # First of all, and whether Slack can be reached or not: time went on while nothing ran.
        await seals.destroy_expired()
        await seals.reseal()
        # Not by the clock of a rehearsal: a provider would not believe what it signs.
        providers = connect_providers(settings)
        stack.push_async_callback(providers.close)
        slack = slack_client(settings)
        home = await _who_are_we(slack)
        bot = _build(settings, config, seals, providers, slack, team_id=home.team_id)
        await bot.engine.start()
        stack.push_async_callback(bot.engine.stop, drain=drain)
        sending = asyncio.create_task(bot.messenger.run())
        stack.push_async_callback(_end, bot.messenger, sending)
        await bot.decisions.hand_over()
        watcher = bot.watching.watcher if bot.watching else None
        scheduler = schedule.start(bot.upkeep, watcher)
        stack.callback(scheduler.shutdown, wait=False)
        door = _door(settings, _bolt(settings, slack, bot, home), bot)
        await _open(door)
        stack.push_async_callback(door.close)
        log.info("Deskhand is running", extra={"mode": settings.slack_mode.value})
        yield bot


def _build(
    settings: Settings,
    config: Config,
    seals: Seals,
    providers: Providers,
    slack: AsyncWebClient,
    *,
    team_id: str,
) -> Bot:
    database = seals.database
    rules = Rules.from_config(config)
    paced = config.requests.posts_per_second > 0
    bindings = Bindings(database, providers.okta)
    people = People(
        slack, team_id=team_id, groups=sorted(rules.groups), paced=paced, bindings=bindings
    )
    rights = Rights(rules, people, database)
    work = _work(settings, config, seals, providers, rights)
    awake = asyncio.Event()
    engine = Engine(database, work, _pace(config), wrote=awake.set)
    messenger = Messenger(
        database,
        slack,
        posts_per_second=config.requests.posts_per_second,
        leads=engine.leads,
        awake=awake,
    )
    decisions = Decisions(database, work, engine, messenger, rights)
    desk = Desk(database, work, messenger, rights)
    return Bot(
        desk=desk,
        decisions=decisions,
        engine=engine,
        messenger=messenger,
        upkeep=Upkeep(database, work, engine, decisions, desk, messenger),
        database=database,
        watching=_watching(settings, work, rights, engine, wrote=awake.set),
    )


def _watching(
    settings: Settings, work: Work, rights: Rights, engine: Engine, *, wrote: Callable[[], None]
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
    return watching(
        place, work.config, database=work.database, providers=work.providers, rights=rights,
        clock=work.clock, leads=engine.leads, wrote=wrote,
    )  # fmt: skip


def _seals(settings: Settings, config: Config, database: Database, *, clock: Clock) -> Seals:
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


def _work(
    settings: Settings, config: Config, seals: Seals, providers: Providers, rights: Rights
) -> Work:
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


def _pace(config: Config) -> Pace:
    return Pace(
        first=config.requests.first_look_seconds,
        longest=config.requests.longest_look_seconds,
        retry=config.requests.retry_seconds,
        poll=min(POLL, config.requests.first_look_seconds),
    )


def _bolt(settings: Settings, slack: AsyncWebClient, bot: Bot, home: Installation) -> AsyncApp:
    app = AsyncApp(
        client=slack,
        request_verification_enabled=False,  # the door does it, before anything is read
        raise_error_for_unhandled_request=True,
        # Listeners end with their acknowledgement and leave the rest for afterwards, so Bolt need
        # not look every 10 ms whether one has come.
        process_before_response=True,
    )
    region = settings.jumpcloud_region.value
    lookups = Lookups(bot.desk, settings.okta_org_url, region, bot.watching)
    handlers.register(app, bot.desk, bot.decisions, lookups, home)
    if bot.watching:
        handlers.cases.register(app, bot.watching.desk)
    return app


def _door(settings: Settings, app: AsyncApp, bot: Bot) -> Door:
    reception = Reception(app, slack=settings.slack_api_url)
    if settings.slack_mode is Mode.SOCKET and settings.slack_app_token:
        return SocketDoor(app, settings.slack_app_token, reception)
    assert settings.slack_signing_secret  # noqa: S101 - the settings have seen to it

    async def ready() -> bool:
        return await answers(bot.database, within=READY_WITHIN)

    return HttpDoor(
        reception,
        Signatures(settings.slack_signing_secret),
        host=settings.http_host,
        port=settings.http_port,
        ready=ready,
        measure=bot.upkeep.measure,
        figures=FIGURES,
    )


async def _open(door: Door) -> None:
    try:
        with mapped():
            await door.open()
    except ProviderError as error:
        raise SettingsError([f"SLACK_APP_TOKEN: {error}"]) from None


async def _who_are_we(slack: AsyncWebClient) -> Installation:
    try:
        with mapped():
            answer = await slack.auth_test()
            bot = await slack.bots_info(bot=answer["bot_id"])
    except ProviderError as error:
        raise SettingsError([f"SLACK_BOT_TOKEN: {error}"]) from None
    return Installation(
        team_id=str(answer["team_id"]),
        app_id=str(bot["bot"]["app_id"]),
        enterprise_id=str(answer.get("enterprise_id") or ""),
    )


async def _end(messenger: Messenger, sending: asyncio.Task[None]) -> None:
    # Not cancelled at once: a post that is cut off has to be looked for at the next start.
    messenger.close()
    await asyncio.wait({sending}, timeout=LAST_POST_WITHIN)
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending


def _clock(settings: Settings) -> Clock:
    if settings.clock_file is None:
        return system_clock
    log.warning("the clock is a rehearsal's", extra={"file": str(settings.clock_file)})
    return RehearsalClock(settings.clock_file)
