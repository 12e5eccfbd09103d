"""Changes of state that are to happen later."""

from datetime import timedelta

import pytest

PATH = "/api/v2/bulk/userstates"


@pytest.fixture
def ahead(world):
    return lambda **time: (world.now() + timedelta(**time)).isoformat()


async def plan(api, user, state, when, **more):
    body = {"user_ids": [user["_id"]], "state": state, "start_date": when, **more}
    return await api.post(PATH, json=body)


async def test_a_suspension_happens_at_its_time_and_not_before(api, world, jumpcloud, ada, ahead):
    planned = await plan(api, ada, "SUSPENDED", ahead(hours=1))

    world.move(timedelta(minutes=59))
    before = (await api.get(f"/api/systemusers/{ada['_id']}")).json()["state"]
    world.move(timedelta(minutes=2))
    after = (await api.get(f"/api/systemusers/{ada['_id']}")).json()

    assert planned.status_code == 201
    assert planned.json()[0]["systemUserId"] == ada["_id"]
    assert before == "ACTIVATED"
    assert (after["state"], after["suspended"]) == ("SUSPENDED", True)
    assert (await api.get(PATH)).json() == []


@pytest.mark.parametrize(
    ("more", "mails"),
    [
        ({}, ["ada@acme.example"]),
        ({"send_activation_emails": False}, []),
        ({"activation_email_override": "x@y.example"}, ["x@y.example"]),
        ({"activation_email_override": "x@y.example", "send_activation_emails": False}, []),
    ],
)
async def test_an_activation_writes_to_whom_it_was_told(api, world, jumpcloud, more, mails):
    ada = jumpcloud.add_user("ada", "ada@acme.example", state="STAGED")

    await plan(api, ada, "ACTIVATED", world.now().isoformat(), **more)
    world.move(timedelta(hours=2))
    jumpcloud.agenda.settle()

    assert jumpcloud.state("ada") == "ACTIVATED"
    assert [each["to"] for each in jumpcloud.directory.mails] == mails


async def test_a_suspended_user_comes_back_at_the_time(api, world, jumpcloud, ada, ahead):
    jumpcloud.directory.suspend(ada["_id"])

    await plan(api, ada, "ACTIVATED", ahead(hours=1))
    world.move(timedelta(hours=2))
    jumpcloud.agenda.settle()

    assert jumpcloud.state("ada") == "ACTIVATED"


async def test_what_was_cancelled_does_not_happen(api, world, jumpcloud, ada, ahead):
    job = (await plan(api, ada, "SUSPENDED", ahead(hours=1))).json()[0]

    gone = await api.delete(f"{PATH}/{job['scheduledJobId']}")
    again = await api.delete(f"{PATH}/{job['scheduledJobId']}")
    world.move(timedelta(hours=2))
    jumpcloud.agenda.settle()

    assert [gone.status_code, again.status_code] == [204, 404]
    assert jumpcloud.state("ada") == "ACTIVATED"


async def test_the_next_change_of_each_kind_is_told_of_each_user(api, jumpcloud, ada, ahead):
    grace = jumpcloud.user("grace")
    for hours in (3, 1, 2):
        await plan(api, ada, "SUSPENDED", ahead(hours=hours))
    await plan(api, ada, "ACTIVATED", ahead(hours=4))
    await plan(api, grace, "SUSPENDED", ahead(hours=5))

    params = {"users": f"{ada['_id']},{'f' * 24}"}
    next_ones = (await api.get(f"{PATH}/eventlist/next", params=params)).json()
    all_of_ada = (await api.get(PATH, params={"userid": ada["_id"]})).json()

    assert next_ones["events_count"] == 2
    assert [each["state"] for each in next_ones["results"]] == ["SUSPENDED", "ACTIVATED"]
    assert next_ones["results"][0] == all_of_ada[0]
    assert len(all_of_ada) == 4
    assert len((await api.get(PATH)).json()) == 5
    assert (await api.get(f"{PATH}/eventlist/next")).status_code == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"user_ids": []}, 400),
        ({"user_ids": ["f" * 24]}, 404),
        ({"state": "STAGED"}, 400),
        ({"start_date": "soon"}, 400),
        ({"send_activation_emails": True}, 400),
        ({"state": "ACTIVATED", "user_ids": ["a", "b"], "activation_email_override": "x@y"}, 400),
    ],
)
async def test_what_cannot_be_planned_is_refused(api, ada, ahead, change, status):
    body = {"user_ids": [ada["_id"]], "state": "SUSPENDED", "start_date": ahead(hours=1), **change}

    assert (await api.post(PATH, json=body)).status_code == status


async def test_the_log_tells_of_the_plan_and_of_the_change(api, world, jumpcloud, ada, ahead):
    job = (await plan(api, ada, "SUSPENDED", ahead(hours=1))).json()[0]
    await api.delete(f"{PATH}/{job['scheduledJobId']}")
    await plan(api, ada, "SUSPENDED", ahead(hours=1))
    world.move(timedelta(hours=2))
    jumpcloud.agenda.settle()

    kinds = [event["event_type"] for event in jumpcloud.insights.events]
    assert kinds[1:] == [
        "user_suspension_schedule_create",
        "user_suspension_schedule_delete",
        "user_suspension_schedule_create",
        "user_update",
        "user_suspended",
    ]


async def test_what_is_due_happens_without_anybody_asking(world, jumpcloud, ada, stopped):
    jumpcloud.agenda.at(
        world.now() + timedelta(hours=1), lambda: jumpcloud.directory.suspend(ada["_id"])
    )
    version = world.version
    async with stopped(jumpcloud.agenda.run()):
        world.move(timedelta(hours=2))
        while jumpcloud.state("ada") != "SUSPENDED":
            version = await world.wait_changed(version)
