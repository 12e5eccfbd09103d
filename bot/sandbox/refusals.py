"""How each provider says no: its own statuses, headers and words, for a fault that does no work."""

import time
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.sandbox.faults import Fault


def refusal(provider: str, fault: Fault, error_id: str) -> Response:
    """Build the answer of a fault that does no work, in the provider's own shape."""
    if fault.body is not None:
        status = fault.status or {"throttle": 429, "crowd": 429, "down": 503}.get(fault.kind, 403)
        return JSONResponse(fault.body, status, headers=_pace(provider, fault, status))
    if fault.kind == "down":
        # A gateway in front of a provider answers for it, and not in JSON.
        page = "<html><body><h1>503 Service Unavailable</h1></body></html>"
        return HTMLResponse(page, fault.status or 503)
    status = fault.status or (429 if fault.kind in ("throttle", "crowd") else 403)
    return _SHAPES[provider](status, _pace(provider, fault, status), error_id)


def _pace(provider: str, fault: Fault, status: int) -> dict[str, str]:
    if status != HTTPStatus.TOO_MANY_REQUESTS:
        return {}
    headers = {}
    if provider == "Okta":
        # Wall clock, not the world's: a client sets it against the Date header.
        reset = int(time.time() + fault.seconds)
        # A limit of 0 is how Okta says that it is not the pace, but too many calls at once.
        limit = "0" if fault.kind == "crowd" else "50"
        headers = {"X-Rate-Limit-Limit": limit, "X-Rate-Limit-Remaining": "0"}
        headers["X-Rate-Limit-Reset"] = str(reset)
    wanted = fault.retry_after
    if wanted or (wanted is None and provider == "Slack"):
        headers["Retry-After"] = str(max(1, round(fault.seconds)))
    return headers


def _okta(status: int, headers: dict[str, str], error_id: str) -> Response:
    code, text = {
        401: ("E0000011", "Invalid token provided"),
        403: ("E0000006", "You do not have permission to perform the requested action"),
        404: ("E0000007", "Not found: Resource not found"),
        429: ("E0000047", "API call exceeded rate limit due to too many requests."),
        503: ("E0000010", "Service is in read only mode"),
    }.get(status, ("E0000009", "Internal Server Error"))
    body = {"errorCode": code, "errorSummary": text, "errorLink": code}
    headers = headers | {"X-Okta-Request-Id": error_id}
    return JSONResponse(
        body | {"errorId": f"oae{error_id[:22]}", "errorCauses": []}, status, headers
    )


def _slack(status: int, headers: dict[str, str], error_id: str) -> Response:
    # Slack says no with 200 and a word; only its pace and its faults have a status.
    throttled = status == HTTPStatus.TOO_MANY_REQUESTS
    error = "ratelimited" if throttled else "not_allowed_token_type"
    shown = 200 if status == HTTPStatus.FORBIDDEN else status
    return JSONResponse(
        {"ok": False, "error": error}, shown, headers | {"x-slack-req-id": error_id}
    )


def _jumpcloud(status: int, headers: dict[str, str], error_id: str) -> Response:
    text = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}
    message = text.get(status, "Internal Server Error")
    return JSONResponse({"message": message}, status, headers | {"x-request-id": error_id})


_SHAPES: Final = {"Okta": _okta, "Slack": _slack, "JumpCloud": _jumpcloud}
