"""Directory Insights: JumpCloud's log, with all that makes it hard to read."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.sandbox.jumpcloud.origin import ORIGIN, SCIM
from tests.sandbox.jumpcloud.api import check


@pytest.fixture
def read(api, world):
    async def read(path="events", **asked):
        start = (world.now() - timedelta(days=1)).isoformat()
        url = api.base_url.join(f"/insights/directory/v1/{path}")
        return await api.post(url, json={"service": ["all"], "start_time": start, **asked})

    return read


def kinds(response):
    return [event["event_type"] for event in response.json()]


async def test_nothing_happened_before_the_curtain_rose(read):
    assert (await read()).json() == []


async def test_every_write_to_a_user_is_told_with_what_it_changed(read, jumpcloud, ada):
    jumpcloud.change_user("ada", department="Research")
    answer = await read()
    created, updated = answer.json()
    assert (created["event_type"], updated["event_type"]) == ("user_create", "user_update")
    assert updated["changes"] == [{"field": "department", "from": "", "to": "Research"}]
    assert updated["resource"] == {"id": ada["_id"], "type": "user", "username": "ada"}
    assert "email" not in updated["resource"]


async def test_a_password_is_never_in_the_log(read, jumpcloud, ada):
    jumpcloud.change_user("ada", password="Difference-Engine-1822")
    answer = await read()
    assert "user_password_change" in kinds(answer)
    assert "Difference-Engine" not in answer.text


async def test_a_suspension_is_told_as_an_update_and_by_its_name(read, jumpcloud, ada):
    jumpcloud.directory.suspend(ada["_id"])
    jumpcloud.change_user("ada", suspended=False, state="ACTIVATED")
    seen = ["user_create", "user_update", "user_suspended", "user_update", "user_unsuspended"]
    assert kinds(await read()) == seen


@pytest.mark.parametrize("named", [False, True])
async def test_a_suspension_by_scim_may_be_told_as_an_update_only(read, jumpcloud, ada, named):
    jumpcloud.insights.scim_names_suspension = named
    token = ORIGIN.set(SCIM)
    jumpcloud.directory.suspend(ada["_id"])
    ORIGIN.reset(token)
    answer = await read()
    assert ("user_suspended" in kinds(answer)) is named
    update = answer.json()[1]
    assert update["initiated_by"]["source"] == "jumpcloud:scim"
    assert {"field": "state", "from": "ACTIVATED", "to": "SUSPENDED"} in update["changes"]


async def test_a_lock_out_has_the_person_as_actor_and_no_address(read, jumpcloud, ada):
    jumpcloud.change_user("ada", account_locked=True)
    event = (await read(search_term={"event_type": "user_lockout"})).json()[0]
    assert event["initiated_by"] == {"id": ada["_id"], "type": "user", "username": "ada"}


async def test_bindings_and_devices_are_told(read, jumpcloud, ada):
    jumpcloud.add_system("LT-ADA")
    jumpcloud.bind("ada", "LT-ADA")
    jumpcloud.remove_system("LT-ADA")
    seen = ["system_create", "association_change", "association_change", "system_delete"]
    answer = await read(service=["directory"])
    assert kinds(answer)[1:] == seen
    association = answer.json()[2]["association"]
    assert (association["op"], association["connection"]["to"]["name"]) == ("add", "ada")


async def test_who_asked_by_key_and_who_by_a_service_account_can_be_told_apart(read, api, ada):
    await api.put(f"/api/systemusers/{ada['_id']}", json={"company": "Acme"})
    login = await api.post(
        "/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=("sandbox-bot", "sandbox-client-secret"),
    )
    bearer = {"authorization": f"Bearer {login.json()['access_token']}"}
    key = api.headers.pop("x-api-key")
    await api.put(f"/api/systemusers/{ada['_id']}", json={"company": "Ace"}, headers=bearer)
    api.headers["x-api-key"] = key
    by_key, by_account = (await read()).json()[1:]
    assert (by_key["auth_method"], by_key["initiated_by"]["type"]) == ("api key", "admin")
    assert by_account["initiated_by"]["id"] == "sandbox-bot"


@pytest.mark.parametrize("sort", ["asc", "DESC"])
async def test_pages_follow_each_other_to_the_end(read, jumpcloud, sort):
    for number in range(25):
        jumpcloud.add_user(f"user{number}", f"user{number}@acme.example")
    seen, after = [], {}
    while True:
        answer = await read(limit=10, sort=sort, **after)
        seen += [event["id"] for event in answer.json()]
        after = {"search_after": json.loads(answer.headers["x-search_after"])}
        if int(answer.headers["x-result-count"]) < 10:
            break
    every = [event["id"] for event in jumpcloud.insights.events]
    assert seen == (every if sort == "asc" else every[::-1])
    assert (await read(limit=10, sort=sort, **after)).headers["x-search_after"]


async def test_a_late_event_appears_behind_a_cursor_that_has_passed_it(read, jumpcloud, world):
    jumpcloud.insights.lateness = timedelta(minutes=2)
    jumpcloud.add_user("late", "late@acme.example")
    jumpcloud.insights.lateness = timedelta()
    jumpcloud.add_user("prompt", "prompt@acme.example")
    assert [event["resource"]["username"] for event in (await read()).json()] == ["prompt"]
    world.move(timedelta(minutes=3))
    found = [event["resource"]["username"] for event in (await read()).json()]
    assert found == ["late", "prompt"]


async def test_an_event_may_come_twice_under_one_id(read, jumpcloud):
    jumpcloud.insights.doubled = True
    jumpcloud.add_user("twice", "twice@acme.example")
    first, second = (await read()).json()
    assert first == second


async def test_times_have_milliseconds_or_nanoseconds_by_their_service(read, jumpcloud, ada):
    jumpcloud.insights.write("login_attempt", service="systems", username="ada")
    digits = [len(it["timestamp"].partition(".")[2]) - 1 for it in (await read()).json()]
    providers = [event["provider"] for event in (await read()).json()]
    assert (digits, providers) == ([3, 9], [None, ""])


async def test_without_a_licence_every_call_is_a_402(read, jumpcloud):
    jumpcloud.insights.licensed = False
    answer = await read()
    message = "Directory Insights is not enabled for your organization"
    assert (answer.status_code, answer.json()["message"]) == (402, message)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"service": []}, "service is required"),
        ({"service": ["alert"]}, "valid services are"),
        ({"start_time": "yesterday"}, "RFC 3339"),
        ({"end_time": "2020-01-01T00:00:00Z"}, "Start Time not after End Time"),
        ({"fields": []}, "fields must not be empty"),
        ({"limit": 10_001}, "limit"),
        ({"search_after": "1"}, "search_after"),
        ({"search_term": []}, "search_term must be an object"),
        ({"search_term": {"and": {}}}, "and must be an array"),
        ({"search_term": {"success": False}}, "success must be a string"),
        ({"search_term": {"changes": "state"}}, "not searchable"),
        ({"search_term": {"field": "service", "operator": "is", "value": "sso"}}, "operator"),
    ],
)
async def test_what_cannot_be_searched_is_refused_in_words(read, asked, words):
    answer = await read(**asked)
    assert answer.status_code == 400
    assert words in answer.json()["message"]


@pytest.mark.parametrize(
    ("term", "count"),
    [
        ({"event_type": "user_create"}, 2),
        ({"event_type": "USER_CREATE"}, 0),
        ({"event_type": ["user_create", "user_update"]}, 3),
        ({"and": [{"event_type": "user_update"}, {"resource.username": "ada"}]}, 1),
        ({"or": [{"event_type": "user_update"}, {"resource.username": "bob"}]}, 2),
        ({"not": [{"event_type": "user_create"}]}, 1),
        ({"success": "true"}, 3),
        ({"success": "false"}, 0),
        ({"field": "event_type", "operator": "startsWith", "value": "user_c"}, 2),
        ({"field": "event_type", "operator": "endsWith", "value": "update"}, 1),
        ({"field": "event_type", "operator": "contains", "value": "_up"}, 1),
        ({"field": "resource.username", "operator": "ne", "value": "bob"}, 2),
        ({"field": "resource.username", "operator": "eq", "value": "bob"}, 1),
        ({"field": "resource.username", "operator": "in", "value": ["bob", "eve"]}, 1),
        ({"field": "resource.username", "operator": "not_in", "value": ["bob"]}, 2),
    ],
)
async def test_a_search_term_finds_what_it_says(read, jumpcloud, ada, term, count):
    jumpcloud.add_user("bob", "bob@acme.example")
    jumpcloud.change_user("ada", company="Acme")
    assert len((await read(search_term=term)).json()) == count
    assert (await read("events/count", search_term=term)).json() == {"count": count}


async def test_only_the_services_and_fields_asked_for_are_told(read, jumpcloud, ada):
    jumpcloud.insights.write("login_attempt", service="systems")
    assert kinds(await read(service=["systems"])) == ["login_attempt"]
    assert (await read(service=["systems"], fields=["event_type"])).json() == [
        {"event_type": "login_attempt"}
    ]


async def test_events_are_in_the_order_of_their_time(read, jumpcloud, ada):
    jumpcloud.change_user("ada", company="Acme")
    stamps = [event["timestamp"] for event in (await read()).json()]
    assert all(first <= second for first, second in pairwise(stamps))


async def test_counts_and_errors_are_what_jumpcloud_describes(read, ada):
    check((await read("events/count")).json(), "insights", "EventCount")
    check((await read(service=["none"])).json(), "insights", "ErrorMessage")


async def test_who_joins_or_leaves_a_group_is_told_as_an_edge(read, jumpcloud, ada):
    group = jumpcloud.add_group("Lunch")["id"]
    jumpcloud.graph.enlist(group, "add", ada["_id"])
    jumpcloud.add_group(
        "Research", filters=[{"field": "department", "operator": "eq", "value": "Research"}]
    )
    jumpcloud.change_user("ada", department="Research")

    edges = [each["association"] for each in (await read()).json() if "association" in each]
    assert [(each["op"], each["action_source"]) for each in edges] == [
        ("add", "manual"),
        ("add", "automatic"),
    ]
    names = [tuple(end["name"] for end in each["connection"].values()) for each in edges]
    assert names == [("Lunch", "ada"), ("Research", "ada")]


async def test_who_is_taken_in_as_if_there_for_long_is_not_told(read, jumpcloud, ada, world):
    row = ada | {"_id": world.jumpcloud_id(), "username": "old", "email": "old@acme.example"}
    before = len((await read()).json())
    jumpcloud.add_group(
        "Everyone here", filters=[{"field": "state", "operator": "eq", "value": "ACTIVATED"}]
    )
    told = len((await read()).json())
    jumpcloud.directory.enter(row, "Analytical-1843")

    assert len((await read()).json()) == told
    assert told > before
