"""What people type into /onboard: refused at its field, or shown everywhere as it was typed."""

import json

import pytest

from tests.scene import text_of
from tests.views.rules import check_texts, live_in, parts_of

LOGIN = "ada@acme.example"
LONG = "x" * 10_000
EMOJI = "👩🏽‍🚀 🎉 :skull:"
RIGHT_TO_LEFT = "עדה آدا"
PING = "<!channel> @here <@U0GUS000001>"
STYLED = "*EVIL* _EVIL_ ~EVIL~ `EVIL`"
QUOTED = "\"Ada\" 'the' \\ &amp;"
LINK = f"<mailto:{LOGIN}|{LOGIN}>"
PLAIN_LETTERS = "Please use only the letters a to z, digits and plain signs."
NO_ADDRESS = "This does not look like a work address."
NOT_A_LETTER = "does not start with a letter."


def held(person):
    """What stands in the fields of the modal, by block."""
    fields = person.modal["state"]["values"].items()
    return {block: next(iter(entries.values())).get("value") for block, entries in fields}


def nothing_was_made(scene):
    made = scene.traffic.matching("POST /okta/api/v1/users*")
    return not made and scene.jumpcloud.user("ada") is None


def check_harmless(shown):
    """Nothing that was typed pings, links or styles, in a message or a modal."""
    check_texts(shown["blocks"])
    marked = [part["text"] for part in parts_of(shown["blocks"]) if part.get("type") == "mrkdwn"]
    for text in [*marked, shown.get("text", "")]:
        assert "".join(live_in(text)) == ""
        assert "<@U0GUS000001>" not in text


async def reviewed(scene, person, **typed):
    """Fill fields in, ask for the review, and go back to the form; gives the review."""
    await person.fill(**typed)
    assert await person.submit() == {}
    await scene.until(lambda: person.modal["callback_id"] == "review", what="the review")
    review = person.modal
    await person.click("change_form")
    await scene.until(lambda: person.modal["callback_id"] == "form", what="the form")
    return review


async def test_a_name_that_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(scene):
    mina = await scene.fill(department="Engineering", title="Analyst")

    for name in ("first_name", "last_name"):
        for value, words in (
            ("", "complete this required field"),
            ("   ", "Please fill this in."),
            ("\u202e\u2066", "Please fill this in."),
            (LONG, "no more than 50 characters"),
        ):
            before = held(mina)
            await mina.fill(**{name: value})

            faults = await mina.submit()

            assert faults.keys() == {name}
            assert words in faults[name]
            assert held(mina) == before | {name: value or None}
        await mina.fill(**{name: "Ada"})
    assert nothing_was_made(scene)


async def test_a_field_that_may_stay_empty_refuses_only_what_is_too_long(scene):
    mina = await scene.fill(department=LONG, title=LONG)

    faults = await mina.submit()
    assert faults.keys() == {"department", "title"}
    assert all("no more than 100 characters" in words for words in faults.values())
    assert held(mina)["department"] == held(mina)["title"] == LONG

    await reviewed(scene, mina, department="", title="")
    for value in (EMOJI, RIGHT_TO_LEFT, PING, STYLED, QUOTED, "x" * 100):
        check_harmless(await reviewed(scene, mina, department=value, title=value))
        assert held(mina)["department"] == held(mina)["title"] == value
    assert nothing_was_made(scene)


async def test_an_address_that_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(scene):
    mina = await scene.fill()
    typed = held(mina)

    for value, words in (
        ("", "complete this required field"),
        (f"{LONG}@acme.example", "At most 100 characters."),
        (f"{'x' * 31}@acme.example", "has 31 characters; a device takes at most 30."),
        (LINK, "enter a valid email address"),
        ("<!channel>@acme.example", NO_ADDRESS),
        ('"ada"@acme.example', NO_ADDRESS),
        ("ada,bob@acme.example", NO_ADDRESS),
        ("ada;bob@acme.example", NO_ADDRESS),
        ("*ada*@acme.example", NOT_A_LETTER),
        ("7of9@acme.example", NOT_A_LETTER),
        ("a🎉@acme.example", PLAIN_LETTERS),
        ("עדה@acme.example", PLAIN_LETTERS),
        ("аda@acme.example", PLAIN_LETTERS),  # noqa: RUF001 - a Cyrillic letter is the point
        ("ada\u200b@acme.example", PLAIN_LETTERS),
        ("ada@elsewhere.example", "Work addresses here end in @acme.example."),
    ):
        await mina.fill(email=value)

        faults = await mina.submit()

        assert faults.keys() == {"email"}, value
        assert words in faults["email"]
        assert held(mina) == typed | {"email": value or None}
    assert nothing_was_made(scene)


@pytest.mark.parametrize(
    ("first", "last", "department", "title"),
    [
        (PING, STYLED, EMOJI, QUOTED),
        (f"{RIGHT_TO_LEFT} {EMOJI}", f"{QUOTED} > EVIL", "> EVIL\n>>> EVIL", PING),
    ],
    ids=["markup", "letters"],
)
async def test_what_was_typed_is_shown_as_typed_wherever_it_appears(
    scene, first, last, department, title
):
    shown, name = [], " ".join(f"{first} {last}".split())
    await scene.review(
        first_name=first, last_name=last, department=department, title=title, device="LT-ADA"
    )
    mina = scene.slack.person("mina")
    shown.append(mina.modal)
    await mina.submit()
    shown.append(mina.modal)
    await scene.until(lambda: scene.thread, what="the question")
    shown += [*scene.slack.messages("it-requests"), *scene.thread]

    await scene.approve()
    await scene.card_says("Done, and seen on every system")
    await scene.thread_says("Every system shows it.")

    shown += [*scene.slack.messages("it-requests"), *scene.thread]
    assert f"Onboard {name}" in text_of(shown[0])
    assert f"Onboard {name}" in scene.card
    for each in shown:
        check_harmless(each)
    created = scene.okta.user(LOGIN)["profile"]
    assert (created["firstName"], created["lastName"]) == (first, last)
    assert (created["department"], created["title"]) == (department, title)


async def test_names_in_the_directories_are_shown_as_they_are(scene):
    scene.okta.add_user("evil@acme.example", first_name="Max", last_name=PING)
    scene.okta.directory.add_group("00gEvilGroup00005d7", f"Max {STYLED}", PING, "OKTA_GROUP")
    scene.laptops.add(f"Max {PING}")
    mina = await scene.fill(groups="Max", device="Max")
    await mina.pick("manager", "Max", search="Max")

    assert await mina.submit() == {}
    await scene.until(lambda: mina.modal["callback_id"] == "review", what="the review")
    check_harmless(mina.modal)
    assert f"Max {STYLED}" in text_of(mina.modal)
    await mina.submit()
    await scene.until(lambda: scene.thread, what="the question")
    await scene.approve()
    await scene.card_says("Done, and seen on every system")

    assert f"Max {PING}: account ada is managed" in scene.card
    for each in [*scene.slack.messages("it-requests"), *scene.thread]:
        check_harmless(each)


async def test_a_reason_is_shown_as_it_was_typed(scene):
    await scene.request()
    lee = scene.slack.person("lee")

    await lee.click("deny")
    await scene.until(lambda: lee.modal)
    await lee.fill(reason=f"{PING} {STYLED} {RIGHT_TO_LEFT}")
    await lee.submit()
    await scene.card_says("Denied")

    await scene.thread_says(f"{PING} {STYLED} {RIGHT_TO_LEFT}")
    assert f"{PING} {STYLED} {RIGHT_TO_LEFT}" in scene.card
    for each in [*scene.slack.messages("it-requests"), *scene.thread]:
        check_harmless(each)


async def test_quotes_and_spaces_of_a_word_processor_become_plain(scene):
    mina = await scene.fill(first_name="\u201cMaeve\u201d\u00a0Ann", last_name=" O\u2019Neil ")
    await mina.fill(title=LINK, device=None)
    await mina.submit()
    await mina.submit()
    await scene.until(lambda: scene.thread, what="the question")

    await scene.approve()
    await scene.until(lambda: scene.okta.status(LOGIN), what="the account")

    created = scene.okta.user(LOGIN)["profile"]
    assert (created["firstName"], created["lastName"]) == ('"Maeve" Ann', "O'Neil")
    assert created["title"] == LOGIN


async def test_a_search_takes_anything_and_finds_nothing(scene):
    mina = await scene.fill()

    for field in ("manager", "groups", "device", "time_zone"):
        for text in (LONG, EMOJI, RIGHT_TO_LEFT, PING, STYLED, QUOTED, LINK, "((("):
            assert await mina.suggest(field, text) == [], (field, text)

    assert [each["text"]["text"] for each in await mina.suggest("manager", "Grace")] == [
        "Grace Hopper"
    ]
    assert await mina.submit() == {}


async def test_a_start_that_cannot_be_is_said_at_its_field(scene):
    mina = await scene.fill()

    for zone, date, time, words in (
        ("Europe/Berlin", "2020-01-01", "09:00", "is over. Choose a later start, or none."),
        ("Asia/Tokyo", "0001-01-01", "00:00", "Please choose a date of this century."),
        ("America/New_York", "9999-12-31", "23:59", "Please choose a date of this century."),
    ):
        await mina.pick("time_zone", zone, search=zone)
        await mina.fill(start_date=date, start_time=time)

        faults = await mina.submit()

        assert faults.keys() == {"start_date"}, date
        assert words in faults["start_date"]
        assert mina.modal["callback_id"] == "form"
    await reviewed(scene, mina, start_date="2090-01-01", start_time=None, time_zone=None)
    assert nothing_was_made(scene)


async def test_a_fault_that_is_found_late_is_said_on_top_of_all_that_was_typed(scene):
    typed = {"first_name": PING, "last_name": STYLED, "department": EMOJI, "title": RIGHT_TO_LEFT}
    mina = await scene.fill(email="howard@acme.example", **typed)
    held_up = scene.faults.add("GET /okta/api/v1/apps/*", "hold", times=1)

    assert await mina.submit() == {}
    assert mina.modal["callback_id"] == "computing"
    held_up.release()
    await scene.until(lambda: mina.modal["callback_id"] == "form", what="the form")

    assert "This cannot go on yet" in text_of(mina.modal)
    assert "Work e-mail: howard@acme.example is Howard Aiken's in Okta and is suspended" in (
        text_of(mina.modal)
    )
    assert held(mina).items() >= (typed | {"email": "howard@acme.example"}).items()
    assert "Engineering" in json.dumps(mina.modal["state"]["values"]["groups"])
    check_harmless(mina.modal)


async def test_of_what_stands_behind_the_command_only_an_address_counts(scene):
    mina = scene.slack.person("mina")

    for text, email, said in (
        (LINK, LOGIN, f"{LOGIN} is free in Okta."),
        (f"please, {LOGIN.upper()}, thanks", LOGIN, f"{LOGIN} is free in Okta."),
        (f"{PING} {STYLED} {RIGHT_TO_LEFT} {EMOJI}", None, "Okta and JumpCloud answer"),
        (LONG, None, "Okta and JumpCloud answer"),
    ):
        await mina.command("/onboard", text, channel="it-desk")
        await scene.until(lambda: mina.modal and said in text_of(mina.modal), what=said)  # noqa: B023

        assert held(mina)["email"] == email
        check_harmless(mina.modal)
        await mina.close()
