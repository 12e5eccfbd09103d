"""What cannot be believed is one incident or none, and never a flood of drift."""

import asyncio
import json

import pytest

from bot.sandbox.crowd import gather
from bot.watch.alert import Severity
from bot.watch.event import Kind
from bot.watch.reconcile import ReconcileSettings, Sizes
from tests.watch.reconcile.cases import DANA
from tests.watch.reconcile.place import SETTINGS

LISTS = {
    "okta_users": "GET /okta/api/v1/users",
    "app_users": "GET /okta/api/v1/apps/*/users",
    "members": "GET /jumpcloud/api/v2/usergroups/*/members",
    "jumpcloud_users": "GET /jumpcloud/api/systemusers",
}
PROVIDERS = {"okta_users": "Okta", "app_users": "Okta"}


def incident(comparison):
    assert not comparison.trusted
    (alert,) = comparison.alerts
    assert (alert.cause, alert.severity) == ("reconcile.shrunk", Severity.URGENT)
    assert alert.about.kind is Kind.SYSTEM
    return alert


@pytest.mark.parametrize("name", LISTS)
async def test_an_empty_list_is_one_incident_about_its_provider(place, name):
    place.faults.add(LISTS[name], "refuse", status=200, body=[] if "v2" in LISTS[name] or
                     "okta" in LISTS[name] else {"results": [], "totalCount": 0})  # fmt: skip

    alert = incident(await place.compare())

    assert alert.about.name == PROVIDERS.get(name, "JumpCloud")
    assert "0 " in alert.seen


@pytest.mark.parametrize("name", [*LISTS, "systems"])
async def test_a_list_that_lost_more_than_half_is_one_incident(place, name):
    before = (await place.compare()).sizes
    last = Sizes.of_row(json.loads(json.dumps(before.as_row())) | {name: 1000})

    alert = incident(await place.compare(last=last))

    assert "after 1,000 the last time" in alert.seen
    assert alert.about.name == PROVIDERS.get(name, "JumpCloud")


async def test_the_share_that_is_believed_is_a_setting(place):
    last = Sizes(okta_users=1000)

    comparison = await place.compare(
        last=last, settings=ReconcileSettings(least_percent=0, local_people=SETTINGS.local_people)
    )

    assert (comparison.trusted, comparison.alerts) == (True, ())


async def test_few_who_left_are_no_incident(place):
    sizes = (await place.compare()).sizes
    last = Sizes(**{name: seen + 1 for name, seen in sizes.as_row().items()})

    assert (await place.compare(last=last)).trusted


@pytest.mark.parametrize("name", [*LISTS, "systems"])
async def test_a_list_that_breaks_off_in_the_middle_gives_no_drift_at_all(place, name):
    gather(place.sandbox, 600)
    place.suspend_account("dana")
    place.pass_time()
    match = LISTS.get(name, "GET /jumpcloud/api/systems")
    place.providers.okta._api._sleep = place.providers.jumpcloud._api._sleep = no_wait
    if name != "systems":  # of which there is one page
        place.faults.add(match, "slow", seconds=0, times=1)
    place.faults.add(match, "stop")

    comparison = await place.compare()

    assert (comparison.trusted, comparison.alerts) == (False, ())
    assert "broke off" in comparison.reason


async def no_wait(_seconds):
    pass


@pytest.mark.parametrize("body", [{}, {"results": None}, "OK", {"results": [{"username": "x"}]}])
async def test_an_answer_that_is_no_list_is_not_taken_for_the_end_of_one(place, body):
    place.suspend_account("dana")
    place.pass_time()
    place.faults.add(LISTS["jumpcloud_users"], "refuse", status=200, body=body)

    comparison = await place.compare()

    assert (comparison.trusted, comparison.alerts) == (False, ())
    assert comparison.reason.startswith("JumpCloud")


async def test_a_group_that_is_not_there_is_no_drift_of_everybody(place):
    comparison = await place.compare(group="65a1f3de00000000000000ff")

    assert (comparison.trusted, comparison.alerts) == (False, ())
    assert "did not find" in comparison.reason


async def suspended(place):
    place.okta.do("suspend", DANA)
    place.suspend_account("dana")


async def restored(place):
    place.okta.do("unsuspend", DANA)
    place.restore_account("dana")


async def unassigned(place):
    place.okta.leave(DANA, "Engineering")
    await place.until(lambda: place.jumpcloud.state("dana") == "SUSPENDED")


async def deactivated(place):
    place.okta.do("deactivate", DANA)
    await place.until(lambda: place.jumpcloud.state("dana") == "SUSPENDED")


@pytest.mark.parametrize("deed", [suspended, restored, unassigned, deactivated])
async def test_what_changes_while_it_is_read_is_no_drift(place, deed):
    if deed is restored:
        await suspended(place)
        place.pass_time()
    held = place.faults.add(LISTS["jumpcloud_users"], "hold", times=1)

    async def meanwhile():
        while held not in place.faults.pausing:  # noqa: ASYNC110 - a call that is held is no change
            await asyncio.sleep(0)
        await deed(place)
        held.release()

    async with asyncio.TaskGroup() as both:
        both.create_task(meanwhile())
        told = both.create_task(place.told())

    assert told.result() == set()


async def test_of_many_with_one_finding_only_some_are_looked_at_once_more(place):
    gather(place.sandbox, 60)
    for user in place.jumpcloud.users:
        if user["username"][-1].isdigit():
            place.suspend_account(user["username"])
    place.pass_time()
    few = ReconcileSettings(most_lookups=5, local_people=SETTINGS.local_people)

    comparison = await place.compare(settings=few)

    assert len(comparison.alerts) == 60
    pages, changed, looks = 5, 1, 2 * 5
    assert comparison.requests == pages + changed + looks


async def test_directories_that_agree_cost_their_pages_and_no_call_more(place):
    gather(place.sandbox, 1000)
    place.pass_time()
    heard = []
    place.traffic.listeners.append(heard.append)

    comparison = await place.compare()

    people, assigned, members, accounts = (
        getattr(comparison.sizes, name)
        for name in ("okta_users", "app_users", "members", "jumpcloud_users")
    )
    pages = -(-people // 200) + -(-assigned // 500) + members // 100 + 1 + accounts // 100 + 1 + 1
    assert comparison.alerts == ()
    assert comparison.requests == pages == len([each for each in heard if each.to != "Slack"])
