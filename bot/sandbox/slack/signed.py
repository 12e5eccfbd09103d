"""Signed HTTP, Slack's side: what is posted to the app's request URL, and how it is signed.

Commands are forms, interactivity is a form with one field `payload`, events are JSON.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode

import httpx

from bot.sandbox.slack.errors import Unanswered

Kind = Literal["slash_commands", "interactive", "events_api"]

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
NOW: Final = timedelta()
NO_RETRY: Final = "x-slack-no-retry"
MOST_REDIRECTS: Final = 2


def encoded(kind: Kind, payload: dict[str, Any]) -> tuple[str, bytes]:
    """Encode a payload; returns its content type and the body."""
    if kind == "events_api":
        return JSON, json.dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return FORM, urlencode(fields).encode()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Sign a body as Slack does."""
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class SignedHttp:
    """Posts to the app.

    Attributes:
        request_url: Where the app listens; None while it has not been told.
        signing_secret: What both sides know.
    """

    def __init__(self, signing_secret: str) -> None:
        self.request_url: str | None = None
        self.signing_secret = signing_secret
        self._client: httpx.AsyncClient | None = None

    async def post(
        self,
        kind: Kind,
        payload: dict[str, Any],
        *,
        secret: str | None = None,
        age: timedelta = NOW,
        signed: bool = True,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Post a payload and return the app's answer, whatever it is.

        Args:
            secret: Another one than the app's makes a forgery.
            age: How long ago the request claims to have been made.
            signed: False leaves the signature out.

        Raises:
            Unanswered: `dispatch_failed`; there is no request URL, or nobody listens there.
        """
        if self.request_url is None:
            raise Unanswered("dispatch_failed")
        content_type, body = encoded(kind, payload)
        # The app compares with the machine's clock; the world's may have been moved.
        stamp = str(int(time.time() - age.total_seconds()))
        sent = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **(headers or {})}
        if signed:
            sent["X-Slack-Request-Timestamp"] = stamp
            sent["X-Slack-Signature"] = signature(secret or self.signing_secret, stamp, body)
        follow = kind == "events_api"
        try:
            return await self._open().post(
                self.request_url, content=body, headers=sent, follow_redirects=follow
            )
        except httpx.TooManyRedirects as error:
            raise Unanswered("dispatch_failed", "too_many_redirects") from error
        except httpx.HTTPError as error:
            raise Unanswered("dispatch_failed", "connection_failed") from error

    async def send(
        self, kind: Kind, payload: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Post a payload and return the acknowledgement, empty when it holds nothing.

        Raises:
            Unanswered: `dispatch_failed`; not reached, or the answer was not 200. Of an event
                any 2xx is one.
        """
        answer = await self.post(kind, payload, headers=headers)
        fine = answer.is_success if kind == "events_api" else answer.status_code == httpx.codes.OK
        if not fine:
            raise Unanswered("dispatch_failed", final=answer.headers.get(NO_RETRY) == "1")
        if not answer.text:
            return {}
        if answer.headers.get("content-type", "").startswith(JSON):
            body = answer.json()
            return body if isinstance(body, dict) else {}
        return {"text": answer.text}

    async def verify(self, challenge: str) -> bool:
        """Ask the app to prove that the request URL is its own, by repeating a challenge.

        Raises:
            Unanswered: nobody listens there.
        """
        sent = {"type": "url_verification", "token": "verification", "challenge": challenge}
        answer = await self.post("events_api", sent)
        told = answer.text.strip()
        if answer.headers.get("content-type", "").startswith(JSON):
            body = answer.json()
            told = body.get("challenge", "") if isinstance(body, dict) else ""
        return answer.status_code == httpx.codes.OK and told == challenge

    async def check_ssl(self) -> bool:
        """Look whether the app's certificate is good, as Slack does now and then of its own.

        Raises:
            Unanswered: nobody listens there.
        """
        answer = await self.post("slash_commands", {"ssl_check": "1", "token": "verification"})
        return answer.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            # The app is on this machine: no proxy of the environment is asked.
            self._client = httpx.AsyncClient(
                trust_env=False,
                timeout=None,  # noqa: S113 - the caller's 3 s hold
                max_redirects=MOST_REDIRECTS,
            )
        return self._client
