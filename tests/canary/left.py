"""What every scene is searched for at its end: its own secrets, in its rows and at Slack."""

import json

from tests.canary.needles import Needle, hits
from tests.canary.places import sent

KEYS = (
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "OKTA_API_TOKEN"),
    *("SEALING_KEY", "JUMPCLOUD_CLIENT_SECRET"),
)
MADE = "POST /okta/api/v1/users/*/lifecycle/expire_password_with_temp_password"
SPELLED = ("plain", "base64+0", "base64+1", "base64+2")  # the likeliest; tests/canary has all


def assert_nothing_left(environment, traffic, folder):
    """Find none of a scene's secrets in its database's files, nor in what Slack was sent."""
    needles = [
        Needle(name, environment[name]) for name in KEYS if len(environment.get(name, "")) > 11
    ]
    made = [each.raw.answered for each in traffic.matching(MADE) if each.status == 200]
    passwords = [json.loads(each)["tempPassword"] for each in made]
    needles += [Needle("a one-time password", each) for each in passwords if len(each) > 11]
    for needle in needles:
        for spelling in needle.spelled.keys() - set(SPELLED):
            del needle.spelled[spelling]
    kept = {file.name: file.read_bytes() for file in folder.glob("*.db*") if file.is_file()}
    slack = sent(list(traffic), "Slack", shown=False)
    found = hits(needles, kept | {"Slack": slack})
    assert found == {}, found
