"""A link that has a bad day: what Okta says of it, and what makes it good again."""

from datetime import timedelta

import pytest

from tests.sandbox.laptops.stage import ADA, ADAS

AUTHENTICATION = "application.integration.authentication_failure"
RATE_LIMIT = "application.integration.rate_limit_exceeded"
GENERAL = "application.integration.general_failure"
PUSH = "application.provision.user.push"
PASSWORD = "application.provision.user.password"


def calls(stage, status):
    return sum(1 for each in stage.over_scim if each.status == status)


async def test_moving_the_clock_brings_a_slow_push_at_once(stage):
    stage.scim.pace(600)
    stage.hire()
    await stage.agents_had_their_turn()
    assert (stage.said, stage.scim.waiting) == ([], 1)

    stage.world.move(timedelta(seconds=600))
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.scim.waiting == 0


async def test_with_jitter_the_changes_of_one_person_keep_their_order(stage):
    user = await stage.hired()
    stage.scim.pace(1, jitter=60)

    for n in range(20):
        stage.change(title=f"Analyst {n}")
    stage.world.move(timedelta(seconds=61))
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    written = [each.request_body for each in stage.over_scim if each.method == "PUT"]
    assert [each["title"] for each in written] == [f"Analyst {n}" for n in range(20)]
    assert stage.jumpcloud.user(user["_id"])["jobTitle"] == "Analyst 19"


async def test_a_bad_token_is_told_as_such_and_mended_by_a_new_one(stage):
    stage.scim.service.change_token()
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")
    still_bad = stage.scim.as_dict()["token_ok"]
    told, failed = stage.events(AUTHENTICATION)[-1], stage.events(PUSH)[-1]

    stage.scim.mend()
    waits = stage.sync_state()
    stage.scim.retry(ADA)
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert (still_bad, stage.scim.as_dict()["token_ok"], waits) == (False, True, "ERROR")
    assert told["legacyEventType"] == "app.auth_error.INVALID_CREDENTIALS"
    assert told["outcome"]["reason"].startswith("Unauthorized. Errors reported by remote server:")
    assert [each["type"] for each in told["target"]] == ["AppInstance"]
    assert failed["outcome"]["reason"].startswith(
        "Automatic provisioning of user Ada Lovelace to app JumpCloud failed: Unauthorized."
    )
    assert calls(stage, 401) == 1


async def test_too_many_requests_are_tried_again_when_jumpcloud_says(stage):
    stage.scim.service.throttle(1, retry_after="120")
    stage.hire()
    await stage.until(lambda: calls(stage, 429) == 1)
    stage.world.move(timedelta(seconds=110))
    await stage.agents_had_their_turn()
    early = (len(stage.said), stage.sync_state())

    stage.world.move(timedelta(seconds=10))
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert early == (1, "SYNCING")
    told = stage.events(RATE_LIMIT)
    assert [each["legacyEventType"] for each in told] == ["app.api.error.rate.limit.exceeded"]
    assert stage.scim.failed == []


@pytest.mark.parametrize("retry_after", [None, "Wed, 21 Oct 2026 07:28:00 GMT", "1.5"])
async def test_without_whole_seconds_okta_waits_five_minutes_and_then_twice_as_long(
    stage, retry_after
):
    stage.scim.service.throttle(1000, retry_after)
    stage.hire()
    for tries in range(1, 10):
        await stage.until(lambda tries=tries: calls(stage, 429) == tries)
        stage.world.move(timedelta(minutes=5 * 2 ** (tries - 1), seconds=-30))
        await stage.agents_had_their_turn()
        assert (calls(stage, 429), stage.sync_state()) == (tries, "SYNCING")
        stage.world.move(timedelta(seconds=30))
    await stage.until(lambda: stage.sync_state() == "ERROR")

    assert calls(stage, 429) == 10
    assert len(stage.events(RATE_LIMIT)) == 10
    assert "Too Many Requests" in stage.reasons()[-1]
    assert [each.change.kind for each in stage.scim.failed] == ["assigned"]


async def test_one_persons_throttled_push_does_not_keep_others_waiting(stage):
    stage.scim.service.throttle(1, retry_after="600")
    stage.hire()
    stage.change(title="Analyst")
    await stage.until(lambda: calls(stage, 429) == 1)

    await stage.pushes_had_their_turn()
    assert (stage.jumpcloud.user("ada"), stage.scim.waiting) == (None, 2)

    stage.world.move(timedelta(seconds=600))
    await stage.until(lambda: stage.scim.waiting == 0)
    assert stage.jumpcloud.user("ada")["jobTitle"] == "Analyst"


async def test_a_jumpcloud_that_never_answers_fails_the_push_after_a_minute(stage):
    stage.scim.hold()
    stage.hire()
    await stage.until(lambda: stage.scim.waiting == 1)
    await stage.agents_had_their_turn()
    stage.world.move(timedelta(seconds=55))
    await stage.agents_had_their_turn()
    early = stage.sync_state()

    stage.world.move(timedelta(seconds=5))
    await stage.until(lambda: stage.sync_state() == "ERROR")

    assert early == "SYNCING"
    assert stage.said == ["GET /scim/v2/Users 0"]
    assert "No answer from the remote server within 60 seconds" in stage.reasons()[-1]
    assert len(stage.events(GENERAL)) == 1


async def test_an_outage_is_not_tried_again_by_itself(stage):
    stage.scim.service.fail(502)
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")
    stage.scim.mend()
    stage.world.move(timedelta(days=1))
    await stage.pushes_had_their_turn()

    assert stage.sync_state() == "ERROR"
    assert "failed: Bad Gateway. Errors reported by remote server:" in stage.reasons()[-1]


async def test_a_password_too_simple_for_jumpcloud_fails_and_the_next_sign_in_repairs_it(stage):
    user = await stage.hired(password=ADAS)
    stage.scim.service.demand(shortest=20)
    new = "Difference-1822"
    stage.okta.directory.set_password(stage.okta.directory.get(ADA), new)
    await stage.until(lambda: stage.sync_state() == "ERROR")
    failed = stage.events(PASSWORD)[-1]
    kept = stage.jumpcloud.directory.passwords[user["_id"]]

    stage.scim.service.mend()
    stage.okta.sign_in(ADA, new)
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert kept == ADAS
    assert failed["legacyEventType"] == "app.api.error.push_password_update"
    assert "push password update for" in failed["outcome"]["reason"]
    assert "Password validation fail" in failed["outcome"]["reason"]
    assert stage.jumpcloud.directory.passwords[user["_id"]] == new
    assert stage.scim.failed == []


async def test_even_the_random_password_may_be_too_simple_for_jumpcloud(stage):
    stage.scim.service.demand(symbol=True)

    stage.hire(status="PROVISIONED")
    await stage.until(lambda: stage.sync_state() == "ERROR")

    assert stage.jumpcloud.user("ada") is None


async def test_a_profile_push_that_works_leaves_a_failed_password_as_it_is(stage):
    await stage.hired(password=ADAS)
    stage.scim.service.demand(shortest=40)
    stage.okta.sign_in(ADA, ADAS)
    await stage.until(lambda: stage.sync_state() == "ERROR")

    stage.change(title="Analyst")
    await stage.until(lambda: stage.jumpcloud.user("ada")["jobTitle"] == "Analyst")

    assert stage.sync_state() == "ERROR"
    assert [each.change.kind for each in stage.scim.failed] == ["password"]


async def test_a_retry_sends_what_okta_says_now(stage):
    stage.scim.refuse("no")
    stage.hire(title="Analyst")
    await stage.until(lambda: stage.sync_state() == "ERROR")
    stage.change(title="Countess")
    await stage.until(lambda: stage.scim.waiting == 0)

    stage.scim.mend()
    stage.scim.retry()
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.jumpcloud.user("ada")["jobTitle"] == "Countess"


async def test_one_person_is_retried_alone(stage):
    stage.scim.refuse("no")
    stage.hire()
    stage.hire("bob@acme.example")
    await stage.until(lambda: len(stage.scim.failed) == 2)

    stage.scim.mend()
    stage.scim.retry("bob@acme.example")
    await stage.until(lambda: stage.sync_state("bob@acme.example") == "SYNCHRONIZED")
    stage.scim.retry("nobody@acme.example")
    await stage.pushes_had_their_turn()

    assert stage.sync_state() == "ERROR"
    assert stage.scim.as_dict()["failing"][0] == {
        "user_id": stage.okta.user(ADA)["id"],
        "login": ADA,
        "kind": "assigned",
        "reason": "Bad Request. Errors reported by remote server: no",
        "at": stage.scim.failed[0].at.isoformat(),
    }


async def test_nothing_is_retried_for_who_left_the_app(stage):
    stage.scim.refuse("no")
    stage.hire()
    await stage.until(lambda: stage.sync_state() == "ERROR")
    stage.okta.leave(ADA, "Engineering")
    await stage.pushes_had_their_turn()
    stage.scim.mend()

    stage.scim.retry()
    await stage.pushes_had_their_turn()

    assert stage.jumpcloud.user("ada") is None


async def test_a_person_deleted_in_jumpcloud_fails_and_is_made_again_by_a_new_assignment(stage):
    user = await stage.hired()
    stage.jumpcloud.directory.users.remove(user["_id"])
    stage.change(title="Analyst")
    await stage.until(lambda: stage.sync_state() == "ERROR")
    assert "Not Found. Errors reported by remote server: User" in stage.reasons()[-1]

    stage.okta.leave(ADA, "Engineering")
    stage.okta.join(ADA, "Engineering")
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.jumpcloud.user("ada")["_id"] != user["_id"]


async def test_a_deactivation_that_fails_leaves_the_person_active_and_says_so(stage):
    await stage.hired()
    stage.scim.service.fail()
    stage.okta.do("deactivate", ADA)
    kind = "application.provision.user.deactivate"
    await stage.until(lambda: stage.events(kind))
    before = stage.jumpcloud.state("ada")

    stage.scim.mend()
    stage.scim.retry()
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")

    event = stage.events(kind)[-1]
    assert (before, event["severity"]) == ("ACTIVATED", "ERROR")
    assert event["displayMessage"] == "Push user deactivation to external application"
    assert stage.scim.failed == []
