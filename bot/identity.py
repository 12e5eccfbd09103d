"""One person in two directories: the names they get, and where an operator looks at them. Pure."""

import re
from typing import Final
from urllib.parse import urlsplit

from bot.clients.jumpcloud import CONSOLES

LONGEST_NAME: Final = {"windows": 20, "darwin": 30, "linux": 30}
OS_NAMES: Final = {"windows": "Windows", "darwin": "macOS", "linux": "Linux"}
OKTA_DOMAINS: Final = ("okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com")
OKTA_ID: Final = re.compile(r"[0-9A-Za-z]{10,40}")
JUMPCLOUD_ID: Final = re.compile(r"[0-9a-f]{24}")


def jumpcloud_username(email: str) -> str:
    """Tell the username that Okta gives JumpCloud: what stands before the @.

    Two people of different domains can collide in it, and it cannot change once they are bound
    to a device.
    """
    return email.partition("@")[0]


def username_fault(username: str, os_family: str | None = None) -> str | None:
    """Say why a username cannot be an account's name on a device; None if it can.

    Args:
        os_family: As JumpCloud names it; None where any device may follow, which only refuses
            what fits on none.

    Returns:
        Plain words that follow the name: `has 24 characters; Windows takes at most 20`.
    """
    if not username:
        return "is empty"
    if any(character.isspace() or character == "@" for character in username):
        return "has a space or an @ in it"
    if not username[0].isalpha():
        return "does not start with a letter"
    longest = LONGEST_NAME.get(os_family or "", max(LONGEST_NAME.values()))
    if len(username) > longest:
        system = OS_NAMES.get(os_family or "", "a device")
        return f"has {len(username)} characters; {system} takes at most {longest}"
    return None


def okta_user_url(org_url: str, user_id: str) -> str:
    """Tell where Okta's console shows a person; empty if the id cannot be one.

    The console of `acme.okta.com` is `acme-admin.okta.com`; of a custom domain nobody can tell.
    """
    if not OKTA_ID.fullmatch(user_id):
        return ""
    return f"{okta_console(org_url)}/admin/user/profile/view/{user_id}"


def okta_console(org_url: str) -> str:
    """Tell the address of Okta's console; the org's own where there is no other by rule."""
    parts = urlsplit(org_url.rstrip("/"))
    org, _, domain = parts.netloc.partition(".")
    if domain not in OKTA_DOMAINS or org.endswith("-admin"):
        return parts.geturl()
    return f"{parts.scheme}://{org}-admin.{domain}"


def jumpcloud_user_url(region: str, user_id: str) -> str:
    """Tell where JumpCloud's portal shows a person; empty if the id cannot be one."""
    return _portal(region, "users", user_id)


def jumpcloud_system_url(region: str, system_id: str) -> str:
    """Tell where JumpCloud's portal shows a device; empty if the id cannot be one."""
    return _portal(region, "devices", system_id)


def _portal(region: str, kind: str, identifier: str) -> str:
    if region not in CONSOLES or not JUMPCLOUD_ID.fullmatch(identifier):
        return ""
    return f"{CONSOLES[region]}/#/{kind}/{identifier}/details"
