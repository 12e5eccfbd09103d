"""Users and their lifecycle, through Okta's own client."""

from okta.models import (
    ChangePasswordRequest,
    PasswordCredential,
    UpdateUserRequest,
    UserCredentials,
    UserProfile,
)

from tests.sandbox.okta_sdk.asking import ADAS, create, get, pages, refused


def password(value):
    return PasswordCredential(value=value)


async def status(client, user):
    return (await get(client.get_user(user.id))).status.value


async def test_a_user_is_created_found_and_shown_with_what_may_be_done(client, ada):
    found = await get(client.get_user("ada@acme.example"))

    assert (found.id, found.status.value) == (ada.id, "ACTIVE")
    assert found.profile.first_name == "Ada"
    assert found.links.suspend.href.endswith(f"/api/v1/users/{ada.id}/lifecycle/suspend")


async def test_users_are_listed_page_by_page(client, org):
    every = [each["id"] for each in org.okta.users if each["status"] != "DEPROVISIONED"]

    found = await pages(client.list_users, limit=2)

    assert all(len(page) <= 2 for page in found)
    assert [user.id for page in found for user in page] == every


async def test_users_are_searched_filtered_and_looked_up_by_a_start(client, ada):
    for query in (
        {"search": 'profile.login eq "ada@acme.example"'},
        {"filter": 'profile.login eq "ada@acme.example"'},
        {"q": "ada"},
    ):
        assert [each.id for each in await get(client.list_users(**query))] == [ada.id]


async def test_a_profile_is_changed_in_part_and_replaced_as_a_whole(client, ada):
    change = UpdateUserRequest(profile=UserProfile(title="Countess", department="Engines"))
    changed = await get(client.update_user(ada.id, change))
    assert (changed.profile.title, changed.profile.first_name) == ("Countess", "Ada")

    whole = UserProfile(first_name="Ada", last_name="King", email=ada.profile.email)
    whole.login = ada.profile.login
    replaced = await get(client.replace_user(ada.id, UpdateUserRequest(profile=whole)))

    assert (replaced.profile.last_name, replaced.profile.title) == ("King", None)


async def test_a_password_is_set_and_changed(client, ada):
    credentials = UserCredentials(password=password("Difference-1822"))
    await get(client.update_user(ada.id, UpdateUserRequest(credentials=credentials)))

    change = ChangePasswordRequest(
        old_password=password("Difference-1822"), new_password=password("Bernoulli-1843")
    )
    await get(client.change_password(ada.id, change))

    assert await refused(client.change_password(ada.id, change)) == (403, "E0000014")


async def test_a_staged_user_is_activated_with_a_link(client):
    user = await get(create(client, "ada@acme.example", activate=False))
    assert user.status.value == "STAGED"

    link = await get(client.activate_user(user.id, send_email=False))

    assert link.activation_url.endswith(f"/{link.activation_token}/verify")
    assert await status(client, user) == "PROVISIONED"
    assert (await get(client.reactivate_user(user.id, send_email=False))).activation_url
    assert await refused(client.activate_user(user.id, send_email=False)) == (403, "E0000016")


async def test_a_user_is_suspended_and_let_in_again(client, ada):
    await get(client.suspend_user(ada.id))
    assert await status(client, ada) == "SUSPENDED"
    assert await refused(client.suspend_user(ada.id)) == (400, "E0000001")

    await get(client.unsuspend_user(ada.id))

    assert await status(client, ada) == "ACTIVE"
    assert await refused(client.unsuspend_user(ada.id)) == (400, "E0000001")


async def test_a_user_who_locked_themselves_out_is_unlocked(client, ada, org):
    for _ in range(10):
        org.okta.sign_in("ada@acme.example", "wrong")
    assert await status(client, ada) == "LOCKED_OUT"

    await get(client.unlock_user(ada.id))

    assert await status(client, ada) == "ACTIVE"
    assert await refused(client.unlock_user(ada.id)) == (403, "E0000032")


async def test_a_password_is_expired_replaced_and_reset(client, ada):
    assert (await get(client.expire_password(ada.id))).status.value == "PASSWORD_EXPIRED"
    await get(client.expire_password_with_temp_password(ada.id, revoke_sessions=True))
    assert await status(client, ada) == "PASSWORD_EXPIRED"

    link = await get(client.reset_password(ada.id, send_email=False))

    assert "/reset_password/" in link.reset_password_url
    assert await status(client, ada) == "RECOVERY"


async def test_a_forgotten_password_gives_a_link_and_leaves_the_status(client, ada):
    link = await get(client.forgot_password(ada.id, send_email=False))

    assert "/signin/reset-password/" in link.reset_password_url
    assert await status(client, ada) == "ACTIVE"


async def test_factors_roles_groups_and_sessions_of_a_user(client, ada, org):
    org.okta.enrol_phone("ada@acme.example")
    kinds = {each.factor_type for each in await get(client.list_factors(ada.id))}
    assert {str(getattr(each, "value", each)) for each in kinds} == {"push", "token:software:totp"}

    await get(client.reset_factors(ada.id))
    await get(client.revoke_user_sessions(ada.id, oauth_tokens=True))

    assert await get(client.list_factors(ada.id)) == []
    assert await get(client.list_assigned_roles_for_user(ada.id)) == []
    assert [each.type.value for each in await get(client.list_user_groups(ada.id))] == ["BUILT_IN"]


async def test_a_user_is_deactivated_then_deleted(client, ada):
    await get(client.deactivate_user(ada.id))
    assert await status(client, ada) == "DEPROVISIONED"
    assert await refused(client.deactivate_user(ada.id)) == (404, "E0000007")

    await get(client.delete_user(ada.id))

    assert await refused(client.get_user(ada.id)) == (404, "E0000007")


async def test_a_login_that_is_taken_is_refused(client, ada):
    again = create(client, "ada@acme.example", password=ADAS)

    assert await refused(again) == (400, "E0000001")
