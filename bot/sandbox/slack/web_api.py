"""The Web API's door: finds the method, checks token, scopes and pace, answers in Slack's shape.

Errors are answers of status 200 with `ok: false`; only throttling has a status of its own.
"""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.slack import (
    methods_channels,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_marks,
    methods_people,
    methods_scheduled,
    methods_team,
    methods_views,
)
from bot.sandbox.slack.calls import Answer, Call, Method, arguments_of, token_of
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.parts import Parts

METHODS: Final[Mapping[str, Method]] = {
    **methods_channels.METHODS,
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_files.METHODS,
    **methods_marks.METHODS,
    **methods_people.METHODS,
    **methods_scheduled.METHODS,
    **methods_team.METHODS,
    **methods_views.METHODS,
}

OK: Final = 200
WRONG: Final = 400


class WebApi:
    """Answers the calls of the app."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def call(self, request: Request) -> Response:
        """Answer a call of `/api/{method}`."""
        headers = {"x-slack-req-id": self._parts.world.request_id()}
        try:
            answer = await self._answer(request)
        except ApiError as error:
            headers |= error.headers or {}
            return JSONResponse(error.answer(), error.status, headers)
        scopes = ",".join(sorted(self._parts.access.scopes))
        return JSONResponse({"ok": True, **answer}, headers=headers | {"x-oauth-scopes": scopes})

    async def _answer(self, request: Request) -> Answer:
        name = request.path_params["method"]
        method = METHODS.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        arguments = await arguments_of(request, reads_json=method.json)
        token = token_of(request, arguments)
        access = self._parts.access
        access.check_token(token, method.token)
        access.limits.count(name, method.tier)
        access.require(*method.scopes)
        origin = origin_of(request)
        self._parts.base_url = self._parts.base_url or origin
        return await method.do(Call(name, self._parts, arguments, origin, token))

    async def respond(self, request: Request) -> Response:
        """Answer a post to a response URL: `ok`, or what is wrong with it."""
        try:
            body = await arguments_of(request)
            self._parts.responses.answer(request.path_params["id"], body)
        except ApiError as error:
            # A webhook tells by its status, unlike the Web API.
            return PlainTextResponse(error.code, error.status if error.status != OK else WRONG)
        return PlainTextResponse("ok")


def origin_of(request: Request) -> str:
    """Tell by which address the app reached the stand-in, without a slash at the end."""
    root = request.scope.get("root_path", "").rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}{root}"
