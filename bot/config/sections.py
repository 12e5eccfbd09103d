"""The tables of deskhand.toml, typed; `bot.config` is the file as a whole."""

from datetime import timedelta
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from bot.hours import known_zone

# A date ten thousand years away is a slip of the finger, and more than a timedelta can hold.
A_YEAR_OF_HOURS: Final = 8_784.0


def pattern(regex: str) -> StringConstraints:
    """Accept text of this shape only."""
    return StringConstraints(pattern=regex)


Hours = Annotated[float, Field(gt=0, le=A_YEAR_OF_HOURS)]
SlackId = Annotated[str, pattern(r"^[UWS][A-Z0-9]{2,}$")]
Who = Annotated[str, pattern(r"^([UWS][A-Z0-9]{2,}|00g\w+)$")]
OktaGroup = Annotated[str, pattern(r"^00g\w+$")]
Domain = Annotated[str, pattern(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Attribute = Annotated[str, pattern(r"^[A-Za-z_]\w*$")]
Login = Annotated[str, pattern(r"^[^\sA-Z]+$")]
HexId = Annotated[str, pattern(r"^[0-9a-f]{24}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=75)]
ZoneName = Annotated[str, AfterValidator(known_zone)]
DeviceDays = Annotated[
    float,
    Field(
        gt=0,
        le=366,
        description="How long a device may stay silent before a person is asked.",
        json_schema_extra={"unit": "days"},
    ),
]

SHAPES: Final = {
    r"^[UWS][A-Z0-9]{2,}$": "must be a Slack id: U... or W... of a person, S... of a user group",
    r"^([UWS][A-Z0-9]{2,}|00g\w+)$": "must be a Slack id, U... or W... of a person or S... of a "
    "user group, or the id of an Okta group, 00g...",
    r"^00g\w+$": "must be the id of an Okta group, 00g...",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "must be a domain in small letters such as example.com",
    r"^[A-Za-z_]\w*$": "must be the variable name of an attribute of the Okta profile",
    r"^[^\sA-Z]+$": "must be a login in small letters, without spaces",
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
    device_days: DeviceDays = 14.0

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


class People(Section):
    """`[people]`: what is done to people who are there already, and how long it may take."""

    time_zone: ZoneName = Field(
        "UTC", description="Time zone that dates are offered in (IANA name)."
    )
    follow_minutes: float = Field(
        5.0,
        gt=0,
        le=10_080,
        description="How long JumpCloud may take to follow Okta before it is told or helped.",
        json_schema_extra={"unit": "minutes"},
    )
    password_days: float = Field(
        7.0,
        gt=0,
        le=366,
        description="How long a new password may take to be chosen before a person is asked.",
        json_schema_extra={"unit": "days"},
    )
    device_days: DeviceDays = 14.0

    @property
    def follow(self) -> timedelta:
        """How long JumpCloud may take to follow."""
        return timedelta(minutes=self.follow_minutes)

    @property
    def password(self) -> timedelta:
        """How long a new password may take."""
        return timedelta(days=self.password_days)

    @property
    def device(self) -> timedelta:
        """How long a device may stay silent."""
        return timedelta(days=self.device_days)
