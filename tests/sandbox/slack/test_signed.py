"""Signed HTTP, Slack's side: what it posts to a request URL, and again."""

import contextlib
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.serving import Serving
from bot.sandbox.slack import Unanswered
from tests.sandbox.workplace import running


@contextlib.asynccontextmanager
async def listening(place, answer):
    """Serve a request URL; gives the headers of each try."""
    tries = []

    async def hear(request):
        tries.append(request.headers)
        return answer(len(tries))

    serving = Serving(Starlette(routes=[Route("/slack", hear, methods=["GET", "POST"])]), 0)
    await serving.start()
    place.slack.request_url = f"http://127.0.0.1:{serving.port}/slack"
    try:
        yield tries
    finally:
        place.slack.request_url = None
        await serving.stop()


def told(headers):
    return headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")


async def test_an_event_comes_three_times_more_at_once_after_a_minute_and_after_five(place):
    async with listening(place, lambda _: Response(status_code=500)) as tries:
        await place.slack.person("mina").open_home()
        await place.slack.wait_until(lambda: len(tries) == 2)
        place.world.move(timedelta(seconds=61))
        await place.slack.wait_until(lambda: len(tries) == 3)
        place.world.move(timedelta(minutes=5, seconds=1))
        await place.slack.settled()

    assert [told(each) for each in tries] == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]


async def test_an_app_may_ask_for_no_retry(place):
    answer = Response(status_code=500, headers={"X-Slack-No-Retry": "1"})
    async with listening(place, lambda _: answer) as tries:
        await place.slack.person("mina").open_home()
        await place.slack.settled()

    assert len(tries) == 1


async def test_any_2xx_is_enough_for_an_event_but_not_for_a_command(place):
    async with listening(place, lambda _: Response(status_code=202)) as tries:
        mina = place.slack.person("mina")
        await mina.open_home()
        await place.slack.settled()
        assert len(tries) == 1
        await mina.command("/hello", channel="it-desk")

    assert mina.errors == ['/hello failed with the error "dispatch_failed"']


async def test_why_an_event_failed_is_told_with_the_next_try(place):
    def answer(number):
        return RedirectResponse("/slack") if number < 4 else PlainTextResponse("ok")

    place.slack.request_url = "http://127.0.0.1:9/slack"
    await place.slack.person("mina").open_home()
    await place.slack.wait_until(lambda: len(place.world.traffic) == 2)
    async with listening(place, answer) as tries:
        place.world.move(timedelta(seconds=61))
        await place.slack.wait_until(lambda: len(tries) == 3)
        place.world.move(timedelta(minutes=5, seconds=1))
        await place.slack.settled()

    assert told(tries[0]) == ("2", "connection_failed")
    assert told(tries[3]) == ("3", "too_many_redirects")


async def test_a_bolt_app_proves_its_request_url_and_passes_the_look_at_its_certificate(place):
    async with running(place, place.app(), "http"):
        assert await place.slack.verify_request_url()
        assert await place.slack.check_ssl()


async def test_an_app_that_repeats_no_challenge_is_not_verified(place):
    async with listening(place, lambda _: PlainTextResponse("something else")):
        assert not await place.slack.verify_request_url()
    with pytest.raises(Unanswered):
        await place.slack.verify_request_url()
