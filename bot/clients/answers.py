"""How providers' answers are read: leniently, for they gain fields and values without notice.

Unknown fields are dropped, null is the same as absent, states are plain text whatever they say,
and a date that cannot be read is no date. Only a missing id is a fault.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from bot.client import Api
from bot.client.contents import rows
from bot.errors import Refused

log = logging.getLogger(__name__)

LONGEST_ID: Final = 100
NESTED: Final = (dict, list)

AnswerT = TypeVar("AnswerT", bound="Answer")


def read_moment(value: Any) -> datetime | None:
    """Read a date as aware UTC; None for what is none, such as JumpCloud's empty text."""
    try:
        moment = _MOMENT.validate_python(value)
    except ValidationError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def write_moment(moment: datetime) -> str:
    """Write an aware time as both providers read one: UTC, its milliseconds cut off."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(value: Any) -> float:
    """Read a date as seconds since 1970; 0 for what is none. Quick: for lists of everybody."""
    try:
        return datetime.fromisoformat(value).timestamp() if value[-1] == "Z" else _slowly(value)
    except (TypeError, ValueError, LookupError):
        return _slowly(value)


def _slowly(value: Any) -> float:
    moment = read_moment(value)
    return moment.timestamp() if moment else 0.0


def text(value: Any) -> str:
    """Read a text of a lean row; empty for null, and for what is none."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def part(row: Any, name: str) -> dict[str, Any]:
    """Read a part of a lean row; empty where it has none."""
    found = row.get(name) if type(row) is dict else None
    return found if type(found) is dict else {}


def row_id(provider: str, row: Any, *names: str) -> str:
    """Read the id of a lean row.

    Raises:
        Refused: it is no row, or has none: whoever compares whole lists must not pass it over.
    """
    found = (
        next((row[name] for name in names if row.get(name)), None) if type(row) is dict else None
    )
    if not isinstance(found, str):
        raise Refused(f"{provider}'s list has a row without an id", provider)
    return found


_MOMENT: TypeAdapter[datetime] = TypeAdapter(datetime)

Moment = Annotated[datetime | None, BeforeValidator(read_moment)]
"""A date in an answer: aware UTC, or None."""


class Answer(BaseModel):
    """A part of an answer; immutable."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        coerce_numbers_to_str=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, answer: Any) -> Any:
        return without_nulls(answer)


class Entry(Answer):
    """A part of a log; what cannot be read is as if it were not there, but for what must be.

    One odd entry must not keep the rest of a log from being read.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _odd_is_absent(cls, entry: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return read(entry)
        except ValidationError as error:
            # Only an odd entry is looked at a second time: the others are many.
            left = _without(entry, [fault["loc"] for fault in error.errors()])
            if left == entry:
                raise
        return cls.model_validate(left)


def _without(entry: Any, places: Iterable[tuple[int | str, ...]]) -> Any:
    """Leave out what stands at these places: an item of a list, or else a whole field."""
    if not isinstance(entry, dict):
        return entry
    left = dict(entry)
    for name, *below in places:
        value = left.get(str(name))
        if below and isinstance(value, list):
            left[str(name)] = [each for each in value if isinstance(each, dict)]
        if left.get(str(name)) == value:
            left.pop(str(name), None)
    return left


def without_nulls(value: Any) -> Any:
    """Leave out every null of an answer, at every depth."""
    # Most of an answer is text: a call for each would be most of what reading it takes.
    if isinstance(value, dict):
        return {
            name: without_nulls(item) if isinstance(item, NESTED) else item
            for name, item in value.items()
            if item is not None
        }
    if isinstance(value, list):
        return [
            without_nulls(item) if isinstance(item, NESTED) else item
            for item in value
            if item is not None
        ]
    return value


class Calls:
    """Calls of one provider that share how their answers are read."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def _read(self, model: type[AnswerT], answer: Any) -> AnswerT:
        """Read one answer.

        pydantic's error quotes the answer, which may hold a password: only names leave here.
        """
        try:
            return model.model_validate(answer)
        except ValidationError as error:
            faults = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise Refused(
            f"{self._api.provider}'s answer is not the {model.__name__} asked for"
            + (f": see {faults}" if faults else ""),
            self._api.provider,
        )

    def _read_all(self, model: type[AnswerT], answer: Any) -> list[AnswerT]:
        return [self._read(model, row) for row in rows(answer)]

    def _read_each(self, model: type[AnswerT], found: list[Any]) -> tuple[list[AnswerT], int]:
        """Read the entries of a log, and tell how many could not be.

        One of a shape that nobody foresaw must not stop all that come after it.
        """
        read: list[AnswerT] = []
        for row in found:
            try:
                read.append(self._read(model, row))
            except Refused as refused:
                name = (row.get("uuid") or row.get("id")) if isinstance(row, dict) else None
                told = {"entry": str(name)[:LONGEST_ID], "reason": str(refused)}
                log.warning("entry of a log skipped", extra=told)
        return read, len(found) - len(read)
