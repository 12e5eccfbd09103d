"""A laptop against a model of it: it shows what its agent last heard, in any order of acts."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.laptops import Laptops
from bot.sandbox.store import World
from tests.sandbox.laptops.stage import ADA

FIRST = "Password-Number-0"
HEARD = st.sampled_from((True, True, False))  # whether the agent acts before anything else happens
PACE = settings(max_examples=50, stateful_step_count=30, deadline=None)


@dataclass(frozen=True)
class Truth:
    """What JumpCloud says of Ada."""

    password: str = FIRST
    bound: bool = False
    sudo: bool = False
    suspended: bool = False


@dataclass
class Shown:
    """What Ada's account on the laptop is like."""

    password: str
    sudo: bool
    managed: bool = True
    disabled: bool = False


class OneLaptop(RuleBasedStateMachine):
    """One laptop, one person; the agent has its turn when the machine says so."""

    system = ""

    @initialize(settled=st.booleans())
    def unpack(self, settled):
        world = World()
        self.jumpcloud = JumpCloud(world, Cast())
        self.jumpcloud.add_user("ada", ADA, password=FIRST, state="ACTIVATED")
        self.laptop = Laptops(world, self.jumpcloud, Cast()).add("LT", self.system)
        self.truth, self.online = Truth(), True
        self.account = None
        self.session = False
        self.keychain = None
        self.reported = None
        self.passwords = 0
        if settled:
            self.bind_or_unbind(sudo=True, heard=True)
            self.sign_in(right=True, knows=True)

    @rule(sudo=st.booleans(), heard=HEARD)
    def bind_or_unbind(self, sudo, heard):
        if self.truth.bound:
            self.jumpcloud.unbind("ada", "LT")
        else:
            self.jumpcloud.bind("ada", "LT", sudo=sudo)
        self.became(heard, bound=not self.truth.bound, sudo=sudo)

    @rule(heard=HEARD)
    def suspend_or_restore(self, heard):
        suspended = not self.truth.suspended
        self.jumpcloud.change_user("ada", suspended=suspended)
        self.became(heard, suspended=suspended)

    @rule(heard=HEARD)
    def change_the_password(self, heard):
        # JumpCloud takes none of the last few again.
        self.passwords += 1
        password = f"Password-Number-{self.passwords}"
        self.jumpcloud.change_user("ada", password=password)
        self.became(heard, password=password)

    def became(self, heard, **changes):
        self.truth = replace(self.truth, **changes)
        if heard:
            self.let_the_agent_act()

    @rule()
    def pull_out_or_plug_in(self):
        self.online = not self.online
        if self.online:
            self.laptop.go_online()
            self.report()
        else:
            self.laptop.go_offline()

    @rule()
    def let_the_agent_act(self):
        self.laptop.agent.apply()
        if not self.online:
            return
        truth = self.truth
        if not truth.bound:
            self.released()
        elif truth.suspended:
            if self.account and self.account.managed:
                self.account.disabled = True
                self.session = self.session and self.laptop.os == "Windows Home"
        else:
            self.account = Shown(truth.password, truth.sudo)
        self.report()

    def released(self):
        if not self.account or not self.account.managed:
            return
        self.account.managed, self.account.disabled, self.session = False, True, False
        if self.laptop.os.startswith("Windows"):
            self.account.sudo = False

    def report(self):
        it = self.account
        self.reported = (it.managed, it.disabled, it.sudo) if it else None

    @rule(right=st.sampled_from((True, True, False)), knows=st.booleans())
    @precondition(lambda self: self.account)
    def sign_in(self, right, knows):
        password = self.account.password if right else "Some-Other-Password-9"
        previous = (self.keychain or "") if knows else "Some-Other-Password-9"
        outcome = self.laptop.sign_in("ada", password, previous_password=previous)

        assert bool(outcome) == (right and not self.account.disabled)
        if outcome:
            asked = self.laptop.os == "macOS" and self.keychain not in (None, password)
            assert ("kept" in outcome.message) == (asked and previous == self.keychain)
            assert ("empty" in outcome.message) == (asked and previous != self.keychain)
            self.session, self.keychain = True, password
        # Being locked out is told elsewhere; here nobody tries that often.
        self.laptop.accounts["ada"].bad_sign_ins = 0

    @rule(knows=st.booleans())
    @precondition(lambda self: self.account)
    def come_back_after_a_change(self, knows):
        self.change_the_password(heard=True)
        self.sign_in(right=True, knows=knows)

    @rule()
    def restart(self):
        self.laptop.restart()
        self.session = False

    @invariant()
    def the_laptop_shows_what_its_agent_last_heard(self):
        if not hasattr(self, "laptop"):
            return
        real = self.laptop.accounts.get("ada")
        assert (real is None) == (self.account is None)
        if self.account and real:
            it = self.account
            assert (real.managed, real.disabled, real.admin) == (it.managed, it.disabled, it.sudo)
            assert (real.password, real.signed_in) == (it.password, self.session)

    @invariant()
    def the_login_screen_lists_ada_where_the_system_does(self):
        if not hasattr(self, "laptop"):
            return
        names = [each["username"] for each in self.laptop.login_screen]
        it, os = self.account, self.laptop.os
        lists = it is not None and (
            not it.disabled or os == "Linux" or (os == "macOS" and it.managed)
        )
        assert ("ada" in names) == lists

    @invariant()
    def jumpcloud_knows_what_was_last_reported(self):
        if not hasattr(self, "laptop"):
            return
        system = self.jumpcloud.system("LT")
        rows = {each["userName"]: each for each in system["userMetrics"]}
        ada = rows.get("ada")
        told = (ada["managed"], ada["suspended"], ada["admin"]) if ada else None
        assert told == self.reported
        assert system["active"] == self.online


@pytest.mark.parametrize("system", ["macOS", "Windows Pro", "Windows Home", "Linux"])
def test_a_laptop_shows_what_its_agent_last_heard_in_any_order_of_acts(system):
    one = type("OneLaptop", (OneLaptop,), {"system": system})

    run_state_machine_as_test(one, settings=PACE)
