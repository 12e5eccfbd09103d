"""What happens to a request, written down.

Each method is one happening. It changes the rows, adds the words for Slack to the outbox and
writes the audit entry, in the transaction of its caller: after a crash either all of it happened
or nothing did. The desk calls it for what people do, the engine for what follows.
"""

from dataclasses import dataclass

from bot.ledger.asking import Asking
from bot.ledger.book import alert_key, card_key
from bot.ledger.confirming import Confirming
from bot.ledger.working import Working

__all__ = ["Ledger", "alert_key", "card_key"]


@dataclass(frozen=True)
class Ledger(Asking, Working, Confirming):
    """Writes what happens, from Send to the end.

    Attributes:
        channel: Slack id of the requests channel, where cards and their threads stand.
        remind_after: Until the first reminder; each later one waits twice as long.
        alerts: Slack id of the channel of alerts; None where there is none.
        can_pass_on: Tells whether the approvers of a request may have somebody decide in their
            place.
    """
