"""Least rights: the scopes are exactly what the calls need, not one more and not one less.

What a call needs is what the stand-in refuses it without. The calls are those of a whole run, with
a channel of each kind, and those that stand in the sources.
"""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest_asyncio

from bot import doctor, manifest
from bot.actions import ACTIONS
from bot.clients.auth import OKTA_SCOPES
from bot.config import Config
from bot.connecting import connect_providers, slack_client
from bot.sandbox.slack.web_api import METHODS
from bot.settings import Settings
from storage import pictures, posts
from storage.database import Database
from storage.tables import Picture
from tests.scene import playing

ROOT = Path(__file__).parents[1]
SOURCES = [
    file
    for folder in ("bot", "handlers", "storage")
    for file in (ROOT / folder).rglob("*.py")
    if "sandbox" not in file.parts
]
SEVERAL = {"files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal")}
INDIRECT = {"apps.connections.open"}
"""Called within slack_sdk, for the connection of Socket Mode; with the app's token."""


def unsent(scene):
    """Count the messages that wait to be sent."""
    file = scene.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(file)) as database:
        return database.execute("select count(*) from post where ts is null").fetchone()[0]


async def said(scene, channel, key, thread=None):
    """Have the bot say something that it may have said before a crash, so that it looks for it."""
    words = [{"type": "section", "text": {"type": "plain_text", "text": "Said"}}]
    async with scene.bot.database.transaction() as session:
        await posts.add(
            session, key, channel=channel, text=key, blocks=words, now=scene.clock(),
            thread_key=thread,
        )  # fmt: skip
        (await posts.find(session, key)).tried = True
        if thread is None and channel.startswith("C"):
            dot = bytes.fromhex("89504e470d0a1a0a")
            await pictures.add(
                session,
                [Picture(post_key=key, position=0, name="a.png", title="T", alt="A", content=dot)],
            )
    scene.bot.messenger.wake()
    await scene.until(lambda: not unsent(scene), what="an empty outbox")


async def joined(scene):
    """Put somebody into a group, as /restore does where a suspension took them out."""
    okta = scene.bot.desk.work.providers.okta
    (group,) = await okta.search_groups("Contractors", limit=1)
    (user,) = await okta.search_users("katherine", limit=1)
    await okta.add_to_group(group.id, user.id)


async def examined(scene):
    """Have the doctor look at everything."""
    settings = Settings.read(scene.environment)
    providers = connect_providers(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        await doctor.examine(
            settings, Config.read(settings.deskhand_config), providers.okta, providers.jumpcloud,
            slack_client(settings), database=database,
            actions=[action.name for action in ACTIONS],
        )  # fmt: skip
    finally:
        await providers.close()
        await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(tmp_path_factory):
    """Give a sandbox in which the flows were played."""
    async with playing(tmp_path_factory.mktemp("scopes")) as scene:
        # A group that does not bring the app: Deskhand assigns it itself.
        await scene.onboard(groups="Contractors", device="LT-ADA")
        await scene.card_says("Done")
        await joined(scene)
        await scene.ask("suspend", "katherine@acme.example", reason="Leave")
        await scene.slack.person("mina").command("/whois", "<@U0LEE000001>", channel="it-desk")
        await scene.until(lambda: scene.told("mina"))
        await scene.watch(minutes=5)
        alerts = scene.slack.workspace.find_channel("it-alerts")
        for private in (False, True):
            alerts.is_private = private
            await said(scene, alerts.id, f"head-{private}")
            await said(scene, alerts.id, f"reply-{private}", thread=f"head-{private}")
            await examined(scene)
        await said(scene, scene.slack.person("dana").id, "direct")
        yield scene


def called():
    """Name the methods of Slack's that the sources call."""
    names = {name.replace(".", "_"): (name,) for name in METHODS} | SEVERAL
    words = {
        word
        for file in SOURCES
        for word in re.findall(r"\.(\w+)\b", file.read_text("utf-8"))
        if word in names
    }
    return {name for word in words for name in names[word]}


def heard(scene):
    """Name the methods of Slack's that were called."""
    paths = {each.path for each in scene.traffic if each.path.startswith("/slack/api/")}
    return {path.removeprefix("/slack/api/") for path in paths}


def test_every_method_that_the_sources_call_was_called_and_no_other(played):
    unheard = called() - heard(played)

    assert heard(played) - called() <= INDIRECT
    assert {METHODS[name].scopes for name in unheard} == {()}, unheard


def test_slacks_scopes_are_exactly_what_the_calls_need(played):
    granted = set(manifest.SCOPES)
    needed = {any_of for any_of in played.slack.access.asked if any_of}
    needed |= {frozenset(METHODS[name].scopes) for name in called() if METHODS[name].scopes}

    lacking = [set(any_of) for any_of in needed if not any_of & granted]
    alone = {scope for any_of in needed if len(any_of & granted) == 1 for scope in any_of & granted}
    assert lacking == []
    # No method needs it: without it Slack takes no slash command and no shortcut of the app's.
    assert granted - alone == {"commands"}
    assert manifest.build_manifest(ACTIONS)["features"]["slash_commands"]


def test_oktas_scopes_are_exactly_what_the_calls_need(played):
    asked = played.okta.auth.asked
    read = {scope for scope in asked if scope.endswith(".read")}
    covered = {scope for scope in read if scope.replace(".read", ".manage") in asked}

    assert asked - covered == OKTA_SCOPES.keys()
