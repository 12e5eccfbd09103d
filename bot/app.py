"""The composition root: where the parts meet, which `bot.parts` makes.

Everything is made once, from the settings and the clock; nothing is made at import time.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import schedule
from bot.bindings import Bindings, with_names
from bot.clients import Providers
from bot.clock import Clock, RehearsalClock, system_clock
from bot.config import Config
from bot.confirming import Confirming
from bot.connecting import connect_providers, slack_client
from bot.decisions import Decisions
from bot.desk import Desk
from bot.doors import Door, HttpDoor, Installation, Reception, Signatures, SocketDoor
from bot.engine import Engine
from bot.errors import ProviderError, SettingsError
from bot.linking import Linking
from bot.lookups import Lookups
from bot.messenger import Messenger
from bot.parts import (
    build_bindings,
    build_pace,
    build_pushes,
    build_rights,
    build_seals,
    build_watching,
    build_work,
)
from bot.policy import Rules
from bot.pushes import Pushes
from bot.seals import Seals
from bot.settings import Mode, Settings
from bot.slack_errors import mapped
from bot.upkeep import FIGURES, Upkeep
from bot.watch.build import Watching
from storage.database import Database, answers

log = logging.getLogger(__name__)

READY_WITHIN: Final = 2.0  # seconds
LAST_POST_WITHIN: Final = 5.0
DRAIN: Final = 5  # seconds


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    desk: Desk
    decisions: Decisions
    engine: Engine
    messenger: Messenger
    upkeep: Upkeep
    database: Database
    bindings: Bindings
    pushes: Pushes
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
        await stack.enter_async_context(database)
        clock = clock or _clock(settings)
        seals = build_seals(settings, config, database, clock=clock)
        # First of all, and whether Slack can be reached or not: time went on while nothing ran.
        await seals.destroy_expired()
        await seals.reseal()
        # Not by the clock of a rehearsal: a provider would not believe what it signs.
        providers = connect_providers(settings)
        stack.push_async_callback(providers.close)
        slack = slack_client(settings)
        home = await _who_are_we(slack)
        bot = await _build(settings, config, seals, providers, slack, team_id=home.team_id)
        await bot.engine.start()
        stack.push_async_callback(bot.engine.stop, drain=drain)
        stack.push_async_callback(_end, bot.messenger, asyncio.create_task(bot.messenger.run()))
        await bot.pushes.open()
        await bot.decisions.hand_over()
        scheduler = schedule.start(bot.upkeep, bot.watching.watcher if bot.watching else None)
        stack.callback(scheduler.shutdown, wait=False)
        door = _door(settings, _bolt(settings, slack, bot, home), bot)
        await _open(door)
        stack.push_async_callback(door.close)
        stack.callback(bot.pushes.close)
        log.info("Deskhand is running", extra={"mode": settings.slack_mode.value})
        yield bot


async def _build(
    settings: Settings,
    config: Config,
    seals: Seals,
    providers: Providers,
    slack: AsyncWebClient,
    *,
    team_id: str,
) -> Bot:
    database = seals.database
    rules = await with_names(Rules.from_config(config), providers.okta)
    bindings = build_bindings(settings, config, seals, providers, rules=rules)
    rights = build_rights(config, rules, bindings, slack, team_id=team_id)
    work = build_work(settings, config, seals, providers, rights)
    awake = asyncio.Event()
    engine = Engine(database, work, build_pace(config), wrote=awake.set)
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
        bindings=bindings,
        pushes=build_pushes(work, wrote=awake.set),
        watching=build_watching(settings, work, engine, wrote=awake.set),
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
    confirming = Confirming(bot.desk, bot.decisions, bot.pushes)
    linking = Linking(bot.bindings, bot.desk.rights.people, bot.pushes, bot.messenger)
    lookups = Lookups(bot.desk, settings.okta_org_url, region, bot.watching)
    handlers.register(app, confirming, linking, lookups, home)
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
