"""Puts the parts of watching together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.action import Context
from bot.clients import Providers
from bot.clock import Clock
from bot.config import Config
from bot.config.watch import Watch
from bot.gate import Gate
from bot.rights import Rights
from bot.watch.attribution import Ourselves
from bot.watch.casebook import Casebook
from bot.watch.casedesk import CaseDesk
from bot.watch.digests import Digests
from bot.watch.feeds import Feed, InsightsFeed, OktaFeed
from bot.watch.reconcile import ReconcileSettings
from bot.watch.reconciler import Reconciler
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES
from bot.watch.tracker import Tracker
from bot.watch.watcher import Watcher
from storage.database import Database


@dataclass(frozen=True)
class Place:
    """Where Deskhand runs, as far as watching has to know.

    Attributes:
        channel: Slack id of the channel of alerts.
        jumpcloud_app: Id of the JumpCloud app in Okta.
        okta_client: Id of our own client in Okta; empty where a token of the console is used.
        okta_org_url: Of the org's main host.
        jumpcloud_region: `us`, `eu` or `in`.
    """

    channel: str
    jumpcloud_app: str
    okta_client: str
    okta_org_url: str
    jumpcloud_region: str


@dataclass(frozen=True)
class Watching:
    """The watcher, and where clicks on its cases and questions arrive."""

    watcher: Watcher
    desk: CaseDesk
    reconciler: Reconciler


def build(
    place: Place,
    config: Config,
    *,
    database: Database,
    providers: Providers,
    gate: Gate,
    clock: Clock,
    context: Callable[[str], Context],
    leads: Callable[[], Awaitable[bool]],
    wrote: Callable[[], None],
) -> Watching:
    """Build what watches; nothing is read yet."""
    casebook = _casebook(place, config)
    scope = _scope(place, config)
    reconciler = Reconciler(
        database=database,
        providers=providers,
        casebook=casebook,
        scope=scope,
        federated_group=config.onboard.federated_group or "",
        settings=_reconciling(config.watch),
        every=timedelta(hours=config.watch.reconcile_hours) or None,
        wrote=wrote,
    )
    watcher = Watcher(
        database=database,
        feeds=_feeds(providers, config.watch),
        judge=Judge(RULES, scope),
        casebook=casebook,
        tracker=Tracker(database, providers, casebook, scope, config.people.follow, clock),
        reconciler=reconciler,
        digests=_digests(place, config, database, gate.rights),
        ourselves=Ourselves(frozenset({place.okta_client} - {""})),
        clock=clock,
        leads=leads,
        wrote=wrote,
    )
    desk = CaseDesk(database, casebook, providers, gate, clock, context, wrote)
    return Watching(watcher, desk, reconciler)


def _casebook(place: Place, config: Config) -> Casebook:
    return Casebook(
        channel=place.channel,
        watch=config.watch,
        time_zone=config.people.time_zone,
        okta_org_url=place.okta_org_url,
        jumpcloud_region=place.jumpcloud_region,
    )


def _digests(place: Place, config: Config, database: Database, rights: Rights) -> Digests:
    zone = config.people.time_zone
    return Digests(database, rights.people, config.watch, zone, place.channel)


def _reconciling(watch: Watch) -> ReconcileSettings:
    local = frozenset(watch.local_people)
    return ReconcileSettings(least_percent=watch.shrunk_percent, local_people=local)


def _scope(place: Place, config: Config) -> Scope:
    federated = {*config.watch.federated_groups, config.onboard.federated_group or ""} - {""}
    return Scope(app_id=place.jumpcloud_app, federated_groups=frozenset(federated))


def _feeds(providers: Providers, watch: Watch) -> tuple[Feed, ...]:
    back = timedelta(minutes=watch.look_back_minutes)
    return (
        OktaFeed(providers.okta, back, every=watch.okta_seconds),
        InsightsFeed(providers.jumpcloud, back, every=watch.jumpcloud_seconds),
    )
