"""The inputs of a form, one for each kind of field.

Each takes how the field is asked for, its value in the stored shape and its options; a value that
does not fit, such as a department that is no longer there, is left out rather than refused.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from bot.form import Ask, Choice, Kind, Search
from bot.views import kit
from bot.views.kit import Block

_OPTION: Final = 75
_OPTION_VALUE: Final = 150
_OPTIONS: Final = 100
_RADIOS: Final = 4  # our own: more are easier to find in a list
_LETTERS: Final = {Search.TIME_ZONES: 1, Search.LOCAL_ACCOUNTS: 0}
"""How much has to be typed before a search begins; a device has few accounts."""
_MAX_TEXT: Final = 3000
_MAX_EMAIL: Final = 255


def element(ask: Ask, value: Any, choices: Sequence[Choice]) -> Block:
    """Draw a field's input, holding `value` already; a choice needs at least one option."""
    return _KINDS[ask.kind](ask, value, choices)


def option(text: str, value: str, note: str = "") -> Block:
    """Give one option of a choice or of a live search."""
    shown: Block = {"text": kit.plain(text, _OPTION), "value": value}
    return shown | ({"description": kit.plain(note, _OPTION)} if note else {})


def _text(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    limit = min(ask.max_length, _MAX_TEXT)
    drawn: Block = {
        "type": "plain_text_input",
        "action_id": "v",
        "multiline": ask.kind is Kind.LONG_TEXT,
        "max_length": limit,
    }
    if isinstance(value, str) and value:
        drawn["initial_value"] = kit.cut(kit.clean(value), limit, end="")
    return drawn | _placeholder(ask)


def _email(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    drawn: Block = {"type": "email_text_input", "action_id": "v"}
    if isinstance(value, str) and value:
        drawn["initial_value"] = kit.cut(kit.clean(value), min(ask.max_length, _MAX_EMAIL), end="")
    return drawn | _placeholder(ask)


def _choice(ask: Ask, value: Any, choices: Sequence[Choice]) -> Block:
    options = [option(choice.text, choice.value, choice.note) for choice in choices]
    chosen = [shown for shown in options if shown["value"] == value]
    drawn: Block = {"action_id": "v"} | ({"initial_option": chosen[0]} if chosen else {})
    if len(options) <= _RADIOS:
        return drawn | {"type": "radio_buttons", "options": options}
    return drawn | {"type": "static_select"} | _grouped(options) | _placeholder(ask)


def _grouped(options: list[Block]) -> Block:
    """Part a list that is longer than Slack allows into groups that are not."""
    if len(options) <= _OPTIONS:
        return {"options": options}
    groups = [options[at : at + _OPTIONS] for at in range(0, len(options), _OPTIONS)]
    return {"option_groups": [{"label": group[0]["text"], "options": group} for group in groups]}


def _search(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    chosen = _found([value])
    initial = {"initial_option": chosen[0]} if chosen else {}
    return {"type": "external_select"} | _searching(ask) | initial


def _search_many(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    chosen = _found(value if isinstance(value, list) else [])
    initial = {"initial_options": chosen} if chosen else {}
    return {"type": "multi_external_select"} | _searching(ask) | initial


def _searching(ask: Ask) -> Block:
    letters = _LETTERS.get(ask.search, 2) if ask.search else 2
    action_id = f"search_{ask.search}"
    return {"action_id": action_id, "min_query_length": letters} | _placeholder(ask)


def _found(values: Sequence[Any]) -> list[Block]:
    """Give options for what was picked; an id that Slack could not carry is left out."""
    return [
        option(value["text"], value["id"])
        for value in values
        if isinstance(value, dict) and 0 < len(value["id"]) <= _OPTION_VALUE
    ]


def _date(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    fits = _unchanged(lambda text: date.fromisoformat(text).isoformat(), value)
    initial = {"initial_date": value} if fits else {}
    return {"type": "datepicker", "action_id": "v"} | initial | _placeholder(ask)


def _time(ask: Ask, value: Any, _: Sequence[Choice]) -> Block:
    fits = _unchanged(lambda text: time.fromisoformat(text).isoformat("minutes"), value)
    initial = {"initial_time": value} if fits else {}
    return {"type": "timepicker", "action_id": "v"} | initial | _placeholder(ask)


def _unchanged(rewrite: Callable[[str], str], value: Any) -> bool:
    """Tell whether a value is written the way Slack writes it; Python reads more ways."""
    try:
        return bool(rewrite(value) == value)
    except (TypeError, ValueError):
        return False


def _placeholder(ask: Ask) -> Block:
    return {"placeholder": kit.plain(ask.placeholder, kit.PLACEHOLDER)} if ask.placeholder else {}


_KINDS: Final[Mapping[Kind, Callable[[Ask, Any, Sequence[Choice]], Block]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.EMAIL: _email,
    Kind.CHOICE: _choice,
    Kind.SEARCH: _search,
    Kind.SEARCH_MANY: _search_many,
    Kind.DATE: _date,
    Kind.TIME: _time,
}
