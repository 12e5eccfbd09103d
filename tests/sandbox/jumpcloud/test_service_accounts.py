"""Service accounts: made, rotated, and ended by time."""

from datetime import timedelta

import pytest

FORM = {"grant_type": "client_credentials"}


@pytest.fixture
def wanted(jumpcloud):
    def wanted(kind="CLIENT_SECRET", lifetime="30 Days"):
        part = "clientSecretConfig" if kind == "CLIENT_SECRET" else "apiKeyConfig"
        config = {"authType": kind, part: {"lifetime": lifetime}}
        role = jumpcloud.access.credentials.all_powerful
        return {"name": "slack-bot", "roleId": role, "authConfig": config}

    return wanted


async def made(api, body):
    answer = await api.post("/api/v2/service-accounts", json=body)
    assert answer.status_code == 201
    return answer.json()["serviceAccount"]


async def status_of(api, account):
    return (await api.get(f"/api/v2/service-accounts/{account['objectId']}")).json()["status"]


async def test_the_secret_is_shown_once_and_opens_the_door(api, wanted):
    account = await made(api, wanted())
    config = account["authConfigList"][0]["clientSecretConfig"]
    again = (await api.get(f"/api/v2/service-accounts/{account['objectId']}")).json()

    token = await api.post(
        "/oauth2/token", data=FORM, auth=(config["clientId"], config["clientSecret"])
    )

    assert "clientSecret" not in again["authConfigList"][0]["clientSecretConfig"]
    headers = {"x-api-key": "", "Authorization": f"Bearer {token.json()['access_token']}"}
    assert (await api.get("/api/systems", headers=headers)).status_code == 200


async def test_a_key_of_a_service_account_is_a_key(api, wanted):
    account = await made(api, wanted("API_KEY"))
    config = account["authConfigList"][0]["apiKeyConfig"]

    assert config["apiKey"].startswith(config["apiKeyPrefix"])
    headers = {"x-api-key": config["apiKey"]}
    assert (await api.get("/api/systems", headers=headers)).status_code == 200


async def test_a_credential_ends_and_says_so_a_week_before(api, world, wanted):
    account = await made(api, wanted("API_KEY"))
    headers = {"x-api-key": account["authConfigList"][0]["apiKeyConfig"]["apiKey"]}

    seen = [await status_of(api, account)]
    world.move(timedelta(days=24))
    seen.append(await status_of(api, account))
    world.move(timedelta(days=7))
    seen.append(await status_of(api, account))

    assert seen == ["ACTIVE", "EXPIRING", "EXPIRED"]
    assert (await api.get("/api/systems", headers=headers)).status_code == 401


async def test_a_secret_is_rotated_beside_the_old_one(api, wanted):
    account = await made(api, wanted())
    path = f"/api/v2/service-accounts/{account['objectId']}/auth-config"
    new = {"authConfig": wanted(lifetime="365 Days")["authConfig"]}

    second, third = await api.post(path, json=new), await api.post(path, json=new)

    fresh = second.json()["authConfig"]["clientSecretConfig"]
    assert second.status_code == 201
    assert third.status_code == 400
    for config in (account["authConfigList"][0]["clientSecretConfig"], fresh):
        auth = (config["clientId"], config["clientSecret"])
        assert (await api.post("/oauth2/token", data=FORM, auth=auth)).status_code == 200


async def test_a_deleted_accounts_tokens_die_with_it(api, wanted):
    account = await made(api, wanted())
    config = account["authConfigList"][0]["clientSecretConfig"]
    auth = (config["clientId"], config["clientSecret"])
    token = (await api.post("/oauth2/token", data=FORM, auth=auth)).json()["access_token"]

    await api.delete(f"/api/v2/service-accounts/{account['objectId']}")

    headers = {"x-api-key": "", "Authorization": f"Bearer {token}"}
    assert (await api.get("/api/systems", headers=headers)).status_code == 401


async def test_accounts_are_listed_by_what_ends_first(api, wanted):
    await made(api, wanted())

    params = {"sort": "expiresAt"}
    listed = (await api.get("/api/v2/service-accounts", params=params)).json()

    assert [each["name"] for each in listed["results"]] == ["slack-bot", "sandbox-bot"]
    assert listed["totalCount"] == 2
    assert "authConfigList" not in listed["results"][0]
    params = {"search.searchTerm": "SLACK", "search.fields": "name"}
    found = (await api.get("/api/v2/service-accounts", params=params)).json()
    assert [each["name"] for each in found["results"]] == ["slack-bot"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"roleId": "f" * 24},
        {"authConfig": {"authType": "PASSWORD"}},
        {"authConfig": {"authType": "API_KEY", "apiKeyConfig": {"lifetime": "1 Day"}}},
    ],
)
async def test_an_account_that_cannot_be_is_refused(api, wanted, change):
    assert (await api.post("/api/v2/service-accounts", json=wanted() | change)).status_code == 400


async def test_a_role_in_use_is_not_deleted(api, wanted):
    role = (await api.post("/api/v2/roles", json={"name": "Bot", "scopes": ["users"]})).json()
    await made(api, wanted() | {"roleId": role["id"]})

    assert (await api.delete(f"/api/v2/roles/{role['id']}")).status_code == 409
