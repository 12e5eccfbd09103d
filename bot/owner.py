"""The person whose account Deskhand itself works with, where it works with an API token."""

from dataclasses import dataclass, field

from bot.clients import Providers


@dataclass
class Owner:
    """Asks Okta once: a token is another person's only after a restart."""

    providers: Providers
    _known: list[str] = field(default_factory=list)

    async def is_(self, okta_id: str) -> bool:
        """Tell whether a person is the owner; nobody is, where a service app makes the calls.

        Raises:
            ProviderError: Okta could not be asked.
        """
        if not self._known:
            me = await self.providers.okta.find_me()
            self._known.append(me.id if me else "")
        return okta_id in self._known
