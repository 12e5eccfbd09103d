"""The doctor: what it looks at, and what it says to do when something is wrong."""

import pytest

from bot import doctor
from bot.config import Config
from bot.connecting import connect_providers, slack_client
from bot.sandbox.cast import POLICIES
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from storage.database import Database


@pytest.fixture
async def sandbox():
    async with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def examine(sandbox, tmp_path):
    """Give a function that examines the sandbox and returns the findings by title."""

    async def examine(*, toml="", actions=POLICIES, every=False, **changed):
        environ = sandbox.environment(tmp_path) | changed
        if toml:
            (tmp_path / "deskhand.toml").write_text(toml)
        settings = Settings.read({name: text for name, text in environ.items() if text})
        config = Config.read(settings.deskhand_config)
        providers = connect_providers(settings)
        database = Database(settings.database_url.get_secret_value())
        try:
            findings = await doctor.examine(
                settings,
                config,
                providers.okta,
                providers.jumpcloud,
                slack_client(settings),
                database=database,
                actions=actions,
            )
        finally:
            await providers.close()
            await database.close()
        return findings if every else {finding.title: finding for finding in findings}

    return examine


async def test_a_set_up_that_is_right_has_nothing_to_mend(examine):
    found = await examine()

    assert [each.title for each in found.values() if not each.ok] == []
    assert not any(each.remedy for each in found.values())
    assert doctor.exit_code(found.values()) == 0
    assert all(line.startswith("ok    ") for line in doctor.lines(found.values()))


async def test_a_missing_scope_is_named(examine, sandbox):
    sandbox.slack.access.scopes.discard("usergroups:read")

    found = await examine()

    assert found["Slack's scopes"].seen == "missing usergroups:read"
    assert "install it again" in found["Slack's scopes"].remedy
    assert doctor.exit_code(found.values()) == 1


async def test_a_token_that_is_refused_hides_none_of_the_other_findings(examine):
    found = await examine(SLACK_BOT_TOKEN="xoxb-other", OKTA_API_TOKEN="wrong")

    assert found["Slack's token"].ok is False
    assert found["Okta's organisation"].ok is False
    assert found["JumpCloud's key"].ok is True
    assert "credential" in found["Okta's organisation"].remedy


async def test_a_channel_that_is_not_there_is_told(examine):
    found = await examine(REQUESTS_CHANNEL="C0NOWHERE")

    assert found["Channel C0NOWHERE"].ok is False


@pytest.mark.parametrize(
    ("state", "seen"),
    [({"members": set()}, "the bot is not in #"), ({"is_archived": True}, "is archived")],
)
async def test_a_channel_that_cannot_be_posted_to_is_told(examine, sandbox, state, seen):
    channel = sandbox.slack.workspace.find_channel(sandbox.cast.requests_channel)
    for name, value in state.items():
        setattr(channel, name, value)

    found = (await examine())[f"Channel {channel.id}"]

    assert found.ok is False
    assert seen in found.seen
    assert found.remedy


async def test_a_provider_that_does_not_answer_is_a_finding(examine):
    found = await examine(
        JUMPCLOUD_API_URL="http://127.0.0.1:9", SLACK_API_URL="http://127.0.0.1:9"
    )

    assert found["JumpCloud's key"].ok is False
    assert "network" in found["JumpCloud's key"].remedy
    assert "network" in found["Slack's token"].remedy


async def test_a_switch_of_provisioning_that_is_off_is_named(examine, sandbox):
    sandbox.okta.app.features.remove("PUSH_PASSWORD_UPDATES")

    found = await examine()

    assert found["Provisioning into JumpCloud"].seen == "switched off: Sync Password"


async def test_an_app_that_does_not_exist_is_told(examine):
    found = await examine(OKTA_JUMPCLOUD_APP_ID="0oaNOWHERE")

    assert found["Okta's JumpCloud app"].ok is False
    assert "Check the id" in found["Okta's JumpCloud app"].remedy


async def test_staged_people_are_noted_and_no_fault(examine, sandbox):
    sandbox.jumpcloud.default_state = "STAGED"

    found = await examine()

    assert found["JumpCloud's default user state"].ok is None
    assert "activates each new person itself" in found["JumpCloud's default user state"].seen
    assert doctor.exit_code(found.values()) == 0


async def test_what_is_not_configured_is_noted_with_what_it_would_bring(examine):
    found = await examine(toml="# nothing", actions=("onboard",), SEALING_KEY="")

    noted = {title for title, each in found.items() if each.ok is None}
    assert noted == {"Federated group", "Routing attribute", "Sealing key", "Policy"}
    assert found["Policy"].seen == "nobody may use /onboard"


async def test_a_database_that_is_not_there_yet_is_not_made(examine, tmp_path):
    found = await examine()

    assert found["Sealed passwords"].seen == "none is waiting"
    assert not (tmp_path / "deskhand.db").exists()


async def test_a_database_that_does_not_answer_hides_none_of_the_other_findings(examine):
    found = await examine(DATABASE_URL="postgresql://nobody:canary@127.0.0.1:9/none")

    assert found["Sealed passwords"].ok is False
    assert found["JumpCloud's key"].ok is True
    assert "canary" not in str(found)


async def test_a_federated_group_that_is_not_there_is_told(examine):
    found = await examine(toml='[onboard]\nfederated_group = "0123456789abcdef01234567"')

    assert found["Federated group"].ok is False


async def test_a_policy_for_no_action_is_told(examine):
    found = await examine(toml="[policy.onbord]\n[onboard]", actions=("onboard", "suspend"))

    assert found["Policy"].seen == "[policy.onbord] is for no action"
    assert found["Policy"].remedy == "Known: onboard, suspend."


def test_each_remedy_stands_under_its_finding():
    findings = [
        doctor.Finding(ok=False, title="A", seen="broken", remedy="Mend it."),
        doctor.Finding(ok=None, title="B", seen="off"),
    ]

    assert doctor.lines(findings) == ["FAIL  A: broken", "      -> Mend it.", "note  B: off"]


async def test_whom_the_policy_names_and_nobody_has_is_told_and_everybody_else_by_name(examine):
    toml = """\
[policy.onboard]
request = ["S0NOGROUP", "U0NOBODY"]
approve = ["U0LEE000001", "00gNoSuchGroup"]
[policy.onboard.admin]
approve = ["00gEngineering0005d7"]
[protect]
people = ["nobody@acme.example"]
groups = ["00gGone"]
"""

    found = await examine(toml=toml, actions=["onboard"], every=True)

    bad = {each.seen for each in found if each.ok is False}
    assert bad >= {
        "S0NOGROUP is a user group in Slack that there is not",
        "U0NOBODY is a person in Slack that there is not",
        "00gNoSuchGroup is a group in Okta that there is not",
        "nobody@acme.example is nobody's login in Okta",
        "00gGone is no group in Okta",
    }


async def test_a_role_that_may_not_see_factors_is_told_and_is_a_fault_where_policy_needs_them(
    examine, sandbox
):
    assert (await examine())["Okta Verify"].ok
    sandbox.faults.add("GET /okta/api/v1/users/*/factors", "refuse")

    found = await examine()
    assert found["Okta Verify"].ok is None
    assert "factors" in found["Okta Verify"].remedy

    found = await examine(
        toml='[policy.onboard]\nrequest = ["U0MINA"]\napprove = ["U0LEE"]\nstep_up = ["approve"]\n'
    )
    assert found["Okta Verify"].ok is False
    assert "List Slack ids under admins" in found["Who is who"].remedy
