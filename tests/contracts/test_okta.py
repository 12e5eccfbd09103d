"""Each endpoint of Okta's stand-in answers, and refuses, as Okta's own description says."""

import pytest

from tests.contracts.asking import ask_okta, heard, holes
from tests.contracts.description import missing
from tests.contracts.okta_calls import CALLS, REFUSED, routes
from tests.sandbox.served import serve_okta

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture
async def org():
    async with serve_okta() as org:
        yield org


def told(contract):
    return [str(each) for each in contract.faults]


def test_every_endpoint_is_asked_for_what_it_does():
    assert {call.route for call in CALLS} == routes()


async def test_every_endpoint_is_described_and_answers_so(org):
    with heard(org.world, requests=True) as contract:
        answers = [(call, await ask_okta(org, call)) for call in CALLS]

    assert [(each.route, it.text) for each, it in answers if not it.is_success] == []
    assert told(contract) == []


async def test_what_is_asked_wrongly_is_refused_as_described(org):
    with heard(org.world, requests=False) as contract:
        answers = [(call, await ask_okta(org, call)) for call in REFUSED]

    assert [each.route for each, it in answers if not it.is_client_error] == []
    assert told(contract) == []


async def test_a_stranger_and_an_absence_are_refused_as_described(org):
    names = {name: "x" * 20 for _, path in routes() for name in holes(path)}
    with heard(org.world, requests=False) as contract:
        for method, path in routes():
            strange = {"Authorization": "SSWS unknown"}
            refused = await org.ask(method, path.format_map(names), headers=strange)
            absent = await org.ask(method, path.format_map(names)) if holes(path) else None

            assert refused.status_code == 401, path
            assert absent is None or absent.status_code == 404, (method, path, absent.text)

    assert told(contract) == []
