"""What a caller may do is what its role's scopes open."""

import pytest
import yaml

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.scopes import EVERYTHING
from bot.sandbox.store import World
from tests.sandbox.jumpcloud.api import OPENAPI

SECRET = ("sandbox-bot", "sandbox-client-secret")
FORBIDDEN = {"message": "Forbidden"}
ENDPOINTS = [
    (version, each)
    for version in ("v1", "v2", "insights")
    for each in JumpCloud(World(), Cast()).endpoints(version)
]
# JumpCloud answers these, and describes them nowhere.
UNDESCRIBED = {
    ("GET", "/identity-providers"),
    ("POST", "/identity-providers"),
    ("GET", "/systemgroups/{id}/suggestions"),
    ("POST", "/systemgroups/{id}/suggestions"),
}


def described(version):
    file = OPENAPI / f"jumpcloud-{version}.yaml"
    if not file.exists():
        pytest.skip(f"JumpCloud's own description of its API is not at hand: {file.name}")
    found = {}
    for path, operations in yaml.load(file.read_text(), yaml.CSafeLoader)["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "patch", "delete"):
                found[method.upper(), shape(path)] = set(operation["x-scopes"])
    return found


def shape(path):
    """Write a path with its parameters without their names."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("version", ["v1", "v2", "insights"])
def test_every_endpoint_wants_the_scopes_that_jumpcloud_says(version):
    known, seen = described(version), 0
    for its_version, each in ENDPOINTS:
        path = each.path.removeprefix("/directory/v1")
        if its_version != version or (each.method, path) in UNDESCRIBED:
            continue
        names = ("lock", "restart", "shutdown") if "{name}" in path else ("",)
        for name in names:
            wanted = known[each.method, shape(path.replace("{name}", name))]
            assert set(each.scopes.split()) == wanted, (each.method, path)
            seen += 1
    assert seen > 3


def test_every_scope_that_an_endpoint_wants_can_be_given():
    wanted = {scope for _, each in ENDPOINTS for scope in each.scopes.split()}

    assert wanted <= set(EVERYTHING)


async def test_a_role_without_the_scope_is_forbidden(api, jumpcloud):
    jumpcloud.access.restrict(["users.readonly"])

    read = await api.get("/api/systemusers")
    written = await api.post("/api/systemusers", json={})
    devices = await api.get("/api/systems")
    log = await api.post(api.base_url.join("/insights/directory/v1/events"), json={})

    assert read.status_code == 200
    assert [each.status_code for each in (written, devices, log)] == [403, 403, 403]
    assert written.json() == devices.json() == log.json() == FORBIDDEN


async def test_a_service_account_has_its_role_as_well(api, jumpcloud):
    form = {"grant_type": "client_credentials"}
    token = (await api.post("/oauth2/token", data=form, auth=SECRET)).json()["access_token"]
    headers = {"x-api-key": "", "Authorization": f"Bearer {token}"}

    jumpcloud.access.restrict(["systems.readonly"])
    forbidden = await api.get("/api/systemusers", headers=headers)
    jumpcloud.access.restrict(None)
    allowed = await api.get("/api/systemusers", headers=headers)

    assert [forbidden.status_code, allowed.status_code] == [403, 200]


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [(["users"], True), (["users.state.suspend"], True), (["users.state.unlock"], False)],
)
async def test_any_one_of_an_endpoints_scopes_is_enough(api, jumpcloud, ada, scopes, allowed):
    jumpcloud.access.restrict(scopes)

    answer = await api.post(f"/api/systemusers/{ada['_id']}/state/suspend")

    assert answer.status_code == (200 if allowed else 403)


async def test_a_stranger_is_a_stranger_before_they_are_forbidden_anything(api, jumpcloud):
    jumpcloud.access.restrict([])

    answer = await api.get("/api/systemusers", headers={"x-api-key": "wrong"})

    assert answer.status_code == 401


async def test_custom_roles_are_made_replaced_and_deleted(api):
    made = await api.post("/api/v2/roles", json={"name": "Bot", "scopes": ["users.readonly"]})
    role = made.json()
    path = f"/api/v2/roles/{role['id']}"
    await api.put(path, json={"name": "Bot", "scopes": ["systems.readonly"]})
    replaced = (await api.get(path)).json()
    listed = (await api.get("/api/v2/roles", params={"limit": 100})).json()
    deleted = await api.delete(path)

    assert (made.status_code, role["isCustom"]) == (201, True)
    assert replaced["scopes"] == ["systems.readonly"]
    assert listed["totalCount"] == 7
    assert deleted.status_code == 204
    assert (await api.get(path)).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"name": "x"}, {"name": "x", "scopes": ["fly"]}, {"name": "", "scopes": []}]
)
async def test_a_role_that_cannot_be_is_refused(api, body):
    assert (await api.post("/api/v2/roles", json=body)).status_code == 400


async def test_jumpclouds_own_roles_stay_as_they_are(api, jumpcloud):
    path = f"/api/v2/roles/{jumpcloud.access.role_id}"

    assert (await api.delete(path)).status_code == 400
    assert (await api.put(path, json={"name": "x", "scopes": []})).status_code == 400


async def test_the_catalogue_of_scopes_can_be_read(api):
    groups = (await api.get("/api/v2/scope-groups")).json()

    keys = [scope["key"] for group in groups["results"] for scope in group["scopes"]]
    assert "users.state.suspend" in keys
    assert sorted(keys) == sorted(EVERYTHING)
