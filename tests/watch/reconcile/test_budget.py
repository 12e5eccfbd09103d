"""A comparison keeps the rate limits, and takes no longer than they make it."""

from bot.sandbox.crowd import gather
from tests.watch.reconcile.moving import MovedClock, allowed


async def test_reading_everybody_is_never_throttled_and_takes_what_the_limits_allow(place):
    gather(place.sandbox, 3000)
    place.pass_time()
    place.okta.pace.limits |= {"users": 10, "apps": 3}
    clock = MovedClock(place.world, place.providers.okta._api, place.providers.jumpcloud._api)
    heard = []
    place.traffic.listeners.append(heard.append)

    comparison = await place.compare()

    least = allowed(heard, place.okta.pace.limits)
    assert comparison.trusted, comparison.reason
    assert comparison.alerts == ()
    assert {each.status for each in heard} == {200}
    assert least == 120
    assert clock.slept <= least * 1.1


async def test_people_have_what_a_comparison_leaves_them(place):
    gather(place.sandbox, 3000)
    place.pass_time()
    place.okta.pace.limits["users"] = 10
    clock = MovedClock(place.world, place.providers.okta._api, place.providers.jumpcloud._api)
    used = []
    place.traffic.listeners.append(lambda _: used.append(place.okta.pace._windows["users"].used))

    await place.compare()

    assert clock.slept
    assert max(used) == 9
