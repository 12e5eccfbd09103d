"""The stand-ins alone, each served over real HTTP."""

import pytest

from tests.sandbox.served import serve_okta


@pytest.fixture
async def org():
    async with serve_okta() as org:
        yield org
