"""Lists of everybody: whole, lean, and never taken for shorter than they are."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clients.jumpcloud import JumpCloudClient
from bot.clients.okta import OktaClient
from bot.errors import NotFound, Refused, Unavailable
from bot.sandbox.cast import PASSWORD
from tests.clients.conftest import Directories, Scripted, answer

LATE = datetime(2026, 3, 2, 9, 15, tzinfo=UTC).timestamp()


@pytest.fixture
def okta(directories: Directories):
    return directories.clients.okta


@pytest.fixture
def jumpcloud(directories: Directories):
    return directories.clients.jumpcloud


async def every(pages):
    return [row async for page in pages for row in page]


async def test_everybody_in_okta_is_listed_but_who_is_deactivated(okta, directories):
    rows = {row.login: row for row in await every(okta.list_users())}

    assert "charles@acme.example" not in rows
    grace = rows["grace@acme.example"]
    assert (grace.status, grace.first_name, grace.last_name) == ("ACTIVE", "Grace", "Hopper")
    assert abs(grace.changed - datetime.now(UTC).timestamp()) < 60
    assert len(rows) == len(directories.okta.users) - 1


async def test_who_changed_is_listed_deactivated_or_not(okta, directories):
    directories.okta.directory.world.move(timedelta(hours=1))
    since = directories.okta.directory.world.now() - timedelta(minutes=5)
    directories.okta.do("deactivate", "dana@acme.example")

    assert [row.login for row in await every(okta.list_users_changed(since))] == [
        "dana@acme.example"
    ]


async def test_people_are_found_by_many_addresses_at_once_in_any_case(okta):
    found = await okta.list_users_named(["Charles@ACME.example", "dana@acme.example", 'x"@y'])

    assert {row.login for row in found} == {"charles@acme.example", "dana@acme.example"}


async def test_assignments_are_listed_with_the_id_in_the_app(okta, directories):
    rows = {row.user_name: row for row in await every(okta.list_app_users(directories.okta.app.id))}

    grace = rows["grace"]
    assert grace.external_id == directories.jumpcloud.user("grace")["_id"]
    assert (grace.status, grace.sync_state) == ("PROVISIONED", "SYNCHRONIZED")
    assert grace.email == "grace@acme.example"
    with pytest.raises(NotFound):
        await every(okta.list_app_users("0oanone"))


async def test_people_devices_and_members_are_listed_page_after_page(jumpcloud, directories):
    for number in range(101):
        directories.jumpcloud.add_user(f"p{number}", f"p{number}@acme.example", password=PASSWORD)
    pages = [page async for page in jumpcloud.list_users()]
    devices = {row.name: row for row in await every(jumpcloud.list_systems())}
    (group,) = directories.jumpcloud.groups

    people = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [100, len(people) - 100]
    assert [row.id for row in people] == sorted(row["_id"] for row in directories.jumpcloud.users)
    assert next(row for row in people if row.username == "grace").by_scim
    assert devices["LT-GRACE"].active is False
    members = await every(jumpcloud.list_members(group["id"]))
    assert len(members) == len(group["members"])


@pytest.mark.parametrize("row", [{}, {"id": ""}, {"id": 7}, "x", None, ["id"]])
async def test_a_row_without_an_id_is_not_passed_over(scripted: Scripted, row):
    scripted.tell(answer(200, [{"id": "00u1"}, row]))

    with pytest.raises(Refused, match="a row without an id"):
        await every(OktaClient(scripted.api()).list_users())


async def test_a_row_is_read_whatever_else_is_in_it(scripted: Scripted):
    odd = {"_id": "j1", "username": None, "email": 7, "password_date": "soon", "created": 12}
    scripted.tell(answer(200, {"results": [odd | {"state": ["ACTIVATED"]}]}))

    (row,) = await every(JumpCloudClient(scripted.api("JumpCloud")).list_users())

    assert (row.id, row.username, row.email, row.state) == ("j1", "", "7", "")
    assert (row.password_date, row.name) == (0.0, "")


@pytest.mark.parametrize("text", ["2026-03-02T09:15:00.000Z", "2026-03-02T09:15:00.000000001Z",
                                  "2026-03-02T10:15:00+01:00", "2026-03-02T09:15:00"])  # fmt: skip
async def test_a_date_is_read_in_any_of_its_spellings(scripted: Scripted, text):
    scripted.tell(answer(200, [{"id": "00u1", "statusChanged": text, "profile": []}]))

    (row,) = await every(OktaClient(scripted.api()).list_users())

    assert row.changed == LATE


@pytest.mark.parametrize("body", [{"error": "x"}, "OK", 7])
async def test_what_is_no_list_is_not_the_end_of_one(scripted: Scripted, body):
    scripted.tell(answer(200, [{"id": "00u1"}] * 3), answer(200, body))
    pages = scripted.api().pages_by_skip("/x", size=3)

    with pytest.raises(Unavailable, match="no list"):
        await every(pages)


async def test_null_is_an_empty_list(scripted: Scripted):
    scripted.tell(answer(200, [1, 2, 3]), answer(200, "null"))
    scripted.answers[1].body = b"null"
    scripted.answers[1].headers["content-length"] = "4"

    assert await every(scripted.api().pages_by_skip("/x", size=3)) == [1, 2, 3]


async def test_a_page_that_is_throttled_is_waited_for_a_whole_window(scripted: Scripted):
    scripted.tell(answer(429, {}, Retry_After="61"), answer(200, [{"id": "00u1"}]))

    assert len(await every(OktaClient(scripted.api()).list_users())) == 1
    assert scripted.waits == [61]
