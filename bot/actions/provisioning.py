"""How somebody gets from Okta into JumpCloud: the app that carries them, and seeing them arrive."""

from typing import Any, Final

from bot.action import Run, Seen
from bot.errors import Refused

REMOTE: Final = "Errors reported by remote server:"


async def why_not(run: Run[Any], user_id: str) -> str:
    """Give JumpCloud's own words for why a push failed last, from Okta's log; empty for none.

    What Okta says around them is left out: a card has little room, and they come last.

    Raises:
        ProviderError: Okta cannot be asked.
    """
    return reason_in(await run.providers.okta.last_sync_error(run.jumpcloud_app, user_id) or "")


def reason_in(text: str) -> str:
    """Take the remote system's own words out of what Okta's log says."""
    return (text.partition(REMOTE)[2] or text).strip()


async def assign(run: Run[Any], user_id: str, login: str) -> None:
    """Assign the JumpCloud app to a person, unless a group has brought it.

    Raises:
        ProviderError: Okta refuses, or cannot be asked.
    """
    okta = run.providers.okta
    if await okta.find_app_user(run.jumpcloud_app, user_id) is None:
        await okta.assign_app(run.jumpcloud_app, user_id, login)


async def arrived(run: Run[Any], user_id: str) -> Seen:
    """Look whether Okta has made or linked the account in JumpCloud.

    Once it is there the facts have its id and username.

    Raises:
        Refused: Okta has given up; with the reason that its log has.
        ProviderError: Okta or JumpCloud could not be asked.
    """
    okta = run.providers.okta
    assigned = await okta.find_app_user(run.jumpcloud_app, user_id)
    if assigned is None:
        return Seen("Okta has not assigned JumpCloud to them yet.")
    if assigned.failed:
        reason = await okta.last_sync_error(run.jumpcloud_app, user_id)
        raise Refused(f"Okta could not provision JumpCloud: {reason or 'its log gives no reason.'}")
    if not assigned.provisioned:
        return Seen("Okta has the account queued for JumpCloud.")
    user = await run.providers.jumpcloud.get_user(assigned.external_id)
    facts = {"jumpcloud_id": user.id, "jumpcloud_username": user.username}
    return Seen(f"JumpCloud has {user.username}.", done=True, facts=facts)
