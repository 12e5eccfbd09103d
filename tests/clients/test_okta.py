"""Okta's client: what it finds, what it changes, and what it does not take for an answer."""

import json

import pytest
from pydantic import SecretStr

from bot.clients.okta import App, AppUser, OktaClient, OktaUser
from bot.errors import Conflict, NotFound, Refused, Unauthorized, Unavailable
from tests.clients.conftest import Directories, Scripted, answer, okta_error

ADA = {
    "login": "ada@acme.example",
    "email": "ada@acme.example",
    "firstName": "Ada",
    "lastName": "Lovelace",
}
GRACE = "grace@acme.example"


@pytest.fixture
def client(directories: Directories) -> OktaClient:
    return directories.clients.okta


async def test_a_person_without_a_password_waits_for_the_mail(client, directories, engineering):
    user = await client.create_user(profile=ADA, group_ids=[engineering])

    assert (user.login, user.status, user.has_password) == (ADA["login"], "PROVISIONED", False)
    assert directories.okta.user(ADA["login"])["groups"] == ["Everyone", "Engineering"]
    assert [mail.to for mail in directories.okta.directory.mails] == [ADA["email"]]


async def test_a_person_with_a_password_is_active_and_gets_no_mail(client, directories):
    user = await client.create_user(profile=ADA, password=SecretStr("Tmp-9-staple-horse"))

    assert (user.status, user.provider_type, user.has_password) == ("ACTIVE", "OKTA", True)
    assert directories.okta.directory.mails == []


async def test_a_login_that_is_taken_is_a_conflict_even_by_the_deactivated(client):
    with pytest.raises(Conflict, match="already exists"):
        await client.create_user(profile=ADA | {"login": "charles@acme.example"})


async def test_a_profile_that_does_not_fit_is_refused_in_oktas_words(client):
    with pytest.raises(Refused, match="'shoeSize' is not defined in profile"):
        await client.create_user(profile=ADA | {"shoeSize": 38})


async def test_a_person_is_found_by_id_and_by_login_in_any_case(client):
    by_login = await client.find_user(GRACE.upper())

    assert by_login is not None
    assert by_login.name == "Grace Hopper"
    assert "suspend" in by_login.actions
    assert (await client.find_user(by_login.id)).login == GRACE
    assert (await client.get_user(by_login.id)).created.tzinfo is not None


async def test_half_a_login_finds_nobody_though_okta_would(client, directories):
    assert directories.okta.directory.find("grace") is not None

    assert await client.find_user("grace") is None


@pytest.mark.parametrize(
    "nobody", ["nobody@acme.example", "00uNOBODY", "a/b@acme.example", "..", ""]
)
async def test_nobody_is_none(nobody, client):
    assert await client.find_user(nobody) is None


async def test_a_login_with_a_slash_is_found_too(client, directories):
    directories.okta.add_user("a/b@acme.example")

    assert (await client.find_user("a/b@acme.example")).login == "a/b@acme.example"


async def test_everybody_with_an_address_is_listed_whatever_their_state(client, directories):
    directories.okta.add_user("second@acme.example", email="charles@acme.example")

    found = await client.list_users_with_email("Charles@acme.example")

    assert {(user.login, user.status) for user in found} == {
        ("second@acme.example", "ACTIVE"),
        ("charles@acme.example", "DEPROVISIONED"),
    }


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("hop", [GRACE]),
        ("grace HOPPER", [GRACE]),
        ("grace turing", []),
        ('" or status pr or "', []),
        ("\\", []),
        ("  ", []),
        ("🦄" * 10_000, []),
    ],
)
async def test_a_search_means_what_was_typed_and_nothing_else(text, logins, client):
    assert [user.login for user in await client.search_users(text)] == logins


async def test_a_search_the_index_cannot_answer_falls_back_to_first_letters(scripted: Scripted):
    user = {"id": "00u1", "profile": {"login": GRACE}}
    scripted.tell(
        answer(503, okta_error("E0000100", "Unable to perform search")), answer(200, [user])
    )

    found = await OktaClient(scripted.api()).search_users("grace h", limit=5)

    assert [each.login for each in found] == [GRACE]
    assert scripted.asked[1].target == "/api/v1/users?limit=5&q=grace+h"


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Unauthorized), (502, Unavailable), (400, Refused)]
)
async def test_a_search_that_failed_otherwise_does_not_ask_twice(status, kind, scripted: Scripted):
    scripted.tell(answer(status))

    with pytest.raises(kind):
        await OktaClient(scripted.api()).search_users("grace")

    assert len(scripted.asked) == 1


async def test_a_profile_is_changed_in_part(client):
    user = await client.create_user(profile=ADA | {"title": "Countess"})

    changed = await client.update_user(user.id, {"title": None, "department": "Ops"})

    assert (changed.profile.get("title"), changed.profile["department"]) == (None, "Ops")
    assert changed.first_name == "Ada"


async def test_activation_is_harmless_when_repeated_and_silent_when_asked(client, directories):
    user = await client.find_user("hedy@acme.example")

    await client.activate_user(user.id, send_email=False)
    await client.activate_user(user.id, send_email=False)

    assert directories.okta.status("hedy@acme.example") == "PROVISIONED"
    assert directories.okta.directory.mails == []


async def test_deactivation_says_when_there_is_nobody_left_to_deactivate(client, directories):
    user = await client.create_user(profile=ADA)

    await client.deactivate_user(user.id)

    assert directories.okta.status(ADA["login"]) == "DEPROVISIONED"
    with pytest.raises(NotFound):
        await client.deactivate_user(user.id)


async def test_a_temporary_password_opens_once_and_is_not_shown(client, directories):
    user = await client.create_user(profile=ADA, password=SecretStr("Tmp-9-staple-horse"))

    password = await client.expire_password_with_temp_password(user.id, revoke_sessions=True)

    assert password.get_secret_value() not in repr(password)
    assert directories.okta.status(ADA["login"]) == "PASSWORD_EXPIRED"
    assert directories.okta.sign_in(
        ADA["login"], password.get_secret_value(), new_password="New-8-horse-staple"
    )


async def test_a_person_without_a_password_gets_no_temporary_one(client):
    user = await client.create_user(profile=ADA)

    with pytest.raises(Refused, match="E0000038"):
        await client.expire_password_with_temp_password(user.id)


async def test_a_temporary_password_that_is_missing_is_told(scripted: Scripted):
    scripted.tell(answer(200, {}))

    with pytest.raises(Refused, match="without the temporary password"):
        await OktaClient(scripted.api()).expire_password_with_temp_password("00u1")


async def test_sessions_and_tokens_end_together(scripted: Scripted):
    scripted.tell(answer(204))

    await OktaClient(scripted.api()).clear_sessions("00u1")

    assert scripted.asked[0].target == "/api/v1/users/00u1/sessions?oauthTokens=true"


async def test_administrators_are_known_by_their_roles(client, directories):
    grace = await client.find_user(GRACE)
    assert await client.list_user_roles(grace.id) == []

    directories.okta.make_admin(GRACE)

    assert [role.type for role in await client.list_user_roles(grace.id)] == ["SUPER_ADMIN"]


async def test_who_is_an_administrator_by_a_group_alone_is_known_too(client, directories):
    grace = await client.find_user(GRACE)
    directory = directories.okta.directory

    directory.groups_of(directory.get(GRACE))[-1].roles.append("HELP_DESK_ADMIN")

    assert [role.type for role in await client.list_user_roles(grace.id)] == ["HELP_DESK_ADMIN"]


async def test_whose_token_it_is_can_be_asked_and_is_nobody_whom_okta_does_not_show(
    client, directories
):
    assert await client.find_me() is None

    directories.okta.auth.give_to(directories.okta.directory.get(GRACE))

    me = await client.find_me()
    assert me is not None
    assert me.login == GRACE


async def test_the_organization_proves_the_credentials(client, directories):
    assert (await client.get_org()).id

    directories.okta.api_token = "00another"

    with pytest.raises(Unauthorized, match="Invalid token provided"):
        await client.get_org()


def test_answers_are_read_leniently():
    user = OktaUser.model_validate(
        {
            "id": 7,
            "status": "ACTIVATING",
            "lastLogin": "",
            "created": "soon",
            "new": {},
            "profile": {"login": None, "email": "a@x"},
            "credentials": None,
            "_links": None,
        }
    )
    app = App.model_validate({"id": "0oa1", "features": None})
    unsynced = AppUser.model_validate({"id": "00u1", "status": "NEW", "syncState": None})

    assert (user.id, user.status, user.last_login, user.created) == ("7", "ACTIVATING", None, None)
    assert (user.login, user.email, user.name, user.actions) == ("", "a@x", "", frozenset())
    assert (app.features, unsynced.provisioned, unsynced.failed) == ((), False, False)


@pytest.mark.parametrize("body", [{}, [], {"status": "ACTIVE", "tempPassword": "canary"}, "canary"])
async def test_an_answer_that_is_none_is_refused_without_being_quoted(body, scripted: Scripted):
    scripted.tell(answer(200, body))

    with pytest.raises(Refused, match="is not the OktaUser asked for") as caught:
        await OktaClient(scripted.api()).get_user("00u1")

    assert "canary" not in json.dumps(caught.value.args)
    assert caught.value.__context__ is None
