"""The database: SQLite on one machine, PostgreSQL for several replicas.

    SQLite      two files side by side: ours, and the engine's with `.dbos` in its name, because
                the engine's plain table names would collide with ours. One process a file.
    PostgreSQL  one database; the engine's tables live in its schema `dbos`.

A transaction commits when its block ends well and leaves nothing behind when it does not.
Nothing but this module opens one.
"""

import asyncio
import contextlib
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self, TextIO

import psycopg
import sqlalchemy as sa
import sqlalchemy.ext.asyncio
import sqlalchemy.orm
from alembic import command
from alembic.config import Config as AlembicConfig
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    async_sessionmaker,
    create_async_engine,
)
from sqlmodel import Session, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.errors import SettingsError, Unavailable
from storage import audit

MIGRATIONS: Final = Path(__file__).parent / "migrations"
MIGRATION_LOCK: Final = 0x6465736B  # "desk"; any number that nobody else in the database uses

READING: Final = "deskhand_reading"  # an option of connections

# WAL lets readers and the writer pass each other; FULL loses no commit at a power cut, which
# here would mean doing an account's step twice. It costs 0.3 ms a commit.
PATIENT: Final = "busy_timeout=30000"  # milliseconds
PRAGMAS: Final = (
    *("journal_mode=WAL", "synchronous=FULL", PATIENT, "foreign_keys=ON"),
    "secure_delete=ON",  # a sealed password that was destroyed is overwritten
)


class _QuietSession(Session):
    # SQLModel warns at every `execute`, to point people at `exec`; DBOS records steps with it.
    execute = sa.orm.Session.execute


sa.event.listen(_QuietSession, "before_commit", audit.chain)
sa.event.listen(_QuietSession, "after_soft_rollback", audit.forget_waiting)


class _QuietAsyncSession(AsyncSession):
    sync_session_class = _QuietSession
    execute = sa.ext.asyncio.AsyncSession.execute


class Database:
    """One database, opened once for the life of the process.

    Args:
        url: `sqlite:///file` or `postgresql://...`; the driver is added here.
    """

    def __init__(self, url: str) -> None:
        given = make_url(url)
        self.lite = given.get_backend_name() == "sqlite"
        driver = "sqlite+aiosqlite" if self.lite else "postgresql+psycopg"
        self.url = given.set(drivername=driver)
        self.engine = _lite_engine(self.url) if self.lite else _postgres_engine(self.url)
        self._sessions = async_sessionmaker(
            self.engine, class_=_QuietAsyncSession, expire_on_commit=False
        )
        self._lock: TextIO | None = None

    @property
    def sessions(self) -> async_sessionmaker[_QuietAsyncSession]:
        """The factory of sessions, for the engine's transactional steps."""
        return self._sessions

    @property
    def system_url(self) -> SecretStr:
        """Where the durable engine keeps its own rows."""
        if not self.lite:
            return self.libpq_url
        file = Path(str(self.url.database))
        beside = file.with_name(f"{file.stem}.dbos{file.suffix or '.db'}")
        return SecretStr(f"sqlite:///{beside}")

    @property
    def libpq_url(self) -> SecretStr:
        """The same database for a bare psycopg connection, which advisory locks need."""
        plain = self.url.set(drivername="postgresql")
        return SecretStr(plain.render_as_string(hide_password=False))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose changes stand together or not at all.

        Raises:
            Unavailable: the database does not answer; nothing was changed.
        """
        with _answering():
            async with self._sessions() as session, session.begin():
                yield session

    async def has(self, table: type[SQLModel]) -> bool:
        """Tell whether a table is there yet; nothing is made by asking.

        Raises:
            Unavailable: the database does not answer.
        """
        if self.lite and not _is_file(self.url):
            return False
        with _answering():
            async with self.engine.connect() as connection:
                return await connection.run_sync(
                    lambda sync: sa.inspect(sync).has_table(str(table.__tablename__))
                )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for reading, which is in nobody's way and needs no claim.

        Raises:
            SettingsError: there is no database, or its tables are not those of this version.
        """
        if self.lite and not _is_file(self.url):
            raise SettingsError([f"DATABASE_URL: there is no {self.url.database}."])
        try:
            async with self.engine.connect() as connection:
                yield await connection.execution_options(**{READING: True})
        except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
            cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise SettingsError([f"DATABASE_URL: the database is not read: {cause}"]) from None

    async def __aenter__(self) -> Self:
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Claim the database and bring its tables up to date.

        Raises:
            SettingsError: another process has the SQLite file, or nothing answers at the address.
        """
        if self.lite:
            self._claim_file()
        try:
            async with self.engine.begin() as connection:
                if not self.lite:
                    await connection.execute(
                        sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK))
                    )
                await connection.run_sync(_upgrade)
        except (sa.exc.OperationalError, OSError) as error:
            cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise SettingsError([f"DATABASE_URL: the database does not open: {cause}"]) from None

    async def close(self) -> None:
        """Let go of every connection, and of the file."""
        await self.engine.dispose()
        if self._lock:
            self._lock.close()
            self._lock = None

    async def scrub(self) -> None:
        """Leave nothing of what was deleted in SQLite's files; PostgreSQL's vacuum does it itself.

        What was deleted is overwritten in the file at once, and stays in the log beside it until
        that is emptied. Whoever reads at the moment keeps it from that, and nobody waits for them.
        """
        if not self.lite:
            return
        with contextlib.suppress(sa.exc.SQLAlchemyError, sqlite3.Error):  # the next one does it
            async with self.engine.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    await raw.execute_fetchall("PRAGMA busy_timeout=0")
                    await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await raw.execute_fetchall(f"PRAGMA {PATIENT}")

    def _claim_file(self) -> None:
        # Two processes on one file would both run every request: the lock goes with the process.
        file = Path(str(self.url.database))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock = file.with_name(f"{file.name}.lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            taken = (
                f"DATABASE_URL: another Deskhand process is using {file}. Stop it first, "
                "or use PostgreSQL, which several processes can share."
            )
            raise SettingsError([taken]) from None
        except OSError as error:
            raise SettingsError([f"DATABASE_URL: {file} cannot be used: {error}"]) from None


def _is_file(url: sa.URL) -> bool:
    return Path(str(url.database)).exists()


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
        # Only the kind: the statement and its parameters are nobody's business further up.
        kind = type(getattr(error, "orig", None) or error).__name__
        raise Unavailable(f"The database does not answer ({kind}).", "database") from None


def system_engine(database: Database) -> sa.Engine:
    """Make the synchronous engine that the durable engine works on, next to our own tables."""
    if database.lite:
        # One connection: SQLAlchemy's pool queues writers in order, SQLite's own lock does not.
        url = database.system_url.get_secret_value()
        engine = sa.create_engine(url, pool_size=1, max_overflow=0, pool_timeout=60)
        sa.event.listen(engine, "connect", _set_pragmas)
        return engine
    engine = sa.create_engine(database.url, pool_size=10, max_overflow=0, pool_pre_ping=True)
    sa.event.listen(engine, "handle_error", _no_server_is_a_disconnect)
    return engine


def _lite_engine(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=60)
    sa.event.listen(engine.sync_engine, "connect", _set_pragmas)
    sa.event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _postgres_engine(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=10,
        max_overflow=5,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )
    sa.event.listen(engine.sync_engine, "handle_error", _no_server_is_a_disconnect)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    # The driver must not begin by itself: it would not begin before a SELECT or a CREATE TABLE.
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _no_server_is_a_disconnect(context: sa.engine.ExceptionContext) -> None:
    # A missing socket or a name that does not resolve reads as a fault of the statement to
    # SQLAlchemy; as a disconnect it is retried like a refused connection.
    if isinstance(context.original_exception, psycopg.OperationalError) and not context.connection:
        context.is_disconnect = True


def _upgrade(connection: sa.Connection) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def answers(database: Database, *, within: float) -> bool:
    """Tell whether the database answers within some seconds, for the readiness check."""
    try:
        async with asyncio.timeout(within), database.engine.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))
    except (TimeoutError, sa.exc.SQLAlchemyError):
        return False
    return True
