"""What a rule, an expectation or the reconciliation has to say, before it is anybody's thread."""

import enum
from dataclasses import dataclass
from datetime import datetime

from bot.watch.event import Thing


def whom(about: Thing) -> str:
    """Give what tells one person or thing from all others."""
    return f"{about.kind}|{about.id or about.name}"


def case_key(cause: str, about: str) -> str:
    """Give what makes two alerts the same case.

    Args:
        about: Whom it is about; see `whom`.
    """
    return f"{cause}|{about}"


class Severity(enum.IntEnum):
    """How soon somebody should look."""

    NOTICE = 1  # good to know
    WARNING = 2  # somebody should look today
    URGENT = 3  # somebody should look now, at night too


class Way(enum.StrEnum):
    """A way out that a button offers."""

    RETRY = "retry"  # touch a mapped attribute in Okta, so that the push is made again
    SUSPEND_DIRECTLY = "suspend_directly"  # in JumpCloud, where Okta's word did not arrive
    OKTA = "okta"  # open the person in Okta's console
    JUMPCLOUD = "jumpcloud"  # open the person or device in JumpCloud's console
    WHOIS = "whois"
    SUSPEND = "suspend"
    RESTORE = "restore"
    ROTATE = "rotate"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people should know, in plain text; what is typed is escaped where it is drawn.

    Attributes:
        cause: Why, by a stable name; alerts with one cause about one thing share a thread.
        about: The person, device, app or organisation; `id` or `name` tells them apart.
        headline: A few words: what is the case.
        seen: What was seen, in a sentence or two, with where it was seen.
        means: What follows from it; empty if nothing does.
        todo: What to do about it; empty if nothing is.
        reason: The source's own words, if it gave any.
        at: When it happened, by the source's clock.
        ways: What buttons offer, the likeliest first.
        lasting: Whether it stays so until a look shows that it is gone. What is not lasting was
            true for a moment, and its thread is closed as soon as it has been quiet for a time.
        event_id: What it was made of; empty where it was a look and no event.
    """

    cause: str
    severity: Severity
    about: Thing
    headline: str
    seen: str
    at: datetime
    means: str = ""
    todo: str = ""
    reason: str = ""
    ways: tuple[Way, ...] = ()
    lasting: bool = False
    event_id: str = ""

    @property
    def key(self) -> str:
        """The key of its case."""
        return case_key(self.cause, whom(self.about))
