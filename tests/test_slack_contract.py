"""What the bot itself says to Slack: described, granted by its manifest, and answered well."""

from pathlib import Path

import pytest
import yaml

from tests.contracts import slack as reference
from tests.contracts.deviations import excuse

pytestmark = pytest.mark.skipif(bool(reference.missing()), reason=reference.missing())

MANIFEST = yaml.safe_load((Path(__file__).parents[1] / "manifest.yml").read_text("utf-8"))
GRANTED = set(MANIFEST["oauth_config"]["scopes"]["bot"])


async def test_a_whole_onboarding_says_nothing_that_slack_does_not_know_or_grant(scene):
    await scene.request(device="LT-ADA")
    await scene.approve()
    await scene.thread_says("Every system shows it.")

    calls = [each for each in scene.traffic if each.path.startswith(reference.API)]
    names = {each.path.removeprefix(reference.API) for each in calls}
    strange = [fault for each in calls for fault in reference.faults_of(each) if not excuse(fault)]
    needed = {name: (reference.method(name).get("scope") or {}).get("bot", []) for name in names}
    assert names >= {"chat.postMessage", "chat.update", "views.open", "views.update"}
    assert strange == []
    assert [str(each) for each in calls if not each.response_body["ok"]] == []
    assert {
        name for name, any_of in needed.items() if any_of and not GRANTED & set(any_of)
    } == set()


def test_the_sandbox_grants_what_the_manifest_asks_for(scene):
    assert scene.slack.access.scopes == GRANTED
