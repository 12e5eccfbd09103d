"""`[identity]` of deskhand.toml: how Slack accounts are bound to people in Okta."""

from pydantic import Field

from bot.config.sections import Domain, Section, SlackId


class Identity(Section):
    """`[identity]`: who is who, and who says so."""

    required: bool = Field(
        default=False,
        description="Whether only people bound to a person in Okta may ask and approve.",
    )
    admins: list[SlackId] = Field(
        default=[], description="Who may bind others, and is told of conflicts: Slack ids."
    )
    email_domains: list[Domain] = Field(
        default=[],
        description="Domains whose confirmed addresses bind by themselves; empty binds nobody so.",
    )
