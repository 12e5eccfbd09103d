"""What Okta changes arrives in JumpCloud, or Okta hears why not."""

import pytest

from tests.sandbox.laptops.stage import ADA, ADAS

KING = "ada.king@acme.example"


async def test_whoever_is_given_the_app_appears_in_jumpcloud(stage):
    user = await stage.hired(title="Analyst", department="Research")

    assert (user["username"], user["state"]) == ("ada", "ACTIVATED")
    assert (user["firstname"], user["jobTitle"]) == ("Ada", "Analyst")
    assert (user["department"], user["displayname"]) == ("Research", "Ada Lovelace")
    assert user["creationSource"] == "jumpcloud:scim"
    assert user["restrictedFields"][0]["type"] == "scim"
    assert user["activated"] is True
    app_user = stage.okta.app_user(ADA)
    assert (app_user["externalId"], app_user["status"]) == (user["_id"], "PROVISIONED")


async def test_the_routing_attribute_puts_a_person_in_the_federated_group(stage):
    await stage.hired()

    assert "ada" in stage.jumpcloud.members("Okta federated")


async def test_the_organizations_default_state_is_the_new_persons(stage):
    stage.jumpcloud.default_state = "STAGED"

    user = await stage.hired()

    assert user["state"] == "STAGED"


async def test_the_password_is_a_random_one_until_the_person_chose_theirs(stage):
    user = await stage.hired(status="PROVISIONED")
    before = stage.jumpcloud.directory.passwords[user["_id"]]

    stage.okta.activate(ADA, password=ADAS)
    await stage.until(lambda: stage.jumpcloud.directory.passwords[user["_id"]] == ADAS)

    assert before != ADAS
    assert stage.jumpcloud.user("ada")["password_date"] > user["password_date"]


async def test_a_change_told_before_the_creation_was_done_makes_no_second_user(stage):
    stage.hire(status="PROVISIONED")
    stage.okta.activate(ADA, password=ADAS)

    await stage.pushes_had_their_turn()

    assert stage.reasons() == []
    assert [each["username"] for each in stage.jumpcloud.users].count("ada") == 1


async def test_a_deactivated_person_is_suspended_and_not_deleted(stage):
    await stage.hired()

    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")

    assert stage.jumpcloud.user("ada")["suspended"] is True


async def test_a_person_activated_again_is_the_same_jumpcloud_user(stage):
    before = await stage.hired()
    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")

    stage.okta.do("activate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "ACTIVATED")

    assert stage.okta.app_user(ADA)["externalId"] == before["_id"]


async def test_suspending_in_okta_sends_nothing(stage):
    await stage.hired()

    stage.okta.do("suspend", ADA)
    await stage.pushes_had_their_turn()

    assert stage.jumpcloud.state("ada") == "ACTIVATED"


@pytest.mark.parametrize(
    ("username", "email", "what"),
    [("ada", "other@acme.example", "username"), ("other", ADA, "email")],
)
async def test_a_taken_name_or_address_fails_the_push(stage, username, email, what):
    stage.scim.service.matching = False
    stage.jumpcloud.add_user(username, email)

    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")

    assert stage.okta.app_user(ADA)["externalId"] is None
    assert f"Conflict. Errors reported by remote server: {what} is" in stage.reasons()[-1]


async def test_a_name_that_jumpcloud_cannot_have_fails_the_push(stage):
    stage.hire(login="1ada@acme.example")

    await stage.until(lambda: stage.sync_state("1ada@acme.example") == "ERROR")

    assert "Bad Request. Errors reported by remote server: username" in stage.reasons()[-1]


async def test_renaming_a_bound_person_fails_in_jumpclouds_words(stage):
    await stage.hired()
    stage.jumpcloud.bind("ada", "LT-ADA")

    stage.change(login=KING, email=KING)
    await stage.until(lambda: stage.sync_state(KING) == "ERROR")

    assert "Error while trying to push profile update for" in stage.reasons()[-1]
    # Okta's log cuts the rest off.
    assert "desc = The username cannot be modified because" in stage.reasons()[-1]
    assert stage.jumpcloud.user("ada")["email"] == ADA


async def test_an_unbound_person_is_renamed(stage):
    user = await stage.hired()

    stage.change(login=KING, email=KING)
    await stage.until(lambda: stage.jumpcloud.user("ada.king") is not None)

    assert stage.jumpcloud.user("ada.king")["_id"] == user["_id"]


async def test_a_refusing_jumpcloud_fails_every_push_with_its_reason(stage):
    stage.scim.refuse("department is required")

    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")

    assert stage.reasons()[-1].endswith("reported by remote server: department is required")
    assert stage.jumpcloud.user("ada") is None


async def test_what_failed_is_pushed_again_when_it_is_touched(stage):
    stage.scim.refuse("no")
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")

    stage.scim.mend()
    stage.change(title="Analyst")
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.jumpcloud.state("ada") == "ACTIVATED"
    assert stage.scim.failed == []


async def test_what_failed_is_pushed_again_by_hand(stage):
    stage.scim.refuse("no")
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")

    stage.scim.mend()
    stage.scim.retry()
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.jumpcloud.state("ada") == "ACTIVATED"


async def test_a_person_who_never_arrived_needs_no_deactivation(stage):
    stage.scim.refuse("no")
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")
    stage.scim.mend()

    stage.okta.do("deactivate", ADA)
    await stage.pushes_had_their_turn()

    assert len(stage.reasons()) == 1
    assert stage.jumpcloud.user("ada") is None


async def test_a_jumpcloud_that_does_not_answer_keeps_the_push_waiting(stage):
    stage.scim.hold()
    stage.hire()
    await stage.agents_had_their_turn()
    waiting = (stage.scim.held, stage.sync_state(), stage.jumpcloud.user("ada"))

    stage.scim.release()
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert waiting == (True, "SYNCING", None)
    assert stage.scim.held is False


async def test_who_masters_the_passwords_is_the_organizations_setting(stage):
    stage.jumpcloud.organization.masters = []

    user = await stage.hired()

    assert user["restrictedFields"] == []
