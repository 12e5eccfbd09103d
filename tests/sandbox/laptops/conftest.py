"""Everything between a person in Okta and their account on a laptop, at work."""

import pytest

from tests.sandbox.laptops.stage import ADA, ADAS, staged


@pytest.fixture
async def stage():
    async with staged() as stage:
        yield stage


@pytest.fixture
def ada(stage):
    """Somebody who is in JumpCloud already."""
    return stage.jumpcloud.add_user(
        "ada", ADA, displayname="Ada Lovelace", password=ADAS, state="ACTIVATED"
    )
