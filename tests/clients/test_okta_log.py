"""Okta's log: read on from an address that only Okta understands, whatever stands in it."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clients.okta import CursorRefused, OktaClient
from bot.errors import NotFound, Refused, Unauthorized, Unavailable
from tests.clients.conftest import Directories, Scripted, answer, okta_error, page

SINCE = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
FILTER = 'eventType sw "user.lifecycle" or eventType eq "user.session.clear"'
NEXT = "/api/v1/logs?since=2026-03-02T09%3A00%3A00.123Z&limit=2&after=a%2Fb+c%20d"


@pytest.fixture
def client(directories: Directories) -> OktaClient:
    return directories.clients.okta


def linked(scripted: Scripted, events, *, to=""):
    told = f'<{to or scripted.url}{NEXT}>; rel="next"'
    return answer(200, events, Link=told)


async def test_the_log_is_read_from_a_time_on_and_then_from_page_to_page(client, directories):
    since = datetime.now(UTC)
    directories.okta.directory.log.write("user.session.start", "Sign in")
    for _ in range(3):
        directories.okta.directory.log.write("user.lifecycle.suspend", "Suspend")

    first = await client.read_log(None, since=since, expression=FILTER, limit=2)
    second = await client.read_log(first.next, since=since, expression=FILTER)
    third = await client.read_log(second.next, since=since, expression=FILTER)

    assert [len(each.events) for each in (first, second, third)] == [2, 1, 0]
    assert [each.full for each in (first, second, third)] == [True, False, False]
    assert {each.event_type for each in first.events} == {"user.lifecycle.suspend"}


async def test_the_first_question_is_the_one_that_can_be_polled(scripted: Scripted):
    scripted.tell(linked(scripted, []))

    await OktaClient(scripted.api()).read_log(None, since=SINCE, expression='id eq "1"')

    assert scripted.asked[0].target == (
        "/api/v1/logs?since=2026-03-02T09%3A00%3A00.123Z&limit=1000&sortOrder=ASCENDING"
        "&filter=id+eq+%221%22"
    )


async def test_where_it_goes_on_is_asked_as_it_stands(scripted: Scripted):
    scripted.tell(linked(scripted, []))

    page = await OktaClient(scripted.api()).read_log(
        f"{scripted.url}{NEXT}", since=SINCE, expression=FILTER
    )

    assert scripted.asked[0].target == NEXT
    assert page.next == f"{scripted.url}{NEXT}"


async def test_a_page_is_full_by_the_limit_that_its_address_tells(scripted: Scripted):
    scripted.tell(linked(scripted, [{"uuid": "1"}, {"uuid": "2"}]))

    page = await OktaClient(scripted.api()).read_log(None, since=SINCE, expression=FILTER)

    assert page.full


@pytest.mark.parametrize(
    ("status", "code"), [(400, "E0000031"), (400, "E0000053"), (404, "E0000007"), (410, "E0000001")]
)
async def test_an_address_that_okta_refuses_is_told_apart(status, code, scripted: Scripted):
    scripted.tell(answer(status, okta_error(code, "Invalid search criteria.")))
    client = OktaClient(scripted.api())

    with pytest.raises(CursorRefused, match="Invalid search criteria"):
        await client.read_log(f"{scripted.url}{NEXT}", since=SINCE, expression=FILTER)
    with pytest.raises((Refused, NotFound)) as from_a_time_on:
        await client.read_log(None, since=SINCE, expression=FILTER)

    assert not isinstance(from_a_time_on.value, CursorRefused)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (answer(401, okta_error("E0000011", "Invalid token")), Unauthorized),
        (answer(403, okta_error("E0000006", "No permission")), Unauthorized),
        (answer(429, okta_error("E0000047", "Too many")), Unavailable),
        (answer(500, okta_error("E0000009", "Took too long")), Unavailable),
        (page(502), Unavailable),
    ],
)
async def test_what_is_not_about_the_address_does_not_blame_it(told, kind, scripted: Scripted):
    scripted.tell(told)

    with pytest.raises(kind) as raised:
        await OktaClient(scripted.api()).read_log(
            f"{scripted.url}{NEXT}", since=SINCE, expression=FILTER
        )

    assert not isinstance(raised.value, CursorRefused)


@pytest.mark.parametrize("kept", ["https://evil.example/api/v1/logs", "http://["])
async def test_an_address_elsewhere_is_never_asked(kept, scripted: Scripted):
    scripted.tell(linked(scripted, []))

    with pytest.raises(CursorRefused):
        await OktaClient(scripted.api()).read_log(kept, since=SINCE, expression=FILTER)

    assert scripted.asked == []


async def test_a_page_that_leads_elsewhere_is_refused(scripted: Scripted):
    scripted.tell(linked(scripted, [{"uuid": "1"}], to="https://evil.example"))

    with pytest.raises(Refused, match=r"the next page is on evil\.example"):
        await OktaClient(scripted.api()).read_log(None, since=SINCE, expression=FILTER)


async def test_a_page_that_leads_nowhere_is_refused(scripted: Scripted):
    scripted.tell(answer(200, []))

    with pytest.raises(Refused, match="does not say where its log goes on"):
        await OktaClient(scripted.api()).read_log(None, since=SINCE, expression=FILTER)


async def test_an_event_that_cannot_be_read_is_skipped_and_named(scripted: Scripted, caplog):
    odd = {"uuid": ["odd-1"], "eventType": "a secret"}
    scripted.tell(linked(scripted, [{"uuid": "1"}, odd, {"uuid": None}, "text", {"uuid": "2"}]))

    with caplog.at_level(logging.WARNING):
        page = await OktaClient(scripted.api()).read_log(None, since=SINCE, expression=FILTER)

    assert [event.uuid for event in page.events] == ["1", "2"]
    assert (page.skipped, page.full) == (3, True)
    assert [record.entry for record in caplog.records] == ["['odd-1']", "None", "None"]
    assert not any("secret" in str(record.__dict__) for record in caplog.records)


async def test_a_time_too_far_back_is_refused_in_oktas_words(client):
    long_ago = datetime.now(UTC) - timedelta(days=200)

    with pytest.raises(Refused, match="over 180 days"):
        await client.read_log(None, since=long_ago, expression=FILTER)
