"""Whether Slack would take these blocks, this message or this view.

Each surface has its own blocks and its own count; ids may not repeat. The answer is a list of
faults, empty when all is well.

Source: https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from bot.sandbox.slack.elements import (
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
    TYPE,
    URL,
    plain,
    text,
)
from bot.sandbox.slack.richer import (
    CARDS,
    MARKDOWN,
    MARKDOWN_BLOCK,
    MESSAGE_ONLY,
    RICH_TEXT,
    VIDEO,
    block,
    container,
)
from bot.sandbox.slack.rules import (
    Check,
    Fault,
    Field,
    anything,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    fault,
    listed,
    need,
    one_of,
    shape,
    string,
    unique,
)

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: Final[Mapping[str, int]] = {"message": 50, "modal": 100, "home": 100}
VIEW_BYTES: Final = 250_000
_TEXTS: Final = text(3000)


_CONTEXT: Final = by_type({"image": IMAGE, "plain_text": _TEXTS, "mrkdwn": _TEXTS})
_EVERYWHERE: Final[Mapping[str, Check]] = {
    "section": block(
        at_least_one("text", "fields"),
        text=Field(_TEXTS),
        fields=Field(listed(text(2000), 10)),
        accessory=Field(IN_SECTION),
        expand=Field(boolean),
    ),
    "header": block(text=need(plain(150))),
    "divider": block(),
    "context": block(elements=need(listed(_CONTEXT, 10))),
    "actions": block(elements=need(listed(IN_ACTIONS, 25))),
    "input": block(
        label=need(plain(2000)),
        element=need(IN_INPUT),
        hint=Field(plain(2000)),
        optional=Field(boolean),
        dispatch_action=Field(boolean),
    ),
    "image": block(
        exactly_one("image_url", "slack_file"),
        image_url=Field(string(URL)),
        slack_file=Field(SLACK_FILE),
        alt_text=need(string(2000)),
        title=Field(plain(2000)),
    ),
    "rich_text": RICH_TEXT,
    "video": VIDEO,
}
_CHILD: Final = by_type({**_EVERYWHERE, "markdown": MARKDOWN_BLOCK, **MESSAGE_ONLY, **CARDS})
_CONTAINER: Final = container(_CHILD)
_LEVEL: Final = one_of("default", "info", "success", "warning", "error")
BLOCKS: Final[Mapping[str, Check]] = {
    "message": by_type(
        {
            **_EVERYWHERE,
            **MESSAGE_ONLY,
            **CARDS,
            "container": _CONTAINER,
            "markdown": MARKDOWN_BLOCK,
        }
    ),
    "modal": by_type({**_EVERYWHERE, "alert": block(text=need(text(200)), level=Field(_LEVEL))}),
    "home": by_type({**_EVERYWHERE, **CARDS}),
}


def check_blocks(blocks: Any, surface: Surface, pointer: str = "") -> list[Fault]:
    """Check a list of blocks for one surface.

    Args:
        pointer: Where the list stands in what was sent, such as `/blocks`.
    """
    faults = list(listed(BLOCKS[surface], MOST_BLOCKS[surface], least=0)(blocks, pointer))
    if faults:
        return faults
    ids = [(each.get("block_id") or "", f"{pointer}/{n}") for n, each in enumerate(blocks)]
    faults += unique(ids, "block_id")
    for number, whole in enumerate(blocks):
        for inner in nested([whole]):
            place = f"{pointer}/{number}"
            own = [(each.get("action_id") or "", place) for each in elements_of(inner)]
            faults += unique(own, "action_id")
    return faults + list(_whole(blocks, surface, pointer))


def _whole(blocks: list[dict[str, Any]], surface: Surface, pointer: str) -> Iterator[Fault]:
    blocks = list(nested(blocks))
    elements = [element for block in blocks for element in elements_of(block)]
    if sum(element.get("focus_on_load") is True for element in elements) > 1:
        yield fault(pointer, "only one element can have `focus_on_load`", "focus_on_load", 1)
    if surface != "modal" and any(element["type"] == "file_input" for element in elements):
        yield fault(pointer, "unsupported type: file_input", "enum")
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield fault(pointer, "only one table is allowed in a message", "max_items", 1)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN:
        message = f"must be less than {MARKDOWN + 1} characters"
        yield fault(pointer, message, "max_length", MARKDOWN)


def nested(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each block, and after it those that stand in it."""
    for each in blocks:
        yield each
        inner = {"carousel": "elements", "container": "child_blocks"}.get(each["type"])
        if inner:
            yield from nested(each[inner])


def elements_of(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the interactive elements of a block that has passed its check."""
    kind = block["type"]
    if kind in ("actions", "context_actions"):
        return list(block["elements"])
    if kind == "card":
        return list(block.get("actions") or [])
    element = block.get("element") if kind == "input" else block.get("accessory")
    return [element] if element and element["type"] != "image" else []


_COMMON: Final = {
    "type": TYPE,
    "blocks": need(anything),
    "private_metadata": Field(string(3000)),
    "callback_id": Field(string(ID)),
    "external_id": Field(string(ID)),
}
_VIEW: Final = by_type(
    {
        "home": shape(_COMMON),
        "modal": shape(
            {
                **_COMMON,
                "title": need(plain(24)),
                "submit": Field(plain(24)),
                "close": Field(plain(24)),
                "clear_on_close": Field(boolean),
                "notify_on_close": Field(boolean),
                "submit_disabled": Field(boolean),
            }
        ),
    }
)


def check_view(view: Any, pointer: str = "") -> list[Fault]:
    """Check a modal or a home tab, its blocks too."""
    faults = list(_VIEW(view, pointer))
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return faults
    faults += check_blocks(view.get("blocks") or [], view["type"], f"{pointer}/blocks")
    if faults or view["type"] == "home" or view.get("submit"):
        return faults
    if any(block["type"] == "input" for block in view["blocks"]):
        return [fault(pointer, "missing required field: submit", "required", "submit")]
    return []


def view_too_large(view: Any) -> bool:
    """Say whether a view is above the 250 kB that Slack takes."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def finished(blocks: list[dict[str, Any]], new_id: Any) -> list[dict[str, Any]]:
    """Copy blocks as Slack keeps them: with every id, and texts with their flags.

    Args:
        new_id: Called without arguments for each id that the app did not choose.
    """
    copies: list[dict[str, Any]] = [_flagged(each) for each in blocks]
    for copy in nested(copies):
        copy["block_id"] = copy.get("block_id") or new_id()
        for element in elements_of(copy):
            element["action_id"] = element.get("action_id") or new_id()
    return copies


def _flagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_flagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _flagged(item) for key, item in value.items()}
    if copy.get("type") == "plain_text" and "text" in copy:
        copy.setdefault("emoji", True)
    if copy.get("type") == "mrkdwn" and "text" in copy:
        copy.setdefault("verbatim", False)
    return copy
