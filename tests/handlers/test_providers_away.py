"""Okta or JumpCloud is down, slow, throttling or refuses us: told where the person is, and kept."""

import asyncio
import re

import pytest

from tests.scene import text_of

LOGIN = "ada@acme.example"
DONE = "Done, and seen on every system"
REFERENCE = re.compile(r"Reference(?: to quote)?: E-[0-9A-Z]{6}\b")
AGAIN = "Nothing was changed. Try again in a minute."
MEND = "Nothing was changed. Whoever runs Deskhand has to mend its access."

DOWN = ("down", {}, "failed (HTTP 503)", AGAIN)
CUT_OFF = ("stop", {}, "broke off before it had answered", AGAIN)
THROTTLED = ("throttle", {"seconds": 900, "retry_after": True}, "throttles us", AGAIN)
NO_TOKEN = ("refuse", {"status": 401}, "does not accept our credentials", MEND)
NO_RIGHT = ("refuse", {"status": 403}, "does not permit us this", MEND)
FAULTS = (DOWN, CUT_OFF, THROTTLED, NO_TOKEN, NO_RIGHT)

EVERYTHING = {"Okta": "* /okta/*", "JumpCloud": "* /jumpcloud/*"}
FIELD = {"Okta": "manager", "JumpCloud": "device"}
providers = pytest.mark.parametrize("provider", ["Okta", "JumpCloud"])


def nothing_was_made(scene):
    made = [
        *scene.traffic.matching("POST /okta/api/v1/users*"),
        *scene.traffic.matching("POST /jumpcloud/api/v2/*"),
    ]
    return not made and scene.jumpcloud.user("ada") is None


async def command(scene, name, field):
    """Type /onboard; gives what the modal says once it is filled, and what a field offers."""
    person = scene.slack.person(name)
    await person.command("/onboard", channel="it-desk")
    await scene.until(lambda: person.modal and "Checking" not in text_of(person.modal))
    said = text_of(person.modal)
    [option] = await person.suggest(field, "lt-")
    await person.close()
    return said, option


async def review(scene, person):
    """Ask for the review, and give what comes in its place."""
    assert await person.submit() == {}
    await scene.until(lambda: person.modal["callback_id"] not in {"form", "computing"})
    return text_of(person.modal)


@providers
async def test_who_opens_searches_or_reviews_is_told_and_keeps_what_they_typed(scene, provider):
    mina = await scene.fill(title="Analyst")
    for kind, options, words, way_out in FAULTS:
        fault = scene.faults.add(EVERYTHING[provider], kind, **options)

        (opened, option), reviewed = await asyncio.gather(
            command(scene, "lee", FIELD[provider]), review(scene, mina)
        )

        for text in (opened, reviewed):
            assert f"{provider} {words}" in text
            assert way_out in text
            assert REFERENCE.search(text), text
        assert option["text"]["text"].startswith(f"{provider} {words[:20]}")
        assert re.fullmatch("E-[0-9A-Z]{6}", option["description"]["text"])
        scene.faults.remove(fault)
        await mina.click("change_form")
        await scene.until(lambda: mina.modal["callback_id"] == "form", what="the form")
    await review(scene, mina)

    assert mina.modal["callback_id"] == "review"
    assert f"create {LOGIN} for Ada Lovelace" in text_of(mina.modal)
    assert nothing_was_made(scene)
    assert scene.card == ""


@providers
async def test_the_modal_is_open_before_anything_is_looked_up(scene, provider):
    scene.faults.add(EVERYTHING[provider], "hold")
    mina = scene.slack.person("mina")

    await mina.command("/onboard", "ada@acme.example", channel="it-desk")
    await scene.until(lambda: mina.modal, what="the modal")
    assert "Checking Okta and JumpCloud" in text_of(mina.modal)
    await mina.fill(first_name="Ada", last_name="Lovelace")
    await scene.until(lambda: scene.faults.pausing, what="the look-up")
    scene.faults.clear()

    await scene.until(lambda: "is free in Okta" in text_of(mina.modal), what="the answer")
    assert mina.modal["state"]["values"]["first_name"]["v"]["value"] == "Ada"
    assert mina.modal["state"]["values"]["email"]["v"]["value"] == LOGIN


@providers
async def test_a_search_that_takes_too_long_says_so_and_cannot_be_chosen(scene, provider):
    mina = await scene.fill()
    scene.faults.add(EVERYTHING[provider], "hold")
    field = FIELD[provider]

    await mina.pick(field, "takes too long", search="lt-")

    assert mina.errors == []
    scene.faults.clear()
    faults = await mina.submit()
    assert faults == {field: "This was a message, nothing to choose. Please search again."}
    assert nothing_was_made(scene)


@providers
async def test_a_slow_review_holds_its_place_and_comes_when_it_can(scene, provider):
    mina = await scene.fill()
    scene.faults.add(EVERYTHING[provider], "hold")

    assert await mina.submit() == {}
    assert mina.modal["callback_id"] == "computing"
    assert "Looking at Okta and JumpCloud" in text_of(mina.modal)
    scene.faults.clear()

    await scene.until(lambda: mina.modal["callback_id"] == "review", what="the review")
    assert mina.errors == []
    assert nothing_was_made(scene)


async def test_what_a_slow_review_finds_at_a_field_is_said_above_the_form(scene):
    mina = await scene.fill(email="grace@acme.example", title="Analyst")
    scene.faults.add("* /okta/*", "hold")

    await mina.submit()
    assert mina.modal["callback_id"] == "computing"
    scene.faults.clear()

    await scene.until(lambda: mina.modal["callback_id"] == "form", what="the form")
    assert "Work e-mail: grace@acme.example" in text_of(mina.modal)
    assert mina.modal["state"]["values"]["title"]["v"]["value"] == "Analyst"


@providers
async def test_approved_work_says_that_it_cannot_begin_and_begins_when_it_can(scene, provider):
    await scene.request(device="LT-ADA")
    fault = scene.faults.add(EVERYTHING[provider], *NO_TOKEN[:1], **NO_TOKEN[1])

    await scene.approve()
    await scene.thread_says("It cannot begin yet")

    said = text_of(scene.thread[-1])
    assert f"{provider} does not accept our credentials" in said
    assert "An operator is needed." in said
    assert "Nothing was changed. It is tried again by itself" in said
    assert nothing_was_made(scene)
    scene.faults.add(EVERYTHING[provider], "throttle", seconds=900, retry_after=True)
    scene.faults.remove(fault)
    asked = len(scene.traffic.matching(EVERYTHING[provider]))
    await scene.until(lambda: len(scene.traffic.matching(EVERYTHING[provider])) > asked + 5)
    assert nothing_was_made(scene)
    assert sum("It cannot begin yet" in text_of(reply) for reply in scene.thread) == 1
    scene.faults.clear()
    await scene.card_says(DONE)
    assert scene.traffic.count("POST /okta/api/v1/users") == 1


@pytest.mark.parametrize(
    ("provider", "match", "step"),
    [
        ("Okta", "POST /okta/api/v1/users", "Create in Okta"),
        ("JumpCloud", "POST /jumpcloud/api/v2/*", "Bind the device"),
    ],
    ids=["Okta", "JumpCloud"],
)
async def test_a_step_waits_for_its_provider_and_is_done_once(scene, provider, match, step):
    await scene.request(device="LT-ADA")
    fault = scene.faults.add(match, "down")

    await scene.approve()

    await scene.thread_says(f"Still waiting: {step}")
    assert f"Seen now: {provider} failed (HTTP 503)" in text_of(scene.thread[-1])
    for kind, options, words, way_out in (CUT_OFF, THROTTLED, NO_TOKEN, NO_RIGHT):
        following = scene.faults.add(match, kind, **options)
        scene.faults.remove(fault)
        await scene.card_says(f"{provider} {words}")
        assert ("An operator is needed." in scene.card) is (way_out is MEND)
        fault = following
    assert sum("Still waiting" in text_of(reply) for reply in scene.thread) == 1
    assert scene.jumpcloud.bindings("ada") == []
    scene.faults.clear()

    await scene.card_says(DONE)
    assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
    made = [one.status for one in scene.traffic.matching("POST /okta/api/v1/users")]
    assert made.count(200) == 1
    assert ("deskhand", "undoing") not in await scene.acts()


async def test_what_cannot_be_undone_because_okta_is_away_is_named_as_left(scene):
    scene.scim.refuse("department is required")
    fault = scene.faults.add("POST /okta/api/v1/users/*/lifecycle/deactivate", "down")
    await scene.request()

    await scene.approve()

    await scene.thread_says("department is required")
    await scene.thread_says("“Create in Okta” could not be undone: Okta failed (HTTP 503)")
    await scene.card_says("Failed")
    assert "What is left, and has to be cleared up by hand" in text_of(scene.thread[-1])
    assert "left to clear up." not in text_of(scene.thread[-1])
    assert scene.okta.status(LOGIN) == "PROVISIONED"
    scene.faults.remove(fault)


async def test_a_proof_that_cannot_be_asked_for_is_never_called_done(scene):
    await scene.request(device="LT-ADA")
    held = scene.faults.add("GET /jumpcloud/api/v2/users/*/memberof", "hold")
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the look at the group")
    scene.faults.add("GET /okta/api/v1/users/*", "refuse", status=401)

    scene.faults.remove(held)

    await scene.card_says("Every step done, but not every system shows it")
    assert "Okta does not accept our credentials" in scene.card
    await scene.thread_says("Please look at what is marked as not as it should be")
    assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
