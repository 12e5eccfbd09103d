"""The documents: what they point to is there, and what they name is named so in the code."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.clients.auth import OKTA_SCOPES
from bot.manifest import SCOPES
from bot.sandbox.faults import KINDS
from storage.tables import State

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
WIDTH = 110


def name_of(page):
    return str(page.relative_to(ROOT))


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_code(page.read_text("utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def links(page):
    found = LINK.findall(without_code(page.read_text("utf-8")))
    return [link for link in found if not link.startswith("https://")]


def rows(text, head):
    """Give the cells of the one table whose first column has this head."""
    table = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in row.split(" | ")] for row in table[1].splitlines()]


def table_of(head):
    return {re.sub(r"[|` ]", "", first): use.strip(" |") for first, use in rows(README, head)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_prose_keeps_to_its_width(page):
    prose = without_code(page.read_text("utf-8")).splitlines()

    assert [line for line in prose if len(line) > WIDTH and not line.startswith("|")] == []


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"\bmake ([a-z]+)\b(?=[`\s])", code_in(page))
    }

    assert named
    assert named <= targets


def test_every_command_of_the_bot_that_is_named_exists():
    named = {
        words
        for page in PAGES
        for words in re.findall(r"python -m bot ([a-z][^`#&>\n]*)", code_in(page))
    }

    assert named
    for words in named:
        _parser().parse_args(words.split())


def code_in(page):
    """Give what stands in a page as code, in blocks and within lines."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join(
        [*blocks, *(f"{code}`" for code in re.findall(r"`([^`]+)`", without_code(text)))]
    )


def test_the_first_screen_has_the_picture_and_both_commands():
    screen = README[: README.index("## ")]

    assert "docs/img/card.png" in screen
    assert "make demo" in screen
    assert "make test" in screen


def test_the_diagram_has_every_state_and_no_other():
    diagram = re.search(r"```mermaid\n(.*?)```", README, re.DOTALL)[1]
    named = set(re.findall(r"\b[a-z]+\b(?= -->)|(?<=--> )[a-z]+\b", diagram))

    assert named == {state.value for state in State}


def test_the_diagram_ends_where_a_request_is_over():
    diagram = re.search(r"```mermaid\n(.*?)```", README, re.DOTALL)[1]

    assert set(re.findall(r"(\w+) --> \[\*\]", diagram)) == {s.value for s in State if s.over}


def test_the_scopes_are_those_that_are_asked_for_with_the_same_use():
    assert table_of("Slack scope") == SCOPES
    assert table_of("Okta scope") == OKTA_SCOPES


def test_every_kind_of_fault_is_told():
    text = (ROOT / "docs" / "sandbox.md").read_text("utf-8")

    assert {cells[0].strip("|` ") for cells in rows(text, "Kind")} == set(KINDS)


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(page.name[:3]) for page in DECISIONS]

    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_has_all_its_parts(page):
    text = page.read_text("utf-8")

    assert re.search(r"^Status: \w+\. Date: \d{4}-\d{2}-\d{2}\.$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Options",
        "Decision",
        "Consequences",
    ]


def test_the_gallery_shows_a_card_in_every_state_and_every_picture_that_is_made():
    page = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    made = {file.name for file in (ROOT / "docs" / "img" / "gallery").glob("*.png")}

    assert {f"card-{state}.png" for state in State} <= made
    assert set(re.findall(r"img/gallery/([\w-]+\.png)", page)) == made
