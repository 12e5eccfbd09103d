"""What can go wrong, told apart by what follows from it.

    Exception
    ├── UserError            told to the person as it stands; no fault of ours
    │   ├── NotAllowed       policy says no, and which rule said it
    │   ├── InvalidForm      what was typed cannot be used; `fields` says where
    │   └── Stale            what was clicked is over: decided, expired, sent before
    ├── ProviderError        a provider did not do what was asked
    │   ├── Unavailable      no answer, 5xx, throttled to the end: tried again later
    │   ├── NotFound         the thing asked for is not there
    │   ├── Conflict         there already, or changed under us
    │   └── Refused          any other 4xx: given up and undone
    │       ├── Unauthorized the token was refused: an operator is needed
    │       └── NotLicensed  the organisation has not paid for it
    └── SettingsError        the bot cannot start; every fault at once

They are plain exceptions with plain string arguments: the engine stores what a step raises, so
no request, no response, no token and no password may ever be an argument of one.
"""


class UserError(Exception):
    """Something a person can mend; its text is shown to them as it stands."""


class NotAllowed(UserError):
    """Policy refuses; the text names the rule."""


class InvalidForm(UserError):
    """What was typed cannot be used.

    Attributes:
        fields: Message by field name; shown under the field. Empty when no one field is at fault.
    """

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}

    def __str__(self) -> str:
        """Say all of it, for a place that has no fields to say it under."""
        return " ".join([str(self.args[0]), *self.fields.values()])


class Stale(UserError):
    """The button or modal belongs to something that is over; the text says what happened to it."""


class ProviderError(Exception):
    """A provider did not do what was asked.

    Attributes:
        provider: "Okta", "JumpCloud" or "Slack".
        reference: The provider's own id of the exchange, to quote to its support; may be empty.
    """

    def __init__(self, message: str, provider: str = "", reference: str = "") -> None:
        super().__init__(message, provider, reference)
        self.provider = provider
        self.reference = reference

    def __str__(self) -> str:
        return str(self.args[0])


class Unavailable(ProviderError):
    """No answer, a server's fault, or throttled to the end: the same may work later."""


class NotFound(ProviderError):
    """The thing asked for is not there."""


class Conflict(ProviderError):
    """It is there already, or it changed under us."""


class Refused(ProviderError):
    """The provider understood and said no; asking again would not help."""


class Unauthorized(Refused):
    """The provider refused our credentials or our role: an operator is needed."""


class NotLicensed(Refused):
    """The organisation's licence does not cover it, or does not reach that far back."""


class SettingsError(Exception):
    """The bot cannot start; one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
