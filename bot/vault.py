"""The vault: keeps a one-time secret encrypted until it is opened.

What goes in and comes out is wrapped, so it cannot slip into a log or a traceback; what is
stored is ciphertext. A new key goes first in the list: it seals from then on, and the older
ones still open what they sealed.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import UserError


class Vault:
    """Seals and opens, with the Fernet keys it was given.

    Args:
        keys: Newest first, at least one.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._fernet = MultiFernet([Fernet(key.get_secret_value()) for key in keys])

    def seal(self, secret: SecretStr) -> bytes:
        """Encrypt with the newest key."""
        return self._fernet.encrypt(secret.get_secret_value().encode())

    def open(self, sealed: bytes) -> SecretStr:
        """Decrypt with whichever key sealed it.

        Raises:
            UserError: none of the keys did, or what was stored is damaged.
        """
        try:
            return SecretStr(self._fernet.decrypt(sealed).decode())
        except InvalidToken:
            raise UserError(
                "This one-time password can no longer be opened: the key that sealed it is not in "
                "SEALING_KEY any more. Set a new password for the person in Okta."
            ) from None
