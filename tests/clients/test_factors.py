"""Factors in Okta: what somebody has, a push with its number, and how it went."""

import json

import pytest

from bot.clients.okta import OktaClient
from bot.errors import NotFound, Refused, Unavailable
from tests.clients.conftest import Directories, answer

GRACE = "grace@acme.example"
VERIFY = "/verify"


@pytest.fixture
async def phone(directories: Directories):
    """Grace, and the factor that takes a push."""
    directories.okta.enrol_phone(GRACE)
    okta = directories.clients.okta
    grace = await okta.find_user(GRACE)
    factors = await okta.list_factors(grace.id)
    (push,) = [factor for factor in factors if factor.takes_push]
    return okta, grace.id, push.id


async def test_of_everything_that_is_enrolled_only_okta_verify_takes_a_push(directories, phone):
    okta, grace, _ = phone

    factors = await okta.list_factors(grace)

    assert [(factor.kind, factor.takes_push) for factor in factors] == [
        ("token:software:totp", False),
        ("push", True),
    ]
    assert factors[1].device == "Phone"


@pytest.mark.parametrize(("approve", "result"), [(True, "SUCCESS"), (False, "REJECTED")])
async def test_a_push_has_a_number_and_is_asked_how_it_went(directories, phone, approve, result):
    okta, grace, factor = phone

    sent = await okta.send_push(grace, factor)
    assert (sent.result, sent.number) == ("WAITING", directories.okta.asked_on_phone(GRACE).number)
    assert (await okta.get_push(grace, factor, sent.id)).result == "WAITING"

    directories.okta.answer_push(GRACE, approve=approve)
    assert (await okta.get_push(grace, factor, sent.id)).result == result
    with pytest.raises(NotFound):
        await okta.get_push(grace, factor, sent.id)


async def test_a_code_takes_no_push(phone):
    okta, grace, _ = phone
    code = next(each for each in await okta.list_factors(grace) if not each.takes_push)

    with pytest.raises(Refused, match="passCode"):
        await okta.send_push(grace, code.id)


@pytest.mark.parametrize(
    ("kind", "provider", "status"),
    [("push", "OKTA", "PENDING_ACTIVATION"), ("push", "DUO", "ACTIVE"), ("signed_nonce", "OKTA",
     "ACTIVE"), ("push", "OKTA", "")],
)  # fmt: skip
async def test_what_is_not_set_up_or_not_okta_verify_takes_none(scripted, kind, provider, status):
    factor = {"id": "opf1", "factorType": kind, "provider": provider, "status": status}
    scripted.tell(answer(200, [factor]))

    (found,) = await OktaClient(scripted.api()).list_factors("00u1")

    assert not found.takes_push


async def test_the_number_is_asked_for_and_an_answer_without_one_is_a_plain_push(scripted):
    href = "https://acme.okta.com/api/v1/users/00u1/factors/opf1/transactions/v2m.x-Y_z"
    scripted.tell(answer(200, {"factorResult": "WAITING", "_links": {"poll": {"href": href}}}))

    sent = await OktaClient(scripted.api()).send_push("00u1", "opf1")

    assert json.loads(scripted.asked[0].body) == {"useNumberMatchingChallenge": True}
    assert (sent.id, sent.number, sent.expires) == ("v2m.x-Y_z", None, None)


async def test_an_answer_that_does_not_say_where_to_ask_is_refused(scripted):
    scripted.tell(answer(200, {"factorResult": "WAITING"}))

    with pytest.raises(Refused, match="where to ask"):
        await OktaClient(scripted.api()).send_push("00u1", "opf1")


async def test_a_push_whose_answer_is_lost_is_not_sent_again(scripted):
    scripted.tell(answer(500, {}))

    with pytest.raises(Unavailable):
        await OktaClient(scripted.api()).send_push("00u1", "opf1")
    assert len(scripted.asked) == 1
