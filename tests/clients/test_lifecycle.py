"""Letting in and keeping out: what each directory does when told so, and what it refuses."""

import pytest

from bot.errors import NotFound, Refused
from tests.clients.conftest import Directories

GRACE = "grace@acme.example"


@pytest.fixture
def okta(directories: Directories):
    return directories.clients.okta


@pytest.fixture
def jumpcloud(directories: Directories):
    return directories.clients.jumpcloud


async def test_a_suspension_keeps_everything_and_is_undone(okta, directories):
    grace = await okta.find_user(GRACE)
    groups = directories.okta.user(GRACE)["groups"]

    await okta.suspend_user(grace.id)
    assert directories.okta.status(GRACE) == "SUSPENDED"
    assert directories.okta.user(GRACE)["groups"] == groups

    await okta.unsuspend_user(grace.id)
    assert directories.okta.status(GRACE) == "ACTIVE"


async def test_only_the_active_are_suspended_and_only_the_suspended_let_in(okta):
    grace = await okta.find_user(GRACE)

    with pytest.raises(Refused, match="not suspended"):
        await okta.unsuspend_user(grace.id)
    await okta.suspend_user(grace.id)
    with pytest.raises(Refused, match="not active"):
        await okta.suspend_user(grace.id)


async def test_the_deactivated_are_as_good_as_gone(okta):
    charles = await okta.find_user("charles@acme.example")

    for call in (okta.suspend_user, okta.unsuspend_user, okta.expire_password):
        with pytest.raises(NotFound):
            await call(charles.id)


async def test_an_expired_password_still_opens_once(okta, directories):
    grace = await okta.find_user(GRACE)

    await okta.expire_password(grace.id)

    user = await okta.get_user(grace.id)
    assert (user.status, user.has_password) == ("PASSWORD_EXPIRED", True)
    assert user.password_changed == grace.password_changed


async def test_jumpcloud_suspends_and_restores_by_itself(jumpcloud, directories):
    grace = await jumpcloud.find_user(username="grace")

    await jumpcloud.suspend_user(grace.id)
    assert directories.jumpcloud.state("grace") == "SUSPENDED"

    await jumpcloud.restore_user(grace.id)
    await jumpcloud.restore_user(grace.id)
    user = await jumpcloud.get_user(grace.id)
    assert (user.state, user.suspended) == ("ACTIVATED", False)
    assert directories.okta.status(GRACE) == "ACTIVE"


async def test_a_local_account_is_named_and_read_back(jumpcloud):
    grace = await jumpcloud.find_user(username="grace")

    assert (await jumpcloud.set_local_account(grace.id, "ghopper")).account_name == "ghopper"
    assert (await jumpcloud.set_local_account(grace.id, "")).account_name == "grace"


async def test_a_local_account_that_is_somebody_elses_is_refused(jumpcloud):
    grace = await jumpcloud.find_user(username="grace")

    with pytest.raises(Refused):
        await jumpcloud.set_local_account(grace.id, "dana")


async def test_nobody_can_be_suspended_or_named(jumpcloud):
    nobody = "0" * 24

    for call in (jumpcloud.suspend_user, jumpcloud.restore_user):
        with pytest.raises(NotFound):
            await call(nobody)
    with pytest.raises(NotFound):
        await jumpcloud.set_local_account(nobody, "x")
