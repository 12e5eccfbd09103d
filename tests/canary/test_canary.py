"""No secret is anywhere but where it belongs: all flows are played, and all traces are read."""

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from prometheus_client import generate_latest
from sqlalchemy.engine import make_url

from bot.__main__ import main
from bot.sandbox.server import free_port
from bot.settings import Settings
from bot.upkeep import FIGURES
from tests.canary.needles import Needle, hits
from tests.canary.places import answered, files, rows, sent
from tests.canary.tour import ALAN, Tour, canary
from tests.process import process
from tests.scene import playing

SECRETS = (
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "OKTA_API_TOKEN"),
    *("OKTA_PRIVATE_KEY", "JUMPCLOUD_API_KEY", "JUMPCLOUD_CLIENT_SECRET", "DATABASE_URL"),
    *("SEALING_KEY", "OKTA_ORG_URL", "REQUESTS_CHANNEL", "SLACK_MODE", "HTTP_PORT"),
)
RUNNING = "Deskhand is running"


def left_by(tour, folder):
    """Read everything that the bot wrote, sent and said."""
    exchanges, url = tour.passed.exchanges, tour.scene.environment["DATABASE_URL"]
    return {
        "rows": rows(url),
        "the engine's rows": rows(url.replace(".db", ".dbos.db")),
        "files": files(folder),
        "logs": tour.masked.getvalue().encode(),
        "logs before masking": tour.logged.encode(),
        "figures": generate_latest(FIGURES),
        "Slack": sent(exchanges, "Slack", shown=False) + answered(exchanges),
    }


def elsewhere(tour):
    """Name what was sent to a provider that is no business of its; and shown beside a password."""
    found = {}
    for provider in ("Okta", "JumpCloud", "Slack"):
        strange = [each for each in tour.all_needles if not each.typed and each.home != provider]
        if provider == "Slack":
            strange = [each for each in strange if each not in tour.passed.named("tempPassword")]
        found |= hits(strange, {provider: sent(tour.passed.exchanges, provider)})
    return found


@contextlib.contextmanager
def nothing_is_left_by(tour, folder):
    """Play what is within, and read what it left, also where it breaks.

    Within, what was said outside of rows, logs and traffic is put into what is given.
    """
    said = {}
    try:
        yield said
    finally:
        left = left_by(tour, folder) | said
        # What is Slack's, and what is typed there, is known to Slack.
        hidden = [each for each in tour.all_needles if not each.typed and each.home != "Slack"]
        in_slack = hits(hidden, {"Slack": left.pop("Slack")})
        assert hits(tour.all_needles, left) | in_slack | elsewhere(tour) == {}
    assert all(len(blob) > 200 for blob in left.values())


async def told_by(*command, **environment):
    """Run a command of the bot as the shell does, in a thread of this process."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        patched.setattr(logging.getLogger(), "handlers", [])  # pytest's own
        # Not the loop's own threads: the engine that was stopped took them along.
        with ThreadPoolExecutor(1) as thread:
            return await asyncio.get_running_loop().run_in_executor(thread, main, command)


async def played(tour):
    """Play all flows in this process, with tokens that are fetched."""
    scene = tour.scene
    with tour.listening(Settings.read(scene.environment)):
        await scene.start()
        await tour.onboardings()
        await tour.takeover()
        await tour.leave_and_return()
        await tour.watching()
        await tour.look_ups()
        await tour.rotations()
        await tour.own_fault()
        await scene.bot.upkeep.measure()
        sealed = rows(scene.environment["DATABASE_URL"])  # one password still waits
        await scene.stop()
    return sealed


async def cut_off(tour, bot):
    """Play what a process sees that is killed, with keys that are sent with each call."""
    scene = tour.scene
    scene.slack.request_url = f"{door(scene)}/slack/events"
    await bot.start()
    await scene.until(lambda: RUNNING in bot.said, what="the start")
    await tour.reveal()
    await tour.cut_off(bot)
    await tour.reveal()
    for status in (401, 403):
        assert "***" in await tour.said_back(status)
    async with httpx.AsyncClient(base_url=door(scene)) as monitor:
        pages = [(await monitor.get(f"/{page}")).content for page in ("metrics", "readyz", "x")]
    return b"\n".join(pages)


def door(scene):
    return f"http://127.0.0.1:{scene.environment['HTTP_PORT']}"


async def commanded(tour, folder):
    """Run the commands, rightly set up and not; what they say is captured by the caller."""
    ours = tour.scene.environment
    await told_by("doctor", **ours)
    await told_by("manifest", "--check", **ours)
    for what in ("verify", "export", "export --format ocsf"):
        await told_by("audit", *what.split(), **ours)
    await told_by(
        "doctor", **ours | {"OKTA_API_TOKEN": canary("00"), "DATABASE_URL": nobodys(tour)}
    )
    await told_by("migrate", **ours | {"DATABASE_URL": nobodys(tour)})
    damaged = folder / "damaged.db"
    damaged.write_bytes(b"no database" * 100)
    await told_by("migrate", **ours | {"DATABASE_URL": f"sqlite:///{damaged}"})
    damaged.unlink()
    for needle in tour.needles:
        wrong = dict.fromkeys(SECRETS, f" {needle.secret} x")
        await told_by("doctor", **ours | wrong)


def nobodys(tour):
    password = canary("")
    tour.needles.append(Needle("DATABASE_URL", password))
    return f"postgresql://nobody:{password}@127.0.0.1:9/none"


async def test_no_secret_is_left_by_any_flow(tmp_path, capfd):
    async with playing(tmp_path, start=False) as scene:
        tour = Tour(scene)
        keys = scene.environment
        scene.environment = keys | tour.by_tokens()
        with nothing_is_left_by(tour, tmp_path) as said:
            said["rows while one is sealed"] = await played(tour)
            # Found now: a port that was found long ago may be another process's by now.
            http = {"SLACK_MODE": "http", "HTTP_PORT": str(free_port())}
            scene.environment = keys | http | tour.new_sealing_key()
            async with process(scene) as bot:
                said["pages"] = await cut_off(tour, bot)
                capfd.readouterr()
                await commanded(tour, tmp_path)
                commands = "".join(capfd.readouterr())
            said["commands"] = commands.encode()

        assert "seals nothing any more" in commands
        assert "Traceback" in commands
        assert "class_uid" in commands
        assert "a workflow broke" in tour.logged


async def test_no_secret_is_left_on_postgresql(tmp_path, postgres):
    password = canary("")
    url = make_url(postgres).set(password=password)
    database = url.render_as_string(hide_password=False)
    async with playing(tmp_path, database=database, start=False) as scene:
        tour = Tour(scene)
        tour.needles.append(Needle("DATABASE_URL", password))
        with (
            nothing_is_left_by(tour, tmp_path) as said,
            tour.listening(Settings.read(scene.environment)),
        ):
            await scene.start()
            async with tour.card("have not chosen one yet"):
                await tour.compromised(ALAN)
            await tour.own_fault()
            said["rows while one is sealed"] = rows(database)
            await scene.restart()
            shown = await tour.reveal()

        assert shown in [each.secret for each in tour.passed.named("tempPassword")]
