"""Logs: one JSON object a line on stderr, with the request's id bound and secrets masked.

A module writes `log.info("step done", extra={"step": title, "ms": 184})` through the standard
library, and so do the libraries; all lines come out the same. Secrets are masked last, in every
field and in the text of exceptions, so a careless line costs nothing.
"""

import logging
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO
from urllib.parse import quote

import structlog
from pydantic import SecretStr
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, WrappedLogger

MASK: Final = "***"
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that nobody mistakes for each other on the phone: no I, L, O or U."""

SHORTEST: Final = 6
"""Letters of a secret that is known by heart; a shorter one stands in many a word by chance."""

SHORTEST_OF_MANY: Final = 16  # such as a line of a PEM; PRIVATE and KEY are no secrets

# These tell of every call with its address, of every frame on the socket, of every tick.
CHATTY: Final = (
    *("httpx", "httpcore", "aiosqlite", "slack_sdk", "asyncio", "alembic"),
    *("apscheduler.scheduler", "apscheduler.executors.default"),
)

TELLING: Final = (
    r"(?:passw|passphrase|secret|token|authorization|cookie|credential|assertion"
    r"|(?:api|private|sealing)[_-]?key)"
)
"""Words that tell from a field's name that its value is secret."""

TELLING_NAME: Final = re.compile(TELLING, re.IGNORECASE)

TOKENS: Final = (
    (re.compile(r"\bxox[a-z](?:\.xox[a-z])?-[\w-]+"), MASK),
    (re.compile(r"\bxapp-[\w-]+"), MASK),
    (re.compile(r"\bjca_[\w-]+"), MASK),
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*)+"), MASK),
    (re.compile(r"\b(SSWS|Bearer|DPoP)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {MASK}"),
    (re.compile(r"\b(Basic)\s+[\w+/=-]{16,}", re.IGNORECASE), rf"\1 {MASK}"),
    (
        re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?:-----END|\Z)", re.DOTALL),
        rf"\1{MASK}",
    ),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), rf"\1{MASK}@"),
)
"""What a token, a key or a password in an address looks like, and what stands there instead."""

SECRET_TEXTS: Final = (
    *TOKENS,
    (
        re.compile(
            rf"""({TELLING}[\w.-]{{0,40}}\\*["']?\s*[:=]\s*)"""
            r"""(?:\\*"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[^\s,;&"'()\[\]{}]+)""",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
)
"""The same, and what follows a name that tells; in other people's words it may be no secret."""


def masked(value: Any) -> Any:
    """Copy a value with every secret in it masked.

    Mappings and sequences are copied deep, a field with a secret's name loses its value, and
    what JSON cannot hold becomes text first.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return masked_text(value)
        case Mapping():
            return {str(key): _masked_field(str(key), item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked(item) for item in value]
        case _:
            return masked_text(str(value))


def masked_text(text: str) -> str:
    """Mask what looks like a token, a password or a key."""
    return _replaced(text, SECRET_TEXTS)


def masked_tokens(text: str) -> str:
    """Mask what can be nothing but a token or a key; other people's sentences stay readable."""
    return _replaced(text, TOKENS)


def _replaced(text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, instead in patterns:
        text = pattern.sub(instead, text)
    return text


def _masked_field(name: str, value: Any) -> Any:
    if TELLING_NAME.search(name) and not isinstance(value, bool | None):
        return MASK
    return masked(value)


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask a whole line; a structlog processor."""
    return {name: _masked_field(name, value) for name, value in event.items()}


class Hiding:
    """Takes out of a finished line what is known to be secret, wherever it stands.

    Masking goes by names and shapes, and not every key has a shape; these are known by heart.
    """

    def __init__(self, secrets: Iterable[SecretStr]) -> None:
        texts = {part for secret in secrets for part in _parts(secret.get_secret_value())}
        known = sorted(texts, key=len, reverse=True)
        self._forms = dict.fromkeys(form for text in known for form in (text, quote(text, safe="")))

    def __call__(self, _logger: WrappedLogger, _method: str, line: Any) -> str:
        """Give the line without them; a structlog processor."""
        hidden = str(line)
        for form in self._forms:
            hidden = hidden.replace(form, MASK)
        return hidden


def _parts(secret: str) -> list[str]:
    # A key of several lines stands in a JSON line with its line ends spelled out.
    parts = secret.split()
    shortest = SHORTEST if len(parts) == 1 else SHORTEST_OF_MANY
    return [part for part in parts if len(part) >= shortest]


def formatter(secrets: Iterable[SecretStr] = ()) -> logging.Formatter:
    """Make the formatter of every line, ours and the libraries'.

    Args:
        secrets: What must not stand in any line.
    """
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            Hiding(secrets),
        ],
    )


def configure(
    *,
    level: int = logging.INFO,
    stream: TextIO | None = None,
    secrets: Iterable[SecretStr] = (),
) -> None:
    """Send every log line of the process to the stream as JSON; stderr when none is given.

    Args:
        secrets: What must not stand in any line, whatever it looks like.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    # Without a handler of its own DBOS would bring one, and write lines that are no JSON.
    dbos = logging.getLogger("dbos")
    dbos.handlers[:], dbos.propagate = [logging.NullHandler()], True
    logging.captureWarnings(capture=True)


bound = bound_contextvars
"""`with bound(request="REQ-42"):` puts the field on every line written inside."""


def new_reference() -> str:
    """Make a short id to quote, such as E-7K2F9Q; it stands in the message and in the log."""
    return "E-" + "".join(secrets.choice(CROCKFORD) for _ in range(6))
