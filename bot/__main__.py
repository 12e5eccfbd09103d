"""The command line: `python -m bot COMMAND`."""

import argparse
import asyncio
import gc
import logging
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.chain import Head
from bot.errors import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit code; faults of the settings are lines, not tracebacks."""
    given = _parser().parse_args(arguments)
    try:
        return asyncio.run(_command(given))
    except SettingsError as error:
        sys.stderr.write("Deskhand cannot start:\n")
        sys.stderr.writelines(f"  - {fault}\n" for fault in error.faults)
        return 2
    except Exception as error:  # noqa: BLE001 - the last to hear of it, and it is told in full
        _break_off(error)
        return 1


def _break_off(error: Exception) -> None:
    """Tell of a fault of our own as everything is told: masked, and as a line where lines go."""
    from bot.logs import masked_text  # noqa: PLC0415 - a command that ends well needs none of it

    if logging.getLogger().handlers:
        logging.getLogger("bot").critical("Deskhand broke off", exc_info=error)
    else:
        sys.stderr.write(masked_text("".join(traceback.format_exception(error))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Deskhand")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="run the bot")
    sandbox = commands.add_parser("sandbox", help="run the product with no account anywhere")
    sandbox.add_argument("--port", type=int, default=4010)
    sandbox.add_argument("--no-bot", action="store_true", help="print a bot's settings instead")
    sandbox.add_argument("--people", type=int, default=0, help="so many more in both directories")
    commands.add_parser("doctor", help="check the set-up")
    written = commands.add_parser("manifest", help="write manifest.yml from the actions")
    written.add_argument("--check", action="store_true", help="only tell whether it is current")
    written.add_argument("--http", metavar="URL", help="for signed HTTP at this public address")
    commands.add_parser("guide", help="write what the docs say of states and rules")
    commands.add_parser("migrate", help="bring the database up to date")
    _add_audit(commands.add_parser("audit", help="verify the audit, or export it"))
    return parser


def _add_audit(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="audit", required=True, metavar="verify | export")
    verify = does.add_parser("verify", help="say whether its chain is whole, and its head")
    verify.add_argument("--head", type=_head, help="an entry that must be there: 1204:HASH or HASH")
    verify.add_argument("--file", type=Path, help="verify this export instead of the database")
    verify.add_argument("--start", type=_head, help="what the chain has before the file begins")
    export = does.add_parser("export", help="write it out, one line of JSON an entry")
    export.add_argument("--format", choices=("jsonl", "ocsf"), default="jsonl")
    export.add_argument("--since", type=_moment, metavar="TIME", help="from 2026-11-24[T08:00] on")
    export.add_argument("--until", type=_moment, metavar="TIME", help="to before it; UTC")
    export.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")


def _head(text: str) -> Head:
    try:
        return Head.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


async def _command(given: argparse.Namespace) -> int:
    # Imported here: the product never needs its sandbox, nor the sandbox the product, which takes
    # longer to read in than the sandbox takes to be there.
    if given.command == "sandbox":
        from bot.sandbox.launch import launch  # noqa: PLC0415

        return await launch(given.port, with_bot=not given.no_bot, people=given.people)
    gc.disable()  # nothing of what is read in is garbage: to look for it is a sixth of the start
    from bot.commands import COMMANDS  # noqa: PLC0415

    gc.enable()
    return await COMMANDS[given.command](given)


if __name__ == "__main__":
    sys.exit(main())
