"""How Okta's own client is asked: each call gives what it found, what came, and what was wrong."""

import re
from urllib.parse import parse_qs, urlsplit

from okta.models import (
    CreateUserRequest,
    PasswordCredential,
    UserCredentialsWritable,
    UserProfile,
)

ADAS = "Analytical-1843"


async def get(call):
    """Give what a call found; whatever was wrong fails the test."""
    found, *_, error = await call
    assert error is None, error
    return found


async def refused(call):
    """Give the status and the code with which a call was refused."""
    *_, error = await call
    return error.status, error.error_code


async def pages(call, **query):
    """Read a list page by page, by the `next` that each page names, until one is empty or last."""
    found, cursor = [], {}
    while cursor is not None:
        items, answer, error = await call(**query, **cursor)
        assert error is None, error
        found.append(items)
        cursor = after(answer) if items else None
    return found


def after(answer):
    """Give the cursor of the next page; None where there is none."""
    link = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
    query = parse_qs(urlsplit(link[1]).query) if link else {}
    return {"after": query["after"][0]} if query else None


def create(client, login, *, password=None, activate=True):
    """Ask for a user."""
    credentials = UserCredentialsWritable(password=PasswordCredential(value=password))
    names = {"first_name": "Ada", "last_name": "Lovelace", "email": login, "login": login}
    body = CreateUserRequest(
        profile=UserProfile(**names), credentials=credentials if password else None
    )
    return client.create_user(body, activate=activate)
