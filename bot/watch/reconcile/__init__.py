"""Both directories compared whole: what did not follow, though no log said so.

reading    every list, page after page, compared while it comes
people     who is who on both sides
drift      what a difference means
looking    the second look, at those about whom something was found
wording    what people are told
breaker    an answer that cannot be believed is an incident of its own, and no drift
"""

import time
from dataclasses import dataclass
from datetime import datetime

from bot.client.budget import IN_BACKGROUND
from bot.clients import Providers
from bot.errors import ProviderError
from bot.watch.alert import Alert
from bot.watch.reconcile.breaker import Sizes
from bot.watch.reconcile.drift import Drift, ReconcileSettings
from bot.watch.reconcile.looking import Look
from bot.watch.reconcile.reading import Reading
from bot.watch.reconcile.wording import CAUSES, alert_of

__all__ = ["CAUSES", "Comparison", "Drift", "ReconcileSettings", "Sizes", "reconcile"]


@dataclass(frozen=True)
class Comparison:
    """What came out.

    Attributes:
        alerts: One for each finding, or the one that says why nothing was compared.
        sizes: How many of each were seen; the next reading is held against those of a trusted one.
        requests: How many calls it took: pages, and second looks.
        seconds: How long it took.
        trusted: Whether it saw everything: only then is a finding gone that is not among these.
        reason: Why it is not trusted; empty where it is.
    """

    alerts: tuple[Alert, ...]
    sizes: Sizes
    requests: int
    seconds: float
    trusted: bool
    reason: str = ""


async def reconcile(
    providers: Providers,
    app_id: str,
    *,
    federated_group: str,
    last: Sizes | None,
    now: datetime,
    settings: ReconcileSettings,
) -> Comparison:
    """Read both directories whole, and say what is different.

    It takes as long as the providers' rate limits say: about five minutes for 100,000 people. A
    list that breaks off gives no alert at all: the outage is told by whoever watches for it.

    Args:
        app_id: The JumpCloud app in Okta.
        federated_group: Id of JumpCloud's group of federated people; empty where there is none.
        last: Sizes of the last trusted comparison; None believes any but an empty answer.
        now: By the same clock as the providers'; aware UTC.
    """
    began = time.monotonic()
    reading = Reading(providers, app_id, federated_group, last, now, settings)
    look = Look(providers, app_id, federated_group, now, settings)
    background = IN_BACKGROUND.set(True)
    try:
        alerts, trusted, reason = await _outcome(reading, look)
    finally:
        IN_BACKGROUND.reset(background)
    return Comparison(
        alerts=alerts,
        sizes=reading.sizes,
        requests=reading.requests + look.requests,
        seconds=time.monotonic() - began,
        trusted=trusted,
        reason=reason,
    )


async def _outcome(reading: Reading, look: Look) -> tuple[tuple[Alert, ...], bool, str]:
    outcome: tuple[tuple[Alert, ...], bool, str] = (), False, ""
    try:
        found = await reading.findings()
        if isinstance(found, Alert):
            outcome = (found,), False, found.seen
        else:
            outcome = tuple(alert_of(each, look.now) for each in await look.again(found)), True, ""
    except* ProviderError as failed:
        outcome = (), False, str(_first(failed))
    return outcome


def _first(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failed.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
