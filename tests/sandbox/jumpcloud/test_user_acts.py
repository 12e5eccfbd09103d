"""What else happens to users: locked out, expired, written to, deleted; passwords and factors."""

from datetime import timedelta

import pytest

from bot.sandbox.jumpcloud.records import ORGANIZATION

GOOD = "Difference-Engine-1822"
SCIM = [{"field": "password", "type": "scim", "id": None}]


@pytest.fixture
def do(api, ada):
    async def do(act, **body):
        return await api.post(f"/api/systemusers/{ada['_id']}/{act}", json=body)

    return do


async def test_too_many_bad_passwords_lock_a_user_out(do, jumpcloud, ada):
    for _ in range(5):
        jumpcloud.directory.sign_in_failed(ada["_id"])
    before = jumpcloud.user("ada")["account_locked"]
    jumpcloud.directory.sign_in_failed(ada["_id"])
    during = jumpcloud.user("ada")
    answer = await do("unlock")

    assert before is False
    assert (during["account_locked"], during["badLoginAttempts"]) == (True, 6)
    assert (answer.status_code, answer.content) == (200, b"")
    after = jumpcloud.user("ada")
    assert (after["account_locked"], after["badLoginAttempts"]) == (False, 0)


async def test_a_good_password_makes_the_bad_ones_forgotten(jumpcloud, ada):
    jumpcloud.directory.sign_in_failed(ada["_id"])
    jumpcloud.directory.signed_in(ada["_id"])

    assert jumpcloud.user("ada")["badLoginAttempts"] == 0


async def test_a_lock_out_may_end_by_itself(world, jumpcloud, ada):
    jumpcloud.directory.secrets.policy |= {"enableLockoutTimeInSeconds": True}
    for _ in range(6):
        jumpcloud.directory.sign_in_failed(ada["_id"])

    world.move(timedelta(seconds=901))
    jumpcloud.agenda.settle()

    assert jumpcloud.user("ada")["account_locked"] is False


async def test_unlocking_leaves_an_expired_password_expired(do, jumpcloud):
    await do("expire")
    await do("unlock")

    assert jumpcloud.user("ada")["password_expired"] is True


async def test_a_password_is_set_by_force_and_no_longer_expired(do, jumpcloud, ada):
    await do("expire")
    answer = await do("password", password=GOOD)

    assert (answer.status_code, answer.content) == (200, b"")
    assert jumpcloud.directory.passwords[ada["_id"]] == GOOD
    assert jumpcloud.user("ada")["password_expired"] is False


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": 7}, {"password": "short"}])
async def test_a_password_that_is_none_is_not_set(do, jumpcloud, ada, body):
    assert (await do("password", **body)).status_code == 400
    assert jumpcloud.directory.passwords[ada["_id"]] == "Analytical-1843"


async def test_a_password_mastered_elsewhere_is_not_set_by_force(do, jumpcloud):
    jumpcloud.change_user("ada", restrictedFields=SCIM)

    answer = await do("password", password=GOOD)

    assert answer.status_code == 400
    assert "managed by an external source" in answer.json()["message"]


@pytest.mark.parametrize(
    "case",
    [
        ({"minLength": 12}, "Short-1a", ["passwordMinLength"]),
        ({"needsUppercase": True}, "lower-case-1", ["passwordUppercase"]),
        ({"needsLowercase": True}, "UPPER-CASE-1", ["passwordLowercase"]),
        ({"needsNumeric": True}, "No-Numbers-Here", ["passwordNumeric"]),
        ({"needsSymbolic": True}, "NoSymbols1", ["passwordSymbolic"]),
        ({"allowUsernameSubstring": False}, "Ada-is-in-here-1", ["passwordUsername"]),
        ({}, "Analytical-1843", ["passwordHistory"]),
        (
            {"minLength": 12, "needsUppercase": True},
            "lower",
            ["passwordUppercase", "passwordMinLength"],
        ),
    ],
)
async def test_a_password_must_meet_the_organizations_policy(api, jumpcloud, ada, case):
    policy, password, rules = case
    jumpcloud.directory.secrets.policy |= policy
    path = f"/api/systemusers/{ada['_id']}?fullValidationDetails=password"

    answer = await api.put(path, json={"password": password})

    body = answer.json()
    assert (answer.status_code, body["code"], body["status"]) == (400, 400, "INVALID_ARGUMENT")
    violations = body["details"][0]["fieldViolationsList"]
    assert [each["description"] for each in violations] == rules
    assert body["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"


async def test_an_old_password_may_come_back_once_it_is_old_enough(api, jumpcloud, ada):
    jumpcloud.directory.secrets.policy |= {"maxHistory": 2}
    path = f"/api/systemusers/{ada['_id']}"
    statuses = [
        (await api.put(path, json={"password": each})).status_code
        for each in ("First-1-Time", "Analytical-1843", "Second-2-Time", "Analytical-1843")
    ]

    assert statuses == [200, 400, 200, 200]


async def test_a_password_expires_at_its_time_unless_it_is_mastered_elsewhere(
    api, world, jumpcloud, ada
):
    jumpcloud.directory.secrets.policy |= {"enablePasswordExpirationInDays": True}
    path = f"/api/systemusers/{ada['_id']}"
    user = (await api.put(path, json={"password": GOOD})).json()
    jumpcloud.add_user(
        "eve", "eve@acme.example", password=GOOD, restrictedFields=SCIM, state="ACTIVATED"
    )

    world.move(timedelta(days=91))
    expired = (await api.get(path)).json()

    assert user["password_expiration_date"] > user["password_date"]
    assert expired["password_expired"] is True
    assert jumpcloud.user("eve")["password_expiration_date"] is None
    assert jumpcloud.user("eve")["password_expired"] is False


@pytest.mark.parametrize(
    ("password", "body", "mail"),
    [
        ({}, {}, {"to": "bob@acme.example", "kind": "activation"}),
        ({}, {"email": "b@home.example"}, {"to": "b@home.example", "kind": "activation"}),
    ],
)
async def test_the_activation_mail_is_sent_again(api, jumpcloud, password, body, mail):
    bob = jumpcloud.add_user("bob", "bob@acme.example", **password)

    answer = await api.post(f"/api/systemusers/{bob['_id']}/reactivate", json=body)

    assert answer.status_code == 200
    assert jumpcloud.directory.mails == [mail]
    assert jumpcloud.state("bob") == "ACTIVATED"


async def test_a_reset_factor_is_excused_until_the_time_given(do, world, jumpcloud):
    await do("mfa/enforce", enable_user_portal_multifactor=True, mfa={"configured": True})
    enforced = jumpcloud.user("ada")
    await do("resetmfa", exclusion=True, exclusionDays=7)
    excused = jumpcloud.user("ada")
    world.move(timedelta(days=8))
    jumpcloud.agenda.settle()

    assert enforced["mfa"] == {"configured": True, "exclusion": False}
    assert enforced["enable_user_portal_multifactor"] is True
    assert (excused["mfa"]["exclusion"], excused["mfa"]["configured"]) == (True, False)
    assert excused["mfa"]["exclusionUntil"] > excused["created"]
    assert jumpcloud.user("ada")["mfa"]["exclusion"] is False
    assert jumpcloud.insights.events[-1]["event_type"] == "user_mfa_exclusion_expired"


@pytest.mark.parametrize(
    "body",
    [
        {"exclusion": "yes"},
        {"exclusion": True, "exclusionDays": 0},
        {"exclusion": True, "exclusionUntil": "later"},
    ],
)
async def test_an_exclusion_that_cannot_be_is_refused(do, body):
    assert (await do("resetmfa", **body)).status_code == 400


async def test_the_factors_can_be_synchronized(do):
    assert (await do("mfasync")).status_code == 200


@pytest.mark.parametrize(
    "act", ["expire", "password", "reactivate", "resetmfa", "mfa/enforce", "mfasync", "unlock"]
)
async def test_nothing_is_done_to_nobody(api, act):
    path = f"/api/systemusers/{'f' * 24}/{act}"

    assert (await api.post(path, json={"password": GOOD})).status_code == 404


async def test_a_deleted_user_is_gone_with_bindings_and_memberships(api, jumpcloud, ada):
    staff = jumpcloud.add_group("Staff")
    jumpcloud.graph.enlist(staff["id"], "add", ada["_id"])
    jumpcloud.bind("ada", "LT-ADA")
    heard = []
    jumpcloud.graph.listeners.append(heard.append)

    answer = await api.delete(f"/api/systemusers/{ada['_id']}")

    assert answer.json()["username"] == "ada"
    assert (await api.get(f"/api/systemusers/{ada['_id']}")).status_code == 404
    assert jumpcloud.members("Staff") == []
    assert jumpcloud.graph.users_of(jumpcloud.system("LT-ADA")["_id"]) == {}
    assert jumpcloud.system("LT-ADA")["_id"] in heard
    assert jumpcloud.insights.events[-1]["event_type"] == "user_delete"
    jumpcloud.add_user("ada", "ada@acme.example")


async def test_a_manager_is_deleted_only_with_a_word_about_the_managed(api, jumpcloud, ada):
    path = f"/api/systemusers/{jumpcloud.user('rosalind')['_id']}"
    jumpcloud.change_user("ada", manager=jumpcloud.user("rosalind")["_id"])

    refused = await api.delete(path)
    wrong = await api.delete(path, params={"cascade_manager": "grace"})
    gone = await api.delete(path, params={"cascade_manager": "null"})

    assert [each.status_code for each in (refused, wrong, gone)] == [409, 400, 200]
    assert jumpcloud.user("ada")["manager"] == ""


@pytest.mark.parametrize("manager", ["f" * 24, "grace"])
async def test_a_manager_must_be_a_user(api, ada, manager):
    answer = await api.put(f"/api/systemusers/{ada['_id']}", json={"manager": manager})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("managed", "fields"),
    [(True, [{"field": "password", "type": "active_directory", "id": None}]), (False, [])],
)
async def test_the_old_flag_writes_the_restricted_fields(api, jumpcloud, ada, managed, fields):
    path = f"/api/systemusers/{ada['_id']}"

    user = (await api.put(path, json={"externally_managed": managed})).json()

    assert user["restrictedFields"] == fields


@pytest.mark.parametrize(
    "change",
    [
        {"restrictedFields": [{"field": "state", "type": "scim"}]},
        {"restrictedFields": [{"field": "email", "type": "okta"}]},
        {"attributes": [{"value": "nameless"}]},
        {"attributes": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]},
        {"sudo": "yes"},
    ],
)
async def test_a_list_must_hold_what_belongs_there(api, ada, change):
    assert (await api.put(f"/api/systemusers/{ada['_id']}", json=change)).status_code == 400


async def test_any_field_can_be_mastered_elsewhere_and_may_be_said_again_as_it_is(api, ada):
    path = f"/api/systemusers/{ada['_id']}"
    await api.put(path, json={"restrictedFields": [{"field": "department", "type": "scim"}]})

    refused = await api.put(path, json={"department": "Research"})
    same = await api.put(path, json={"department": "", "jobTitle": "Analyst"})

    assert [refused.status_code, same.status_code] == [400, 200]


async def test_the_policy_that_a_user_is_under_can_be_read(api, jumpcloud, ada):
    jumpcloud.directory.secrets.policy |= {"minLength": 12, "maxHistory": 5}

    answer = (await api.get(f"/api/v2/passwordpolicies/user/{ada['_id']}")).json()

    assert (answer["policy"]["minLength"], answer["policy"]["maxHistory"]) == (12, 5)


async def test_the_organizations_settings_are_replaced_as_a_whole(api, jumpcloud):
    path = f"/api/organizations/{ORGANIZATION}"
    settings = {
        "passwordPolicy": {"minLength": 14},
        "newSystemUserStateDefaults": {"manualEntry": "STAGED"},
        "systemUserDefaults": {"restrictedFields": []},
    }

    changed = (await api.put(path, json={"settings": settings})).json()["settings"]
    state = jumpcloud.default_state
    emptied = (await api.put(path, json={"settings": {}})).json()["settings"]

    assert changed["passwordPolicy"]["minLength"] == 14
    assert changed["systemUserDefaults"]["restrictedFields"] == []
    assert state == "STAGED"
    assert emptied["passwordPolicy"]["minLength"] == 8
    assert emptied["newSystemUserStateDefaults"]["manualEntry"] == "ACTIVATED"


@pytest.mark.parametrize(
    "settings",
    [
        None,
        {"passwordPolicy": {"minLength": "long"}},
        {"newSystemUserStateDefaults": {"manualEntry": "SUSPENDED"}},
    ],
)
async def test_settings_that_cannot_be_are_refused(api, settings):
    path = f"/api/organizations/{ORGANIZATION}"

    assert (await api.put(path, json={"settings": settings})).status_code == 400
