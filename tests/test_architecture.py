"""The house: what keeps it simple is checked, not hoped for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from bot.actions import ACTIONS
from bot.manifest import check

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    file
    for folder in ("bot", "handlers", "storage")
    for file in (ROOT / folder).rglob("*.py")
    if "migrations" not in file.parts
)
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
TOP = {
    "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "bot", "docs", "handlers",
    "manifest.yml", "pyproject.toml", "requirements.lock", "storage", "tests",
}  # fmt: skip


def functions(file):
    tree = ast.parse(file.read_text("utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_the_top_level_holds_only_what_was_agreed():
    listed = subprocess.run(
        ("/usr/bin/env", "git", "ls-files"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")

    top = {line.split("/")[0] for line in listed.stdout.splitlines()}

    assert {name for name in top if not name.startswith(".")} <= TOP


def test_the_changes_of_the_database_follow_each_other_in_one_line():
    config = AlembicConfig()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))

    changes = [*ScriptDirectory.from_config(config).walk_revisions()]

    assert [int(each.revision) for each in changes] == [*range(len(changes), 0, -1)]


def test_no_file_is_too_long_to_read():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in SOURCES
        if (lines := len(file.read_text("utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_is_too_long_to_read():
    long = [
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}"
        for file in SOURCES
        for function in functions(file)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_imports_point_down():
    linted = subprocess.run(
        (str(Path(sys.executable).with_name("lint-imports")), "--no-cache"),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert linted.returncode == 0, linted.stdout


def test_the_manifest_is_written_from_the_actions():
    assert check(ROOT / "manifest.yml", ACTIONS) == []


def test_the_names_of_an_actions_steps_are_its_own():
    for action in ACTIONS:
        names = [step.name for step in action.steps]

        assert len(names) == len(set(names))


def test_the_lock_names_no_address_and_hashes_everything():
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert "://" not in lock
    for requirement in lock.replace("\\\n", " ").splitlines():
        assert "--hash=sha256:" in requirement, requirement
