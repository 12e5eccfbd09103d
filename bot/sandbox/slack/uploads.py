"""Where files are posted to and read from: addresses beside the Web API.

An upload needs no token, as its address is secret. Reading does; who has none is sent to the page
where people sign in, as Slack does, and not told of an error.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.sandbox.slack.calls import parts_of, token_of
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.parts import Parts


class Uploads:
    """The two addresses of a file."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def take(self, request: Request) -> Response:
        """Take a file's bytes at `/upload/{ticket}`, raw or as the one part of a form."""
        body = await request.body()
        kind = request.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            try:
                found = parts_of(kind, body)
            except ApiError as error:
                return PlainTextResponse(error.code, 400)
            body = found[0][1] if found else b""
        if not self._parts.files.upload(request.path_params["ticket"], body):
            return PlainTextResponse("invalid_upload", 400)
        return PlainTextResponse(f"OK - {len(body)}")

    async def give(self, request: Request) -> Response:
        """Give a file's bytes at `/files/{team}-{id}/{name}`."""
        _, _, file_id = request.path_params["id"].partition("-")
        file = self._parts.files.get(file_id)
        if not self._may_read(request):
            return RedirectResponse(f"{request.scope.get('root_path', '')}/signin", 302)
        if file is None or file.content is None:
            return PlainTextResponse("File not found", 404)
        return Response(file.content, media_type=file.shown()["mimetype"])

    def _may_read(self, request: Request) -> bool:
        # The page plays a browser in which somebody is signed in; an app never says this.
        if request.headers.get("sec-fetch-site") == "same-origin":
            return True
        access = self._parts.access
        try:
            access.check_token(token_of(request, request.query_params), "bot")
            access.require("files:read")
        except ApiError:
            return False
        return True

    async def sign_in(self, request: Request) -> Response:
        """Show where people sign in."""
        name = self._parts.app.team_name
        return HTMLResponse(f"<!doctype html><title>Sign in to {name} | Slack</title>")
