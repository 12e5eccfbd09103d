"""What the commands of the bot itself do; all but the sandbox, which needs none of this."""

import asyncio
import gc
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from bot import app, auditing, doctor, guide, logs, manifest
from bot.actions import ACTIONS
from bot.config import Config
from bot.connecting import connect_providers, slack_client
from bot.settings import Settings
from bot.watch.rules import RULES
from storage.database import Database

MANIFEST: Final = Path("manifest.yml")
STATES: Final = Path("docs/states.md")
WATCHING: Final = Path("docs/watching.md")


def _read() -> tuple[Settings, Config]:
    settings = Settings.read(os.environ)
    return settings, Config.read(settings.deskhand_config)


async def run(_given: Namespace) -> int:
    """Run the bot until SIGINT or SIGTERM."""
    logs.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    settings, config = _read()
    logs.configure(secrets=settings.secrets)
    async with app.running(settings, config):
        gc.freeze()  # what is there by now stays: nothing of it need ever be looked through again
        await stop.wait()
    return 0


async def examine(_given: Namespace) -> int:
    """Check the set-up."""
    settings, config = _read()
    providers = connect_providers(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        findings = await doctor.examine(
            settings,
            config,
            providers.okta,
            providers.jumpcloud,
            slack_client(settings),
            database=database,
            actions=[action.name for action in ACTIONS],
        )
    finally:
        await providers.close()
        await database.close()
    sys.stdout.writelines(f"{line}\n" for line in doctor.lines(findings))
    return doctor.exit_code(findings)


async def write_manifest(given: Namespace) -> int:
    """Write manifest.yml, or tell whether it is current."""
    if given.check:
        faults = manifest.check(MANIFEST, ACTIONS)
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
        return 1 if faults else 0
    if given.http:
        sys.stdout.write(manifest.render(ACTIONS, "http", public_url=given.http))
    else:
        MANIFEST.write_text(manifest.render(ACTIONS), encoding="utf-8")
    return 0


async def write_guide(_given: Namespace) -> int:
    """Write what the docs say of states and rules, from the data that decides."""
    STATES.write_text(guide.render(ACTIONS), encoding="utf-8")
    page = WATCHING.read_text(encoding="utf-8")
    WATCHING.write_text(guide.with_rules(page, RULES), encoding="utf-8")
    return 0


async def migrate(_given: Namespace) -> int:
    """Bring the database up to date."""
    settings, _ = _read()
    async with Database(settings.database_url.get_secret_value()):
        sys.stdout.write("The database is up to date.\n")
    return 0


async def audit(given: Namespace) -> int:
    """Verify the audit, or export it."""
    if given.audit == "verify" and given.file:
        return auditing.verify_file(given.file, start=given.start, noted=given.head)
    settings, _ = _read()
    database = Database(settings.database_url.get_secret_value())
    try:
        if given.audit == "verify":
            return await auditing.verify(database, noted=given.head)
        return await auditing.export(
            database, as_ocsf=given.format == "ocsf",
            since=given.since, until=given.until, output=given.output,
        )  # fmt: skip
    finally:
        await database.close()


COMMANDS: Final[dict[str, Callable[[Namespace], Coroutine[Any, Any, int]]]] = {
    "run": run,
    "doctor": examine,
    "manifest": write_manifest,
    "guide": write_guide,
    "migrate": migrate,
    "audit": audit,
}
