"""The pages of security: each claim has its tests, and each test that is named is there."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [DOCS / "security.md", DOCS / "threat-model.md"]
LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+\.py)\)")
HEADS = ("| Claim |", "| Who |", "|---|")
LEFT = "## What is left to you"


def claims(page):
    """Give the rows of a page's tables."""
    lines = page.read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("|") and not line.startswith(HEADS)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_claim_names_a_test(page):
    without = [claim for claim in claims(page) if not LINK.search(claim)]

    assert len(claims(page)) > 15
    assert without == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page):
    named = LINK.findall(page.read_text("utf-8"))
    gone = [
        (name, path)
        for name, path in named
        if not (file := (page.parent / path)).is_file()
        or not re.search(rf"^(async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE)
    ]

    assert named
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_is_claimed_beside_the_tables(page):
    told, _, _ = page.read_text("utf-8").partition(LEFT)

    # Before the tables, and under a heading, there is what they are about; no list of promises.
    assert re.findall(r"^(?:[-*]|\d+\.) .*$", told, re.MULTILINE) == []
