"""A provider that answers word for word as a test tells it, over real HTTP."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.client import Api
from bot.clients import Providers, connect
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.okta import Okta
from bot.sandbox.serving import HOST, Serving
from bot.sandbox.store import World

Answer = Response | Callable[[Request], Awaitable[Response]]


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Answers in the order told; the last one again and again."""

    url: str = ""
    answers: deque[Answer] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    apis: list[Api] = field(default_factory=list)

    def tell(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    async def wait(self, seconds: float) -> None:
        """Stand in for asyncio.sleep: only write down how long."""
        self.waits.append(seconds)

    async def hear(self, request: Request) -> Response:
        target = request.scope["raw_path"].decode() + (
            f"?{request.url.query}" * bool(request.url.query)
        )
        body = await request.body()
        self.asked.append(Asked(request.method, target, dict(request.headers), body))
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        return answer if isinstance(answer, Response) else await answer(request)

    def api(self, provider: str = "Okta", auth: httpx.Auth | None = None, **options: Any) -> Api:
        http = httpx.AsyncClient(base_url=self.url, auth=auth, trust_env=False)
        self.apis.append(Api(provider, http, sleep=self.wait, **options))
        return self.apis[-1]


@pytest.fixture
async def scripted() -> AsyncIterator[Scripted]:
    script = Scripted()
    methods = ["GET", "POST", "PUT", "DELETE"]
    serving = Serving(Starlette(routes=[Route("/{rest:path}", script.hear, methods=methods)]), 0)
    await serving.start()
    script.url = f"http://{HOST}:{serving.port}"
    yield script
    for api in script.apis:
        await api.close()
    await serving.stop()


@dataclass
class Directories:
    """Both stand-ins behind one port, and clients of them."""

    okta: Okta
    jumpcloud: JumpCloud
    clients: Providers
    url: str


@pytest.fixture
async def directories() -> AsyncIterator[Directories]:
    world, cast = World(0), Cast()
    okta, jumpcloud = Okta(world, cast), JumpCloud(world, cast)
    mounts = [
        Mount("/okta", routes=okta.routes),
        Mount("/jumpcloud", routes=jumpcloud.routes),
        Mount("/insights", routes=jumpcloud.insights_routes),
    ]
    serving = Serving(Starlette(routes=mounts), 0)
    await serving.start()
    url = f"http://{HOST}:{serving.port}"
    clients = connect(
        okta_org_url=f"{url}/okta",
        okta_auth=OktaToken(SecretStr(okta.api_token)),
        jumpcloud_auth=JumpCloudKey(SecretStr(jumpcloud.access.api_key)),
        jumpcloud_api_url=f"{url}/jumpcloud",
        jumpcloud_insights_url=f"{url}/insights",
    )
    yield Directories(okta, jumpcloud, clients, url)
    await clients.close()
    await serving.stop()


@pytest.fixture
def engineering(directories: Directories) -> str:
    return next(
        each["id"] for each in directories.okta.groups if each["profile"]["name"] == "Engineering"
    )


async def cut_off(request: Request) -> Response:
    """Close the connection when the request was read."""
    request.scope["state"]["transport"].abort()
    return Response()


def okta_error(code: str, summary: str, *causes: str) -> dict[str, Any]:
    """Build Okta's error."""
    body = {"errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1"}
    return {**body, "errorCauses": [{"errorSummary": cause} for cause in causes]}


def page(status: int) -> Response:
    """Build what a gateway answers."""
    return Response("<html><h1>Bad gateway</h1></html>", status, media_type="text/html")


def answer(status: int, body: Any = None, **headers: str) -> Response:
    """Build an answer; of header names, `_` is `-`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        Response(status_code=status, headers=sent)
        if body is None
        else JSONResponse(body, status, sent)
    )
