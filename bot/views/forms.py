"""An action's form: drawn as a modal, read back, and checked.

What was typed is kept in its stored shape, which is JSON: text, a choice's value, "2026-11-24",
"09:30", `{"id", "text"}` for what was picked in a search, or a list of these. The same shape fills
the modal again, so that nothing typed is lost when something goes wrong.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.action import Action
from bot.errors import InvalidForm, Stale
from bot.form import Ask, Choice, Form, FormT, Kind
from bot.views import kit
from bot.views.elements import element
from bot.views.kit import Block, View

FORM: Final = "form"
STATUS: Final = "status"
REFILLED: Final = "_refilled"
"""What the action_id of a refilled field ends with."""

_STRAIGHT: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "}
)
_MAILTO: Final = re.compile(r"<mailto:[^<>|]*\|([^<>|]*)>|<mailto:([^<>|]*)>")

_ADDRESS: Final = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")
_TYPED: Final = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL})

_MISSING: Final = "Please fill this in."
_CHOOSE: Final = "Please choose from the list."
_UNUSABLE: Final = {
    Kind.EMAIL: "This does not look like a work address.",
    Kind.CHOICE: _CHOOSE,
    Kind.SEARCH: _CHOOSE,
    Kind.SEARCH_MANY: _CHOOSE,
    Kind.DATE: "Please choose a date.",
    Kind.TIME: "Please choose a time.",
}


def form_modal(
    action: Action[Any],
    draft_id: str,
    *,
    values: Mapping[str, Any],
    choices: Mapping[str, tuple[Choice, ...]],
    status: str,
    problem: str = "",
    callback_id: str = FORM,
    refill: Collection[str] = (),
    required: Collection[str] = (),
) -> View:
    """Draw the form; a block's id is its field's name, so redrawing keeps what was typed.

    A choice without options is not asked for.

    Args:
        values: First values in their stored shape; what does not fit its field is left out.
        choices: Options that the configuration gives, by field.
        status: What the bot is doing or has found, in words.
        problem: What stands in the way and belongs to no one field.
        refill: Fields that take their value from `values` also when the modal was open before:
            Slack keeps what a field holds, if only nothing, while both of its ids stay the same.
        required: Fields that have to be filled in here, though the form alone would not ask it.
    """
    blocks = [kit.listed("This cannot go on yet", [problem], "lines")] if problem else []
    blocks += [kit.context(status, STATUS)]
    return kit.modal(
        action.title,
        [*blocks, *_fields(action.form, values, choices, refill, required)],
        callback_id=callback_id,
        submit="Review",
        close="Cancel",
        metadata=metadata(action, draft_id),
        tell_closed=True,
    )


def _fields(
    form: type[Form],
    values: Mapping[str, Any],
    choices: Mapping[str, tuple[Choice, ...]],
    refill: Collection[str],
    required: Collection[str],
) -> Iterator[Block]:
    for name, ask in form.asks().items():
        options = ask.choices or choices.get(name, ())
        if ask.kind is Kind.CHOICE and not options:
            continue
        drawn = element(ask, values.get(name), options)
        if name in refill:
            drawn["action_id"] += REFILLED
        optional = name not in required and not form.model_fields[name].is_required()
        yield kit.field(name, ask.label, drawn, hint=ask.hint, optional=optional)


def opener(action_name: str) -> str:
    """Name the buttons that open an action; their value says whom it is about."""
    return f"open_{action_name}"


def metadata(action: Action[Any], draft_id: str) -> str:
    """Write what a modal carries: whose draft it is. Everything else is in the draft."""
    return json.dumps({"draft": draft_id, "action": action.name})


def draft_id(view: View) -> str:
    """Give the id of the draft that a modal belongs to."""
    return _carried(view, "draft")


def action_name(view: View) -> str:
    """Give the name of the action that a modal belongs to."""
    return _carried(view, "action")


def _carried(view: View, name: str) -> str:
    try:
        return str(json.loads(view["private_metadata"])[name])
    except (KeyError, TypeError, ValueError) as error:
        raise Stale("This window is no longer in use. Please start again.") from error


def typed(source: View) -> dict[str, Any]:
    """Read what was typed, in its stored shape, by block id; None for what is empty.

    Args:
        source: A view as Slack sends it, or only its `state.values`.
    """
    values = source.get("state", {}).get("values", source)
    return {block: _read(next(iter(inputs.values()))) for block, inputs in values.items() if inputs}


def _read(state: Block) -> Any:
    kept = state["type"]
    if kept in {"external_select", "multi_external_select"}:
        options = state.get("selected_options") or [state.get("selected_option")]
        picked = [{"id": o["value"], "text": o["text"]["text"]} for o in options if o]
        return (picked if kept.startswith("multi") else next(iter(picked), None)) or None
    slots = state.keys() - {"type", "timezone"}
    found = next((state[slot] for slot in slots if state[slot]), None)
    if isinstance(found, str) and kept.endswith("_input"):
        return untangle(found) or None
    if isinstance(found, dict) and "value" in found:
        return found["value"]
    if kept in {"checkboxes", "multi_static_select"} and found:
        return [chosen["value"] for chosen in found]
    return found


MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
"""How Slack writes a person who was mentioned behind a command."""


def untangle(text: str) -> str:
    """Undo what Slack and word processors do to typed text: links, curly quotes, hard spaces."""
    bare = _MAILTO.sub(lambda link: link[1] or link[2], text)
    return kit.clean(bare.translate(_STRAIGHT)).strip()


def parse(form_type: type[FormT], values: Mapping[str, Any]) -> FormT:
    """Make the form of what was typed.

    Raises:
        InvalidForm: with plain words for each field that cannot be used.
    """
    asks = form_type.asks()
    given = {name: values[name] for name in asks if values.get(name) not in (None, "", [])}
    faults = dict(_misshapen(asks, given))
    try:
        form = form_type.model_validate(given)
    except ValidationError as error:
        raise _invalid(asks, error.errors(include_url=False), faults) from None
    if faults:
        raise _invalid(asks, [], faults)
    return form


def _misshapen(asks: Mapping[str, Ask], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what Slack's own client would have refused, by field; not every client is Slack's."""
    for name, value in given.items():
        ask = asks[name]
        if ask.kind not in _TYPED or not isinstance(value, str):
            continue
        if len(value) > ask.max_length:
            yield name, f"At most {ask.max_length} characters."
        elif ask.kind is Kind.EMAIL and not _ADDRESS.fullmatch(value):
            yield name, _UNUSABLE[Kind.EMAIL]


def _invalid(
    asks: Mapping[str, Ask], faults: Sequence[ErrorDetails], fields: Mapping[str, str]
) -> InvalidForm:
    words = {str(fault["loc"][0]): _words(asks, fault) for fault in faults if fault["loc"]}
    whole = [_words(asks, fault) for fault in faults if not fault["loc"]]
    message = " ".join(whole) or "Something in the form cannot be used. It is marked there."
    return InvalidForm(message, words | dict(fields))


def _words(asks: Mapping[str, Ask], fault: ErrorDetails) -> str:
    """Say a fault of pydantic's in plain words; what an action's own check says, as it stands."""
    context = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return _MISSING
        case "value_error":
            return str(context["error"])
        case "string_too_long":
            return f"At most {context['max_length']} characters."
        case "string_too_short" | "too_short":
            least = context["min_length"]
            return _MISSING if least == 1 else f"At least {least}, please."
        case "too_long":
            return f"At most {context['max_length']}, please."
    ask = asks.get(str(fault["loc"][0])) if fault["loc"] else None
    return _UNUSABLE.get(ask.kind if ask else Kind.TEXT, "This cannot be used here.")
