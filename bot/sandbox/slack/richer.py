"""The newer blocks: rich text, tables, cards, containers, plans, and what stands in them.

What Slack draws by itself - calls, remote files, data tables and charts - is let through with its
block_id alone.

Source: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.sandbox.slack.elements import BUTTON, CONFIRM, ID, IMAGE, TYPE, URL, plain, text
from bot.sandbox.slack.rules import (
    Check,
    Fault,
    Field,
    anything,
    at_least_one,
    boolean,
    by_type,
    fault,
    listed,
    need,
    number,
    one_of,
    shape,
    string,
)

MARKDOWN: Final = 12_000
LONGEST: Final = 40_000
MANY: Final = 1000


def block(*rules: Check, **fields: Field) -> Check:
    """Accept a block of these fields, beside its type and block_id."""
    return shape({"type": TYPE, "block_id": Field(string(ID)), **fields}, *rules)


def _open(value: Any, pointer: str) -> Iterator[Fault]:
    yield from string(ID)(value.get("block_id", ""), f"{pointer}/block_id")


MARKDOWN_BLOCK: Final = block(text=need(string(MARKDOWN, least=1)))
VIDEO: Final = block(
    alt_text=need(string(2000)),
    title=need(plain(199)),
    thumbnail_url=need(string(URL)),
    video_url=need(string(URL)),
    title_url=Field(string(URL)),
    description=Field(plain(200)),
    author_name=Field(string(49)),
    provider_name=Field(string(URL)),
    provider_icon_url=Field(string(URL)),
)

_STYLE: Final = Field(
    shape(
        dict.fromkeys(
            (
                *("bold", "italic", "strike", "code", "underline", "highlight"),
                *("client_highlight", "unlink"),
            ),
            Field(boolean),
        )
    )
)


def _part(**fields: Field) -> Check:
    return shape({"type": TYPE, "style": _STYLE, **fields})


_WORD: Final = string(LONGEST)
_PARTS: Final = by_type(
    {
        "text": _part(text=need(string(LONGEST, least=1))),
        "link": _part(url=need(string(URL, least=1)), text=Field(_WORD), unsafe=Field(boolean)),
        "emoji": _part(
            name=need(_WORD), unicode=Field(_WORD), url=Field(_WORD), skin_tone=Field(number(1, 6))
        ),
        "user": _part(user_id=need(string(ID, least=1))),
        "channel": _part(channel_id=need(string(ID, least=1))),
        "usergroup": _part(usergroup_id=need(string(ID, least=1))),
        "team": _part(team_id=need(string(ID, least=1))),
        "broadcast": _part(range=need(one_of("here", "channel", "everyone"))),
        "color": _part(value=need(string(ID, least=1))),
        "date": _part(
            timestamp=need(number(0, 10**11)),
            format=need(string(ID, least=1)),
            url=Field(string(URL)),
            fallback=Field(_WORD),
        ),
    }
)
_BORDER: Final = Field(number(0, 1))
_SECTION: Final = shape({"type": TYPE, "elements": need(listed(_PARTS, MANY, least=0))})
_QUOTED: Final = shape(
    {"type": TYPE, "elements": need(listed(_PARTS, MANY, least=0)), "border": _BORDER}
)
_LIST: Final = shape(
    {
        "type": TYPE,
        "elements": need(listed(by_type({"rich_text_section": _SECTION}), MANY, least=0)),
        "style": need(one_of("bullet", "ordered")),
        "indent": Field(number(0, 8)),
        "offset": Field(number(0, 10**6)),
        "border": _BORDER,
    }
)
RICH_TEXT: Final = block(
    elements=need(
        listed(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_preformatted": _QUOTED,
                    "rich_text_quote": _QUOTED,
                    "rich_text_list": _LIST,
                }
            ),
            MANY,
            least=0,
        )
    )
)


def _numeric(value: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield fault(pointer, "must provide a number", "type", "number")


_CELL: Final = by_type(
    {
        "raw_text": shape({"type": TYPE, "text": need(string(LONGEST, least=1))}),
        "raw_number": shape(
            {"type": TYPE, "value": need(_numeric), "text": need(string(LONGEST, least=1))}
        ),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN: Final = shape(
    {"align": Field(one_of("left", "center", "right")), "is_wrapped": Field(boolean)}
)


def _column(value: Any, pointer: str) -> Iterator[Fault]:
    # A column without settings is left out by writing null.
    if value is not None:
        yield from _COLUMN(value, pointer)


TABLE: Final = block(
    rows=need(listed(listed(_CELL, 20), 100)), column_settings=Field(listed(_column, 20))
)
_CARD: Final = block(
    at_least_one("hero_image", "title", "actions", "body"),
    hero_image=Field(by_type({"image": IMAGE})),
    icon=Field(by_type({"image": IMAGE})),
    title=Field(text(150)),
    subtitle=Field(text(150)),
    body=Field(text(200)),
    subtext=Field(text(200)),
    actions=Field(listed(by_type({"button": BUTTON}), 3)),
)
CARDS: Final[Mapping[str, Check]] = {
    "card": _CARD,
    "carousel": block(elements=need(listed(by_type({"card": _CARD}), 10))),
}
_SOURCE: Final = by_type(
    {"url": shape({"type": TYPE, "url": need(string(URL, 1)), "text": need(string(URL, 1))})}
)
_RICH: Final = Field(by_type({"rich_text": RICH_TEXT}))
_TASK: Final = block(
    task_id=need(string(ID, least=1)),
    title=need(string(URL, least=1)),
    status=need(one_of("pending", "in_progress", "complete", "error")),
    details=_RICH,
    output=_RICH,
    sources=Field(listed(_SOURCE, MANY)),
)
_THUMB: Final = shape(
    {"text": need(plain(75)), "value": need(string(2000)), "accessibility_label": Field(string(75))}
)
_FEEDBACK: Final = shape(
    {
        "type": TYPE,
        "action_id": Field(string(ID, least=1)),
        "positive_button": need(_THUMB),
        "negative_button": need(_THUMB),
    }
)
_ICON_BUTTON: Final = shape(
    {
        "type": TYPE,
        "action_id": Field(string(ID, least=1)),
        "icon": need(one_of("trash")),
        "text": need(plain(75)),
        "value": Field(string(2000)),
        "accessibility_label": Field(string(75)),
        "visible_to_user_ids": Field(listed(string(ID), MANY)),
        "confirm": Field(CONFIRM),
    }
)
MESSAGE_ONLY: Final[Mapping[str, Check]] = {
    **dict.fromkeys(("call", "data_table", "data_visualization", "file"), _open),
    "context_actions": block(
        elements=need(
            listed(by_type({"feedback_buttons": _FEEDBACK, "icon_button": _ICON_BUTTON}), 5)
        )
    ),
    "plan": block(
        title=need(string(URL, least=1)), tasks=Field(listed(by_type({"task_card": _TASK}), MANY))
    ),
    "table": TABLE,
    "task_card": _TASK,
}


def _one_divider(value: dict[str, Any], pointer: str) -> Iterator[Fault]:
    if value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        message = "`has_header_divider` cannot be set when `is_collapsible` is true"
        yield fault(f"{pointer}/has_header_divider", message, "one_of")


def container(child: Check) -> Check:
    """Accept a container of one to ten blocks that each pass."""
    return block(
        at_least_one("title", "rich_text_title"),
        _one_divider,
        child_blocks=need(listed(child, 10)),
        title=Field(plain(150)),
        rich_text_title=_RICH,
        subtitle=Field(text(150)),
        icon=Field(anything),
        width=Field(one_of("narrow", "standard", "wide", "full")),
        is_collapsible=Field(boolean),
        default_collapsed=Field(boolean),
        has_header_divider=Field(boolean),
    )
