"""What Slack would say to a message or a view, and what nobody may smuggle into one."""

import json
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.sandbox.slack.blocks import check_blocks, check_view, view_too_large

OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>"
    r"|<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[^<>|^]+>"
)
ENTITY = re.compile(r"&(amp|lt|gt);")
LIVE = re.compile(r"[<>]|&|[*_~`]EVIL|EVIL[*_~`]|(?<!\w)@(here|channel|everyone)\b|:skull:|://")


def check_message(message: tuple[str, list[dict[str, Any]]]) -> None:
    text, blocks = message
    assert text.strip()
    assert len(text) <= 4000
    assert "".join(live_in(text)) == ""
    parsed = Block.parse_all(blocks)
    assert None not in parsed
    for block in parsed:
        block.to_dict()
    assert not check_blocks(blocks, "message")
    assert not check_blocks(widened(blocks), "message")
    check_texts(blocks)


def check_modal(view: dict[str, Any]) -> None:
    View(**view).to_dict()
    assert not check_view(view)
    assert not check_view(widened(view))
    assert not view_too_large(view)
    check_texts(view)


def check_texts(payload: Any) -> None:
    json.dumps(payload, ensure_ascii=False).encode()
    for part in parts_of(payload):
        if part.get("type") == "mrkdwn":
            assert part["verbatim"] is True
            assert "".join(live_in(part["text"])) == ""
        if part.get("type") == "text":
            assert part["text"]


def live_in(text: str) -> Iterator[str]:
    """Yield what Slack would act on in mrkdwn, apart from our own mentions and dates."""
    for found in LIVE.finditer(ENTITY.sub("", OURS.sub("", text))):
        yield found[0]


def parts_of(payload: Any) -> Iterator[dict[str, Any]]:
    if isinstance(payload, dict):
        yield payload
    for item in payload.values() if isinstance(payload, dict) else payload:
        if isinstance(item, dict | list):
            yield from parts_of(item)


def widened(payload: Any) -> Any:
    """Make every text as many characters long as it has UTF-16 units, should Slack count those."""
    if isinstance(payload, list):
        return [widened(item) for item in payload]
    if isinstance(payload, str):
        return payload + "x" * (len(payload.encode("utf-16-le")) // 2 - len(payload))
    if isinstance(payload, dict):
        return {name: widened(item) for name, item in payload.items()}
    return payload


def said_in(payload: Any) -> str:
    """Give all the words of a message or view, as a reader sees them."""
    return "\n".join(
        part["text"] for part in parts_of(payload) if isinstance(part.get("text"), str)
    )


def buttons_in(payload: Any) -> dict[str, str]:
    """Give the value of each button by its action_id."""
    buttons = [part for part in parts_of(payload) if part.get("type") == "button"]
    return {button["action_id"]: button.get("value", "") for button in buttons}
