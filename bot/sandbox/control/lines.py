"""The traffic log in words: a line for each exchange, that says who was meant and what was wanted.

Ids are read as the names that they had when the line was first looked at.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.control.wording import RULES, SLACK_VERBS
from bot.sandbox.traffic import KEPT, Exchange

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]

LONGEST: Final = 80
FIELD: Final = re.compile(r"\{(\w+)\}")


class Lines:
    """Draws the exchanges of one sandbox; each is worded once."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._names = _Names(sandbox)
        self._worded: dict[int, str] = {}

    def line(self, each: Exchange) -> Json:
        """Draw one exchange without its bodies; `said` is what was wanted, in words."""
        return {
            "number": each.number,
            "at": each.at.isoformat(),
            "source": each.source,
            "to": each.to,
            "method": each.method,
            "path": each.path,
            "status": each.status,
            "ms": round(each.ms, 1),
            "said": self._said(each),
            "summary": each.summary,
            "fault": each.fault,
        }

    def whole(self, each: Exchange) -> Json:
        """Draw one exchange with its bodies, without its secrets."""
        return self.line(each) | {
            "query": each.query,
            "headers": each.headers,
            "request_id": each.request_id,
            "request_body": each.request_body,
            "response_body": each.response_body,
        }

    def _said(self, each: Exchange) -> str:
        if each.number not in self._worded:
            if len(self._worded) > KEPT:
                self._worded = {}
            self._worded[each.number] = _short(worded(each, self._names))
        return self._worded[each.number]


def worded(each: Exchange, name: Callable[[str], str]) -> str:
    """Say what an exchange wanted; empty where nothing better is known than its path."""
    body = each.request_body
    fields = body if isinstance(body, dict) else {}
    if each.source == "Slack":
        return _from_slack(each.path, fields)
    if each.to == "Slack":
        return _to_slack(each.path.rpartition("/")[2], each.query | fields, name)
    for method, pattern, words in _COMPILED:
        found = pattern.fullmatch(each.path) if method == each.method else None
        if found:
            known = {key: _words(key, name(text)) for key, text in found.groupdict().items()}
            return _filled(words, known | _given(each.query, fields))
    return ""


def _filled(words: str, known: dict[str, str]) -> str:
    """Fill a sentence in; a part in brackets is left out when its field is not known."""
    kept = re.sub(
        r"\[([^\]]*)\]", lambda part: part[1] if _all_known(part[1], known) else "", words
    )
    return FIELD.sub(lambda field: known.get(field[1], ""), kept).strip()


def _all_known(part: str, known: dict[str, str]) -> bool:
    return all(known.get(name) for name in FIELD.findall(part))


def _given(query: dict[str, str], body: Json) -> dict[str, str]:
    """Find what a call says of whom it means: a login, a search, somebody's id."""
    profile = body.get("profile") or {}
    searched = query.get("search") or query.get("filter") or query.get("q") or query.get("since")
    found = {
        "login": profile.get("login") or body.get("email") or body.get("userName"),
        "search": searched or body.get("searchFilter", {}).get("searchTerm") or body.get("filter"),
        "group": profile.get("name"),
        "op": {"add": "bind", "remove": "unbind"}.get(body.get("op", ""), body.get("op")),
    }
    return {key: str(text) for key, text in found.items() if text}


def _words(key: str, text: str) -> str:
    return text.replace("_", " ") if key == "verb" else text


def _to_slack(method: str, given: Json, name: Callable[[str], str]) -> str:
    verb = SLACK_VERBS.get(method, method)
    where = given.get("channel") or given.get("user") or given.get("users") or given.get("email")
    view = given.get("view") if isinstance(given.get("view"), dict) else {}
    title = ((view or {}).get("title") or {}).get("text")
    text = title or given.get("text")
    told = [verb, name(str(where)) if where else "", f"“{text}”" if text else ""]
    return " ".join(filter(None, told))


def _from_slack(path: str, payload: Json) -> str:
    kind, _, about = path.partition(" ")
    event = payload.get("event") or {}
    user = payload.get("user") or {}
    who = payload.get("user_name") or (user.get("name") if isinstance(user, dict) else user)
    verb = {
        "slash_commands": "typed",
        "block_actions": "pressed",
        "block_suggestion": "searches in",
        "view_submission": "sent",
        "view_closed": "closed",
        "shortcut": "chose",
        "message_action": "chose",
    }.get(kind, kind)
    if event:
        return f"tells {event.get('type', '')}"
    return " ".join(filter(None, (who, verb, about, str(payload.get("text") or ""))))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    texts = (
        f"(?P<{part}>[^/]+)" if number % 2 else re.escape(part).replace(r"\*", ".*")
        for number, part in enumerate(parts)
    )
    return re.compile("".join(texts))


_COMPILED: Final = tuple((method, _pattern(path), words) for method, path, words in RULES)


class _Names:
    """What ids mean, in any of the systems; an unknown one means itself."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    def __call__(self, text: str) -> str:
        return next(filter(None, self._known(text)), text)

    def _known(self, text: str) -> Iterator[str]:
        okta, jumpcloud = self._sandbox.okta.directory, self._sandbox.jumpcloud
        workspace = self._sandbox.slack.workspace
        user, group = okta.users.get(text), okta.groups.get(text)
        yield user.login if user else ""
        yield group.name if group else ""
        row, system = jumpcloud.directory.users.get(text), jumpcloud.system(text)
        yield str(row["username"]) if row else ""
        yield str(system["displayName"]) if system else ""
        other = jumpcloud.graph.groups.get(text)
        yield str(other.row["name"]) if other else ""
        channel, member = workspace.channels.get(text), workspace.members.get(text)
        yield f"#{channel.name}" if channel and not channel.user else ""
        yield f"@{member.name}" if member else ""
