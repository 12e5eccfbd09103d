"""What a person is told about their new password, for the systems that they work on."""

from collections.abc import Iterable
from typing import Final

from bot.action import Note

CHOOSE: Final = (
    "Your helpdesk asks you to choose a new password. The next time you sign in to Okta, your "
    "present password opens it once more, and Okta then asks for a new one."
)
CHOOSE_FROM_TEMPORARY: Final = (
    "Your password was replaced, because somebody else may have known it. Your helpdesk gives you "
    "a temporary one by another way than Slack; Okta then asks for a new one."
)
NEVER: Final = "Nobody of the helpdesk will ever ask you for a password, here or elsewhere."
BY_SYSTEM: Final = {
    "darwin": (
        "On your Mac: be online when you choose it. The next time you sign in, macOS asks for the "
        "previous password, to open the keychain. Type the old one; if you skip it, macOS begins "
        "an empty keychain."
    ),
    "windows": (
        "On Windows: sign in once with the new password. Windows Hello (PIN, face, finger) works "
        "again after that."
    ),
    "linux": "On Linux: the new password opens your account as soon as the laptop is online.",
}


def choose(login: str, families: Iterable[str], *, temporary: bool) -> Note:
    """Ask a person to choose a new password, with what their systems will ask of them."""
    first = CHOOSE_FROM_TEMPORARY if temporary else CHOOSE
    title = "Please choose a new password"
    return Note("choose", login, title, (first, *_systems(families), NEVER))


def remind(login: str, days: int) -> Note:
    """Remind them, once for each day that has passed."""
    since = "yesterday" if days == 1 else f"{days} days ago"
    text = f"Your helpdesk asked you {since} to choose a new password. It is still the old one."
    return Note(f"remind-{days}", login, "A new password is still needed", (text, NEVER))


def arrived(login: str, families: Iterable[str]) -> Note:
    """Tell them that it has arrived, and what their systems will ask of them."""
    text = "Your new password has arrived in JumpCloud, and goes on to your laptops."
    return Note("arrived", login, "Your new password is on its way", (text, *_systems(families)))


def _systems(families: Iterable[str]) -> tuple[str, ...]:
    wanted = set(families)
    return tuple(text for family, text in BY_SYSTEM.items() if family in wanted)
