"""What becomes of a call: the answer, another try, or one error in plain words."""

import asyncio
import gc
import logging
import socket

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.client import segment
from bot.errors import NotFound, Refused, Unavailable
from tests.clients.conftest import Scripted, answer, cut_off, page


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def held(kind: type) -> int:
    return sum(isinstance(each, kind) for each in gc.get_objects())


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_read_is_made_again_after_a_servers_fault(status, scripted: Scripted):
    scripted.tell(answer(status), page(status), answer(200, {"id": "1"}))

    assert await scripted.api().send("GET", "/x") == {"id": "1"}
    assert scripted.waits == [1, 2]


@pytest.mark.parametrize("told", [answer(503), cut_off])
async def test_a_write_that_may_be_done_is_not_made_again(told, scripted: Scripted):
    scripted.tell(told)

    with pytest.raises(Unavailable):
        await scripted.api().send("POST", "/x")

    assert len(scripted.asked) == 1


async def test_a_search_by_post_is_made_again_like_a_read(scripted: Scripted):
    scripted.tell(cut_off, answer(200, []))

    assert await scripted.api().send("POST", "/search", repeatable=True) == []


async def test_nobody_there_is_tried_again_even_for_a_write(scripted: Scripted):
    scripted.url = f"http://127.0.0.1:{unused_port()}"

    with pytest.raises(Unavailable, match=r"^Okta cannot be reached$"):
        await scripted.api().send("POST", "/x")

    assert scripted.waits == [1, 2]


async def test_a_silent_provider_is_given_up_in_words(scripted: Scripted):
    released = asyncio.Event()

    async def hold(request: Request) -> Response:
        await released.wait()
        return Response()

    scripted.tell(hold)

    with pytest.raises(Unavailable, match=r"^Okta did not answer within 0\.05 s$"):
        await scripted.api().send("POST", "/x", patience=0.05)

    released.set()
    assert len(scripted.asked) == 1


@pytest.mark.parametrize(("headers", "waits"), [({"Retry_After": "3"}, [3]), ({}, [1])])
async def test_a_throttled_write_is_made_again_when_it_may_be(headers, waits, scripted: Scripted):
    scripted.tell(answer(429, {}, **headers), answer(204))

    await scripted.api().send("POST", "/x")

    assert scripted.waits == waits


async def test_too_long_a_wait_is_not_begun_but_told(scripted: Scripted):
    scripted.tell(answer(429, {}, Retry_After="61"))

    with pytest.raises(Unavailable, match="throttles us; it takes calls again in 61 s"):
        await scripted.api().send("GET", "/x")

    assert scripted.waits == []


async def test_all_waits_of_a_call_together_stay_within_the_limit(scripted: Scripted):
    scripted.tell(answer(429, {}, Retry_After="6"))

    with pytest.raises(Unavailable):
        await scripted.api(max_wait=10).send("GET", "/x")

    assert scripted.waits == [6]


async def test_a_call_that_a_person_waits_for_is_made_once(scripted: Scripted):
    scripted.tell(answer(503))

    with pytest.raises(Unavailable):
        await scripted.api().send("GET", "/x", retries=0)

    assert len(scripted.asked) == 1


async def test_an_answer_without_a_body_is_none(scripted: Scripted):
    scripted.tell(answer(204), answer(200), PlainTextResponse("OK"))
    api = scripted.api()

    assert [await api.send("POST", "/x") for _ in range(3)] == [None, None, None]


async def test_a_web_page_is_not_taken_for_an_answer(scripted: Scripted):
    scripted.tell(page(200))

    with pytest.raises(Unavailable, match="answered with a web page"):
        await scripted.api().send("GET", "/x")


async def test_pages_follow_the_links_word_for_word(scripted: Scripted):
    following = f"{scripted.url}/users?after=a%2Bb&limit=2"
    links = f'<{scripted.url}/users>; rel="self", <{following}>; rel="next"'
    scripted.tell(answer(200, [1, 2], Link=links), answer(200, [3]))

    pages = [page async for page in scripted.api().pages("/users", {"q": "a b"})]

    assert pages == [[1, 2], [3]]
    assert [asked.target for asked in scripted.asked] == [
        "/users?q=a+b",
        "/users?after=a%2Bb&limit=2",
    ]


async def test_a_next_page_on_another_host_gets_no_token(scripted: Scripted):
    scripted.tell(answer(200, [1], Link='<https://evil.example/x>; rel="next"'))

    with pytest.raises(Refused, match=r"is on evil\.example"):
        [page async for page in scripted.api().pages("/users")]


async def test_pages_by_skip_end_at_a_short_one(scripted: Scripted):
    scripted.tell(answer(200, {"results": [1, 2], "totalCount": 9}), answer(200, [3]))

    pages = [page async for page in scripted.api().pages_by_skip("/x", {"a": "b"}, size=2)]

    assert pages == [[1, 2], [3]]
    assert scripted.asked[1].target == "/x?a=b&limit=2&skip=2"


async def test_a_page_that_was_read_is_kept_by_nothing(scripted: Scripted):
    scripted.tell(answer(200, [1, 2]), answer(200, [3]))
    api = scripted.api()
    gc.collect()
    before = held(httpx.Response)
    gc.disable()  # the collector comes by when it likes: a page is gone without it
    try:
        assert [page async for page in api.pages_by_skip("/x", size=2)] == [[1, 2], [3]]
        assert held(httpx.Response) == before
    finally:
        gc.enable()


async def test_no_more_calls_are_in_flight_than_allowed(scripted: Scripted):
    meeting, busy, peak = asyncio.Barrier(4), 0, 0

    async def meet(request: Request) -> Response:
        nonlocal busy, peak
        busy += 1
        peak = max(peak, busy)
        await meeting.wait()
        busy -= 1
        return Response()

    scripted.tell(meet)
    api = scripted.api("JumpCloud", in_flight=4)

    await asyncio.gather(*(api.send("GET", "/x") for _ in range(8)))

    assert peak == 4


async def test_an_outage_is_logged_once_and_its_end_once(scripted: Scripted, caplog):
    caplog.set_level(logging.INFO, "bot.client")
    scripted.tell(answer(503), answer(503), answer(404), answer(204))
    api = scripted.api(retries=0)

    for _ in range(4):
        await asyncio.gather(api.send("GET", "/x"), return_exceptions=True)

    assert caplog.messages == ["provider unavailable", "provider available again"]


def test_a_segment_cannot_leave_its_place():
    assert segment("a/b@c%?#") == "a%2Fb@c%25%3F%23"
    for trick in ("", ".", "..", "x" * 201):
        with pytest.raises(NotFound):
            segment(trick)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"a\u0000b", "a\ufffdb"),
        (r"\ud83d!", "\ufffd!"),
        (r"\ud83d\ude00", "\N{GRINNING FACE}"),
        (r"\\u0000", r"\u0000"),
    ],
)
async def test_what_no_database_keeps_is_replaced_in_what_a_provider_says(text, read, scripted):
    said = f'{{"{text}": [{{"deep": "{text}"}}]}}'
    refusal = f'{{"errorSummary": "{text}"}}'
    scripted.tell(
        Response(said, media_type="application/json"),
        Response(refusal, status_code=400, media_type="application/json"),
    )

    assert await scripted.api().send("GET", "/x") == {read: [{"deep": read}]}
    with pytest.raises(Refused) as refused:
        await scripted.api().send("GET", "/x")
    assert read in str(refused.value)
