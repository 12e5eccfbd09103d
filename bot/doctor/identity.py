"""What the doctor says of who is who: whether Okta lets us see what people confirm with."""

from typing import Final

from bot.clients.okta import OktaClient
from bot.config import Config
from bot.doctor.finding import Finding, bad, good, note
from bot.errors import Unauthorized

FACTORS: Final = "Okta Verify"
WHO: Final = "Who is who"
ANYBODY: Final = "@"  # stands in every address

_REMEDY: Final = (
    "Give the bot's role in Okta the right to see and to verify factors of the people it serves; "
    "its scope okta.users.manage covers both."
)


async def look(config: Config, okta: OktaClient) -> list[Finding]:
    """Read somebody's factors; no push is sent, so that nobody is asked for nothing.

    Raises:
        ProviderError: Okta could not be asked.
    """
    return [*_who(config), *await _factors(config, okta)]


async def _factors(config: Config, okta: OktaClient) -> list[Finding]:
    found = await okta.search_users(ANYBODY, limit=1)
    if not found:
        return [note(FACTORS, "Okta shows nobody, so nothing was tried", "Look again later.")]
    try:
        await okta.list_factors(found[0].id)
    except Unauthorized as error:
        if demanded(config):
            return [bad(FACTORS, f"{error}; the policy demands confirmations", _REMEDY)]
        return [note(FACTORS, f"{error}; nobody can confirm or be bound by a push", _REMEDY)]
    seen = "people's factors can be read; that a push may be sent shows when the first one is"
    return [good(FACTORS, seen)]


def demanded(config: Config) -> bool:
    """Tell whether the file has anything that needs a push."""
    sections = [
        section
        for rules in config.policy.values()
        for section in (rules, rules.protected, rules.admin)
        if section is not None
    ]
    return config.identity.required or any(
        section.step_up or section.verify_caller == "require" for section in sections
    )


def _who(config: Config) -> list[Finding]:
    if demanded(config) and not config.identity.admins:
        return [
            note(
                WHO,
                "nobody can bind others, and conflicts are told to nobody by name",
                "List Slack ids under admins in [identity].",
            )
        ]
    return []
