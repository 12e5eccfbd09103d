"""How the log can be asked: by text, by operator, in counts and intervals, and how far back."""

from datetime import timedelta

import pytest


@pytest.fixture
def ask(api, world):
    async def ask(path="", **asked):
        start = (world.now() - timedelta(days=1)).isoformat()
        url = api.base_url.join(f"/insights/directory/v1/events{path}")
        return await api.post(url, json={"service": ["all"], "start_time": start, **asked})

    return ask


@pytest.fixture
def told(jumpcloud):
    """Three events of one kind, of which one says more."""
    for number in range(3):
        jumpcloud.insights.write("user_lockout", count=number, place={"city": f"City {number}"})
    return jumpcloud.insights


def numbers(answer):
    return [each["count"] for each in answer.json()]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "CITY"}, [0, 1, 2]),
        ({"q": "city 1"}, [1]),
        ({"q": "nowhere"}, []),
        ({"exact_match": "city 2"}, [2]),
        ({"exact_match": "city"}, []),
        ({"skip": 1}, [1, 2]),
        ({"skip": 1, "limit": 1}, [1]),
        ({"skip": -1, "limit": True}, [0, 1, 2]),
        ({"limit": "many"}, [0, 1, 2]),
    ],
)
async def test_the_log_is_asked_by_text_and_by_place(ask, told, asked, found):
    assert numbers(await ask(**asked)) == found


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("lt", 1, [0]),
        ("lte", "1", [0, 1]),
        ("gt", 1, [2]),
        ("gte", 1, [1, 2]),
        ("gt", "x", []),
    ],
)
async def test_numbers_are_compared_as_numbers(ask, told, operator, value, found):
    told.write("user_lockout", count=10)
    term = {"field": "count", "operator": operator, "value": value}

    answer = await ask(search_term=term)

    assert [each for each in numbers(answer) if each != 10] == found
    assert (10 in numbers(answer)) is (operator.startswith("g") and value != "x")


async def test_times_are_compared_as_times(ask, world, told, jumpcloud):
    world.move(timedelta(hours=1))
    moment = world.now().isoformat()
    world.move(timedelta(hours=1))
    jumpcloud.insights.write("login_attempt", service="systems", count=3)
    term = {"field": "timestamp", "value": moment}

    before = await ask(search_term=term | {"operator": "before"})
    after = await ask(search_term=term | {"operator": "after"})
    wrong = await ask(search_term={"field": "timestamp", "operator": "after", "value": "noon"})

    assert (numbers(before), numbers(after)) == ([0, 1, 2], [3])
    assert wrong.status_code == 400


async def test_an_absent_field_is_different_from_every_value(ask, told):
    for operator, value, count in (("ne", "x", 3), ("not_in", ["x"], 3), ("eq", "", 0)):
        term = {"field": "system.id", "operator": operator, "value": value}
        assert len(numbers(await ask(search_term=term))) == count


async def test_the_values_of_a_field_are_counted(ask, told, jumpcloud):
    jumpcloud.insights.write("user_update")

    answer = (await ask("/distinct", field="event_type")).json()

    assert answer["buckets"] == [
        {"key": "user_lockout", "doc_count": 3},
        {"key": "user_update", "doc_count": 1},
    ]
    assert (await ask("/distinct")).status_code == 400
    assert (await ask("/distinct", field="changes")).status_code == 400


async def test_events_are_counted_by_interval(ask, world, told):
    world.move(timedelta(hours=2))
    told.write("user_lockout")

    buckets = (await ask("/interval", interval_unit="h")).json()["buckets"]
    days = (await ask("/interval", interval_unit="w", interval_value="2")).json()["buckets"]

    assert [each["doc_count"] for each in buckets] == [3, 0, 1]
    assert all(each["key"] % 3_600_000 == 0 for each in buckets)
    assert sum(each["doc_count"] for each in days) == 4


async def test_days_begin_where_the_asker_is(ask, told):
    buckets = [
        (await ask("/interval", interval_unit="d", timezone=zone)).json()["buckets"]
        for zone in ("", "-0500")
    ]

    utc, east = (each[0] for each in buckets)
    assert utc["key_as_string"].endswith("T00:00:00.000Z")
    assert east["key_as_string"].endswith("T00:00:00.000-05:00")
    assert (east["key"] - utc["key"]) % 86_400_000 == 5 * 3_600_000
    assert (await ask("/interval", interval_unit="d", search_term={"count": "9"})).json() == {
        "buckets": []
    }


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"interval_unit": "y"},
        {"interval_unit": "d", "interval_value": "0"},
        {"interval_unit": "d", "timezone": "Berlin"},
    ],
)
async def test_an_interval_that_is_none_is_refused(ask, asked):
    assert (await ask("/interval", **asked)).status_code == 400


async def test_events_are_kept_for_ninety_days(ask, world, told):
    start = world.now() - timedelta(days=1)
    world.move(timedelta(days=91))

    assert (await ask(start_time=start.isoformat())).json() == []


async def test_a_licence_may_reach_less_far_back(ask, world, told):
    told.history = timedelta(days=15)

    far = await ask(start_time=(world.now() - timedelta(days=16)).isoformat())

    assert far.status_code == 402
    assert (await ask()).status_code == 200


async def test_what_a_provider_did_can_be_left_out(ask, told):
    told.write("user_lockout", count=3, provider="65a1acde0000000000000099")

    assert numbers(await ask(exclude_provider_activity=True)) == [0, 1, 2]
    assert len((await ask()).json()) == 4


async def test_not_everything_is_all(ask, told):
    told.write("access_request", service="access_management", count=3)

    assert numbers(await ask()) == [0, 1, 2]
    assert numbers(await ask(service=["access_management"])) == [3]


async def test_what_a_device_tells_has_its_own_clock_and_no_address(ask, jumpcloud, ada):
    jumpcloud.insights.on_device(
        "login_attempt", jumpcloud.system("LT-ADA"), ada, success=False, username="Ada"
    )
    jumpcloud.insights.on_device("user_lockout", jumpcloud.system("LT-ADA"), None, username="root")

    login, lockout = (await ask(service=["systems"])).json()

    assert login["system"]["displayName"] == "LT-ADA"
    assert (login["username"], login["success"]) == ("Ada", False)
    assert login["resource"]["username"] == "ada"
    assert "email" not in login["initiated_by"]
    assert "system_timestamp" in login
    assert (lockout["initiated_by"]["username"], "resource" in lockout) == ("root", False)
