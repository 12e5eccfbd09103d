"""What may be asked for and how: the typed contents of deskhand.toml.

Nothing here is secret; tokens and addresses come from the environment (`bot.settings`).
A file with faults is refused whole, and every fault is named in one go: a bot that ran on half
a policy would be worse than one that does not start.
"""

import difflib
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.errors import SettingsError

# A date ten thousand years away is a slip of the finger, and more than a timedelta can hold.
A_YEAR_OF_HOURS: Final = 8_784.0


def known_zone(name: str) -> str:
    """Return the name of a time zone that this machine can compute with."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no IANA time zone such as Europe/Zurich") from None
    return name


def pattern(regex: str) -> StringConstraints:
    """Accept text of this shape only."""
    return StringConstraints(pattern=regex)


Hours = Annotated[float, Field(gt=0, le=A_YEAR_OF_HOURS)]
SlackId = Annotated[str, pattern(r"^[UWS][A-Z0-9]{2,}$")]
OktaGroup = Annotated[str, pattern(r"^00g\w+$")]
Domain = Annotated[str, pattern(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Attribute = Annotated[str, pattern(r"^[A-Za-z_]\w*$")]
HexId = Annotated[str, pattern(r"^[0-9a-f]{24}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=75)]
ZoneName = Annotated[str, AfterValidator(known_zone)]

SHAPES: Final = {
    r"^[UWS][A-Z0-9]{2,}$": "must be a Slack id: U... or W... of a person, S... of a user group",
    r"^00g\w+$": "must be the id of an Okta group, 00g...",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "must be a domain in small letters such as example.com",
    r"^[A-Za-z_]\w*$": "must be the variable name of an attribute of the Okta profile",
    r"^[0-9a-f]{24}$": "must be a JumpCloud id of 24 hexadecimal digits",
}
"""What each pattern means in words; a regular expression is no message."""


class Section(BaseModel):
    """A table of the file: typed strictly, and no key too many."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class Requests(Section):
    """`[requests]`: how long a request lives, and how often the bot looks and speaks."""

    expires_hours: Hours = Field(
        72.0,
        description="A request that nobody decided on expires.",
        json_schema_extra={"unit": "hours"},
    )
    remind_hours: Hours = Field(
        4.0,
        description="First reminder to the approvers; each further one waits twice as long.",
        json_schema_extra={"unit": "hours"},
    )
    first_look_seconds: float = Field(
        1.0,
        gt=0,
        le=3600,
        description="First pause of a wait; the pauses grow.",
        json_schema_extra={"unit": "seconds"},
    )
    longest_look_seconds: float = Field(
        300.0,
        gt=0,
        le=86_400,
        description="Longest pause of a wait.",
        json_schema_extra={"unit": "seconds"},
    )
    retry_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="First pause before a step that got no answer is tried again; doubles.",
        json_schema_extra={"unit": "seconds"},
    )
    posts_per_second: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Pace of posts to one Slack channel; 0 sets none.",
        json_schema_extra={"unit": "per second"},
    )

    @property
    def expires(self) -> timedelta:
        """How long a request may wait for a decision."""
        return timedelta(hours=self.expires_hours)

    @property
    def remind(self) -> timedelta:
        """How long until the first reminder."""
        return timedelta(hours=self.remind_hours)

    @model_validator(mode="after")
    def _pauses_grow(self) -> Self:
        if self.first_look_seconds > self.longest_look_seconds:
            raise ValueError("first_look_seconds must not be more than longest_look_seconds")
        return self


class ActionRules(Section):
    """`[policy.<action>]`: who may ask for the action and who may approve it."""

    request: list[SlackId] = Field(
        default=[], description="Who may ask: Slack ids of people (U, W) and user groups (S)."
    )
    approve: list[SlackId] = Field(
        default=[], description="Who may approve; never their own request."
    )
    deny: list[SlackId] = Field(
        default=[], description="Who may neither ask nor approve, whatever else is said."
    )
    approvals: int = Field(1, ge=1, le=10, description="How many different people must approve.")

    @model_validator(mode="after")
    def _enough_approvers(self) -> Self:
        people = set(self.approve) - set(self.deny)
        groups = any(who.startswith("S") for who in people)
        if self.approve and not groups and len(people) < self.approvals:
            raise ValueError("approvals is more than the people in approve")
        return self


class Onboard(Section):
    """`[onboard]`: what every new person is given, and how long things may take."""

    email_domains: list[Domain] = Field(
        default=[], description="Domains that a work address may have; empty allows any."
    )
    time_zone: ZoneName = Field(
        "UTC", description="Time zone that start dates are offered in (IANA name)."
    )
    routing_attribute: Attribute | None = Field(
        None, description="Okta attribute that puts people into the federated JumpCloud group."
    )
    routing_values: list[Text] = Field(
        default=[], description="Values offered for it; empty lets the requester type one."
    )
    federated_group: HexId | None = Field(
        None, description="JumpCloud user group (dynamic) that the person must arrive in."
    )
    default_groups: list[OktaGroup] = Field(
        default=[], description="Okta groups that are chosen beforehand, by id."
    )
    provisioning_minutes: float = Field(
        10.0,
        gt=0,
        le=10_080,
        description="How long Okta may take to provision before a person is asked.",
        json_schema_extra={"unit": "minutes"},
    )
    device_days: float = Field(
        14.0,
        gt=0,
        le=366,
        description="How long a device may stay silent before a person is asked.",
        json_schema_extra={"unit": "days"},
    )

    @property
    def provisioning(self) -> timedelta:
        """How long Okta may take to provision."""
        return timedelta(minutes=self.provisioning_minutes)

    @property
    def device(self) -> timedelta:
        """How long a device may stay silent."""
        return timedelta(days=self.device_days)

    @model_validator(mode="after")
    def _values_have_their_attribute(self) -> Self:
        if self.routing_values and self.routing_attribute is None:
            raise ValueError("routing_values needs routing_attribute")
        return self


class Secrets(Section):
    """`[secrets]`: what becomes of a one-time password."""

    one_time_hours: Hours = Field(
        24.0,
        description="An unopened one-time password is destroyed.",
        json_schema_extra={"unit": "hours"},
    )

    @property
    def lifetime(self) -> timedelta:
        """How long a one-time password waits to be opened."""
        return timedelta(hours=self.one_time_hours)


class Config(Section):
    """The whole file; every section may be left out."""

    requests: Requests = Requests()
    policy: dict[str, ActionRules] = {}
    onboard: Onboard = Onboard()
    secrets: Secrets = Secrets()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file.

        Raises:
            SettingsError: it is missing, no TOML, or has faults; all of them.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            reason = error.strerror or "unreadable"
            raise SettingsError([f"{path} cannot be read ({reason.lower()})."]) from None
        except UnicodeDecodeError:
            raise SettingsError([f"{path} is not UTF-8 text."]) from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError([f"{path} is not TOML: {error}."]) from None
        except ValidationError as error:
            raise SettingsError([f"{path}: {_told(fault)}." for fault in error.errors()]) from None


SECTIONS: Final[Mapping[str, type[Section]]] = {
    "requests": Requests,
    "policy": ActionRules,
    "onboard": Onboard,
    "secrets": Secrets,
}


def keys() -> Iterator[tuple[str, type[Section]]]:
    """Give every section of the file by the name it is written with."""
    for name, section in SECTIONS.items():
        yield ("policy.<action>" if name == "policy" else name), section


def _told(fault: ErrorDetails) -> str:
    """Say a fault in words that name the section, the key and what is expected."""
    where = fault["loc"]
    depth = 2 if where and where[0] == "policy" else 1
    section = ".".join(str(part) for part in where[:depth])
    key = ".".join(str(part) for part in where[depth:] if isinstance(part, str))
    if fault["type"] == "extra_forbidden":
        return f"{_unknown(section, key)}{_likely(where)}"
    return " ".join(filter(None, [f"[{section}]", key, _wrong(fault)]))


def _unknown(section: str, key: str) -> str:
    return f"[{section}] has no key {key}" if key else f"there is no section or key {section}"


def _likely(where: tuple[int | str, ...]) -> str:
    section = SECTIONS.get(str(where[0]), Config) if len(where) > 1 else Config
    known = list(section.model_fields)
    near = difflib.get_close_matches(str(where[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _wrong(fault: ErrorDetails) -> str:
    context: dict[str, Any] = fault.get("ctx", {})
    if fault["type"] == "string_pattern_mismatch":
        return SHAPES[context["pattern"]]
    if fault["type"] == "value_error":
        return str(context["error"])
    return fault["msg"].replace("Input should be", "must be").replace("Input should", "must")
