"""Codes, events and buckets of Okta's stand-in are those of Okta's own catalogues."""

import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

import bot.sandbox.okta
import bot.sandbox.scim
from bot.sandbox.okta.errors import CODES
from bot.sandbox.okta.pace import LIMITS
from tests.contracts.asking import ask_okta
from tests.contracts.okta_calls import CALLS

FOLDER = Path(__file__).parents[3] / "shared/reference/fixtures/okta"
SOURCES = Path(bot.sandbox.okta.__file__).parent, Path(bot.sandbox.scim.__file__).parent
TYPE = re.compile(r'"((?:user|group|application|app|system|policy|core)(?:\.[a-z_]+){2,})"')
# What the older log called them; in the newer one these are told as `legacyEventType`.
LEGACY = ("app.user_management.", "app.api.error.")
# The catalogue at hand is a part of Okta's, and leaves pushes to phones out.
LEFT_OUT = {"system.push.send_factor_verify_push"}
# As real events of the log were seen to say it.
SAID = {
    "user.lifecycle.create": "Create okta user",
    "user.lifecycle.suspend": "Suspend Okta user",
    "user.account.reset_password": "Fired when the user's Okta password is reset",
    "application.user_membership.add": "Add user to application membership",
}


def catalogue(name):
    file = FOLDER / name
    if not file.exists():
        pytest.skip(f"Okta's own catalogue is not at hand: {file}")
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else text.splitlines()


def test_error_codes_have_okta_s_status_and_words():
    known = {each["errorCode"]: each for each in catalogue("error-codes.json")["errors"]}

    for code, (status, text) in CODES.items():
        assert status == known[code]["statusCode"], code
        pattern = re.escape(known[code]["errorSummary"]).replace(r"\{0\}", ".*")
        assert re.fullmatch(pattern, text), code


def test_event_types_in_the_code_are_okta_s():
    known = {each["eventType"] for each in catalogue("event-types-subset.json")["eventTypes"]}
    texts = [file.read_text("utf-8") for folder in SOURCES for file in folder.glob("*.py")]
    written = {name for text in texts for name in TYPE.findall(text)}

    assert {name for name in written - known - LEFT_OUT if not name.startswith(LEGACY)} == set()
    assert len(written & known) > 20


async def test_events_that_are_written_are_okta_s_and_say_what_okta_says(org):
    known = {each["eventType"] for each in catalogue("event-types-subset.json")["eventTypes"]}
    for call in CALLS:
        await ask_okta(org, call)

    written = {event["eventType"]: event["displayMessage"] for event in org.okta.log}
    assert written.keys() - known - LEFT_OUT == set()
    assert {name: written[name] for name in SAID} == SAID


def test_a_call_counts_in_the_bucket_that_okta_counts_it_in():
    theirs = {}
    for line in catalogue("rate-limit-buckets.txt"):
        path, method, bucket = line.split(" ")
        theirs[method, path] = bucket
    modules = pkgutil.iter_modules(bot.sandbox.okta.__path__)
    loaded = [importlib.import_module(f"bot.sandbox.okta.{each.name}") for each in modules]
    endpoints = [each for module in loaded for each in getattr(module, "ENDPOINTS", ())]
    pairs = {
        (each.bucket, theirs[each.method, re.sub(r"\{\w+\}", "ID", each.path)])
        for each in endpoints
    }

    ours, others = zip(*sorted(pairs), strict=True)
    assert set(ours) == LIMITS.keys()
    assert (len(set(ours)), len(set(others))) == (len(pairs), len(pairs)), pairs
