"""Of which kind somebody is who is not there yet: by their login, and by the groups they get."""

import pytest

from bot.actions import ACTIONS
from bot.actions.standing import SUPER_ONLY, kinds_of, kinds_of_new, warnings_of
from bot.config import Config
from bot.errors import InvalidForm
from bot.plan import Target
from bot.principal import find_principal
from bot.sandbox.cast import okta_id
from tests.actions.states.place import Case, opened

PROTECT = {"people": ["ada@acme.example"], "groups": [okta_id("00g", "Engineering")]}


async def test_who_is_new_is_protected_by_their_login_or_by_a_group_they_get():
    async with opened() as place:
        place.config = Config.model_validate({"protect": PROTECT})
        context = place.context(Case(None, "nobody"))

        by_login = await kinds_of_new("Ada", "ada@acme.example", [], context)
        by_group = await kinds_of_new("Eve", "eve@acme.example", PROTECT["groups"], context)

        assert by_login == {Target.PROTECTED: "Ada is protected: `people` in [protect] names them"}
        assert by_group == {
            Target.PROTECTED: "Eve gets into a group that `groups` in [protect] names",
        }
        assert await kinds_of_new("Eve", "eve@acme.example", [], context) == {}


def test_of_an_administrator_it_is_said_who_alone_may_change_them():
    assert warnings_of({Target.ADMIN: "Ada is an administrator"})[-1] == SUPER_ONLY
    assert warnings_of({Target.PROTECTED: "Ada is protected"}) == ("Ada is protected",)


async def test_every_action_tells_of_which_kind_its_person_is():
    engineering = okta_id("00g", "Engineering")
    why = {"reason": "A reason"}
    async with opened() as place:
        place.config = Config.model_validate({"protect": {"groups": [engineering]}})
        place.laptops["LT-ADA"].add_account("dnovak", "Dana N.", password="local-one")
        device = {"id": place.laptops["LT-ADA"].id, "text": "LT-ADA"}
        new = {"first_name": "Ada", "last_name": "Byron", "email": "ada@acme.example"}
        typed = {
            "onboard": new | {"groups": [{"id": engineering, "text": "Engineering"}]},
            "takeover": {"device": device, "account": {"id": "dnovak", "text": "dnovak"}},
            "rotate": why, "suspend": why, "restore": why,
        }  # fmt: skip
        people = {"takeover": "dana", "rotate": "lee", "suspend": "grace", "restore": "howard"}
        for action in ACTIONS:
            about = {}
            if name := people.get(action.name):
                place.okta.make_admin(f"{name}@acme.example")
                about = {"person": {"id": f"{name}@acme.example", "text": name}}
            form = action.form.model_validate(typed[action.name] | about)

            plan = await action.plan(form, place.context(Case(None, "nobody")))

            kind = Target.ADMIN if about else Target.PROTECTED
            assert kind in plan.kinds, action.name
            assert plan.warnings[0] in plan.kinds.values(), action.name


@pytest.fixture
async def renamed():
    """Grace, whose address in JumpCloud is none that Okta knows."""
    async with opened() as place:
        place.jumpcloud.change_user("grace", email="ghopper@acme.example")
        yield place


async def kinds(place, address, **protect):
    """Look somebody up by an address; give their Okta login and of which kinds they are."""
    place.config = Config.model_validate({"protect": protect})
    found = await find_principal(place.providers, place.okta.app.id, address)
    return found.login, set(await kinds_of(found, place.context(Case(None, "nobody"))))


async def test_no_address_in_jumpcloud_hides_who_is_protected_or_an_administrator(renamed):
    renamed.okta.make_admin("grace@acme.example")

    by_login = await kinds(renamed, "grace@acme.example", people=["grace@acme.example"])
    by_alias = await kinds(renamed, "ghopper@acme.example", people=["grace@acme.example"])
    with pytest.raises(InvalidForm, match="`owner` in"):
        await kinds(renamed, "ghopper@acme.example", owner=["grace@acme.example"])

    assert by_alias == by_login == ("grace@acme.example", {Target.PROTECTED, Target.ADMIN})


async def test_who_is_protected_by_their_address_in_jumpcloud_is_so_by_each(renamed):
    assert await kinds(renamed, "grace@acme.example", people=["ghopper@acme.example"]) == (
        "grace@acme.example",
        {Target.PROTECTED},
    )
    with pytest.raises(InvalidForm, match="`owner` in"):
        await kinds(renamed, "grace@acme.example", owner=["ghopper@acme.example"])


async def test_who_is_known_to_be_in_jumpcloud_is_told_in_okta_by_the_assignment(renamed):
    jumpcloud_id = renamed.jumpcloud.user("grace")["_id"]

    found = await find_principal(
        renamed.providers, renamed.okta.app.id, "ghopper@acme.example", jumpcloud_id=jumpcloud_id
    )

    assert (found.login, found.carried) == ("grace@acme.example", True)
    assert found.jumpcloud.id == jumpcloud_id


async def test_who_is_in_jumpcloud_alone_is_found_there_alone(renamed):
    renamed.jumpcloud.add_user("eve", "eve@acme.example")

    assert await kinds(renamed, "eve@acme.example") == ("eve@acme.example", set())
