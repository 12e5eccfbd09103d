"""Slack's views against a model of them: two people, over real HTTP, beside a real Bolt app."""

import asyncio
import contextlib

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from bot.sandbox.slack import CannotAct
from tests.sandbox.slack.view_model import TROUBLE, Views
from tests.sandbox.workplace import field, modal, running, serve_slack

PACE = settings(max_examples=40, stateful_step_count=14, deadline=None)


async def started(stack, answers, heard):
    """Serve Slack and run an app that notes what it hears and answers what it is given."""
    place = await stack.enter_async_context(serve_slack())
    app = place.app()

    @app.action("go")
    async def go(ack, body):
        await ack()
        heard.append(("go", body["trigger_id"]))

    @app.view("form")
    async def submitted(ack, body):
        heard.append(("view_submission", body["view"]["id"], body["view"]["hash"]))
        await ack(**answers.pop(0))

    @app.view_closed("form")
    async def closed(ack, body):
        heard.append(("view_closed", body["view"]["id"], body["is_cleared"]))
        await ack()

    await stack.enter_async_context(running(place, app))
    return place


def test_views_are_what_the_model_says_in_any_order_of_acts():
    answers, heard = [], []
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        place = runner.run(started(stack, answers, heard))
        place.slack.access.unlimited = True
        ours = {"runner": runner, "place": place, "answers": answers, "heard": heard}
        try:
            run_state_machine_as_test(type("Played", (Views,), ours), settings=PACE)
        finally:
            runner.run(stack.aclose())


async def test_a_submit_button_may_wait_until_something_was_filled_in():
    async with serve_slack() as place:
        place.slack.patience = 0.05
        mina = place.slack.person("mina")
        view = modal(field("name", optional=True), submit_disabled=True)
        await place.client().views_open(trigger_id=place.slack.trigger(mina.id), view=view)

        with pytest.raises(CannotAct, match="no submit button"):
            await mina.submit()
        await mina.fill(name="Ada")

        assert await mina.submit() == {"": TROUBLE}  # it was pressed, and no app is there
