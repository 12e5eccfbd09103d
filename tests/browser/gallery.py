"""`make shots`: every card, message and modal, drawn by the sandbox's page, to be looked at."""

import tempfile
from collections.abc import Collection, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Witness
from bot.actions import ACTIONS
from bot.config import Config
from bot.plan import Plan
from bot.sandbox.server import Sandbox
from bot.views import forms, messages, progress, prompts, review
from bot.views.card import request_card
from storage.tables import Decision, Request, State, StepRun, StepState
from tests.browser import gallery_actions, gallery_approvals, gallery_identity
from tests.browser.story import SLOW, act_as
from tests.views.samples import NOW

GALLERY: Final = Path(__file__).parents[2] / "docs" / "img" / "gallery"
MINA, LEE, LEADS = "U0MINA00001", "U0LEE000001", "S0LEADS0001"
CHANNEL: Final = "C0ITREQUEST"
ONBOARD = ACTIONS[0]
PLAN = Plan(
    principal="ada@acme.example",
    title="Onboard Ada Lovelace",
    changes=(
        "Okta: create ada@acme.example for Ada Lovelace",
        "Okta: put them into Engineering",
        "JumpCloud: ada arrives from Okta",
        "LT-ADA: bind it to them as a standard user",
    ),
    notices=("Okta writes to ada@acme.example so that they choose a password.",),
    warnings=("LT-ADA is offline, last seen Mon 23 Nov 17:02 UTC. The account waits for it.",),
    steps=("create", "arrive", "bind", "device"),
    fingerprint="f",
)
TITLES = (
    "Create in Okta",
    "Arrive in JumpCloud",
    "Bind the device",
    "Have the account on a device",
)
SEEN = (
    Witness(
        system="Okta", text="ada@acme.example PROVISIONED, JumpCloud app SYNCHRONIZED", ok=True
    ),
    Witness(system="JumpCloud", text="ada ACTIVATED", ok=True),
    Witness(system="LT-ADA", text="account ada is managed", ok=True),
)
UNSEEN = (*SEEN[:2], Witness(system="LT-ADA", text="no account ada yet", ok=False))
DETAILS = {
    StepState.RUNNING: "LT-ADA is offline, last seen Mon 23 Nov 17:02 UTC.",
    StepState.RETRYING: "JumpCloud does not answer.",
    StepState.FAILED: "LT-ADA was bound to somebody else meanwhile.",
    StepState.UNDONE: "ada@acme.example is deactivated in Okta and keeps its login.",
}
PROGRESS = {
    State.RUNNING: (StepState.DONE, StepState.DONE, StepState.DONE, StepState.RUNNING),
    State.ATTENTION: (StepState.DONE, StepState.RETRYING, StepState.WAITING, StepState.WAITING),
    State.UNDOING: (StepState.DONE, StepState.DONE, StepState.FAILED, StepState.WAITING),
    State.FAILED: (StepState.UNDONE, StepState.DONE, StepState.FAILED, StepState.WAITING),
    State.DONE: (StepState.DONE,) * 4,
    State.UNPROVEN: (StepState.DONE,) * 4,
}
REASONS = {
    State.DENIED: "She starts in spring.",
    State.CANCELLED: "Sent twice.",
    State.UNDOING: DETAILS[StepState.FAILED],
    State.FAILED: DETAILS[StepState.FAILED],
}


def request(state: State) -> Request:
    worked = state in PROGRESS
    answered = worked or state in {State.SCHEDULED, State.DENIED, State.CANCELLED}
    seen = {State.DONE: SEEN, State.UNPROVEN: UNSEEN}.get(state, ())
    return Request(
        id=42, key="k", action="onboard", requester=MINA, principal=PLAN.principal, state=state,
        form={}, plan=PLAN.model_dump(mode="json"), created_at=NOW, expires_at=NOW,
        witnesses=[asdict(one) for one in seen], reason=REASONS.get(state, ""),
        decided_by=LEE if answered else None, decided_at=NOW if answered else None,
        begun_at=NOW if worked else None, ended_at=NOW if state.over else None,
    )  # fmt: skip


def card(state: State) -> messages.Message:
    steps = zip(TITLES, PROGRESS.get(state, ()), strict=False)
    journal = [
        StepRun(
            request_id=42, position=at, name="s", title=title, state=step,
            detail=DETAILS.get(step, ""),
        )
        for at, (title, step) in enumerate(steps)
    ]  # fmt: skip
    yes = [Decision(request_id=42, round=1, by=LEE, voice=LEE, approved=True, at=NOW)]
    return request_card(request(state), journal, yes if journal else [])


def said() -> Iterator[tuple[str, messages.Message]]:
    """Give every message of a thread, by name."""
    asked, running = request(State.PENDING), request(State.RUNNING)
    yes = [Decision(request_id=42, round=1, by=LEE, voice=LEE, approved=True, at=NOW)]
    no = [
        Decision(
            request_id=42, round=1, by=LEE, voice=LEE, approved=False, reason="Spring.", at=NOW
        )
    ]
    wait = StepRun(request_id=42, position=3, name="s", title=TITLES[3], state=StepState.RUNNING)
    waits = (wait, DETAILS[StepState.RUNNING])
    yield "ask", messages.ask(asked, [LEADS])
    yield "answered-yes", messages.answered(running, yes)
    yield "answered-no", messages.answered(request(State.DENIED), no)
    yield "answered-expired", messages.answered(request(State.EXPIRED), [])
    yield "asked-again", messages.asked_again(asked, ["JumpCloud: the account arrives staged"])
    yield "reminder", messages.reminder(asked, [LEADS])
    yield "delayed", progress.delayed(request(State.SCHEDULED), "Okta does not answer.")
    yield "waiting", progress.waiting_for(running, *waits)
    yield "attention", progress.needs_attention(request(State.ATTENTION), *waits)
    yield "finished", progress.finished(request(State.DONE), SEEN)
    yield "unproven", progress.unproven(request(State.UNPROVEN), UNSEEN)
    undone = [DETAILS[StepState.UNDONE]]
    left = ["Bind the device: JumpCloud does not answer."]
    why = DETAILS[StepState.FAILED]
    yield "failed", progress.failed(request(State.FAILED), why, undone, left, "E-7K2F9Q")
    yield "secret-ready", messages.secret_ready(request(State.DONE), NOW)
    yield (
        "secret-gone",
        messages.secret_gone(request(State.DONE), "Its requester opened it, and it is destroyed."),
    )


def modals(config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every modal, by name."""
    choices = ONBOARD.choices(config, True)  # noqa: FBT003 - the form's own signature
    values = ONBOARD.defaults(config, "ada@acme.example")
    form = {"values": values, "choices": choices}
    status = "Okta and JumpCloud answer; provisioning through JumpCloud is on."
    again = "Nothing is sent before you have seen the plan."
    problem = "JumpCloud does not answer. Nothing was changed. Try again in a minute."
    yield "form", forms.form_modal(ONBOARD, "d", **form, status=status)
    yield "form-problem", forms.form_modal(ONBOARD, "d", **form, status=again, problem=problem)
    yield "computing", review.computing(ONBOARD, "d")
    yield "review", review.review_modal(ONBOARD, "d", PLAN, approvers=[LEADS], approvals=2)
    yield "problem", review.problem_modal(ONBOARD, "d", problem, "E-7K2F9Q")
    yield "receipt", review.receipt("REQ-42", CHANNEL, [LEADS])
    yield "refusal", review.refusal(ONBOARD.title, "You may not ask for /onboard.", "E-7K2F9Q")
    yield "deny", prompts.deny_modal(42, 1, "REQ-42")
    yield "cancel", prompts.cancel_modal(42, 1, "REQ-42")
    yield "secret-loading", prompts.secret_modal_loading("REQ-42")
    yield "secret", prompts.secret_modal("REQ-42", SecretStr("Kf3-wRt9-pQz"))


def demo_config(sandbox: Sandbox) -> Config:
    with tempfile.TemporaryDirectory() as folder:
        return Config.read(Path(sandbox.environment(Path(folder))["DESKHAND_CONFIG"]))


def everything(config: Config) -> tuple[list[tuple[str, messages.Message]], list[Any]]:
    """Give every card and message, and every modal, by the name of its picture."""
    drawn = [(f"card-{state}", card(state)) for state in State]
    drawn += [(f"card-{name}", each) for name, each in gallery_approvals.cards()]
    spoken = [
        *said(), *gallery_actions.said(), *gallery_approvals.said(), *gallery_identity.said(),
    ]  # fmt: skip
    drawn += [(f"message-{name}", message) for name, message in spoken]
    windows = [
        *modals(config), *gallery_actions.modals(config), *gallery_approvals.modals(),
        *gallery_identity.modals(),
    ]  # fmt: skip
    return drawn, [(f"modal-{name}", view) for name, view in windows]


async def gallery(tab: Page, only: Collection[str] = ()):
    """Take a picture of each, in a sandbox without a bot; or of some."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    async with Sandbox() as sandbox:
        sandbox.slack.access.unlimited = True
        slack = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
        await tab.goto(sandbox.url)
        await act_as(tab, "Mina")
        await tab.locator(".room", has_text="it-requests").click()
        drawn, windows = everything(demo_config(sandbox))
        for name, (text, blocks) in drawn:
            if only and name not in only:
                continue
            posted = await slack.chat_postMessage(channel=CHANNEL, text=text, blocks=blocks)
            message = tab.locator(f'.message[data-ts="{posted["ts"]}"]')
            await expect(message).to_be_visible(timeout=SLOW)
            await message.screenshot(path=GALLERY / f"{name}.png")
        for name, view in windows:
            if only and name not in only:
                continue
            trigger = sandbox.slack.trigger(MINA)
            await slack.views_open(trigger_id=trigger, view=view)
            modal = tab.locator(".modal")
            await expect(modal).to_be_visible(timeout=SLOW)
            # The list of the field that has the focus would hide the next one.
            await tab.evaluate("document.activeElement.blur()")
            await modal.screenshot(path=GALLERY / f"{name}.png", animations="disabled")
            await sandbox.slack.person("mina").close(everything=True)
            await expect(modal).to_have_count(0)
