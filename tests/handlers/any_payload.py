"""Every listener of an app, as the app itself has them, and payloads that each may be sent."""

import copy
import inspect
import json
import re
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.handlers.doors import command as command_of
from tests.handlers.doors import event, interaction, window
from tests.odd import GONE, put

ODD = st.sampled_from([
    GONE, None, True, 0, -1, 10**30, -1.5, float("nan"), "", " ", "x" * 20_000, "\x00", "a\x00b",
    "\ud800", "\N{PILE OF POO}" * 2_000, "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "\x1b[31m", "{}",
    "<!channel> *bold* <@U0MINA00001>", "1:1", "999:1", "0:0", "-1:1", f"{9**30}:1", "1:1\n",
    "'; drop table request; --", "../../etc/passwd", "${jndi:ldap://x}", "http://169.254.169.254/",
    [], {}, [None], [[]], [{}], {"id": {}}, {"id": "U0MINA00001"}, {"text": 7}, {"values": []},
    {"values": {"b": {}}}, {"values": {"b": {"v": {"type": 1}}}}, [{"action_id": "approve"}],
])  # fmt: skip

VALUES = (
    "", "x", "1:1", "1:2", "2:1", "999:1", "0:0", "1", "999", "-1", f"{9**30}", "-",
    "00u000000000000NONE", "00uNOBODY", "ada@acme.example", "<@U0MINA00001>", "<@U0NOBODY000>",
    "nobody@acme.example", "\u201ccurly\u201d", "a" * 2000, "\N{PILE OF POO}" * 75, "help", "queue",
    "status", "request", "request REQ-1", "request REQ-999", "request 99999999999", "<b>&</b>",
)  # fmt: skip

KINDS = {
    "command": "command",
    "action": "block_actions",
    "block_action": "block_actions",
    "view_submission": "view_submission",
    "view_closed": "view_closed",
    "options": "block_suggestion",
    "block_suggestion": "block_suggestion",
    "shortcut": "shortcut",
    "global_shortcut": "shortcut",
    "message_shortcut": "message_action",
    "event": "event_callback",
}
"""What Slack sends for each of Bolt's matchers."""

LIVE = "live"
"""Stands for a trigger_id that opens a window."""


@dataclass(frozen=True)
class Heard:
    """Something that a listener listens to."""

    kind: str
    name: str | re.Pattern[str]

    def __str__(self):
        return f"{self.kind} {getattr(self.name, 'pattern', self.name)}"

    @property
    def names(self):
        """Give names that it answers to."""
        if isinstance(self.name, str):
            return st.just(self.name)
        return st.from_regex(self.name, fullmatch=True)


def heard_by(app):
    """List what the listeners of an app listen to, in their order."""
    return [_heard(listener) for listener in app._async_listeners]


def _heard(listener):
    (matcher,) = listener.matchers
    told = inspect.getclosurevars(matcher.func).nonlocals["func"]
    kind = KINDS[told.__qualname__.partition(".")[0]]
    (name,) = inspect.getclosurevars(told).nonlocals.values()
    return Heard(kind, name)


@st.composite
def payloads(draw, scene, heard, drafts):
    """Draw a payload for a listener: of the right shape, but for some places in it."""
    whole = copy.deepcopy(sample(scene, heard, draw, drafts))
    odd = draw(st.lists(st.tuples(st.sampled_from(list(places(whole))), ODD), max_size=3))
    for path, thing in odd:
        put(whole, path, thing)
    return whole


def sample(scene, heard, draw, drafts):
    """Build a payload of the right shape, about things that are over or never were."""
    values, kind, name = st.sampled_from(VALUES), heard.kind, draw(heard.names)
    who = draw(st.sampled_from(["mina", "lee", "sam", "guest"]))
    user = scene.slack.person(who).id
    if kind == "command":
        return command_of(scene, name, text=draw(values), user_id=user, trigger_id=LIVE)
    if kind == "event_callback":
        inner = {"type": name, "user": user, "text": draw(values)}
        return event(scene, inner, event_id=LIVE)
    own = {}
    if kind in {"shortcut", "message_action"}:
        own = {"callback_id": name, "message": {"user": draw(st.sampled_from(PEOPLE)), "ts": "1.2"}}
    if kind == "block_suggestion":
        own = {"action_id": name, "value": draw(values)}
    if kind == "block_actions":
        chosen = {"value": draw(values), "text": {"type": "plain_text", "text": "chosen"}}
        button = {"type": "button", "action_id": name, "block_id": "b", "value": draw(values)}
        own = {"actions": [button | {"selected_option": chosen}]}
    if kind.startswith("view") or draw(st.booleans()):
        callback = name if kind.startswith("view") else "form"
        own["view"] = window(
            callback,
            id="V1",
            private_metadata=draw(metadata(drafts)),
            state={"values": draw(STATES)},
        )
    else:
        own["response_url"] = f"{scene.slack.base_url}/response/none"
    return interaction(scene, kind, who, trigger_id=LIVE, **own)


PEOPLE = ("U0MINA00001", "U0LEE000001", "U0NOBODY000")
FIELDS = (
    "first_name", "last_name", "email", "person", "device", "account", "groups", "reason", "why",
    "mode", "when", "until", "confirm", "way_in", "whois", "start_date", "start_time", "note", "v",
)  # fmt: skip
INPUTS = st.one_of(
    st.builds(lambda text: {"type": "plain_text_input", "value": text}, st.text(max_size=40)),
    st.builds(lambda text: {"type": "email_text_input", "value": text}, st.sampled_from(VALUES)),
    st.builds(
        lambda value: {
            "type": "external_select",
            "selected_option": {"value": value, "text": {"type": "plain_text", "text": "found"}},
        },
        st.sampled_from(VALUES),
    ),
    st.builds(
        lambda values: {
            "type": "multi_external_select",
            "selected_options": [
                {"value": each, "text": {"type": "plain_text", "text": each}} for each in values
            ],
        },
        st.lists(st.sampled_from(VALUES), max_size=3),
    ),
    st.just({"type": "datepicker", "selected_date": "2026-02-31"}),
    st.just({"type": "timepicker", "selected_time": "25:61"}),
    st.just({"type": "datetimepicker", "selected_date_time": 10**18}),
    st.just({"type": "static_select", "selected_option": {"value": "x", "text": {"text": "x"}}}),
    st.just({"type": "users_select", "selected_user": "U0MINA00001"}),
    st.just({"type": "radio_buttons", "selected_option": None}),
    st.just({}),
)
STATES = st.dictionaries(st.sampled_from(FIELDS), st.dictionaries(st.just("v"), INPUTS), max_size=5)


def metadata(drafts):
    """Give what a window may carry: of others, of old, of nobody."""
    ours = [json.dumps({"draft": draft, "action": action}) for draft, action in drafts]
    foreign = json.dumps({"draft": "f" * 32, "action": "suspend"})
    broken = ("", "{", "[]", "null", "7", '{"draft": 1}', '{"draft": "x", "action": "fly"}')
    return st.sampled_from([*VALUES, *ours, foreign, *broken, "x" * 3001])


def places(value, path=()):
    """List where something stands in a payload; not who it is for, or nobody would hear it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in inner:
        yield (*path, name)
        if isinstance(each, dict | list):
            yield from places(each, (*path, name))
