"""Okta's verbs: what may be done to a user in which status, and in which words it is refused."""

import pytest

from bot.sandbox.cast import PASSWORD
from bot.sandbox.okta import OktaError
from tests.sandbox.served import ADA, causes, code


async def test_a_profile_is_changed_in_part_and_null_takes_an_attribute_away(org):
    changes = {"title": None, "department": "Navy"}
    answer = await org.ask("POST", "/api/v1/users/grace", json={"profile": changes})

    assert "title" not in answer.json()["profile"]
    assert answer.json()["profile"]["department"] == "Navy"
    assert answer.json()["profile"]["firstName"] == "Grace"
    assert org.okta.log[-1]["eventType"] == "user.account.update_profile"


async def test_put_replaces_a_profile(org):
    profile = {"login": ADA, "email": ADA, "firstName": "Ada", "lastName": "Lovelace"}

    answer = await org.ask("PUT", "/api/v1/users/grace", json={"profile": profile})
    short = await org.ask("PUT", f"/api/v1/users/{ADA}", json={"profile": {"login": ADA}})

    assert "title" not in answer.json()["profile"]
    assert org.okta.status("grace@acme.example") is None
    assert code(short) == (400, "E0000001")


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_deactivated_user_is_gone_for_a_writer(org, method):
    answer = await org.ask(method, "/api/v1/users/charles", json={"profile": {"title": "x"}})

    assert code(answer) == (404, "E0000007")


VERBS = {
    "activate": "lifecycle/activate",
    "reactivate": "lifecycle/reactivate",
    "deactivate": "lifecycle/deactivate",
    "suspend": "lifecycle/suspend",
    "unsuspend": "lifecycle/unsuspend",
    "unlock": "lifecycle/unlock",
    "expire": "lifecycle/expire_password",
    "temp": "lifecycle/expire_password_with_temp_password",
    "reset": "lifecycle/reset_password?sendEmail=false",
    "factors": "lifecycle/reset_factors",
    "forgot": "credentials/forgot_password?sendEmail=false",
}
PE, DEP = "PASSWORD_EXPIRED", "DEPROVISIONED"
TABLE = {
    "STAGED": "ACTIVE E38 DEPROVISIONED E01 E01 E32 E38 E38 E17 = E34",
    "PROVISIONED": "E16 = DEPROVISIONED E01 E01 E32 E38 E38 RECOVERY = E34",
    "ACTIVE": f"E16 E38 {DEP} SUSPENDED E01 E32 {PE} {PE} RECOVERY = =",
    PE: f"E16 E38 {DEP} E01 E01 E32 = = RECOVERY = E34",
    "RECOVERY": f"E16 = {DEP} E01 E01 E32 E38 E38 = = E34",
    "LOCKED_OUT": f"E16 E38 {DEP} E01 E01 ACTIVE E38 E38 RECOVERY = E34",
    "SUSPENDED": f"E16 E38 {DEP} E01 ACTIVE E32 E38 E38 E17 = E34",
    DEP: "PROVISIONED E38 E07 E07 E07 E07 E07 E07 E07 E07 E07",
}
CASES = [
    (status, verb, outcome)
    for status, row in TABLE.items()
    for verb, outcome in zip(VERBS, row.split(), strict=True)
]
STATUS_OF = {"E01": 400, "E07": 404}


@pytest.mark.parametrize(("status", "verb", "outcome"), CASES)
async def test_what_may_be_done_in_which_status(org, status, verb, outcome):
    org.okta.add_user(ADA, status=status, password=PASSWORD if status == "STAGED" else None)

    answer = await org.ask("POST", f"/api/v1/users/{ADA}/{VERBS[verb]}")

    if outcome.startswith("E"):
        assert code(answer) == (STATUS_OF.get(outcome, 403), f"E00000{outcome[1:]}")
    else:
        assert answer.status_code == 200
    unchanged = outcome == "=" or outcome.startswith("E")
    assert org.okta.status(ADA) == (status if unchanged else outcome)


async def test_a_wrong_status_is_explained_in_the_causes(org):
    suspend = await org.ask("POST", "/api/v1/users/howard/lifecycle/suspend")
    unsuspend = await org.ask("POST", "/api/v1/users/grace/lifecycle/unsuspend")

    assert causes(suspend) == ["Cannot suspend a user that is not active"]
    assert suspend.json()["errorSummary"] == "Api validation failed: suspendUser"
    assert causes(unsuspend) == ["Cannot unsuspend a user that is not suspended"]


async def test_the_first_delete_deactivates_and_the_second_deletes(org):
    assert (await org.ask("DELETE", "/api/v1/users/grace")).status_code == 204
    assert org.okta.status("grace") == "DEPROVISIONED"

    assert (await org.ask("DELETE", "/api/v1/users/grace")).status_code == 204
    assert code(await org.ask("DELETE", "/api/v1/users/grace")) == (404, "E0000007")


async def test_reset_password_wants_to_know_whether_to_mail(org):
    answer = await org.ask("POST", "/api/v1/users/grace/lifecycle/reset_password")

    assert code(answer) == (400, "E0000001")


async def test_a_temporary_password_works_once_and_must_be_changed(org):
    path = "/api/v1/users/grace/lifecycle/expire_password_with_temp_password"
    temporary = (await org.ask("POST", path, params={"revokeSessions": "true"})).json()
    password = temporary["tempPassword"]

    assert not org.okta.sign_in("grace", PASSWORD)
    assert not org.okta.sign_in("grace", password)
    assert org.okta.sign_in("grace", password, new_password="Brand-New-1")
    assert org.okta.status("grace") == "ACTIVE"
    assert [change.kind for change in org.changes] == ["password"]


async def test_a_password_is_changed_with_the_old_one(org):
    path = "/api/v1/users/grace/credentials/change_password"
    new = {"newPassword": {"value": "Brand-New-1"}}

    wrong = await org.ask("POST", path, json={"oldPassword": {"value": "no"}} | new)
    right = await org.ask("POST", path, json={"oldPassword": {"value": PASSWORD}} | new)

    assert code(wrong) == (403, "E0000014")
    assert right.status_code == 200
    assert org.okta.sign_in("grace", "Brand-New-1")


async def test_sessions_are_cleared(org):
    org.okta.sign_in("grace", PASSWORD)

    answer = await org.ask("DELETE", "/api/v1/users/grace/sessions", params={"oauthTokens": "true"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert org.okta.log[-1]["eventType"] == "user.session.clear"


async def test_ten_wrong_passwords_lock_a_user_out(org):
    for _ in range(10):
        assert not org.okta.sign_in("grace", "wrong")

    assert org.okta.status("grace") == "LOCKED_OUT"
    assert not org.okta.sign_in("grace", PASSWORD)


async def test_who_was_invited_chooses_a_password_and_is_in(org):
    await org.create()
    with pytest.raises(OktaError):
        org.okta.activate(ADA, password="weak")

    org.okta.activate(ADA, password="Analytical-1843")

    assert org.okta.status(ADA) == "ACTIVE"
    assert org.okta.sign_in(ADA, "Analytical-1843")


async def test_administrator_roles_are_shown(org):
    org.okta.make_admin("grace")

    roles = (await org.ask("GET", "/api/v1/users/grace/roles")).json()

    assert [each["type"] for each in roles] == ["SUPER_ADMIN"]
    assert (await org.ask("GET", "/api/v1/users/alan/roles")).json() == []
