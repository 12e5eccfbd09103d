"""Each endpoint of JumpCloud's stand-in answers, and refuses, as JumpCloud's own files say."""

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.store import World
from tests.contracts.asking import BASES, ask_jumpcloud, heard, holes
from tests.contracts.description import missing
from tests.contracts.jumpcloud_calls import CALLS, REFUSED
from tests.sandbox.jumpcloud.api import served

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
VERSIONS = pytest.mark.parametrize("version", CALLS)


@pytest.fixture
def jumpcloud():
    return JumpCloud(World(), Cast())


@pytest.fixture
async def api(jumpcloud):
    async with served(jumpcloud) as client:
        yield client


def told(contract):
    return [str(each) for each in contract.faults]


@VERSIONS
def test_every_endpoint_is_asked_for_what_it_does(jumpcloud, version):
    asked = {call.route for call in (*CALLS[version], *REFUSED[version])}

    assert asked == {(each.method, each.path) for each in jumpcloud.endpoints(version)}


@VERSIONS
async def test_every_endpoint_is_described_and_answers_so(api, jumpcloud, version):
    with heard(jumpcloud._world, requests=True) as contract:
        answers = [
            (call, await ask_jumpcloud(api, jumpcloud, version, call)) for call in CALLS[version]
        ]

    assert [(each.route, it.text) for each, it in answers if not it.is_success] == []
    assert told(contract) == []


@VERSIONS
async def test_what_is_asked_wrongly_is_refused_as_described(api, jumpcloud, version):
    with heard(jumpcloud._world, requests=False) as contract:
        answers = [
            (call, await ask_jumpcloud(api, jumpcloud, version, call)) for call in REFUSED[version]
        ]

    assert [each.route for each, it in answers if not it.is_client_error] == []
    assert told(contract) == []


@VERSIONS
async def test_a_stranger_and_an_absence_are_refused_as_described(api, jumpcloud, version):
    names = {"id": "f" * 24, "mdm": "f" * 24, "name": "lock"}
    with heard(jumpcloud._world, requests=False) as contract:
        for each in jumpcloud.endpoints(version):
            url = api.base_url.copy_with(path=BASES[version] + each.path.format_map(names))
            query = {"targets": "system_group"}
            refused = await api.request(each.method, url, headers={"x-api-key": "strange"})
            absent = await api.request(each.method, url, params=query) if holes(each.path) else None

            assert refused.status_code == 401, each
            assert absent is None or absent.is_client_error, (each, absent.text)

    assert told(contract) == []
