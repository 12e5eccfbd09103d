"""JumpCloud's client: people, devices, and the little that is changed there."""

import re

import pytest
from pydantic import SecretStr

from bot.clients import JUMPCLOUD_IN_FLIGHT, jumpcloud_client
from bot.clients.auth import JumpCloudKey
from bot.clients.jumpcloud import (
    CONSOLES,
    INSIGHTS,
    Association,
    JumpCloudClient,
    JumpCloudUser,
    System,
)
from bot.clients.jumpcloud.users import exactly
from bot.errors import NotFound, Refused, Unauthorized, Unavailable
from tests.clients.conftest import Directories, Scripted, answer

GRACE = "65a1c0de0000000000000001"
DANA = "65a1c0de0000000000000007"
LT_ADA = "65a1de71ce00000000000001"
LT_GRACE = "65a1de71ce00000000000002"
FEDERATED = "65a1f3de0000000000000001"
NOBODY = "65a1c0de00000000000000ff"


@pytest.fixture
def client(directories: Directories) -> JumpCloudClient:
    return directories.clients.jumpcloud


async def test_a_person_is_found_by_username_or_address_in_any_case(client):
    by_name = await client.find_user(username="GRACE")
    by_email = await client.find_user(email="Grace@Acme.example")

    assert by_name == by_email == await client.get_user(GRACE)
    assert (by_name.display_name, by_name.state) == ("Grace Hopper", "ACTIVATED")
    assert by_name.attribute("oktaRouting") == "federated"
    assert by_name.attribute("other") is None
    assert "scim" in by_name.creation_source
    assert by_name.password_date.tzinfo is not None


async def test_who_is_asked_for_by_both_must_be_both(client):
    assert (await client.find_user(username="grace", email="grace@acme.example")).id == GRACE
    assert await client.find_user(username="grace", email="alan@acme.example") is None


@pytest.mark.parametrize("name", ["nobody", "gr.ce", ".*", "grace)|(.*", "gra", "<!channel>"])
async def test_a_name_means_itself_and_no_pattern(name, client):
    assert await client.find_user(username=name) is None


async def test_whom_to_find_must_be_said(client):
    with pytest.raises(ValueError, match="whom"):
        await client.find_user()


async def test_a_filter_that_finds_everybody_is_not_believed(scripted: Scripted):
    everybody = {"results": [{"_id": "1", "username": "mallory"}, {"_id": "2", "username": "ada"}]}
    scripted.tell(answer(200, everybody))
    client = JumpCloudClient(scripted.api("JumpCloud"))

    assert (await client.find_user(username="ada")).id == "2"
    assert await client.find_user(email="ada@x") is None
    assert await client.find_user_by_local_account("ada") is None


async def test_a_person_is_found_by_the_name_on_their_devices(client, directories):
    directories.jumpcloud.change_user("grace", systemUsername="ghopper")

    found = await client.find_user_by_local_account("GHopper")

    assert (found.id, found.local_account, found.account_name) == (GRACE, "ghopper", "ghopper")
    assert (await client.get_user(DANA)).account_name == "dana"


async def test_people_are_searched_by_a_part_of_their_name(client):
    assert [user.username for user in await client.search_users("hopp")] == ["grace"]
    assert await client.search_users(" ") == []


async def test_a_staged_person_is_activated_without_a_mail(client, directories, scripted):
    user = directories.jumpcloud.add_user("ada", "ada@acme.example", state="STAGED")
    scripted.tell(answer(200, "OK"))

    await client.activate_user(user["_id"])
    await JumpCloudClient(scripted.api("JumpCloud")).activate_user("1")

    assert directories.jumpcloud.state("ada") == "ACTIVATED"
    assert scripted.asked[0].body == b'{"email":false}'


async def test_a_person_is_suspended_and_stays_bound(client, directories):
    await client.suspend_user(GRACE)

    assert (await client.get_user(GRACE)).suspended
    assert directories.jumpcloud.bindings("grace") == ["LT-GRACE"]


async def test_a_device_is_found_by_name_or_serial_number(client):
    found = [*await client.search_systems("lt-ad"), *await client.search_systems("C02ADA")]

    assert [system.id for system in found] == [LT_ADA, LT_ADA]
    assert await client.search_systems("") == []
    assert (await client.get_system(LT_GRACE)).os_family == "windows"


async def test_a_binding_is_seen_from_both_ends_and_undone(client):
    await client.bind(DANA, LT_ADA, admin=True)
    await client.bind(DANA, LT_ADA, admin=True)
    there = await client.list_system_users(LT_ADA)
    here = await client.list_user_systems(DANA)
    await client.unbind(DANA, LT_ADA)
    await client.unbind(DANA, LT_ADA)

    assert there == [Association(id=DANA, type="user", sudo=True)]
    assert here == [Association(id=LT_ADA, type="system", sudo=True)]
    assert await client.list_system_users(LT_ADA) == []


async def test_a_standard_binding_makes_no_administrator(client):
    await client.bind(DANA, LT_ADA, admin=False)

    assert [each.sudo for each in await client.list_system_users(LT_ADA)] == [False]


async def test_a_binding_through_a_group_is_told_apart(client, directories):
    directories.jumpcloud.graph.bind_group(FEDERATED, LT_ADA)

    bound = {each.id: each for each in await client.list_user_systems(GRACE)}

    assert (bound[LT_GRACE].direct, bound[LT_ADA].direct) == (True, False)


@pytest.mark.parametrize(
    "ask", ["get_user", "get_system", "list_user_systems", "list_system_users", "suspend_user"]
)
async def test_what_is_gone_is_not_found(ask, client):
    with pytest.raises(NotFound, match=r"^JumpCloud did not find it"):
        await getattr(client, ask)(NOBODY)


async def test_membership_is_looked_for_on_every_page(scripted: Scripted):
    full = [{"id": str(number)} for number in range(100)]
    scripted.tell(answer(200, full), answer(200, [{"id": FEDERATED, "type": "user_group"}]))

    assert await JumpCloudClient(scripted.api("JumpCloud")).is_member(FEDERATED, GRACE)
    assert scripted.asked[1].target.endswith("/memberof?limit=100&skip=100")


async def test_the_dynamic_group_is_read_with_its_members(client, directories):
    directories.jumpcloud.add_user("ada", "ada@acme.example")

    group = await client.get_user_group(FEDERATED)

    assert (group.name, group.membership) == ("Okta federated", "DYNAMIC_AUTOMATED")
    assert await client.is_member(FEDERATED, GRACE)
    assert not await client.is_member(FEDERATED, (await client.find_user(username="ada")).id)


@pytest.mark.parametrize("state", ["ACTIVATED", "STAGED"])
async def test_the_state_of_new_people_is_the_organizations(state, client, directories):
    directories.jumpcloud.default_state = state

    assert await client.get_default_state() == state


async def test_the_organizations_name_proves_the_key(client, directories):
    assert await client.check()

    directories.jumpcloud.access.api_key = "jca_another"

    with pytest.raises(Unauthorized, match="api key user not found"):
        await client.check()


async def test_a_key_without_an_organization_is_told(scripted: Scripted):
    scripted.tell(answer(200, {"results": [], "totalCount": 0}))

    with pytest.raises(NotFound, match="no organization"):
        await JumpCloudClient(scripted.api("JumpCloud")).check()


@pytest.mark.parametrize("body", [[None], [{"to": None}], [3]])
async def test_an_edge_that_leads_nowhere_is_refused(body, scripted: Scripted):
    scripted.tell(answer(200, body))

    with pytest.raises(Refused, match="not the Association asked for"):
        await JumpCloudClient(scripted.api("JumpCloud")).list_system_users(LT_ADA)


def test_answers_are_read_leniently():
    user = JumpCloudUser.model_validate(
        {
            "id": "1",
            "state": "NEW",
            "systemUsername": None,
            "password_date": "",
            "attributes": [None, {"name": "n", "value": 3}],
            "firstname": "Ada",
            "lastname": None,
        }
    )
    system = System.model_validate(
        {
            "_id": "1",
            "hostname": "mbp",
            "lastContact": None,
            "domainInfo": None,
            "userMetrics": [
                None,
                {"userName": "jdoe", "secureTokenEnabled": True},
                {"userName": None},
            ],
        }
    )

    assert (user.state, user.account_name, user.password_date) == ("NEW", "", None)
    assert (user.display_name, user.attribute("n")) == ("Ada", "3")
    assert (system.display_name, system.domain_joined, system.last_contact) == ("mbp", False, None)
    assert system.account("jdoe").secure_token
    assert system.account("JDoe") is None


def test_an_exact_search_escapes_what_has_a_meaning():
    assert re.search(exactly("a.b+c"), "A.B+C")
    assert not re.search(exactly("a.b+c"), "axb+c")


async def test_each_region_has_its_hosts_and_few_calls_at_once():
    assert set(CONSOLES) == set(INSIGHTS) == {"us", "eu", "in"}
    client = jumpcloud_client(auth=JumpCloudKey(SecretStr("jca")), region="eu")

    assert client._api._http.base_url.host == "console.eu.jumpcloud.com"
    assert client._insights._http.base_url.host == "api.eu.jumpcloud.com"
    assert client._api._slots._value == JUMPCLOUD_IN_FLIGHT == 4
    await client.close()


def test_what_a_device_can_do_is_read_off_it():
    home = System.model_validate(
        {
            "_id": "1",
            "osFamily": "windows",
            "osVersionDetail": {"releaseName": "11 Home"},
            "builtInCommands": [{"name": "lock"}, None, {"name": "restart"}],
        }
    )
    mac = System.model_validate(
        {
            "_id": "2",
            "osFamily": "darwin",
            "version": "15.6 Home",
            "builtInCommands": [{"name": "lock"}],
            "serviceAccountState": {"hasSecureToken": True},
        }
    )

    assert (home.home_edition, home.can_lock, home.secure_token) == (True, True, False)
    assert (mac.home_edition, mac.can_lock, mac.secure_token) == (False, False, True)


async def test_system_insights_lists_accounts_with_the_age_of_what_it_knows(scripted: Scripted):
    row = {"username": "jdoe", "description": "Jane Doe", "admin": True, "real_user": None}
    scripted.tell(answer(200, [row | {"collection_time": "2026-08-20T09:30:00.000Z"}]))

    [account] = await JumpCloudClient(scripted.api("JumpCloud")).list_local_accounts(LT_ADA)

    assert (account.username, account.full_name, account.admin) == ("jdoe", "Jane Doe", True)
    assert (account.real_user, account.collected.year) == (None, 2026)
    assert scripted.asked[0].target.startswith(
        f"/api/v2/systeminsights/users?filter=system_id%3Aeq%3A{LT_ADA}"
    )


async def test_a_device_is_told_to_lock_once(scripted: Scripted):
    scripted.tell(answer(503), answer(201, "Command created"))

    with pytest.raises(Unavailable):
        await JumpCloudClient(scripted.api("JumpCloud")).lock_system(LT_ADA)

    assert [each.method for each in scripted.asked] == ["POST"]
    assert scripted.asked[0].target == f"/api/systems/{LT_ADA}/command/builtin/lock"
