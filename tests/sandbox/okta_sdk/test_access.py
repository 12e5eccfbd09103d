"""Who calls and how fast: tokens, OAuth, DPoP and throttling, through Okta's own client."""

from bot.sandbox.okta.pace import Window
from tests.sandbox.okta_sdk.asking import get, refused

READ, MANAGE = "okta.users.read", "okta.users.manage"


async def test_a_token_that_was_revoked_is_refused(org, client):
    org.okta.api_token = "another"

    assert await refused(client.get_user("grace")) == (401, "E0000011")


async def test_a_service_app_signs_its_way_in_and_is_held_to_its_scopes(org):
    async with org.service(READ, granted=(READ, MANAGE)) as client:
        grace = await get(client.get_user("grace@acme.example"))

        assert grace.profile.first_name == "Grace"
        assert await refused(client.suspend_user(grace.id)) == (403, "E0000006")


async def test_a_service_app_that_was_granted_nothing_is_told_so(org):
    async with org.service("okta.apps.read", granted=(READ,)) as client:
        *_, error = await client.list_applications()

        assert (error.status, error.error_code) == (400, "consent_required")


async def test_a_token_bound_to_a_key_is_had_by_a_nonce_and_works_with_a_proof_each(org):
    async with org.service(MANAGE, dpop=True) as client:
        grace = await get(client.get_user("grace@acme.example"))
        await get(client.suspend_user(grace.id))
        await get(client.list_users(search='profile.login eq "grace@acme.example"'))

    assert org.okta.status("grace@acme.example") == "SUSPENDED"
    assert org.okta.log[-1]["actor"]["type"] == "PublicClientApp"


async def test_an_app_that_must_prove_its_key_is_told_when_it_does_not(org):
    async with org.service(READ, dpop=True, proves=False) as client:
        *_, error = await client.get_user("grace")

    assert (error.status, error.error_code) == (400, "invalid_dpop_proof")


async def test_a_throttled_client_waits_until_the_reset_and_comes_again(org, client):
    pace = org.okta.pace
    pace.enforced, pace.limits["user.get"] = True, 1
    # The minute is nearly over, so that the wait is a short one.
    pace._windows["user.get"] = Window(org.world.now().timestamp() - 59.5, 1)

    grace = await get(client.get_user("grace@acme.example"))

    assert grace.status.value == "ACTIVE"
    assert pace._windows["user.get"].used == 1


async def test_a_client_that_may_not_wait_is_told_that_it_was_too_fast(org):
    org.okta.pace.enforced, org.okta.pace.limits["user.get"] = True, 0

    async with org.client(rateLimit={"maxRetries": 0}) as client:
        assert await refused(client.get_user("grace")) == (429, "E0000047")
