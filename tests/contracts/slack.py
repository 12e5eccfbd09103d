"""Slack's Web API and its payloads as a public reference has them, and what an exchange lacks.

There is a file for each method (arguments, scopes, tier, errors) and, for many, a sample that has
every property that was ever seen in an answer. A call is held against its method's file, an answer
and a payload against their sample. What was seen in the same shape before is not looked at again.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.slack.calls import parts_of
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.traffic import Exchange
from tests.contracts import schemas
from tests.contracts.description import Fault
from tests.contracts.heard import Heard

FOLDER = Path(__file__).parents[2].parent / "shared/reference/fixtures/slack"
API = "/slack/api/"
UNDESCRIBED = "is not described"
# Every method may answer with these; the files name only a method's own.
GENERIC = frozenset(
    {
        *("access_denied", "account_inactive", "fatal_error", "internal_error", "invalid_auth"),
        *("invalid_arguments", "invalid_form_data", "invalid_json", "json_not_object"),
        *("missing_scope", "not_allowed_token_type", "not_authed", "ratelimited"),
        *("request_timeout", "token_expired", "token_revoked"),
    }
)
# The blocks of a sample are a few of their kinds; Block Kit's own tests know them all.
UNREAD = frozenset({"blocks", "view/blocks", "state", "metadata"})
IDS = re.compile(r"[A-Z][A-Z0-9]{8,}")
PAYLOADS = {
    "block_actions": "BlockActionPayload",
    "message_action": "MessageShortcutPayload",
    "view_submission": "ViewSubmissionPayload",
    "view_closed": "ViewClosedPayload",
}
EVENTS = {
    "app_home_opened": "AppHomeOpenedPayload",
    "app_mention": "AppMentionPayload",
    "member_joined_channel": "MemberJoinedChannelPayload",
    "message": "MessagePayload",
    "message_changed": "MessageChangedPayload",
    "reaction_added": "ReactionAddedPayload",
    "user_change": "UserChangePayload",
}


def missing() -> str:
    """Tell that the reference is not there; empty when it is."""
    return "" if FOLDER.exists() else f"not there: {FOLDER}"


@cache
def method(name: str) -> dict[str, Any] | None:
    """Give what is told of a method; None when nothing is."""
    file = FOLDER / "slack-api-ref" / f"{name}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else None


@cache
def sample(*path: str) -> Any:
    """Give a sample; None when there is none."""
    file = FOLDER.joinpath("json-logs", *path[:-1], f"{path[-1]}.json")
    return json.loads(file.read_text("utf-8")) if file.exists() else None


def arguments(heard: Heard) -> dict[str, Any]:
    """Read the arguments of a call, wherever they stand."""
    found: dict[str, Any] = dict(parse_qsl(heard.query, keep_blank_values=True))
    kind = heard.headers.get("content-type", "")
    if not heard.body:
        return found
    if kind.startswith("multipart/form-data"):
        with contextlib.suppress(ApiError):
            found |= dict(parts_of(kind, heard.body))
        return found
    if not kind.startswith("application/json"):
        return found | dict(parse_qsl(heard.body.decode("utf-8"), keep_blank_values=True))
    sent = _json(heard.body)
    return found | sent if isinstance(sent, dict) else found


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


_known: dict[Any, tuple[Fault, ...]] = {}


def faults_of(exchange: Exchange) -> tuple[Fault, ...]:
    """List what an exchange with Slack, or from it, does that the reference does not know."""
    if missing() or not isinstance(exchange.raw.asked, bytes):
        return ()
    if exchange.source == "Slack":
        told = _json(exchange.raw.asked)
        name, known = payload(told)
        return _once((name, schemas.shape(told)), _strange(name, told, known, "payload"))
    if not exchange.path.startswith(API) or not isinstance(exchange.raw.answered, bytes):
        return ()
    heard, name = Heard.of(exchange), exchange.path.removeprefix(API)
    asked, answered = arguments(heard), _json(heard.answer_body)
    if heard.injected or not isinstance(answered, dict):
        return ()
    error = answered.get("error")
    key = (name, tuple(sorted(asked)), error, schemas.shape(answered))
    return _once(key, _call(name, asked, answered))


def _once(key: Any, faults: Iterator[Fault]) -> tuple[Fault, ...]:
    if key not in _known:
        _known[key] = tuple(dict.fromkeys(faults))
    return _known[key]


def _call(name: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Fault]:
    described = method(name)
    if described is None:
        yield Fault(f"slack {name}", "method", UNDESCRIBED)
        return
    known = described["args"].get("properties", {})
    for argument in asked.keys() - known.keys() - {"token"}:
        yield Fault(f"slack {name}", f"argument {argument}", UNDESCRIBED)
    for argument in described["args"].get("required", ()):
        if argument not in {*asked, "token"}:
            yield Fault(f"slack {name}", f"argument {argument}", "is required")
    if answered.get("ok"):
        yield from _strange(f"slack {name}", answered, sample("api", name), "answer")
        output = described.get("output") or {}
        for needed in set(output.get("required", ())) - answered.keys():
            yield Fault(f"slack {name}", f"answer /{needed}", "is required")
    elif answered.get("error") not in described["errors"].keys() | GENERIC:
        yield Fault(f"slack {name}", "answer /error", f"{answered.get('error')} {UNDESCRIBED}")


def payload(told: Any) -> tuple[str, Any]:
    """Name what the app was told, and give the sample of it; None where there is none."""
    if not isinstance(told, dict):
        return "slack payload", None
    if "command" in told:
        return "slack command", sample("app-backend", "SlashCommandPayload")
    kind = told.get("type")
    if kind == "event_callback":
        event = told["event"]
        kind = event.get("subtype") if event.get("subtype") in EVENTS else event["type"]
        return f"slack event {kind}", sample("events", EVENTS.get(kind, kind))
    return f"slack {kind}", sample("app-backend", PAYLOADS.get(kind, str(kind)))


def _strange(name: str, told: Any, known: Any, where: str) -> Iterator[Fault]:
    if known is not None:
        for path in strangers(told, known):
            yield Fault(name, f"{where} {path}", UNDESCRIBED)


def strangers(told: Any, known: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of properties that a sample does not have; a place in a list is `*`."""
    for key, value, sampled in _pairs(told, known, path):
        if sampled is None:
            yield f"{path}/{key}"
        else:
            yield from strangers(value, sampled, f"{path}/{key}")


def lacking(told: Any, known: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of properties that a sample has and the answer does not."""
    for key, value, sampled in _pairs(known, told, path):
        if sampled is None:
            yield f"{path}/{key}"
        else:
            yield from lacking(sampled, value, f"{path}/{key}")


def _pairs(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield each property of one with its partner in the other: None where there is none."""
    if isinstance(one, list) and isinstance(other, list) and one and other:
        yield "*", _merged(one), _merged(other)
    if not isinstance(one, dict) or not isinstance(other, dict) or not one or not other:
        return
    if all(IDS.fullmatch(key) for key in [*one, *other]):
        yield "*", _merged(list(one.values())), _merged(list(other.values()))
        return
    for key, value in one.items():
        if key not in UNREAD:
            yield key, value, _partner(other, key)


def _partner(other: dict[str, Any], key: str) -> Any:
    # A property may be null and is there all the same.
    return None if key not in other else "" if other[key] is None else other[key]


def _merged(values: list[Any]) -> Any:
    if all(isinstance(each, dict) for each in values):
        return {key: value for each in values for key, value in each.items()}
    return values[0]
