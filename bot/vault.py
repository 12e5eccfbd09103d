"""The vault: keeps a one-time secret encrypted until it is opened.

What goes in and comes out is wrapped, so it cannot slip into a log or a traceback; what is
stored is ciphertext. A secret is bound to what it was sealed for, inside the encryption: copied
to another place it opens nothing there. A new key goes first in the list: it seals from then on,
and the older ones still open what they sealed.
"""

import json
from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import UserError

NO_KEY: Final = (
    "This one-time password can no longer be opened: the key that sealed it is not in "
    "SEALING_KEY any more. Set a new password for the person in Okta."
)
NOT_ITS_PLACE: Final = (
    "This one-time password was sealed for another request or another person, and opens nothing "
    "here. Somebody has changed Deskhand's database: tell whoever runs it. Set a new password for "
    "the person in Okta."
)


class Vault:
    """Seals and opens, with the Fernet keys it was given.

    Args:
        keys: Newest first, at least one.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._each = [Fernet(key.get_secret_value()) for key in keys]
        self._all = MultiFernet(self._each)

    def seal(self, secret: SecretStr, *, bound_to: str) -> bytes:
        """Encrypt with the newest key.

        Args:
            bound_to: What it is for; opening asks for the same.
        """
        return self._all.encrypt(json.dumps([bound_to, secret.get_secret_value()]).encode())

    def open(self, sealed: bytes, *, bound_to: str) -> SecretStr:
        """Decrypt with whichever key sealed it.

        Raises:
            UserError: none of the keys did, what was stored is damaged, or it is for something
                else.
        """
        try:
            place, secret = json.loads(self._all.decrypt(sealed))
        except (InvalidToken, ValueError):
            raise UserError(NO_KEY) from None
        if place != bound_to:
            raise UserError(NOT_ITS_PLACE)
        return SecretStr(secret)

    def sealer(self, sealed: bytes) -> int | None:
        """Tell which key sealed something, 0 for the newest; None where it was none of them."""
        for place, fernet in enumerate(self._each):
            try:
                fernet.decrypt(sealed)
            except InvalidToken:
                continue
            return place
        return None

    def reseal(self, sealed: bytes) -> bytes:
        """Encrypt with the newest key what any of the keys opens; what it is bound to stays.

        Raises:
            UserError: none of the keys opens it.
        """
        try:
            return self._all.rotate(sealed)
        except InvalidToken:
            raise UserError(NO_KEY) from None
