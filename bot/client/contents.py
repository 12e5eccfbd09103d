"""What stands in an answer that is none of an error: JSON, nothing, or something in between."""

from typing import Any, Final

import httpx

from bot.client.failures import reference_of
from bot.errors import Unavailable
from bot.texts import whole_throughout

ESCAPE: Final = "\\u"  # what JSON needs to say a text that is not whole


def content_of(provider: str, response: httpx.Response) -> Any:
    """Parse an answer; None when it has no body, or none that is JSON.

    Raises:
        Unavailable: it is a web page.
    """
    text = response.text.lstrip()
    if text.startswith("<"):
        raise Unavailable(
            f"{provider} answered with a web page: something stands between us",
            provider,
            reference_of(response),
        )
    try:
        answer = response.json() if text else None
    except ValueError:
        return None  # JumpCloud: a few calls answer with "OK" and the like
    return whole_throughout(answer) if ESCAPE in text else answer


def rows_of(provider: str, response: httpx.Response) -> list[Any]:
    """Take the rows out of one page of a list.

    Raises:
        Unavailable: it is no list; half an answer must not be taken for the end of a list.
    """
    answer = content_of(provider, response)
    found = answer.get("results") if isinstance(answer, dict) else answer
    if isinstance(found, list):
        return found
    if found is None and response.text.strip() == "null":
        return []  # as some of JumpCloud's services write an empty list
    raise Unavailable(
        f"{provider} answered with something that is no list", provider, reference_of(response)
    )


def rows(answer: Any) -> list[Any]:
    """Take the rows out of a parsed answer: a bare array, or JumpCloud's `{"results": [...]}`."""
    found = answer.get("results") if isinstance(answer, dict) else answer
    return found if isinstance(found, list) else []
