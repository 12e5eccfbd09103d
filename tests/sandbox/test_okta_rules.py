"""Group rules: people come into groups by what their profile says, a little later."""

from datetime import timedelta

import pytest

from bot.sandbox.okta import OktaError
from bot.sandbox.okta.expressions import Subject, compiled
from tests.sandbox.served import ADA, code

SELLER = {"login": ADA, "firstName": "Ada", "title": "Seller", "costCenter": "7"}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ('user.title=="Seller"', True),
        ('user.title == "Buyer"', False),
        ('user.title != "Buyer" && user.firstName == "Ada"', True),
        ('user.title == "Buyer" or user.firstName == "Ada"', True),
        ('!(user.title == "Seller")', False),
        ('not (user.title == "Buyer") and user.nickName == null', True),
        ('String.startsWith(user.login, "ada@")', True),
        ('String.stringContains(user.login, "@acme.")', True),
        ('isMemberOfAnyGroup("00gB", "00gA")', True),
        ('isMemberOfAnyGroup("00gB")', False),
        ('user.title == "with \\"quotes\\""', False),
    ],
)
def test_an_expression_means_what_okta_means(expression, holds):
    assert bool(compiled(expression)(Subject(SELLER, {"00gA"}))) is holds


@pytest.mark.parametrize("broken", ["", "user.title ==", '(user.title == "x"', 'x.y("a"', "a b $"])
def test_an_expression_that_cannot_be_read_is_refused(broken):
    with pytest.raises(OktaError, match="E0000001"):
        compiled(broken)


async def until(org, seen):
    while not seen():
        await org.world.wait_changed(org.world.version)


def groups(org, login=ADA):
    return org.okta.user(login)["groups"]


async def test_who_fits_a_rule_is_put_into_its_group_after_its_delay(org):
    org.okta.add_rule("Sellers", 'user.title=="Seller"', "Sales")
    await org.create()
    await org.ask("POST", f"/api/v1/users/{ADA}", json={"profile": {"title": "Seller"}})
    assert groups(org) == ["Everyone"]

    org.world.move(timedelta(seconds=2))

    await until(org, lambda: groups(org) == ["Everyone", "Sales"])


async def test_who_fits_no_more_is_taken_out_again(org):
    org.okta.directory.rules.delay = timedelta()
    org.okta.add_rule("Sellers", 'user.title=="Seller"', "Sales")
    org.okta.add_user(ADA, title="Seller")
    await until(org, lambda: "Sales" in groups(org))

    await org.ask("POST", f"/api/v1/users/{ADA}", json={"profile": {"title": "Buyer"}})

    await until(org, lambda: "Sales" not in groups(org))


async def test_who_was_taken_out_by_hand_is_left_alone(org):
    org.okta.directory.rules.delay = timedelta()
    org.okta.add_rule("Sellers", 'user.title=="Seller"', "Sales")
    user = org.okta.add_user(ADA, title="Seller")
    await until(org, lambda: "Sales" in groups(org))

    await org.ask("DELETE", f"/api/v1/groups/{org.group('Sales')}/users/{user['id']}")
    await org.ask("POST", f"/api/v1/users/{ADA}", json={"profile": {"nickName": "A"}})
    org.okta.directory.apply_rules(user["id"])

    assert "Sales" not in groups(org)
    kinds = [event["eventType"] for event in org.okta.log]
    assert "group.user_membership.rule.add_exclusion" in kinds


async def test_a_rule_lives_from_inactive_to_invalid(org):
    made = await org.ask("POST", "/api/v1/groups", json={"profile": {"name": "Loans"}})
    rule = {
        "type": "group_rule",
        "name": "Lent",
        "conditions": {"expression": {"value": 'user.title=="x"'}},
        "actions": {"assignUserToGroups": {"groupIds": [made.json()["id"]]}},
    }
    new = (await org.ask("POST", "/api/v1/groups/rules", json=rule)).json()
    path = f"/api/v1/groups/rules/{new['id']}"
    assert new["status"] == "INACTIVE"
    assert code(await org.ask("POST", "/api/v1/groups/rules", json=rule)) == (400, "E0000001")

    await org.ask("POST", f"{path}/lifecycle/activate")
    assert (await org.ask("GET", path)).json()["status"] == "ACTIVE"
    assert code(await org.ask("PUT", path, json=rule)) == (400, "E0000001")

    await org.ask("DELETE", f"/api/v1/groups/{made.json()['id']}")
    assert (await org.ask("GET", path)).json()["status"] == "INVALID"
    assert code(await org.ask("POST", f"{path}/lifecycle/activate")) == (400, "E0000001")
    assert (await org.ask("DELETE", path)).status_code == 202
    assert code(await org.ask("GET", path)) == (404, "E0000007")
