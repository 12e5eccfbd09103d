"""By whose hand something happens in JumpCloud: the console's, unless a caller said otherwise."""

from contextvars import ContextVar
from typing import Final

from bot.sandbox.jumpcloud.table import Row

OWNER: Final[Row] = {"id": "5f0c1a7de1a2b3c4d5e6f701", "type": "admin", "email": "it@acme.example"}
CONSOLE: Final[Row] = {"initiated_by": OWNER, "auth_method": "session"}
# SCIM comes with the key of the administrator who set it up.
SCIM: Final[Row] = {
    "initiated_by": OWNER | {"source": "jumpcloud:scim", "source_metadata": {"name": "okta"}},
    "auth_method": "api key",
}
ORIGIN: Final[ContextVar[Row | None]] = ContextVar("jumpcloud_origin", default=None)
