"""The tables of states: whole, without a row that never decides, and printed as they are."""

from pathlib import Path

import pytest

from bot.actions import ACTIONS
from bot.guide import MODES, render
from bot.states import Then, situations

PAGE = Path(__file__).parents[1] / "docs" / "states.md"
TABLES = {
    f"{action.name} {mode}": table for action in ACTIONS for mode, table in action.tables.items()
}


def test_the_page_is_printed_from_the_tables():
    assert PAGE.read_text("utf-8") == render(ACTIONS)


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
