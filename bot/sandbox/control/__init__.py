"""The control surface: what the page sees, and what people do there, over HTTP.

    GET  state              what one person and the helpdesk's eyes can see: `as` whom, which
                            people to `find`, and whom of them to describe (`chosen`)
    GET  stream             server-sent events: the version, at each change
    GET  traffic/{number}   an exchange with its bodies
    POST act                somebody does something in Slack
    POST okta jumpcloud scim laptops slack tokens console faults clock bot

A POST is answered `{"ok": true, ...}`, or `{"ok": false, "error": "..."}` with a sentence for the
person. Only pages of this machine are answered: anybody's page could ask a port of 127.0.0.1.

state people lines wording     what is seen
deeds                          what is done
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.control.deeds import DEEDS, CannotDo
from bot.sandbox.control.lines import Lines
from bot.sandbox.control.state import Look, snapshot

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

__all__ = ["routes"]

HOSTS: Final = ("127.0.0.1", "localhost")
COALESCED: Final = 0.05

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(sandbox: "Sandbox") -> list[BaseRoute]:
    """Build the routes, to be mounted at `/control`."""
    surface = Surface(sandbox)
    return [
        Route("/state", guarded(surface.state)),
        Route("/stream", guarded(surface.stream)),
        Route("/traffic/{number:int}", guarded(surface.exchange)),
        *(
            Route(f"/{part}", guarded(partial(surface.do, part)), methods=["POST"])
            for part in DEEDS
        ),
    ]


def guarded(endpoint: Endpoint) -> Endpoint:
    """Answer nobody but this machine's own pages.

    A name that resolves to 127.0.0.1, a form on a foreign page: both could reach this port.
    """

    async def answer(request: Request) -> Response:
        origin = request.headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.url.netloc
        if request.url.hostname not in HOSTS or foreign:
            return JSONResponse(
                {"ok": False, "error": "Only this machine's own page may ask."}, 403
            )
        return await endpoint(request)

    return answer


@lru_cache
def features(manifest: Path) -> dict[str, Any]:
    """Read the app's commands, shortcuts and home from where Slack has them: its manifest."""
    if not manifest.is_file():
        return {}
    declared = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    found: dict[str, Any] = declared["features"]
    return found


class Surface:
    """The endpoints over one sandbox."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._lines = Lines(sandbox)

    async def state(self, request: Request) -> Response:
        """Show everything, as the person named by `as`; by default the first."""
        people = {person.id: person for person in self._sandbox.slack.people}
        asked = request.query_params.get("as")
        person = people.get(asked) if asked else next(iter(people.values()))
        if person is None:
            return JSONResponse(
                {"ok": False, "error": f"There is nobody with the id {asked}."}, 404
            )
        query = request.query_params
        chosen = {"find": query.get("find", ""), "chosen": query.get("chosen", "")}
        look = Look(person, features(self._sandbox.manifest), **chosen)
        return JSONResponse(snapshot(self._sandbox, look, self._lines))

    async def stream(self, request: Request) -> Response:
        """Tell of each change."""
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._versions(), headers=headers, media_type="text/event-stream")

    async def _versions(self) -> AsyncIterator[str]:
        world = self._sandbox.world
        version = world.version
        while True:
            yield f"data: {json.dumps({'version': version})}\n\n"
            version = await world.wait_changed(version)
            # What changes together is drawn together.
            await asyncio.sleep(COALESCED)
            version = world.version

    async def exchange(self, request: Request) -> Response:
        """Show an exchange with its bodies, and no secret."""
        number = request.path_params["number"]
        found = next((each for each in self._sandbox.traffic if each.number == number), None)
        if found is None:
            return JSONResponse({"ok": False, "error": "It is no longer kept."}, 404)
        return JSONResponse(self._lines.whole(found))

    async def do(self, part: str, request: Request) -> Response:
        """Do what was asked."""
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"ok": False, "error": "The body has to be JSON."}, 415)
        model, act = DEEDS[part]
        try:
            asked = model.model_validate_json(await request.body())
            done = await act(self._sandbox, asked)
        except ValidationError as error:
            return JSONResponse({"ok": False, "error": _sentence(error)}, 422)
        except CannotDo as error:
            return JSONResponse({"ok": False, "error": str(error)}, 409)
        return JSONResponse({"ok": True, **done})


def _sentence(error: ValidationError) -> str:
    faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return "; ".join(faults)
