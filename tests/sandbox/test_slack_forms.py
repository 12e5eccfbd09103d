"""Modals as a person fills them: typed values, refusals, reviews, suggestions, closing."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack import CannotAct
from tests.sandbox.workplace import (
    actions,
    button,
    field,
    modal,
    option,
    running,
    section,
    serve_slack,
)


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture(params=["socket", "http"])
def mode(request):
    return request.param


def opening(app, view, *, on="/form", seen=None):
    @app.command(on)
    async def opened(ack, body, client):
        await ack()
        answer = await client.views_open(trigger_id=body["trigger_id"], view=view)
        if seen is not None:
            seen.append(answer["view"])


def submitted(app, answers, seen):
    @app.view("form")
    async def sent(ack, body):
        seen.append(body)
        await ack(**answers.pop(0))


async def test_a_submitted_form_carries_typed_values_also_of_untouched_fields(place, mode):
    app, seen = place.app(), []
    opening(
        app,
        modal(
            field("name"),
            field("note", optional=True),
            field("when", "datepicker", initial_date="2026-11-24"),
            field("kind", "radio_buttons", options=[option("a"), option("b")]),
            field("what", "checkboxes", options=[option("x"), option("y")], optional=True),
            field("boss", "users_select"),
        ),
    )
    submitted(app, [{}], seen)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada", kind="B", boss="lee", what=["x"])

        assert await mina.submit() == {}
        assert mina.modal is None
    values = {block: entry["v"] for block, entry in seen[0]["view"]["state"]["values"].items()}
    assert values["name"] == {"type": "plain_text_input", "value": "Ada"}
    assert values["note"]["value"] is None
    assert values["when"]["selected_date"] == "2026-11-24"
    assert values["kind"]["selected_option"]["value"] == "b"
    assert [each["value"] for each in values["what"]["selected_options"]] == ["x"]
    assert values["boss"]["selected_user"] == "U0LEE000001"


async def test_the_client_refuses_what_slacks_client_refuses_without_asking_the_app(place):
    app, seen = place.app(), []
    opening(app, modal(field("name", min_length=3), field("mail", "email_text_input"), field("z")))
    submitted(app, [], seen)

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="A", mail="not an address")
        errors = await mina.submit()

    assert errors == {
        "name": "Please enter at least 3 characters.",
        "mail": "Please enter a valid email address.",
        "z": "Please complete this required field.",
    }
    assert seen == []


async def test_errors_stay_under_their_fields_until_the_form_is_right(place, mode):
    app, seen = place.app(), []
    opening(app, modal(field("name")))
    refusal = {"response_action": "errors", "errors": {"name": "Taken"}}
    submitted(app, [refusal, {"response_action": "clear"}], seen)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")
        assert await mina.submit() == {"name": "Taken"}
        assert mina.modal["errors"] == {"name": "Taken"}

        assert await mina.submit() == {}
        assert mina.modals == []


async def test_errors_for_a_block_that_is_not_there_are_trouble(place):
    app, seen = place.app(), []
    opening(app, modal(field("name")))
    submitted(app, [{"response_action": "errors", "errors": {"other": "?"}}], seen)

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")

        assert await mina.submit() == {"": "We had some trouble connecting. Try again?"}
        assert mina.modal is not None


async def test_a_form_can_be_covered_by_a_review_and_come_back(place, mode):
    app, seen = place.app(), []
    opening(app, modal(field("name")))
    review = modal(section("Sure?"), title="Review", callback_id="review")
    submitted(app, [{"response_action": "push", "view": review}], seen)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")
        await mina.submit()
        assert mina.modal["title"]["text"] == "Review"
        assert mina.modal["previous_view_id"] == mina.modals[0]["id"]

        await mina.close()
        assert mina.modal["state"]["values"]["name"]["v"]["value"] == "Ada"


async def test_a_redrawn_form_keeps_what_was_typed_where_ids_are_unchanged(place):
    app, views = place.app(), []
    opening(app, modal(field("name"), field("old")), seen=views)

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada", old="x")
        await place.slack.wait_until(lambda: views)
        await place.client().views_update(
            view_id=views[0]["id"], hash=views[0]["hash"], view=modal(field("name"), field("new"))
        )

        values = mina.modal["state"]["values"]
        assert values["name"]["v"]["value"] == "Ada"
        assert values.keys() == {"name", "new"}
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await place.client().views_update(
                view_id=views[0]["id"], hash=views[0]["hash"], view=modal(field("name"))
            )


async def test_options_are_suggested_and_picked_and_dispatched(place, mode):
    app, clicks = place.app(), []
    opening(app, modal(field("who", "external_select", dispatch=True, min_query_length=2)))

    @app.options("v")
    async def found(ack):
        await ack(options=[option("1", "Grace Hopper"), option("2", "Alan")])

    @app.action("v")
    async def chosen(ack, action):
        await ack()
        clicks.append(action)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        assert await mina.suggest("who", "h") == []
        await mina.pick("who", "grace", search="ho")

        held = mina.modal["state"]["values"]["who"]["v"]["selected_option"]
        assert held["text"]["text"] == "Grace Hopper"
        assert clicks[0]["selected_option"]["value"] == "1"
        with pytest.raises(CannotAct, match="is not offered"):
            await mina.fill(who="Nobody")


async def test_a_closed_modal_is_told_where_it_asked_for_it(place, mode):
    app, closed = place.app(), []
    opening(app, modal(section("Hi"), submit="", notify_on_close=True))

    @app.view_closed("form")
    async def gone(ack, body):
        await ack()
        closed.append(body)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.close(everything=True)

    assert mina.modal is None
    assert closed[0]["is_cleared"] is True


async def test_a_review_can_take_the_forms_place(place, mode):
    app, seen = place.app(), []
    opening(app, modal(field("name")))
    review = modal(section("Sure?"), title="Review")
    submitted(app, [{"response_action": "update", "view": review}, {}], seen)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")
        await mina.submit()
        assert [view["title"]["text"] for view in mina.modals] == ["Review"]
        assert mina.modal["hash"] != seen[0]["view"]["hash"]

        await mina.submit()
        assert mina.modal is None


async def test_a_review_that_slack_would_refuse_is_trouble_and_the_form_stays(place):
    app = place.app()
    opening(app, modal(field("name")))
    wrong = modal(section("x"), title="t" * 25)
    submitted(app, [{"response_action": "update", "view": wrong}], [])

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")

        assert await mina.submit() == {"": "We had some trouble connecting. Try again?"}
        assert mina.modal["title"]["text"] == "A form"


async def test_a_person_waits_for_a_field_that_is_not_there_yet(place):
    app = place.app()

    @app.command("/form")
    async def slowly(ack, body, client):
        await ack()
        loading = modal(section("Loading"), submit="")
        answer = await client.views_open(trigger_id=body["trigger_id"], view=loading)
        await client.views_update(view_id=answer["view"]["id"], view=modal(field("name")))

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.fill(name="Ada")

        place.slack.patience = 0
        with pytest.raises(CannotAct, match="there is a modal with the fields: name"):
            await mina.fill(nickname="Ada")


async def test_buttons_and_menus_in_a_modal_reach_the_app_with_the_view(place, mode):
    app, clicks = place.app(), []
    menu = {"type": "overflow", "action_id": "menu", "options": [option("a"), option("b")]}
    opening(app, modal(actions(button("more", value="1")), section("Hi", accessory=menu)))

    @app.action("more")
    @app.action("menu")
    async def clicked(ack, body):
        await ack()
        clicks.append(body)

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/form")
        await mina.click("more")
        await mina.click("menu", "b")

    assert clicks[0]["actions"][0]["value"] == "1"
    assert clicks[0]["view"]["id"] == clicks[0]["container"]["view_id"] == mina.modal["id"]
    assert clicks[1]["actions"][0]["selected_option"]["value"] == "b"
    assert "response_url" not in clicks[0]
