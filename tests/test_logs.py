"""Logs: one line of JSON each, with the request bound, and no secret in any of them."""

import io
import json
import logging
import re
import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import logs

log = logging.getLogger("tests.logs")

SECRETS = {
    "xoxb-12-ab34-CANARY": "xoxb-12-ab34-CANARY",
    "xoxe.xoxp-1-CANARY": "xoxe.xoxp-1-CANARY",
    "xapp-1-CANARY": "xapp-1-CANARY",
    "jca_1aCANARY": "jca_1aCANARY",
    "00abCANARY": "SSWS 00abCANARY",
    "abc.CANARY~/+=": "Bearer abc.CANARY~/+=",
    "eyJhCANARY.eyJi.c-_": "the assertion eyJhCANARY.eyJi.c-_",
    "dXNlcjpwYXNzQ0FOQVJZ": "Basic dXNlcjpwYXNzQ0FOQVJZ",
    "pCANARYw": "postgresql://deskhand:pCANARYw@db/desk",
    "hunterCANARY": "password=hunterCANARY",
    "two CANARY words": '{"tempPassword": "two CANARY words"}',
    "esc CANARY aped": r"{\"tempPassword\": \"esc CANARY aped\"}",
    "qu\\'CANARY": "{'client_secret': 'qu\\'CANARY'}",
    "MIIECANARY": "-----BEGIN RSA PRIVATE KEY-----\nMIIECANARY\n-----END RSA PRIVATE KEY-----",
}


@pytest.fixture
def written():
    """Configure the logs as the bot does, and put pytest's back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream=stream)

    def written():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield written
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def fail(text):
    raise RuntimeError(text)


def test_a_line_is_an_object_with_its_fields(written):
    log.info("step done", extra={"step": "Create in Okta", "ms": 184})

    (line,) = written()
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "step done",
        "level": "info",
        "logger": "tests.logs",
        "step": "Create in Okta",
        "ms": 184,
    }


def test_the_request_is_on_every_line_inside_and_on_none_outside(written):
    with logs.bound(request="REQ-42"):
        log.info("inside")
    log.info("outside")

    assert [line.get("request") for line in written()] == ["REQ-42", None]


def test_lines_of_libraries_come_out_through_the_same_door(written):
    logging.getLogger("some.library").warning("old %s", "style")

    assert written()[0]["event"] == "old style"


def test_libraries_that_tell_of_every_call_are_quiet(written):
    logging.getLogger("httpx").info("HTTP Request: GET https://acme.okta.com/api/v1/users/ada")
    log.debug("too much")

    assert written() == []


def test_an_exception_is_one_line_with_its_traceback_masked(written):
    try:
        fail("Okta said no to SSWS 00abCANARY")
    except RuntimeError:
        log.exception("failed")

    (line,) = written()
    assert "Traceback" in line["exception"]
    assert "RuntimeError: Okta said no to SSWS ***" in line["exception"]
    assert "CANARY" not in json.dumps(line)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_masked_wherever_it_stands(written, secret):
    text = SECRETS[secret]

    log.info(text)
    log.info("argument %s", text)
    log.info("extra", extra={"said": text, "deep": [{"er": (text,)}], "object": ValueError(text)})
    with logs.bound(said=text):
        log.info("bound")
    try:
        fail(text)
    except RuntimeError:
        log.exception("raised")

    lines = written()
    assert len(lines) == 5
    assert secret not in json.dumps(lines, ensure_ascii=False)
    assert "CANARY" not in json.dumps(lines)
    assert "***" in json.dumps(lines)


@pytest.mark.parametrize(
    "name",
    ["password", "tempPassword", "api_key", "x-api-key", "Authorization", "SLACK_BOT_TOKEN"],
)
def test_a_field_with_a_telling_name_loses_its_value(written, name):
    log.info("sent", extra={"headers": {name: "CANARY"}, "deep": {"er": [{name: ["CANARY"]}]}})
    log.info("sent", extra={name: "CANARY"})

    assert "CANARY" not in json.dumps(written())


def test_what_json_cannot_hold_becomes_text(written):
    request = httpx.Request("GET", "https://u:CANARY@acme.okta.com")

    log.info("odd", extra={"request_sent": request, "wrapped": SecretStr("CANARY"), "n": None})

    (line,) = written()
    assert line["wrapped"] == "**********"
    assert line["n"] is None
    assert "CANARY" not in json.dumps(line)


def test_harmless_text_stays_as_it_is():
    text = (
        "REQ-42: Ada's laptop (LT-ADA) is bound; token was refused at https://acme.okta.com:443/x"
    )

    assert logs.masked(text) == text
    assert logs.masked({"token_set": True, "password": None, "ms": 1.5}) == {
        "token_set": True,
        "password": None,
        "ms": 1.5,
    }


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_masking_keeps_what_json_can_hold(value):
    assert json.dumps(logs.masked(value))


def test_masking_a_long_text_takes_no_longer_than_reading_it():
    assert logs.masked_text("tokentoken" * 20_000)
    assert logs.masked_text("://" * 50_000)


def test_lines_go_to_stderr_unless_told_otherwise(written):
    logs.configure()

    (handler,) = logging.getLogger().handlers
    assert handler.stream is sys.stderr


def test_a_reference_is_short_and_has_no_letter_to_mistake():
    references = {logs.new_reference() for _ in range(500)}

    assert len(references) == 500
    assert all(re.fullmatch(r"E-[0-9A-HJKMNP-TV-Z]{6}", each) for each in references)


def test_what_is_known_to_be_secret_stands_nowhere_whatever_it_looks_like():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIcanaryMHcCAQ\n-----END EC PRIVATE KEY-----"
    known = [SecretStr(text) for text in ("1a2b/3c4d", "short", key)]
    handler.setFormatter(logs.formatter(known))
    line = logging.LogRecord("x", logging.INFO, "", 0, "", (), None)
    line.msg = "key 1a2b/3c4d, 1a2b%2F3c4d; a short PRIVATE word; MHcCAQEEIcanaryMHcCAQ"

    handler.handle(line)

    assert json.loads(stream.getvalue())["event"] == "key ***, ***; a short PRIVATE word; ***"
