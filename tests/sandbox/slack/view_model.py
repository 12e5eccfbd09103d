"""A model of Slack's views: what is open, under which ids, after any acts of two people.

Each trigger comes from a click and each answer to a submission from a listener of a real app.
"""

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from slack_sdk.errors import SlackApiError

from tests.sandbox.workplace import actions, button, field, modal, plain

TROUBLE = "We had some trouble connecting. Try again?"
DEEPEST = 3
NUMBERS = itertools.count(1)
WHO = st.integers(0, 1)
EXTERNAL = st.sampled_from(("", "", "one", "two"))
WHEN = st.sampled_from(("now", "now", "late", "twice", "never"))
ANSWER = st.sampled_from(
    ("nothing", "update", "push", "clear", "errors", "elsewhere", "home", "word")
)
HASH = st.sampled_from(("", "now", "stale"))


@dataclass(frozen=True)
class Open:
    """A view as somebody should see it."""

    id: str
    hash: str
    root: str
    previous: str | None
    external: str = ""
    notifies: bool = False
    clears: bool = False
    typed: str | None = None


def drawn(external="", *, notifies=False, clears=False):
    return modal(
        field("name", optional=True),
        actions(button("go")),
        external_id=external,
        notify_on_close=notifies,
        clear_on_close=clears,
        close=plain("Back"),
    )


def answered(answer, view):
    """Give the arguments of `ack` for a submission."""
    if answer == "nothing":
        return {}
    if answer == "word":
        return {"text": "ok"}
    more = {"update": {"view": view}, "push": {"view": view}, "clear": {}}
    more["errors"], more["elsewhere"] = {"errors": {"name": "No."}}, {"errors": {"other": "No."}}
    more["home"] = {"view": {"type": "home", "blocks": []}}
    action = {"elsewhere": "errors", "home": "update"}.get(answer, answer)
    return {"response_action": action, **more[answer]}


async def code_of(call):
    """Give the error of a call, and the view of one that is answered."""
    try:
        return "", (await call)["view"]
    except SlackApiError as refused:
        return refused.response["error"], None


class Views(RuleBasedStateMachine):
    """Two people, their stacks and their home tabs."""

    runner = place = answers = heard = None

    @initialize(
        depths=st.tuples(st.integers(0, DEEPEST), st.integers(0, 1)), notifies=st.booleans()
    )
    def arrive(self, depths, notifies):
        names = [f"person{next(NUMBERS)}" for _ in range(2)]
        self.people = [self.place.slack.add_person(name) for name in names]
        self.stacks = [[], []]
        self.homes = [None, None]
        self.gone = []
        self.heard.clear()
        self.answers.clear()
        for who, depth in enumerate(depths):
            for level in range(depth):
                if level:
                    self.push(who, "", notifies=notifies, left=False)
                else:
                    self.open(who, "", notifies=notifies, clears=False, when="now")

    def teardown(self):
        for person in getattr(self, "people", ()):
            if person.modals:
                self.runner.run(person.close(everything=True))

    @property
    def client(self):
        return self.place.client()

    def busy(self, who):
        """Give this one, or the other where this one has nothing open."""
        return who if self.stacks[who] else 1 - who

    def taken(self, external):
        return bool(external) and any(v.external == external for s in self.stacks for v in s)

    def appeared(self, view, external="", **flags):
        assert view["id"] not in self.gone
        known = (view["root_view_id"], view["previous_view_id"])
        return Open(view["id"], view["hash"], *known, external, **flags)

    @rule(who=WHO, external=EXTERNAL, notifies=st.booleans(), clears=st.booleans(), when=WHEN)
    def open(self, who, external, notifies, clears, when):
        trigger = self.place.slack.trigger(self.people[who].id)
        if when == "late":
            self.place.world.move(timedelta(seconds=3.1))
        if when == "never":
            trigger = "1.2.3"
        view = drawn(external, notifies=notifies, clears=clears)
        late = {"late": "expired_trigger_id", "never": "invalid_trigger_id"}.get(when, "")
        expected = "duplicate_external_id" if self.taken(external) else late

        error, shown = self.runner.run(
            code_of(self.client.views_open(trigger_id=trigger, view=view))
        )

        assert error == expected
        if error:
            return
        self.gone += [each.id for each in self.stacks[who]]
        self.stacks[who] = [self.appeared(shown, external, notifies=notifies, clears=clears)]
        assert (shown["root_view_id"], shown["previous_view_id"]) == (shown["id"], None)
        if when == "twice":
            again = self.client.views_open(trigger_id=trigger, view=drawn())
            assert self.runner.run(code_of(again))[0] == "exchanged_trigger_id"

    def clicked(self, who):
        """Press the modal's button; gives the trigger."""
        self.runner.run(self.people[who].click("go"))
        return self.heard.pop()[1]

    @precondition(lambda self: any(self.stacks))
    @rule(who=WHO, external=EXTERNAL, notifies=st.booleans(), left=st.booleans())
    def push(self, who, external, notifies, left):
        who = self.busy(who)
        trigger = self.clicked(who)
        if left:
            self.leave(who, everything=True)
        view = drawn(external, notifies=notifies)
        deep = "push_limit_reached" if len(self.stacks[who]) == DEEPEST else ""
        refused = "not_found" if left else deep
        expected = "duplicate_external_id" if self.taken(external) else refused

        error, shown = self.runner.run(
            code_of(self.client.views_push(trigger_id=trigger, view=view))
        )

        assert error == expected
        if not error:
            self.put_on(who, self.appeared(shown, external, notifies=notifies))

    def put_on(self, who, view):
        stack = self.stacks[who]
        assert (view.root, view.previous) == (stack[0].id, stack[-1].id)
        stack.append(view)

    @precondition(lambda self: any(self.stacks))
    @rule(who=WHO, depth=st.integers(0, 2), hash_=HASH, by_own_id=st.booleans())
    def update(self, who, depth, hash_, by_own_id):
        who = self.busy(who)
        stack = self.stacks[who]
        depth %= len(stack)
        view = stack[depth]
        if by_own_id and view.external:
            found = {"external_id": view.external}
        else:
            found = {"view_id": view.id}
        redrawn = drawn(view.external, notifies=view.notifies, clears=view.clears)
        given = {"": None, "now": view.hash, "stale": "1.stale"}[hash_]

        call = self.client.views_update(**found, view=redrawn, hash=given)
        error, shown = self.runner.run(code_of(call))

        assert error == ("hash_conflict" if hash_ == "stale" else "")
        if not error:
            assert shown["hash"] != view.hash
            stack[depth] = replace(view, hash=shown["hash"])

    @precondition(lambda self: self.gone)
    @rule(number=st.integers(0, 100))
    def update_what_is_gone(self, number):
        gone = self.gone[number % len(self.gone)]

        call = self.client.views_update(view_id=gone, view=drawn())

        assert self.runner.run(code_of(call))[0] == "not_found"

    @rule(who=WHO, hash_=HASH)
    def publish(self, who, hash_):
        before = self.homes[who] or {}
        given = {"": None, "now": before.get("hash"), "stale": "1.stale"}[hash_]
        view = {"type": "home", "blocks": [actions(button("at_home"))]}

        user_id = self.people[who].id
        call = self.client.views_publish(user_id=user_id, view=view, hash=given)
        error, shown = self.runner.run(code_of(call))

        assert error == ("hash_conflict" if hash_ == "stale" else "")
        if not error:
            assert shown["id"] == before.get("id", shown["id"])
            assert shown["hash"] != before.get("hash")
            self.homes[who] = shown

    @precondition(lambda self: any(self.stacks))
    @rule(who=WHO, text=st.sampled_from(("Ada", "Grace")))
    def fill(self, who, text):
        who = self.busy(who)
        self.runner.run(self.people[who].fill(name=text))
        self.stacks[who][-1] = replace(self.stacks[who][-1], typed=text)

    @precondition(lambda self: any(self.stacks))
    @rule(who=WHO, external=EXTERNAL, answer=ANSWER)
    def submit(self, who, external, answer):
        who = self.busy(who)
        view = drawn(external)
        self.answers.append(answered(answer, view))
        top = self.stacks[who][-1]

        refused = self.runner.run(self.people[who].submit())

        assert self.heard.pop() == ("view_submission", top.id, top.hash)
        assert refused == self.refusal(who, answer, external)
        if not refused:
            self.submitted(who, answer, external)

    def refusal(self, who, answer, external):
        if answer == "errors":
            return {"name": "No."}
        top, stack = self.stacks[who][-1], self.stacks[who]
        others = [v.external for s in self.stacks for v in s if answer == "push" or v != top]
        bad = {
            "update": bool(external) and external in others,
            "push": (bool(external) and external in others) or len(stack) == DEEPEST,
        }.get(answer, answer in ("elsewhere", "home", "word"))
        return {"": TROUBLE} if bad else {}

    def submitted(self, who, answer, external):
        stack, shown = self.stacks[who], self.people[who].modals
        below = stack[:-1]
        if answer == "clear":
            self.gone += [each.id for each in stack]
            stack.clear()
            return
        if answer == "nothing":
            self.gone.append(stack.pop().id)
        if answer == "update":
            assert shown[-1]["hash"] != stack[-1].hash
            typed = stack[-1].typed
            stack[-1] = replace(self.appeared(shown[-1], external), typed=typed)
        if answer == "push":
            self.put_on(who, self.appeared(shown[-1], external))
        for depth, view in enumerate(below):
            assert shown[depth]["hash"] != view.hash, "a submitted child changes its parents"
            stack[depth] = replace(view, hash=shown[depth]["hash"])

    @precondition(lambda self: any(self.stacks))
    @rule(who=WHO, everything=st.booleans())
    def close(self, who, everything):
        self.leave(self.busy(who), everything=everything)

    def leave(self, who, *, everything):
        stack = self.stacks[who]
        everything = everything or stack[-1].clears
        leaving = stack[::-1] if everything else stack[-1:]

        self.runner.run(self.people[who].close(everything=everything))

        told = [("view_closed", each.id, everything) for each in leaving if each.notifies]
        assert self.heard == told
        self.heard.clear()
        self.gone += [each.id for each in leaving]
        del stack[len(stack) - len(leaving) :]

    @invariant()
    def each_sees_what_is_open(self):
        for person, stack, home in zip(
            getattr(self, "people", ()), self.stacks, self.homes, strict=True
        ):
            typed = [view["state"]["values"]["name"]["v"]["value"] for view in person.modals]
            assert typed == [each.typed for each in stack]
            names = ("id", "hash", "root_view_id", "previous_view_id")
            seen = [tuple(view[name] for name in names) for view in person.modals]
            assert seen == [(v.id, v.hash, v.root, v.previous) for v in stack]
            assert (person.home or {}).get("hash") == (home or {}).get("hash")
