"""Who is let in, and who is refused in which words."""

from datetime import timedelta

import pytest

from bot.sandbox.jumpcloud.records import ORGANIZATION

SECRET = "sandbox-client-secret"


async def test_a_wrong_key_is_refused_in_jumpclouds_words(api):
    answer = await api.get("/api/systemusers", headers={"x-api-key": "wrong"})

    assert answer.status_code == 401
    assert answer.json() == {
        "error": "Unauthorized",
        "message": "Unauthorized: api key user not found",
    }


@pytest.mark.parametrize(
    ("organization", "status"), [("nonsense", 400), ("f" * 24, 404), (ORGANIZATION, 200)]
)
async def test_an_organization_id_must_be_the_right_one(api, organization, status):
    answer = await api.get("/api/systemusers", headers={"x-org-id": organization})

    assert answer.status_code == status


async def test_an_administrator_of_many_organizations_must_name_one(api, jumpcloud):
    jumpcloud.access.many_tenants = True

    assert (await api.get("/api/systemusers")).status_code == 401


async def test_the_header_and_the_path_must_name_the_same_organization(api):
    headers = {"x-org-id": ORGANIZATION}

    answer = await api.get(f"/api/organizations/{'f' * 24}", headers=headers)

    assert answer.status_code == 400


async def test_a_service_accounts_token_opens_the_door_until_it_expires(api, world, jumpcloud):
    jumpcloud.access.token_lifetime = 60
    form = {"grant_type": "client_credentials", "scope": "api"}
    token = await api.post("/oauth2/token", data=form, auth=("sandbox-bot", SECRET))
    del api.headers["x-api-key"]
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}

    before = await api.get("/api/systemusers", headers=headers)
    world.move(timedelta(seconds=61))
    after = await api.get("/api/systemusers", headers=headers)

    assert token.json()["expires_in"] == 60
    assert [before.status_code, after.status_code] == [200, 401]


@pytest.mark.parametrize(
    ("credentials", "grant", "status", "error"),
    [
        (("sandbox-bot", "wrong"), "client_credentials", 401, "invalid_client"),
        (("sandbox-bot", SECRET), "password", 400, "unsupported_grant_type"),
    ],
)
async def test_a_token_is_given_for_client_credentials_only(api, credentials, grant, status, error):
    answer = await api.post("/oauth2/token", data={"grant_type": grant}, auth=credentials)

    assert answer.status_code == status
    assert answer.json() == {"error": error}


async def test_tokens_can_be_made_useless_in_the_middle_of_a_run(api, jumpcloud):
    form = {"grant_type": "client_credentials"}
    token = await api.post("/oauth2/token", data=form, auth=("sandbox-bot", SECRET))
    jumpcloud.access.expire_tokens()

    headers = {"x-api-key": "", "Authorization": f"Bearer {token.json()['access_token']}"}

    assert (await api.get("/api/systemusers", headers=headers)).status_code == 401


async def test_naming_an_organization_where_that_is_not_supported_is_forbidden(api, jumpcloud):
    jumpcloud.access.nameless.add("/api/systems")

    answer = await api.get("/api/systems", headers={"x-org-id": ORGANIZATION})

    assert answer.status_code == 403
    assert (await api.get("/api/systems")).status_code == 200


async def test_another_scope_of_oauth_is_refused(api):
    form = {"grant_type": "client_credentials", "scope": "everything"}

    answer = await api.post("/oauth2/token", data=form, auth=("sandbox-bot", SECRET))

    assert answer.json() == {"error": "invalid_scope"}
