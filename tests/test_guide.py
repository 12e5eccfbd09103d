"""The tables of states and of rules: whole, and printed as they are; no row that never decides."""

from pathlib import Path

import pytest

from bot.actions import ACTIONS
from bot.guide import BEGIN, END, MODES, render, with_rules
from bot.states import Then, situations
from bot.watch.rules import RULES

PAGE = Path(__file__).parents[1] / "docs" / "states.md"
WATCHING = PAGE.with_name("watching.md")
TABLES = {
    f"{action.name} {mode}": table for action in ACTIONS for mode, table in action.tables.items()
}


def test_the_page_is_printed_from_the_tables():
    assert PAGE.read_text("utf-8") == render(ACTIONS)


def test_the_table_of_rules_is_printed_from_the_rules():
    page = WATCHING.read_text("utf-8")

    assert with_rules(page, RULES) == page
    assert with_rules(with_rules(page, ()), RULES) == page


def test_a_page_without_a_place_for_the_rules_is_left_alone():
    for page in ("", f"{BEGIN}\n", f"{END}\n"):
        with pytest.raises(ValueError, match="no place"):
            with_rules(page, RULES)


def test_every_mode_has_words():
    assert {mode for action in ACTIONS for mode in action.tables} <= MODES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_every_situation_has_a_row_and_every_row_a_situation(name):
    table = TABLES[name]

    deciding = {table.row(situation).name for situation in situations()}

    assert deciding == {row.name for row in table.rows}
    assert len(table.rows) == len(deciding)


@pytest.mark.parametrize("name", TABLES)
def test_what_is_refused_has_a_way_out(name):
    for row in TABLES[name].rows:
        assert row.why.strip()
        assert bool(row.way_out) == (row.then in {Then.REFUSE, Then.ALREADY}), row.name
