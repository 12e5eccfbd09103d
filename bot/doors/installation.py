"""Whose app this is: a payload must come from its one workspace, and be meant for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Installation:
    """The one workspace that is served.

    Attributes:
        app_id: The app that our token belongs to.
        enterprise_id: The organisation that the workspace is part of; empty where it is none's.
    """

    team_id: str
    app_id: str
    enterprise_id: str = ""

    def sent(self, body: Mapping[str, Any]) -> bool:
        """Tell whether a payload comes from the workspace, by every name that it gives.

        What names no workspace at all comes from nowhere. A payload may leave out the app: an
        older kind, the shortcut on a message, has never named it.
        """
        teams = _ids(body, "team_id", "team", "user.team_id", "view.app_installed_team_id")
        apps = _ids(body, "api_app_id")
        enterprises = _ids(body, "enterprise_id", "enterprise")
        return (
            teams == {self.team_id}
            and apps <= {self.app_id}
            and enterprises <= {self.enterprise_id}
        )


def _ids(body: Mapping[str, Any], *places: str) -> set[str]:
    """Collect the ids at some places of a payload, as `shapes` leaves it."""
    found: set[str] = set()
    for place in places:
        value: Any = body
        for name in place.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        named = value.get("id") if isinstance(value, Mapping) else value
        if named:
            found.add(str(named))
    return found
