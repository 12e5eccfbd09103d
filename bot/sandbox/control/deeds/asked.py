"""What every request to the control surface is, and how it is told that it cannot be done."""

from typing import Any

from pydantic import BaseModel, ConfigDict

Json = dict[str, Any]


class CannotDo(Exception):
    """What was asked cannot be done now; the text says why, to the person."""


class Asked(BaseModel):
    """What every request is: nothing unknown in it, so that a slip of the page is noticed."""

    model_config = ConfigDict(extra="forbid")
