"""Okta's life of a person, against a model of it: any order of acts leads where the table says."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.sandbox.cast import PASSWORD, Cast
from bot.sandbox.okta import Okta, OktaError
from bot.sandbox.okta.model import LIVE
from bot.sandbox.store import World
from tests.sandbox.served import ADA
from tests.sandbox.test_okta_lifecycle import TABLE, VERBS

NEW_PASSWORD = "Difference-Engine-1822"
# The acts of `Okta.do`, which are the console's buttons; the rest is credentials.
BUTTONS = sorted(name for name, path in VERBS.items() if path.startswith("lifecycle/"))


class LifeInOkta(RuleBasedStateMachine):
    """One person, in a group that carries the app or not."""

    def __init__(self):
        super().__init__()
        self.okta = Okta(World(), Cast())
        self.group = next(
            each["profile"]["name"] for each in self.okta.groups if each["carriesApp"]
        )
        self.okta.add_user(ADA, status="STAGED", password=PASSWORD)
        kinds = [each["eventType"] for each in self.okta.log]
        self.begun = kinds.count("application.user_membership.add")
        self.status, self.carried, self.assigned = "STAGED", False, False

    @rule(verb=st.sampled_from(BUTTONS))
    def press(self, verb):
        outcome = TABLE[self.status].split()[list(VERBS).index(verb)]
        button = VERBS[verb].removeprefix("lifecycle/").partition("?")[0]
        if not outcome.startswith("E"):
            self.okta.do(button, ADA)
            self.status = self.status if outcome == "=" else outcome
            return
        told = len(self.okta.log)
        with pytest.raises(OktaError) as refused:
            self.okta.do(button, ADA)
        assert outcome == f"E{refused.value.code[-2:]}"
        assert len(self.okta.log) == told

    @rule()
    @precondition(lambda self: self.status in ("PROVISIONED", "RECOVERY"))
    def open_the_mail(self):
        self.okta.activate(ADA, NEW_PASSWORD)
        self.status = "ACTIVE"

    @rule()
    @precondition(lambda self: self.status == "ACTIVE")
    def guess_too_often(self):
        self.okta.lock(ADA)
        self.status = "LOCKED_OUT"

    @rule(inside=st.booleans())
    def change_group(self, inside):
        if self.status != "DEPROVISIONED":
            (self.okta.join if inside else self.okta.leave)(ADA, self.group)
            self.carried = inside

    @invariant()
    def the_status_is_the_model_s(self):
        assert self.okta.status(ADA) == self.status

    @invariant()
    def the_app_follows_status_and_group(self):
        if self.status == "DEPROVISIONED" or not self.carried:
            self.assigned = False
        elif self.status in LIVE:
            self.assigned = True
        assert bool(self.okta.app_user(ADA)) is self.assigned

    @invariant()
    def the_log_tells_every_membership_that_began_or_ended(self):
        kinds = [each["eventType"] for each in self.okta.log]
        begun = kinds.count("application.user_membership.add")
        ended = kinds.count("application.user_membership.remove")
        assert begun - ended - self.begun == self.assigned


LifeInOkta.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_any_life_leads_where_the_table_says = LifeInOkta.TestCase
