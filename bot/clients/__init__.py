"""The providers, each behind a client of its own; they know nothing of each other."""

from dataclasses import dataclass
from typing import Final

import httpx

from bot.client import CONNECT_TIMEOUT, READ_TIMEOUT, Api
from bot.clients.jumpcloud import CONSOLES, INSIGHTS, JumpCloudClient
from bot.clients.okta import OktaClient
from bot.clients.okta.buckets import bucket

AGENT: Final = "deskhand"
JUMPCLOUD_IN_FLIGHT: Final = 4
"""JumpCloud publishes no limit, and blocks addresses that it suspects of abuse."""

LOCAL: Final = ("all://127.0.0.1", "all://localhost")

Transport = httpx.AsyncBaseTransport | None


@dataclass(frozen=True)
class Providers:
    """Every provider that steps may call."""

    okta: OktaClient
    jumpcloud: JumpCloudClient

    async def close(self) -> None:
        """Close every connection."""
        await self.okta.close()
        await self.jumpcloud.close()


def connect(
    *,
    okta_org_url: str,
    okta_auth: httpx.Auth,
    jumpcloud_auth: httpx.Auth,
    jumpcloud_region: str = "us",
    jumpcloud_api_url: str | None = None,
    jumpcloud_insights_url: str | None = None,
) -> Providers:
    """Make every client; nothing is sent yet.

    Args:
        jumpcloud_region: A key of `CONSOLES`; the two addresses go before it.
    """
    return Providers(
        okta=okta_client(org_url=okta_org_url, auth=okta_auth),
        jumpcloud=jumpcloud_client(
            auth=jumpcloud_auth,
            region=jumpcloud_region,
            api_url=jumpcloud_api_url,
            insights_url=jumpcloud_insights_url,
        ),
    )


def okta_client(*, org_url: str, auth: httpx.Auth, transport: Transport = None) -> OktaClient:
    """Make a client of one Okta org; `org_url` is of its main host, not of the console's."""
    return OktaClient(Api("Okta", http_client(org_url, auth, transport), bucket=bucket))


def jumpcloud_client(
    *,
    auth: httpx.Auth,
    region: str = "us",
    api_url: str | None = None,
    insights_url: str | None = None,
    transport: Transport = None,
) -> JumpCloudClient:
    """Make a client of one JumpCloud organization; the two addresses go before the region."""
    main, insights = (
        Api("JumpCloud", http_client(url, auth, transport), in_flight=JUMPCLOUD_IN_FLIGHT)
        for url in (api_url or CONSOLES[region], insights_url or INSIGHTS[region])
    )
    return JumpCloudClient(main, insights)


def http_client(base_url: str, auth: httpx.Auth, transport: Transport = None) -> httpx.AsyncClient:
    """Make the HTTP client of one address.

    Proxies are taken from the environment, but not on the way to this machine: the sandbox.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        auth=auth,
        headers={"Accept": "application/json", "User-Agent": AGENT},
        timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT),
        mounts=dict.fromkeys(LOCAL),
        transport=transport,
    )
