"""`audit verify` and `audit export`: what a person does with the chain on the command line.

Both read entry by entry, so a chain may be longer than the memory. Both only read: they may run
beside the bot, and be run by somebody who may do nothing else.
"""

import contextlib
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

from bot import ocsf
from bot.chain import PARTS, Document, Fault, Head, canonical, loads
from bot.errors import SettingsError
from bot.verifier import Verifier
from storage import audit
from storage.database import Database

MOST_TOLD: Final = 100
ALTERED: Final = "is not written as an export writes it: something beside its entry was changed"
PARTLY: Final = (
    "It begins in the middle: give what the chain has before it as --start. "
    "The export told it when it was made.\n"
)


class Findings:
    """Reads a chain, and tells its faults as they are found."""

    def __init__(self, verifier: Verifier, out: TextIO) -> None:
        self.verifier = verifier
        self._out = out
        self._count = 0

    def read(self, document: Document) -> None:
        """Read the next entry."""
        for fault in self.verifier.read(document):
            self.tell(fault)

    def tell(self, fault: Fault) -> None:
        """Write a fault; of very many the rest is counted."""
        self._count += 1
        if self._count <= MOST_TOLD:
            self._out.write(f"entry {fault.seq} {fault.what}\n")

    def end(self) -> int:
        """Write what came of it, and give the exit code."""
        for fault in self.verifier.end():
            self.tell(fault)
        if self._count > MOST_TOLD:
            self._out.write(f"and {self._count - MOST_TOLD:,} more\n")
        if self.verifier.pruned:
            through = self.verifier.pruned.seq
            self._out.write(f"A checkpoint tells that entries up to {through} were removed.\n")
        self._out.write(f"{self.verifier.count:,} entries read; {self._verdict}.\n")
        if self.verifier.head:
            self._out.write(f"Head: {self.verifier.head}\n")
        return 1 if self._count else 0

    @property
    def _verdict(self) -> str:
        return (
            f"{self._count:,} faults: the chain is broken" if self._count else "the chain is whole"
        )


async def verify(database: Database, *, noted: Head | None, out: TextIO = sys.stdout) -> int:
    """Verify the chain in the database; the exit code is 1 where it is broken.

    Args:
        noted: An entry that must be in it.

    Raises:
        SettingsError: the database cannot be read.
    """
    findings = Findings(Verifier(noted=noted), out)
    async with database.reading() as connection:
        async for document in audit.read_documents(connection):
            findings.read(document)
    return findings.end()


def verify_file(
    file: Path, *, start: Head | None, noted: Head | None, out: TextIO = sys.stdout
) -> int:
    """Verify an export in either format; the exit code is 1 where it is broken.

    Args:
        start: What the chain has before it, where it is a part.
        noted: An entry that must be in it.

    Raises:
        SettingsError: the file cannot be read.
    """
    verifier = Verifier(start, noted)
    findings = Findings(verifier, out)
    for document, as_written in _documents(file):
        findings.read(document)
        if not as_written and document.keys() == PARTS:
            findings.tell(Fault(document["seq"], ALTERED))
    if start is None and verifier.first and verifier.first["seq"] > 1 and not verifier.pruned:
        out.write(PARTLY)
    return findings.end()


async def export(
    database: Database,
    *,
    as_ocsf: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    output: Path | None = None,
    told: TextIO = sys.stderr,
) -> int:
    """Write the chain, or the part of a time, one line of JSON an entry.

    It is verified on the way; what is broken is exported all the same, and the exit code is 1.

    Args:
        since: From the first entry that is not older.
        until: To the last entry that is older.
        told: Where it says what the part begins and ends with.

    Raises:
        SettingsError: the database cannot be read, or the file not be written.
    """
    findings = Findings(Verifier(), told)
    async with database.reading() as connection:
        part = await audit.find_part(connection, since=since, until=until)
        with _written(output) as lines:
            async for document in audit.read_documents(connection, part):
                if findings.verifier.first is None and document["seq"] > 1:
                    start = Head(document["seq"] - 1, document["previous"])
                    findings.verifier = Verifier(start)
                    told.write(f"Start: {start}\n")
                findings.read(document)
                lines.write(line_of(document, as_ocsf=as_ocsf))
    return findings.end()


def line_of(document: Document, *, as_ocsf: bool) -> bytes:
    """Write an entry as a line of an export."""
    return canonical(ocsf.event_of(document) if as_ocsf else document) + b"\n"


def _documents(file: Path) -> Iterator[tuple[Document, bool]]:
    """Give the entries of an export, and whether each stands there as an export writes it."""
    try:
        with file.open("rb") as lines:
            for line in lines:
                yield _read(line)
    except OSError as error:
        raise SettingsError([f"{file} cannot be read ({error.strerror})."]) from None


def _read(line: bytes) -> tuple[Document, bool]:
    try:
        read: Any = loads(line.decode())
        as_ocsf = "class_uid" in read
        document = ocsf.entry_of(read) if as_ocsf else read
        return document, line_of(document, as_ocsf=as_ocsf) == line
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {}, False


@contextlib.contextmanager
def _written(output: Path | None) -> Iterator[Any]:
    """Give where an export goes; a file is there when all of it is written, and not before."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as lines:
            yield lines
        part.replace(output)
    except OSError as error:
        raise SettingsError([f"{output} cannot be written ({error.strerror})."]) from None
