"""What stands in a form: `view.state.values`, and what Slack's own client refuses to send.

Every kind of element keeps its value under a name of its own, also when nobody touched it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.sandbox.slack.blocks import elements_of, nested
from bot.sandbox.slack.elements import options_of
from bot.sandbox.slack.errors import REQUIRED, CannotAct

Key = tuple[str, str]
Entry = dict[str, Any]
Values = dict[Key, Entry]


@dataclass(frozen=True)
class Slot:
    """Where an element keeps its value, and where its first value comes from."""

    name: str
    initial: str
    many: bool = False


SLOTS: Final[Mapping[str, Slot]] = {
    "plain_text_input": Slot("value", "initial_value"),
    "email_text_input": Slot("value", "initial_value"),
    "url_text_input": Slot("value", "initial_value"),
    "number_input": Slot("value", "initial_value"),
    "rich_text_input": Slot("rich_text_value", "initial_value"),
    "file_input": Slot("files", "", many=True),
    "datepicker": Slot("selected_date", "initial_date"),
    "timepicker": Slot("selected_time", "initial_time"),
    "datetimepicker": Slot("selected_date_time", "initial_date_time"),
    "static_select": Slot("selected_option", "initial_option"),
    "external_select": Slot("selected_option", "initial_option"),
    "radio_buttons": Slot("selected_option", "initial_option"),
    "users_select": Slot("selected_user", "initial_user"),
    "conversations_select": Slot("selected_conversation", "initial_conversation"),
    "channels_select": Slot("selected_channel", "initial_channel"),
    "checkboxes": Slot("selected_options", "initial_options", many=True),
    "multi_static_select": Slot("selected_options", "initial_options", many=True),
    "multi_external_select": Slot("selected_options", "initial_options", many=True),
    "multi_users_select": Slot("selected_users", "initial_users", many=True),
    "multi_conversations_select": Slot(
        "selected_conversations", "initial_conversations", many=True
    ),
    "multi_channels_select": Slot("selected_channels", "initial_channels", many=True),
}
FORMATS: Final = {"datepicker": "%Y-%m-%d", "timepicker": "%H:%M"}
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB: Final = re.compile(r"https?://\S+")
NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def fields_of(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each block and element that keep a value."""
    for block in nested(blocks):
        for element in elements_of(block):
            if element["type"] in SLOTS:
                yield block, element


def entry(element: Mapping[str, Any], value: Any) -> Entry:
    """Make the typed entry of an element; None is an empty field."""
    slot = SLOTS[element["type"]]
    kept = [] if slot.many and value is None else value
    zone = {"timezone": element["timezone"]} if "timezone" in element else {}
    return {"type": element["type"], slot.name: kept, **zone}


def initial_values(blocks: list[dict[str, Any]]) -> Values:
    """Build the values of a form that nobody has touched."""
    return {
        (block["block_id"], element["action_id"]): entry(
            element, element.get(SLOTS[element["type"]].initial)
        )
        for block, element in fields_of(blocks)
    }


def kept_values(before: Values, blocks: list[dict[str, Any]]) -> Values:
    """Build a redrawn form's values: a field whose ids and type are unchanged keeps its own."""
    fresh = initial_values(blocks)
    same = {key for key in fresh.keys() & before.keys() if _same_kind(fresh[key], before[key])}
    return {key: before[key] if key in same else value for key, value in fresh.items()}


def _same_kind(one: Entry, other: Entry) -> bool:
    return bool(one["type"] == other["type"])


def state(values: Values) -> dict[str, Any]:
    """Nest values as payloads carry them: `{"values": {block_id: {action_id: entry}}}`."""
    nested: dict[str, dict[str, Entry]] = {}
    for (block_id, action_id), value in values.items():
        nested.setdefault(block_id, {})[action_id] = value
    return {"values": nested}


def chosen(options: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    """Choose an option by its value, its text, or a part of its text.

    Raises:
        CannotAct: it is not on offer.
    """
    text = wanted.lower()
    tests = (
        lambda option: option["value"] == wanted,
        lambda option: option["text"]["text"].lower() == text,
        lambda option: text in option["text"]["text"].lower(),
    )
    for fits in tests:
        for option in options:
            if fits(option):
                return {"text": option["text"], "value": option["value"]}
    offer = ", ".join(option["text"]["text"] for option in options) or "nothing"
    raise CannotAct(f"{wanted!r} is not offered; there is: {offer}")


def typed(element: Mapping[str, Any], value: Any, offered: list[dict[str, Any]]) -> Entry:
    """Turn what a person types or picks into the element's entry.

    Args:
        value: Text, an option's value or text, `YYYY-MM-DD`, `HH:MM`, epoch seconds, an id; a
            list of them where several can be chosen; None empties the field.
        offered: The options of an external select, as suggested.

    Raises:
        CannotAct: nobody could enter this: no such option, no such date.
    """
    kind, slot = element["type"], SLOTS[element["type"]]
    if value is None or value in ("", []):
        return entry(element, None)
    if slot.name in ("selected_option", "selected_options"):
        options = [*options_of(element), *offered]
        wanted = value if slot.many else [value]
        picked = [chosen(options, str(each)) for each in wanted]
        return entry(element, picked if slot.many else picked[0])
    if kind in FORMATS:
        _readable(str(value), FORMATS[kind])
    if slot.name == "value":
        return entry(element, str(value))
    return entry(element, value)


def _readable(text: str, form: str) -> None:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - a date or a time alone has no zone
    except ValueError as error:
        raise CannotAct(f"a picker cannot show {text!r}") from error


def refusals(blocks: list[dict[str, Any]], values: Values) -> dict[str, str]:
    """Tell what Slack's client refuses before it asks the app: message by block_id."""
    errors: dict[str, str] = {}
    for block, element in fields_of(blocks):
        held = values[block["block_id"], element["action_id"]][SLOTS[element["type"]].name]
        if block["type"] != "input":
            continue
        empty = held is None or held in ("", [])
        if empty and not block.get("optional"):
            errors[block["block_id"]] = REQUIRED
        complaint = "" if empty else _complaint(element, held)
        if complaint:
            errors[block["block_id"]] = complaint
    return errors


def _complaint(element: Mapping[str, Any], held: Any) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length(element, held)
    if kind == "email_text_input" and not EMAIL.fullmatch(held):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not WEB.fullmatch(held):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number(element, held)
    most = element.get("max_selected_items")
    if most is not None and len(held) > most:
        return f"Please select no more than {most} items."
    return ""


def _length(element: Mapping[str, Any], held: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length")
    if len(held) < least:
        return f"Please enter at least {least} characters."
    if most is not None and len(held) > most:
        return f"Please enter no more than {most} characters."
    return ""


def _number(element: Mapping[str, Any], held: str) -> str:
    if not NUMBER.fullmatch(held) or ("." in held and not element["is_decimal_allowed"]):
        return "Please enter a valid number."
    if "min_value" in element and float(held) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(held) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
