"""Onboarding: what it does from the slash command to the laptop's login screen."""

import pytest

from tests.scene import playing


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_person_is_onboarded_onto_a_bound_laptop(tmp_path, mode):
    async with playing(tmp_path, mode=mode) as scene:
        await scene.request(device="LT-ADA")
        assert scene.okta.status("ada@acme.example") is None

        await scene.approve(by="lee")
        await scene.card_says("Done, and seen on every system")

        assert scene.okta.status("ada@acme.example") == "PROVISIONED"
        assert scene.jumpcloud.state("ada") == "ACTIVATED"
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
        screen = {account["username"]: account for account in scene.laptops["LT-ADA"].login_screen}
        assert screen["ada"]["managed"]
        assert not screen["ada"]["admin"]
