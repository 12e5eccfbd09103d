"""A crowd in the sandbox: there at once, real to every API, and found as fast as a few."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.cast import PASSWORD
from bot.sandbox.crowd import gather
from bot.sandbox.jumpcloud.table import Table
from bot.sandbox.okta.filters import compiled
from bot.sandbox.okta.register import FRESH, Column
from bot.sandbox.okta.users import SEARCH
from bot.sandbox.server import Sandbox

MANY = 1200
ONE = "chiara.eriksen.122@acme.example"
LETTERS = st.text("ab.@-", max_size=6)


@pytest.fixture(scope="module")
def crowd():
    sandbox = Sandbox()
    gather(sandbox, MANY)
    return sandbox


def test_everybody_is_in_both_directories_and_linked(crowd):
    user, row = crowd.okta.user(ONE), crowd.jumpcloud.user(ONE)

    assert (len(crowd.okta.directory.users), len(crowd.jumpcloud.users)) == (MANY + 10, MANY + 10)
    assert (user["status"], row["state"]) == ("ACTIVE", "ACTIVATED")
    assert user["appUser"]["externalId"] == row["_id"]
    assert user["groups"] == ["Everyone", "Engineering"]
    assert crowd.okta.sign_in(ONE, PASSWORD)


def test_who_they_are_depends_on_their_number_alone(crowd):
    again = Sandbox()
    gather(again, 300)

    logins = [each.login for each in again.okta.directory.users.values()]
    assert logins == [each.login for each in crowd.okta.directory.users.values()][: len(logins)]


async def test_they_are_answered_by_every_api():
    sandbox = Sandbox()
    gather(sandbox, MANY)
    async with sandbox, httpx.AsyncClient(base_url=sandbox.url) as client:
        okta = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
        search = {"search": f'profile.login eq "{ONE.upper()}"'}
        found = await client.get("/okta/api/v1/users", params=search, headers=okta)
        body = {"searchFilter": {"searchTerm": "sen.122@", "fields": ["email"]}}
        key = {"x-api-key": sandbox.jumpcloud.access.api_key}
        named = await client.post("/jumpcloud/api/search/systemusers", json=body, headers=key)
        seen = await client.get("/control/state", params={"find": "sen.122@"})

    assert [each["profile"]["login"] for each in found.json()] == [ONE]
    assert [each["email"] for each in named.json()["results"]] == [ONE]
    assert [each["login"] for each in seen.json()["directory"]] == [ONE]


@pytest.mark.parametrize(
    "text",
    [
        'profile.lastName sw "eri"',
        'profile.firstName eq "Chiara" and profile.lastName sw "x"',
        'profile.login sw "zofia" or profile.email sw "hiro.w"',
        'not (profile.lastName sw "eri")',
        'profile.login eq "nobody"',
        f'profile.email co "122" or id eq "{"0" * 20}"',
        'status eq "ACTIVE" and profile.lastName sw "yil"',
    ],
)
def test_a_search_by_the_register_finds_what_a_look_at_everybody_finds(crowd, text):
    test, directory = compiled(text, SEARCH), crowd.okta.directory

    def fits(user):
        return test({"id": user.id, "status": user.status, "profile": user.profile})

    found = [user.id for user in directory.meant(test.starts) if fits(user)]

    assert found == [user.id for user in directory.users.values() if fits(user)]


def test_a_column_finds_what_is_new_and_what_is_old():
    column = Column()
    for number in range(FRESH + 1):
        column.add(f"name{number:04}", str(number))
    assert len(list(column.starting("name"))) == FRESH + 1

    column.add("name0001b", "late")

    assert list(column.starting("name0001")) == ["1", "late"]


@given(rows=st.lists(LETTERS, max_size=12), changed=LETTERS, piece=LETTERS.filter(bool))
def test_a_piece_of_text_is_found_wherever_it_is_and_nowhere_else(rows, changed, piece):
    table = Table(indexed=("_id",), searched=("name",))
    for number, text in enumerate([*rows, "gone"]):
        table.put({"_id": str(number), "name": text})
    table.put({"_id": "0", "name": changed})
    table.remove(str(len(rows)))

    found = [row["_id"] for row in table.mentioning([piece])]

    assert found == [row["_id"] for row in table if piece in row["name"]]
