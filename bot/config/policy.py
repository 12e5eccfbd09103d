"""The tables of deskhand.toml that say who may do what: `[policy]` and `[protect]`."""

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot.config.sections import Hours, Login, OktaGroup, Section, Who
from bot.hours import Hours as Open


def known_expression(text: str) -> str:
    """Return a regular expression that Python can read."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


def known_hours(text: str) -> str:
    """Return hours of the week that can be read."""
    Open.read(text)
    return text


Expression = Annotated[str, AfterValidator(known_expression)]
Verify = Literal["offer", "require", "off"]
WorkingHours = Annotated[str, AfterValidator(known_hours)]


class Terms(Section):
    """What has to be kept for a request, whomever it is about."""

    deny: list[Who] = Field(
        default=[], description="Who may neither ask nor approve, whatever else is said."
    )
    approvals: int = Field(1, ge=1, le=10, description="How many different people must approve.")
    ticket: Expression = Field(
        "", description="Regular expression that a whole ticket has to match; empty asks for none."
    )
    hours: list[WorkingHours] = Field(
        default=[], description="When people may ask and approve; empty is at any time."
    )
    max_age_hours: Hours | None = Field(
        None,
        description="An approval that is older when work begins does not count any more.",
        json_schema_extra={"unit": "hours"},
    )

    step_up: list[Literal["request", "approve"]] = Field(
        default=[], description="What counts only once it is confirmed with Okta Verify."
    )

    @property
    def max_age(self) -> timedelta | None:
        """How long an approval counts."""
        return timedelta(hours=self.max_age_hours) if self.max_age_hours else None


class TargetRules(Terms):
    """`[policy.<action>.<kind>]`: what holds besides for those of one kind."""

    request: list[Who] | None = Field(
        None, description="Who of those who may ask may do so here; unset is all of them."
    )
    approve: list[Who] | None = Field(
        None, description="Who of the approvers may do so here; unset is all of them."
    )
    delegate: bool | None = Field(
        None, description="Whether they may have somebody decide in their place here too."
    )
    break_glass: list[Who] | None = Field(
        None, description="Who of those who may start without approval may do so here."
    )
    verify_caller: Verify | None = Field(
        None, description="The same for those of this kind; the stricter of both holds."
    )


class ActionRules(Terms):
    """`[policy.<action>]`: who may ask for the action and who may approve it."""

    request: list[Who] = Field(
        default=[],
        description="Who may ask: ids of people (U, W) and user groups (S), and of Okta groups.",
    )
    approve: list[Who] = Field(default=[], description="Who may approve; never their own request.")
    delegate: bool = Field(
        default=False, description="Whether an approver may have somebody decide in their place."
    )
    break_glass: list[Who] = Field(
        default=[], description="Who may start at once, without approval; a review is then owed."
    )
    verify_caller: Verify = Field(
        "offer",
        description="Of `/rotate`: whether a push can, or must, show that it is them who calls.",
    )
    verified_minutes: int = Field(
        15,
        ge=1,
        le=240,
        description="How long a caller who was verified stays so until Send.",
        json_schema_extra={"unit": "minutes"},
    )
    protected: TargetRules | None = Field(
        None, description="What holds besides for people of `[protect]`; unset refuses them."
    )
    admin: TargetRules | None = Field(
        None, description="What holds besides for administrators of Okta; unset refuses them."
    )

    @model_validator(mode="after")
    def _enough_approvers(self) -> Self:
        people = set(self.approve) - set(self.deny)
        groups = any(who.startswith(("S", "00g")) for who in people)
        if self.approve and not groups and len(people) < self.approvals:
            raise ValueError("approvals is more than the people in approve")
        return self


class Protect(Section):
    """`[protect]`: who is of the kind "protected", and who is never touched at all."""

    people: list[Login] = Field(
        default=[], description="Okta logins, in small letters, of people who are protected."
    )
    groups: list[OktaGroup] = Field(
        default=[], description="Okta groups, by id, whose members are protected."
    )
    owner: list[Login] = Field(
        default=[],
        description="Okta logins of those whose account Deskhand works with: never touched.",
    )
    breaker: bool = Field(
        default=True,
        description="Whether nobody is shut out while a directory shows far fewer people.",
    )


class Limits(Section):
    """`[limits.<action>]`: how many requests may be sent in an hour."""

    requester_per_hour: int | None = Field(
        None, ge=1, le=10_000, description="How many one person may send in an hour."
    )
    all_per_hour: int | None = Field(
        None, ge=1, le=10_000, description="How many everybody together may send in an hour."
    )
