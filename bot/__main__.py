"""The command line: `python -m bot COMMAND`."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

from bot import app, doctor, guide, logs, manifest
from bot.actions import ACTIONS
from bot.config import Config
from bot.errors import SettingsError
from bot.settings import Settings
from storage.database import Database

MANIFEST: Final = Path("manifest.yml")
GUIDE: Final = Path("docs/states.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit code; faults of the settings are lines, not tracebacks."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], Coroutine[Any, Any, int]] = given.run
    try:
        return asyncio.run(command(given))
    except SettingsError as error:
        sys.stderr.write("Deskhand cannot start:\n")
        sys.stderr.writelines(f"  - {fault}\n" for fault in error.faults)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Deskhand")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("run", help="run the bot").set_defaults(run=_run)
    sandbox = commands.add_parser("sandbox", help="run the product with no account anywhere")
    sandbox.add_argument("--port", type=int, default=4010)
    sandbox.add_argument("--no-bot", action="store_true", help="print a bot's settings instead")
    sandbox.add_argument("--people", type=int, default=0, help="so many more in both directories")
    sandbox.set_defaults(run=_sandbox)
    commands.add_parser("doctor", help="check the set-up").set_defaults(run=_doctor)
    written = commands.add_parser("manifest", help="write manifest.yml from the actions")
    written.add_argument("--check", action="store_true", help="only tell whether it is current")
    written.add_argument("--http", metavar="URL", help="for signed HTTP at this public address")
    written.set_defaults(run=_manifest)
    states = commands.add_parser("guide", help="write docs/states.md from the actions' tables")
    states.set_defaults(run=_guide)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(run=_migrate)
    return parser


def _read() -> tuple[Settings, Config]:
    settings = Settings.read(os.environ)
    return settings, Config.read(settings.deskhand_config)


async def _run(_given: argparse.Namespace) -> int:
    logs.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with app.running(*_read()):
        await stop.wait()
    return 0


async def _sandbox(given: argparse.Namespace) -> int:
    # Imported here: the product never needs its sandbox.
    from bot.sandbox.launch import launch  # noqa: PLC0415

    return await launch(given.port, with_bot=not given.no_bot, people=given.people)


async def _doctor(_given: argparse.Namespace) -> int:
    settings, config = _read()
    providers = app.connect_providers(settings)
    try:
        findings = await doctor.examine(
            settings,
            config,
            providers.okta,
            providers.jumpcloud,
            app.slack_client(settings),
            actions=[action.name for action in ACTIONS],
        )
    finally:
        await providers.close()
    sys.stdout.writelines(f"{line}\n" for line in doctor.lines(findings))
    return doctor.exit_code(findings)


async def _manifest(given: argparse.Namespace) -> int:
    if given.check:
        faults = manifest.check(MANIFEST, ACTIONS)
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
        return 1 if faults else 0
    if given.http:
        sys.stdout.write(manifest.render(ACTIONS, "http", public_url=given.http))
    else:
        MANIFEST.write_text(manifest.render(ACTIONS), encoding="utf-8")
    return 0


async def _guide(_given: argparse.Namespace) -> int:
    GUIDE.write_text(guide.render(ACTIONS), encoding="utf-8")
    return 0


async def _migrate(_given: argparse.Namespace) -> int:
    settings, _ = _read()
    database = Database(settings.database_url.get_secret_value())
    try:
        await database.open()
    finally:
        await database.close()
    sys.stdout.write("The database is up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
