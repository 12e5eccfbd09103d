"""Whatever is made to differ in the two directories is found, and is gone when it is mended."""

from datetime import timedelta

import pytest

from bot.watch.alert import Severity
from bot.watch.reconcile import CAUSES, Drift, ReconcileSettings
from tests.contracts.listening import contracted
from tests.watch.reconcile.cases import CASES, DANA, GRACE, signed_in
from tests.watch.reconcile.place import SETTINGS

# What Okta or SCIM does has a time; what is done by hand in JumpCloud has none.
DATED = [
    each
    for each in CASES
    if each.drift
    in (
        *(Drift.MISSING_IN_OKTA, Drift.ACTIVE_AFTER_DEACTIVATION, Drift.SUSPENDED_IN_OKTA_ONLY),
        *(Drift.NOT_ASSIGNED, Drift.LINK, Drift.RENAME, Drift.SYNC_ERROR, Drift.QUEUED),
        *(Drift.STAGED, Drift.DEVICE_OPEN),
    )
]


async def test_directories_that_agree_have_no_drift(place):
    assert await place.told() == set()


async def test_the_sandbox_opens_with_the_suspension_that_nobody_carried_over(place):
    place.restore_account("howard")

    assert await place.told(settings=ReconcileSettings()) == {
        ("suspended_in_okta_only", "howard@acme.example"),
        ("missing_in_okta", "rosalind"),
    }


def test_every_finding_has_a_case():
    assert {each.drift for each in CASES} == set(Drift)
    assert len(CAUSES) == len(Drift)


@pytest.mark.parametrize("case", CASES, ids=lambda each: f"{each.drift}-{each.about[:5]}")
async def test_what_is_made_for_real_is_found_and_what_is_mended_is_not(place, case):
    await case.make(place)
    place.pass_time(case.after)
    with contracted(place.world, requests=True):
        found = await place.compare()

    await case.mend(place)
    place.pass_time()
    mended = await place.compare()

    assert found.trusted, found.reason
    assert [(each.cause, each.about.name) for each in found.alerts] == [
        (f"drift.{case.drift}", case.about)
    ]
    alert = found.alerts[0]
    assert alert.lasting
    assert alert.ways
    assert all([alert.headline, alert.seen, alert.means, alert.todo])
    assert "{" not in alert.headline + alert.seen + alert.means + alert.todo
    assert (mended.trusted, [each.headline for each in mended.alerts]) == (True, [])


@pytest.mark.parametrize("case", DATED, ids=lambda each: f"{each.drift}-{each.about[:5]}")
async def test_what_changed_a_moment_ago_is_still_on_its_way(place, case):
    await case.make(place)

    assert await place.told() == set()


async def test_the_rename_of_a_bound_user_is_told_with_its_exact_remedy(place):
    case = next(each for each in CASES if each.drift is Drift.RENAME)
    await case.make(place)
    place.pass_time()

    (alert,) = (await place.compare()).alerts

    assert alert.severity is Severity.URGENT
    assert "the username g.hopper, JumpCloud has grace" in alert.seen
    assert f"edit {GRACE}, and set the username to grace" in alert.todo


async def test_a_failed_push_is_told_in_the_words_of_oktas_log(place):
    case = next(each for each in CASES if each.about == DANA and each.drift is Drift.SYNC_ERROR)
    await case.make(place)
    place.pass_time()

    (alert,) = (await place.compare()).alerts

    assert "The department is too long." in alert.reason


async def test_a_laptop_that_is_away_is_named_with_when_it_was_last_seen(place):
    case = next(each for each in CASES if each.drift is Drift.DEVICE_OPEN)
    await case.make(place)
    place.pass_time()

    (alert,) = (await place.compare()).alerts

    assert "LT-GRACE, last seen" in alert.seen


async def test_who_is_on_leave_may_keep_their_laptop(place):
    place.okta.do("suspend", GRACE)
    place.suspend_account("grace")
    await place.until(lambda: place.disabled("grace", "LT-GRACE"))
    place.pass_time()

    assert await place.told() == set()


async def test_who_lost_the_app_in_okta_is_rightly_suspended_in_jumpcloud(place):
    place.okta.leave(DANA, "Engineering")
    await place.until(lambda: place.jumpcloud.state("dana") == "SUSPENDED")
    place.pass_time()

    assert await place.told() == set()


async def test_a_password_pushed_at_a_sign_in_is_not_one_set_by_hand(place):
    place.pass_time(timedelta(days=30))
    await signed_in(place)
    place.pass_time()

    assert await place.told() == set()


async def test_without_a_federated_group_nobody_is_missing_in_it(place):
    place.jumpcloud.change_user("dana", attributes=[])
    place.pass_time()

    assert await place.told(group="", settings=SETTINGS) == set()
