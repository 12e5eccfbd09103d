"""Listens to a world, and holds every exchange against what is published of its provider."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.store import World
from bot.sandbox.traffic import Exchange
from tests.contracts import slack
from tests.contracts.description import Fault, faults_of, missing
from tests.contracts.deviations import Deviation, excuse


class Contract:
    """What was heard that the files do not allow.

    Attributes:
        faults: Those that no known deviation excuses, in the order in which they came.
        excused: The known deviations that were met.
    """

    def __init__(self, *, requests: bool) -> None:
        self.faults: dict[Fault, None] = {}
        self.excused: set[Deviation] = set()
        self._requests = requests

    def __call__(self, exchange: Exchange) -> None:
        """Hear an exchange."""
        vendors = () if missing() else faults_of(exchange)
        for fault in (*vendors, *slack.faults_of(exchange)):
            if not self._counts(fault, exchange.status):
                continue
            known = excuse(fault)
            if known is None:
                self.faults[fault] = None
            else:
                self.excused.add(known)

    def _counts(self, fault: Fault, status: int) -> bool:
        if self._requests or fault.where.startswith(("answer", "payload")):
            return True
        if fault.where.startswith("argument"):
            # Slack says nothing to an argument that it does not know, so none is a test's wish.
            return fault.what == slack.UNDESCRIBED
        return fault.where == "path" and status < 400

    def check(self) -> None:
        """Fail when there is a fault."""
        if self.faults:
            told = "\n".join(map(str, self.faults))
            raise AssertionError(f"against the vendor's own description:\n{told}")


@contextmanager
def contracted(world: World, *, requests: bool) -> Iterator[Contract | None]:
    """Listen while this lasts, and fail at its end; without the files nobody listens.

    Args:
        requests: Whether what is asked must be right too. What the bot asks must; a test of a
            stand-in asks wrongly on purpose.
    """
    if missing() and slack.missing():
        yield None
        return
    contract = Contract(requests=requests)
    world.traffic.listeners.append(contract)
    try:
        yield contract
    finally:
        world.traffic.listeners.remove(contract)
    contract.check()
