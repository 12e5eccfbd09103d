"""Staged, activated, suspended, locked out: a user's way through them."""

import pytest


async def test_a_staged_user_is_activated_without_a_mail(api, jumpcloud):
    ada = jumpcloud.add_user("ada", "ada@acme.example", state="STAGED", password="Analytical-1843")
    path = f"/api/systemusers/{ada['_id']}/state/activate"

    answer = await api.post(path, json={"email": False})

    assert answer.status_code == 200
    assert jumpcloud.state("ada") == "ACTIVATED"
    assert jumpcloud.directory.mails == []


@pytest.mark.parametrize(
    ("password", "body", "mail"),
    [
        ({"password": "Analytical-1843"}, {}, {"to": "ada@acme.example", "kind": "welcome"}),
        ({}, {}, {"to": "ada@home.example", "kind": "activation"}),
        ({}, {"email": "x@y.example"}, {"to": "x@y.example", "kind": "activation"}),
    ],
)
async def test_activation_writes_to_the_user_unless_told_not_to(
    api, jumpcloud, password, body, mail
):
    private = {} if password else {"alternateEmail": "ada@home.example"}
    fields = {"state": "STAGED", **password, **private}
    ada = jumpcloud.add_user("ada", "ada@acme.example", **fields)

    await api.post(f"/api/systemusers/{ada['_id']}/state/activate", json=body)

    assert jumpcloud.directory.mails == [mail]


async def test_only_a_staged_user_is_activated(api, ada):
    path = f"/api/systemusers/{ada['_id']}/state/activate"

    assert (await api.post(path, json={"email": False})).status_code == 400
    assert (await api.post(path, json={"email": 7})).status_code == 400


async def test_suspending_takes_no_body_and_may_be_repeated(api, jumpcloud, ada):
    path = f"/api/systemusers/{ada['_id']}/state/suspend"

    refused = await api.post(path, json={"state": "SUSPENDED"})
    twice = [await api.post(path), await api.post(path)]

    assert refused.status_code == 400
    assert [each.status_code for each in twice] == [200, 200]
    assert jumpcloud.user("ada")["suspended"] is True
    assert jumpcloud.state("ada") == "SUSPENDED"


@pytest.mark.parametrize(
    "change", [{"state": "ACTIVATED", "suspended": False}, {"suspended": False}]
)
async def test_a_suspended_user_comes_back_by_a_change(api, jumpcloud, ada, change):
    await api.put(f"/api/systemusers/{ada['_id']}", json={"suspended": True})
    assert jumpcloud.state("ada") == "SUSPENDED"

    await api.put(f"/api/systemusers/{ada['_id']}", json=change)

    assert jumpcloud.state("ada") == "ACTIVATED"


async def test_unlocking_ends_a_lock_out(api, jumpcloud, ada):
    jumpcloud.change_user("ada", account_locked=True)
    assert jumpcloud.user("ada")["account_locked_date"] is not None

    answer = await api.post(f"/api/systemusers/{ada['_id']}/unlock")

    assert (answer.status_code, answer.content) == (200, b"")
    assert jumpcloud.user("ada")["account_locked"] is False
