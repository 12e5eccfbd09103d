"""`audit export`: lossless lines, events for a SIEM, and both can be verified without the bot."""

import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot import auditing, ocsf
from bot.__main__ import main
from bot.chain import PRUNED, Head, hash_of
from bot.errors import SettingsError
from storage import audit
from tests.audit.conftest import LITE, NOW, documents, spoil, write
from tests.audit.test_verify import named

FORMATS = pytest.mark.parametrize("as_ocsf", [False, True], ids=["jsonl", "ocsf"])

REQUIRED = {
    "activity_id": int, "category_uid": int, "class_uid": int, "metadata": dict,
    "severity_id": int, "time": int, "type_uid": int,
}  # fmt: skip
CLASSES = {
    3001: ("user", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99}),
    3004: ("entity", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99}),
}
"""Of each class the subject that is required, and the activities that there are."""
ACTS = (
    ("requested", {"request_id": 7, "action": "suspend", "principal": "ada@acme.example"}),
    ("approved", {"request_id": 7, "action": "suspend", "principal": "ada@acme.example"}),
    ("done", {"request_id": 7, "action": "suspend", "principal": "ada@acme.example"}),
    ("unproven", {"request_id": 7, "action": "rotate", "principal": "ada@acme.example"}),
    ("failed", {"request_id": 8, "action": "takeover", "principal": "ada", "why": "It is gone."}),
    ("done", {"request_id": 9, "action": "onboard", "principal": "ada@acme.example"}),
    ("refused", {"what": "suspend", "why": "Policy says no."}),
    ("looked up", {"principal": "ada@acme.example"}),
    ("unlinked", {"login": "ada@acme.example", "slack_id": "U2"}),
    ("case closed", {"case": 3, "about": "ada"}),
    ("something new", {}),
    (PRUNED, {"through": 0, "hash": "0" * 64}),
)


async def play(database):
    async with database.transaction() as session:
        for minute, (act, values) in enumerate(ACTS):
            by = audit.DESKHAND if act == PRUNED else "U1"
            at = NOW + timedelta(minutes=minute, milliseconds=7)
            await audit.record(session, act, by=by, now=at, **values)


async def exported(database, file, **how):
    told = io.StringIO()
    code = await auditing.export(database, output=file, told=told, **how)
    return code, told.getvalue()


def verified(file, *, start=None, noted=None):
    out = io.StringIO()
    return auditing.verify_file(file, start=start, noted=noted, out=out), out.getvalue()


def lines(file):
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


async def test_the_lines_are_the_entries_and_nothing_is_lost(database, tmp_path):
    await play(database)
    chain = await documents(database)

    code, told = await exported(database, tmp_path / "audit.jsonl")

    assert (code, lines(tmp_path / "audit.jsonl")) == (0, chain)
    assert told == f"12 entries read; the chain is whole.\nHead: {Head(12, chain[-1]['hash'])}\n"
    assert not (tmp_path / "audit.jsonl.part").exists()


@LITE
async def test_the_program_in_the_docs_verifies_an_export(database, tmp_path):
    await play(database)
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text("utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    file = tmp_path / "audit.jsonl"

    def run():
        command = (sys.executable, "-c", program)
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    await exported(database, file)
    assert run() == 0
    file.write_text(file.read_text("utf-8").replace("U1", "U2", 1), "utf-8")
    assert run() == 1


@LITE
@FORMATS
async def test_an_export_can_be_verified_without_the_database(database, tmp_path, as_ocsf):
    await play(database)
    chain = await documents(database)
    file = tmp_path / "audit"
    await exported(database, file, as_ocsf=as_ocsf)

    assert verified(file, noted=Head(12, chain[-1]["hash"]))[0] == 0
    assert verified(file, noted=Head(13, "0" * 64))[0] == 1


@LITE
@FORMATS
async def test_whatever_is_changed_in_an_export_is_found(database, tmp_path, as_ocsf):
    await play(database)
    file = tmp_path / "audit"
    await exported(database, file, as_ocsf=as_ocsf)
    kept = file.read_bytes().splitlines(keepends=True)

    def after(changed):
        file.write_bytes(b"".join(changed))
        return named(verified(file, noted=Head(12, entries[-1]["hash"]))[1])

    entries = await documents(database)
    assert after(kept) == set()
    for which, line in enumerate(kept, start=1):
        rest = kept[which:]
        for old in re.findall(rb'"[a-z_]+":(?:"[^"]+"|\d+)', line):
            value = old[:-2] + (b'~"' if old.endswith(b'"') else b"98")
            assert which in after([*kept[: which - 1], line.replace(old, value, 1), *rest]), old
        assert after([*kept[: which - 1], *rest]) >= {which}
        assert which in after([*kept[: which - 1], b"{}\n", *rest])
    assert after([*kept[:3], kept[3].replace(b"{", b"{ ", 1), *kept[4:]]) == {4}
    assert {2} <= after([kept[0], kept[2], kept[1], *kept[3:]])
    assert after([*kept[:2], *kept[1:]]) == {2}
    assert after([*kept[:2], b"\xff\xfe\n", *kept[3:]]) == {3}


@LITE
async def test_a_part_says_what_it_starts_from_and_is_verified_with_that(database, tmp_path):
    await write(database, 9)
    chain = await documents(database)
    file = tmp_path / "part"

    code, told = await exported(
        database, file, since=NOW + timedelta(minutes=4), until=NOW + timedelta(minutes=7)
    )

    start = Head(3, chain[2]["hash"])
    assert code == 0
    assert told.splitlines() == [
        f"Start: {start}",
        "3 entries read; the chain is whole.",
        f"Head: {Head(6, chain[5]['hash'])}",
    ]
    assert lines(file) == chain[3:6]
    assert verified(file, start=start)[0] == 0
    assert verified(file, start=Head(3, "0" * 64))[0] == 1
    code, said = verified(file)
    assert code == 1
    assert "--start" in said


@LITE
async def test_of_a_time_without_entries_nothing_is_exported(database, tmp_path):
    await write(database, 2)

    code, told = await exported(database, tmp_path / "none", since=NOW + timedelta(days=1))

    assert (code, told) == (0, "0 entries read; the chain is whole.\n")
    assert (tmp_path / "none").read_bytes() == b""


@LITE
@FORMATS
async def test_a_broken_chain_is_exported_as_it_is_and_said_to_be_broken(
    database, tmp_path, as_ocsf
):
    await write(database, 4)
    spoilt = "UPDATE audit_entry SET detail = '{', at = 'long ago' WHERE seq = 3"
    await spoil(database, spoilt, "DELETE FROM audit_entry WHERE seq = 2")

    code, told = await exported(database, tmp_path / "audit", as_ocsf=as_ocsf)

    assert (code, named(told)) == (1, {2, 3})
    assert len(lines(tmp_path / "audit")) == 3
    assert named(verified(tmp_path / "audit")[1]) == {2, 3}


def check_event(entry):
    """Hold the event of an entry against what its class requires."""
    event = ocsf.event_of(entry)
    subject, activities = CLASSES[event["class_uid"]]
    for name, kind in REQUIRED.items():
        assert type(event[name]) is kind, name
    assert event["category_uid"] == event["class_uid"] // 1000 == 3
    assert event["activity_id"] in activities
    assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
    assert event["severity_id"] in {0, 1, 2, 3, 4, 5, 6, 99}
    assert event["status_id"] in {0, 1, 2, 99}
    assert event["metadata"]["version"] == "1.5.0"
    assert event["metadata"]["product"].keys() & {"name", "uid"}
    assert event[subject].keys() & {"name", "uid"}
    assert event["actor"].keys() & {"user", "app_name"}
    assert event["actor"]["user"].keys() & {"name", "uid"}
    assert event["actor"]["user"]["type_id"] in {0, 1, 2, 3, 99}
    assert event["unmapped"] == entry
    assert hash_of(event["unmapped"]) == event["metadata"]["uid"]


@LITE
async def test_every_event_has_what_its_class_requires(database):
    await play(database)

    for entry in await documents(database):
        check_event(entry)


@LITE
async def test_events_say_what_was_done_to_whom_and_how_it_ended(database):
    await play(database)

    events = [ocsf.event_of(entry) for entry in await documents(database)]

    assert [(event["type_uid"], event["status_id"]) for event in events] == [
        (300401, 1),  # a request is created
        (300403, 1),  # and approved
        (300105, 1),  # an account is disabled
        (300104, 99),  # a password reset, not proven
        (300199, 2),  # a take-over failed
        (300101, 1),  # an account is created
        (300499, 2),  # refused
        (300402, 1),  # a person is looked up
        (300404, 1),  # and is bound no more
        (300403, 1),
        (300499, 1),
        (300404, 1),
    ]
    assert events[2]["user"] == {"name": "ada@acme.example", "type_id": 1, "type": "User"}
    assert events[2]["actor"]["user"]["uid"] == "U1"
    assert events[2]["metadata"]["correlation_uid"] == "REQ-7"
    assert events[2]["time"] == 1795521720007
    assert events[4]["status_detail"] == "It is gone."
    assert events[7]["entity"]["user"]["name"] == "ada@acme.example"
    assert events[10]["activity_name"] == "something new"


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path, capsys):
    assert main(["audit", "verify", "--file", str(tmp_path / "none")]) == 2

    assert "none cannot be read (No such file or directory)" in capsys.readouterr().err


@LITE
async def test_an_export_that_cannot_be_written_is_named(database, tmp_path):
    with pytest.raises(SettingsError, match="cannot be written"):
        await exported(database, tmp_path / "no" / "audit")
