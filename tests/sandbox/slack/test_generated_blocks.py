"""Blocks that the official classes make are taken, and refused once a limit is passed."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as kit
from slack_sdk.models.blocks import basic_components as parts
from slack_sdk.models.blocks import block_elements as elements

from bot.sandbox.slack.blocks import check_blocks, check_view
from tests.sandbox.workplace import modal

IDS = st.integers(0, 10**9).map(lambda number: f"id{number}")


def words(most):
    """Texts of one to so many characters, the limit itself often."""
    edge = st.sampled_from((1, most)).map(lambda length: "é" * length)
    return edge | st.text(min_size=1, max_size=min(most, 40)).filter(str.strip)


def plain(most):
    return words(most).map(lambda text: parts.PlainTextObject(text=text))


def either(most):
    return plain(most) | words(most).map(lambda text: parts.MarkdownTextObject(text=text))


def some(strategy, most):
    return st.lists(strategy, min_size=1, max_size=most)


def maybe(strategy):
    return st.none() | strategy


OPTIONS = st.builds(kit.Option, text=plain(75), value=words(75), description=maybe(plain(75)))
CONFIRM = st.builds(
    kit.ConfirmObject, title=plain(100), text=either(300), confirm=plain(30), deny=plain(30)
)
BUTTON = st.builds(
    kit.ButtonElement, text=plain(75), action_id=IDS, value=maybe(words(2000)),
    style=st.sampled_from((None, "primary", "danger")), confirm=maybe(CONFIRM),
)  # fmt: skip
IMAGE = st.builds(
    kit.ImageElement, image_url=st.just("https://x.example/a.png"), alt_text=words(2000)
)
SELECT = st.builds(
    kit.StaticSelectElement, action_id=IDS, options=some(OPTIONS, 8), placeholder=maybe(plain(150))
)
INTERACTIVE = st.one_of(
    BUTTON,
    SELECT,
    st.builds(kit.OverflowMenuElement, action_id=IDS, options=some(OPTIONS, 5)),
    st.builds(kit.CheckboxesElement, action_id=IDS, options=some(OPTIONS, 10)),
    st.builds(kit.RadioButtonsElement, action_id=IDS, options=some(OPTIONS, 10)),
    st.builds(kit.DatePickerElement, action_id=IDS, initial_date=st.just("2026-11-24")),
    st.builds(kit.UserSelectElement, action_id=IDS),
    st.builds(kit.ExternalDataSelectElement, action_id=IDS, min_query_length=st.integers(0, 5)),
)
SAID = st.builds(elements.RichTextElementParts.Text, text=words(300)) | st.builds(
    elements.RichTextElementParts.User, user_id=st.just("U0MINA00001")
)
LINE = st.builds(elements.RichTextSectionElement, elements=some(SAID, 3))
RICH = st.builds(
    kit.RichTextBlock,
    elements=some(
        st.one_of(
            LINE,
            st.builds(elements.RichTextQuoteElement, elements=some(SAID, 3)),
            st.builds(elements.RichTextPreformattedElement, elements=some(SAID, 3)),
            st.builds(
                elements.RichTextListElement,
                elements=some(LINE, 3),
                style=st.sampled_from(("bullet", "ordered")),
            ),
        ),
        3,
    ),
)
CELL = st.builds(parts.RawTextObject, text=words(50))
CARD = st.builds(
    kit.CardBlock, title=either(150), subtitle=maybe(either(150)), body=maybe(either(200)),
    hero_image=maybe(IMAGE), actions=maybe(st.lists(BUTTON, min_size=1, max_size=3)),
)  # fmt: skip
TASK = st.builds(
    kit.TaskCardBlock, task_id=IDS, title=words(100), details=maybe(RICH),
    status=st.sampled_from(("pending", "in_progress", "complete", "error")),
)  # fmt: skip
SECTION = st.builds(
    kit.SectionBlock, text=either(3000), fields=maybe(some(either(2000), 10)),
    accessory=maybe(INTERACTIVE | IMAGE),
)  # fmt: skip
EVERYWHERE = st.one_of(
    SECTION,
    st.builds(kit.HeaderBlock, text=plain(150)),
    st.builds(kit.DividerBlock),
    st.builds(kit.ContextBlock, elements=some(either(3000) | IMAGE, 10)),
    st.builds(kit.ActionsBlock, elements=some(INTERACTIVE, 25)),
    RICH,
)
IN_MESSAGES = st.one_of(
    CARD,
    st.builds(kit.CarouselBlock, elements=some(CARD, 10)),
    st.builds(kit.ContainerBlock, title=plain(150), child_blocks=some(EVERYWHERE, 10)),
    st.builds(kit.MarkdownBlock, text=words(12_000)),
    st.builds(kit.TableBlock, rows=some(some(CELL, 20), 100)),
    st.builds(kit.PlanBlock, title=words(100), tasks=maybe(some(TASK, 3))),
    TASK,
)
ALERT = st.builds(kit.AlertBlock, text=either(200), level=st.sampled_from((None, "info", "error")))
IN_MODALS = ALERT | st.builds(
    kit.InputBlock, label=plain(2000), hint=maybe(plain(2000)),
    element=SELECT | st.builds(kit.PlainTextInputElement, action_id=IDS),
)  # fmt: skip


def written(block):
    """Give a block as it is sent, each of its action_ids once."""
    sent = block.to_dict()
    numbers = iter(range(10_000))
    _renamed(sent, numbers)
    return sent


def _renamed(value, numbers):
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            _renamed(each, numbers)
    if isinstance(value, dict) and "action_id" in value:
        value["action_id"] = f"a{next(numbers)}"


def lines(faults):
    return [fault.line() for fault in faults]


@given(EVERYWHERE | IN_MESSAGES)
def test_what_the_official_classes_write_is_taken_in_a_message(block):
    assert lines(check_blocks([written(block)], "message")) == []


@given(EVERYWHERE | IN_MODALS)
def test_what_the_official_classes_write_is_taken_in_a_modal(block):
    assert lines(check_view(modal(written(block)))) == []


def long(path, most):
    """A change that makes a text one character too long."""

    def change(block):
        *way, last = path
        for step in way:
            block = block[step]
        block[last] = "x" * (most + 1)

    return change


def many(name, most):
    """A change that repeats what is in a list until it is one too many."""

    def change(block):
        held = block[name]
        block[name] = [copy.deepcopy(held[n % len(held)]) for n in range(most + 1)]

    return change


LIMITS = [
    (st.builds(kit.HeaderBlock, text=plain(150)), long(("text", "text"), 150)),
    (SECTION, long(("text", "text"), 3000)),
    (st.builds(kit.SectionBlock, fields=some(either(9), 10)), many("fields", 10)),
    (st.builds(kit.ContextBlock, elements=some(either(9), 10)), many("elements", 10)),
    (st.builds(kit.ActionsBlock, elements=some(BUTTON, 25)), many("elements", 25)),
    (st.builds(kit.ActionsBlock, elements=some(BUTTON, 3)), long(("elements", 0, "value"), 2000)),
    (CARD, long(("title", "text"), 150)),
    (st.builds(kit.CarouselBlock, elements=some(CARD, 2)), many("elements", 10)),
    (
        st.builds(kit.ContainerBlock, title=plain(150), child_blocks=some(SECTION, 2)),
        many("child_blocks", 10),
    ),
    (st.builds(kit.MarkdownBlock, text=words(20)), long(("text",), 12_000)),
    (st.builds(kit.TableBlock, rows=some(some(CELL, 2), 2)), many("rows", 100)),
    (TASK, long(("status",), 3)),
]


@pytest.mark.parametrize("number", range(len(LIMITS)))
def test_one_limit_passed_is_refused(number):
    strategy, change = LIMITS[number]

    @given(strategy)
    def refused(block):
        sent = written(block)
        change(sent)
        assert check_blocks([sent], "message") != []

    refused()


@pytest.mark.parametrize(
    ("surface", "foreign"),
    [
        ("message", ("alert",)),
        ("modal", ("card", "carousel", "context_actions", "data_visualization", "file")),
        ("modal", ("markdown", "plan", "table", "task_card")),
        ("home", ("alert", "context_actions", "data_visualization", "file", "markdown")),
        ("home", ("plan", "table", "task_card")),
    ],
)
def test_a_block_of_another_surface_is_refused_as_unknown(surface, foreign):
    for kind in foreign:
        (fault,) = check_blocks([{"type": kind}], surface)
        assert (fault.pointer, fault.message) == ("/0/type", f"unsupported type: {kind}")
