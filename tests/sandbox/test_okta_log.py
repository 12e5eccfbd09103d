"""Okta's System Log: a poller misses nothing, and a reader finds who did what."""

from datetime import timedelta

import pytest

from tests.sandbox.served import code


async def test_a_poller_always_has_a_next_page_and_misses_nothing(org):
    first = await org.ask("GET", "/api/v1/logs", params={"limit": "1000"})
    empty = await org.ask("GET", first.links["next"]["url"])
    await org.create()

    again = await org.ask("GET", empty.links["next"]["url"])

    assert empty.json() == []
    assert [each["eventType"] for each in again.json()] == [
        "user.lifecycle.create",
        "user.lifecycle.activate",
    ]
    assert again.json()[0]["transaction"]["type"] == "WEB"


async def test_who_was_there_from_the_beginning_is_not_in_the_log(org):
    assert org.okta.users
    assert org.okta.log == []


async def test_a_bounded_question_has_a_last_page(org):
    query = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    too_old = await org.ask("GET", "/api/v1/logs", params=query)
    query["since"] = (org.world.now() - timedelta(days=1)).isoformat()
    for number in range(3):
        org.okta.add_user(f"ada{number}@acme.example")

    first = await org.ask("GET", "/api/v1/logs", params=query | {"limit": "2"})
    second = await org.ask("GET", first.links["next"]["url"])
    newest = await org.ask("GET", "/api/v1/logs", params={"sortOrder": "DESCENDING", "limit": "1"})

    assert code(too_old) == (400, "E0000053")
    assert len(first.json()) == 2
    assert second.json()[0]["uuid"] not in {each["uuid"] for each in first.json()}
    assert newest.json() == [org.okta.log[-1]]


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ({"filter": "eventType eqq x"}, "E0000053"),
        ({"since": "yesterday"}, "E0000001"),
        ({"limit": "1001"}, "E0000001"),
        ({"after": "garbage"}, "E0000031"),
    ],
)
async def test_a_bad_question_to_the_log_is_refused(org, query, refused):
    assert code(await org.ask("GET", "/api/v1/logs", params=query)) == (400, refused)


async def test_the_log_says_by_whose_hand_and_in_which_exchange(org):
    answer = await org.ask("POST", "/api/v1/users/grace/lifecycle/suspend")

    request_id = answer.headers["x-okta-request-id"]
    found = await org.ask(
        "GET", "/api/v1/logs", params={"filter": f'transaction.id eq "{request_id}"', "q": "clear"}
    )

    (event,) = found.json()
    assert event["transaction"]["detail"] == {"requestApiTokenId": org.okta.auth.token_id}
    assert event["target"][0]["alternateId"] == "grace@acme.example"


async def test_a_late_event_reaches_a_poller_that_has_passed_its_time(org):
    first = await org.ask("GET", "/api/v1/logs", params={"limit": "1000"})
    org.okta.directory.log.lateness = timedelta(minutes=2)
    org.okta.lock("grace")
    org.okta.directory.log.lateness = timedelta()
    org.okta.lock("lee")

    prompt = await org.ask("GET", first.links["next"]["url"])
    org.world.move(timedelta(minutes=3))
    late = await org.ask("GET", prompt.links["next"]["url"])
    after = await org.ask("GET", late.links["next"]["url"])

    [prompt_one], [late_one] = prompt.json(), late.json()
    assert (late_one["target"][0]["displayName"], after.json()) == ("Grace Hopper", [])
    assert late_one["published"] <= prompt_one["published"]
