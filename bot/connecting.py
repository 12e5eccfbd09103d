"""How the bot reaches Slack, Okta and JumpCloud: clients, made from the settings."""

import httpx
from pydantic import SecretStr
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Providers, connect
from bot.clients.auth import (
    JUMPCLOUD_TOKEN_URL,
    JumpCloudKey,
    JumpCloudServiceAccount,
    OktaServiceApp,
    OktaToken,
)
from bot.clients.keys import read_signing_key
from bot.settings import Settings


def slack_client(settings: Settings) -> AsyncWebClient:
    """Make Slack's client; what was throttled is tried again when Slack says, and nothing else.

    Left to itself it also repeats a call whose answer was lost, which would post twice.
    """
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )


def connect_providers(settings: Settings) -> Providers:
    """Make the clients of Okta and JumpCloud; nothing is sent yet."""
    return connect(
        okta_org_url=settings.okta_org_url,
        okta_auth=_okta_auth(settings),
        jumpcloud_auth=_jumpcloud_auth(settings),
        jumpcloud_region=settings.jumpcloud_region.value,
        jumpcloud_api_url=settings.jumpcloud_url,
        jumpcloud_insights_url=settings.insights_url,
    )


def _okta_auth(settings: Settings) -> httpx.Auth:
    if settings.okta_api_token:
        return OktaToken(settings.okta_api_token)
    return OktaServiceApp(
        org_url=settings.okta_org_url,
        client_id=settings.okta_client_id or "",
        key=read_signing_key(settings.okta_private_key or SecretStr("")),
    )


def _jumpcloud_auth(settings: Settings) -> httpx.Auth:
    org_id = settings.jumpcloud_org_id
    if settings.jumpcloud_api_key:
        return JumpCloudKey(settings.jumpcloud_api_key, org_id=org_id)
    own = f"{settings.jumpcloud_url}/oauth2/token"
    return JumpCloudServiceAccount(
        client_id=settings.jumpcloud_client_id or "",
        client_secret=settings.jumpcloud_client_secret or SecretStr(""),
        org_id=org_id,
        token_url=own if settings.jumpcloud_api_url else JUMPCLOUD_TOKEN_URL,
    )
