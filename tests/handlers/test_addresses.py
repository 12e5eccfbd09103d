"""Whose address it is already: each state is told, with the way out, and nothing is made."""

from tests.scene import text_of

LOGIN = "ada@acme.example"
OKTA_STATES = {
    "STAGED": "is staged and was never activated. Activate it in Okta.",
    "PROVISIONED": "is not activated yet. Send the activation again in Okta",
    "ACTIVE": "is in use. Choose another address, or look them up in Okta.",
    "RECOVERY": "is in use, its password being reset. Choose another address",
    "PASSWORD_EXPIRED": "is in use, its password expired. Choose another address",
    "LOCKED_OUT": "is locked out. Unlock it in Okta",
    "SUSPENDED": "is suspended. Unsuspend it in Okta",
    "DEPROVISIONED": "was deactivated. Activate it again in Okta, or delete it there first.",
}


def made(scene):
    """What the bot asked Okta and JumpCloud to make or change."""
    changes = ("POST /okta/*", "PUT /okta/*", "DELETE /okta/*", "PUT /jumpcloud/*")
    more = ("POST /jumpcloud/api/systemusers*", "POST /jumpcloud/api/v2/*")
    asked = [each for match in (*changes, *more) for each in scene.traffic.matching(match)]
    return [f"{each.method} {each.path}" for each in asked if "oauth2" not in each.path]


async def failed(scene):
    """Wait for the end without success; gives what the thread says of it."""
    await scene.card_says("Failed")
    await scene.thread_says("To quote: REQ-1")
    return text_of(scene.thread[-1])


async def test_an_address_in_okta_is_refused_with_its_state_and_the_way_out(scene):
    for state in OKTA_STATES:
        scene.okta.add_user(f"{state.lower()}@acme.example", last_name="Byron", status=state)
    mina = await scene.fill()

    for state, words in OKTA_STATES.items():
        login = f"{state.lower()}@acme.example"
        await mina.fill(email=login.upper())

        faults = await mina.submit()

        assert faults.keys() == {"email"}, state
        assert faults["email"].startswith(f"{login} is Ada Byron's in Okta and {words}")
        assert mina.modal["callback_id"] == "form"
        assert scene.okta.status(login) == state
    assert made(scene) == []

    scene.okta.add_user("countess@acme.example", last_name="Byron", email=LOGIN)
    await mina.fill(email=LOGIN)
    faults = await mina.submit()
    assert "countess@acme.example is Ada Byron's in Okta and is in use" in faults["email"]


async def test_an_address_that_only_jumpcloud_has_is_refused_with_its_state(scene):
    mina = await scene.fill()

    for state in ("STAGED", "ACTIVATED", "SUSPENDED"):
        address = f"{state.lower()}@acme.example"
        scene.jumpcloud.add_user(f"old.{state.lower()}", address, state=state)
        await mina.fill(email=address)

        assert await mina.submit() == {
            "email": f"JumpCloud has this address already, as old.{state.lower()} "
            f"({state.lower()}), and Okta does not. Okta could not create it there: rename or "
            "delete it in JumpCloud first."
        }
        assert scene.jumpcloud.state(address) == state
    assert made(scene) == []


async def test_a_username_that_somebody_else_has_is_refused_with_their_address(scene):
    scene.jumpcloud.add_user("ada", "ada@partner.example")
    scene.jumpcloud.add_user("carl", "carl@partner.example", systemUsername="carla")
    mina = await scene.fill()

    for name, owner in (("ada", "ada"), ("carla", "carl")):
        await mina.fill(email=f"{name}@acme.example")

        assert await mina.submit() == {
            "email": f"The JumpCloud username would be {name}, which is taken by "
            f"{owner}@partner.example. Choose an address with another part before the @."
        }
    assert made(scene) == []

    await mina.fill(email="ada.lovelace@acme.example")
    assert await mina.submit() == {}
    assert "ada.lovelace arrives from Okta" in text_of(mina.modal)


async def test_an_address_that_okta_gives_away_before_the_approval_stops_it(scene):
    await scene.request()
    scene.okta.add_user(LOGIN, last_name="Byron", status="SUSPENDED")

    await scene.approve()

    said = await failed(scene)
    assert f"{LOGIN} is Ada Byron's in Okta and {OKTA_STATES['SUSPENDED']}" in said
    assert "left to clear up." in said
    assert "Nothing was changed." in scene.card
    assert scene.okta.status(LOGIN) == "SUSPENDED"
    assert made(scene) == []


async def test_a_username_that_is_taken_before_the_approval_stops_it(scene):
    await scene.request()
    scene.jumpcloud.add_user("ada", "ada@partner.example")

    await scene.approve()

    said = await failed(scene)
    assert "would be ada, which is taken by ada@partner.example" in said
    assert "left to clear up." in said
    assert scene.okta.status(LOGIN) is None
    assert made(scene) == []


async def test_a_username_that_is_taken_while_okta_creates_is_undone_and_said(scene):
    scene.scim.service.matching = False
    creating = scene.faults.add("POST /okta/api/v1/users", "hold", times=1)
    await scene.request()
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the creation")

    scene.jumpcloud.add_user("ada", "ada@partner.example")
    creating.release()

    said = await failed(scene)
    assert "Errors reported by remote server: username is already in use" in said
    assert f"{LOGIN} is deactivated in Okta and keeps its login" in said
    assert made(scene)[0] == "POST /okta/api/v1/users"
    assert scene.okta.status(LOGIN) == "DEPROVISIONED"
    assert scene.jumpcloud.user("ada")["email"] == "ada@partner.example"
    assert scene.jumpcloud.state("ada") == "ACTIVATED"


async def test_an_account_that_okta_links_while_it_creates_is_never_called_a_new_one(scene):
    creating = scene.faults.add("POST /okta/api/v1/users", "hold", times=1)
    await scene.request(device="LT-ADA")
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the creation")

    there = scene.jumpcloud.add_user("ada", "ada@partner.example", password="Partner-4-all")
    there["created"] = "2026-01-05T09:00:00.000Z"
    creating.release()

    await scene.card_says("Every step done, but not every system shows it")
    assert "ada ACTIVATED, an account older than theirs in Okta" in scene.card


async def test_a_second_request_about_somebody_says_which_one_is_open(scene):
    await scene.request(by="lee")
    mina = await scene.fill(email=LOGIN.upper())

    assert await mina.submit() == {}

    told = scene.told("mina")
    assert f"REQ-1 about {LOGIN} is still open." in told
    assert "Reference: E-" in told
    assert mina.modal["callback_id"] == "form"
    assert len(scene.slack.messages("it-requests")) == 1


async def test_the_state_is_told_as_soon_as_the_command_names_the_address(scene):
    mina = scene.slack.person("mina")

    await mina.command("/onboard", "charles@acme.example", channel="it-desk")

    await scene.until(lambda: "was deactivated. Activate it again" in scene.told("mina"))
    assert "charles@acme.example is Charles Babbage's in Okta" in scene.told("mina")
    assert made(scene) == []
