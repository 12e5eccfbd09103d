"""An action's own steps, one after the other, while the world around them goes on."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.action import Did, Run, Step, Witness
from bot.errors import InvalidForm

PATIENCE = timedelta(minutes=10)
LOOKS = 5


async def refused(place, asked, case):
    """Have an action refused, see that nothing was touched, and give the words by field."""
    writes, before = list(place.writes), place.shown(case)
    with pytest.raises(InvalidForm) as refusal:
        await asked.action.plan(asked.form(case), place.context(case))
    assert (place.writes, place.shown(case)) == (writes, before)
    return refusal.value.fields


async def planned(place, asked, case):
    """Plan, which changes nothing; twice, for it is looked at again before it runs."""
    writes, before, form = list(place.writes), place.shown(case), asked.form(case)
    plan = await asked.action.plan(form, place.context(case))
    again = await asked.action.plan(form, place.context(case, approved=True, known=plan.targets))
    assert (place.writes, place.shown(case)) == (writes, before)
    assert again == plan
    return plan


class StuckError(Exception):
    """A wait that nobody may end does not."""


@dataclass
class Play:
    """One request at work.

    Attributes:
        said: What the waits said, by their names.
        ended: The waits that a person had to end.
        meddle: What somebody else does while the devices are waited for.
        secret: The one-time password, once there is one.
    """

    place: object
    asked: object
    plan: object
    case: object
    facts: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)
    ended: list = field(default_factory=list)
    meddle: object = None
    secret: str = ""

    async def run(self) -> bool:
        """Do every step, wait for every wait, and tell whether what is proven is all of it.

        Whatever is claimed is held against what is so.
        """
        for name in self.plan.steps:
            step = self.asked.action.step(name)
            if isinstance(step, Step):
                did = await step.do(self._run())
                self.facts |= did.facts if isinstance(did, Did) else did
            else:
                await self._wait(step)
        return await self.proven()

    async def proven(self) -> bool:
        """Have it proven as it is now."""
        witnesses = await self.asked.action.prove(self._run())
        return holds(witnesses, self.asked.truth(self.place, self.case))

    async def _wait(self, wait):
        since = self.place.world.now()
        for number in range(LOOKS):
            seen = await wait.look(replace(self._run(), since=since))
            self.facts |= seen.facts
            self.said.setdefault(wait.name, []).append(seen.text)
            if seen.done:
                return
            if number == 0 and self.meddle and wait.name in ("devices", "managed"):
                await self.meddle()
            await self._go_on(number)
        if not wait.can_end:
            raise StuckError(f"{wait.name}: {seen.text}")
        self.ended.append(wait.name)

    async def _go_on(self, number):
        """Let the world do what nobody has to wait long for first, and what takes days last."""
        await self.place.settle(self.case)
        if number == 1 and self.asked.person:
            self.asked.person(self)
        if number in (1, 2):
            self.place.world.move(PATIENCE)
        if number == 2 and self.case.laptop:
            self.case.laptop.go_online()
        await self.place.settle(self.case)

    def _run(self):
        return Run(
            reference="REQ-2", form=self.asked.form(self.case), plan=self.plan,
            facts=dict(self.facts), attempt=1,
            providers=self.place.providers, config=self.place.config,
            jumpcloud_app=self.place.okta.app.id, now=self.place.world.now(), seal=self._seal,
        )  # fmt: skip

    async def _seal(self, secret):
        self.secret = secret.get_secret_value()


def holds(witnesses: tuple[Witness, ...], truth: dict[str, bool]) -> bool:
    """Hold what is claimed against what is so; tell whether all of it is done."""
    for system in {witness.system for witness in witnesses}:
        said = [witness for witness in witnesses if witness.system == system]
        assert truth[system] or not all(witness.ok for witness in said), said
    done = all(witness.ok for witness in witnesses)
    assert not done or all(truth.values()), truth
    return done
