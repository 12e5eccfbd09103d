"""The Slack stand-in against a public reference of Slack: methods, tiers, errors, answers."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.web_api import METHODS
from tests.contracts import slack as reference
from tests.contracts.deviations import OF_SLACK
from tests.sandbox.slack.story import Story
from tests.sandbox.workplace import modal, running, section

SOURCES = Path(__file__).parents[3] / "bot" / "sandbox" / "slack"
pytestmark = pytest.mark.skipif(bool(reference.missing()), reason=reference.missing())

NOT_CALLS = {"events", "oauth.v2.access"}
WITH_ITS_OWN_PROTOCOL = {"expired_url", "used_url", "no_text"}
OF_EVERY_METHOD = {"unknown_method"}
# What a sample has and an answer need not, by the reason. A sample has every property that was
# ever seen in an answer; `*` stands for any characters.
EXCEPTIONS = {
    "only of a refusal or with a warning": (
        *("* /error", "* /errors", "* /needed", "* /provided", "* /arg", "* /callstack"),
        *("* /warning", "* /deprecated_argument", "* /response_metadata*"),
    ),
    "only of another kind of token": ("auth.test /app_*", "auth.test /expires_in"),
    "there is no Enterprise Grid, and no channel is shared": (
        *("*enterprise*", "team.info /team/discoverable", "* /user/teams"),
        *("* */internal_team_ids", "* */connected_*", "* */conversation_host_id"),
        *("* */is_moved", "* */is_global_shared", "* */is_org_default", "* */is_org_mandatory"),
    ),
    "only of a workspace that pays, or is Salesforce's": (
        *("team.info /team/*sfdc*", "team.info /team/lob_*", "team.info /team/pay_*"),
        "team.info /team/sso_provider",
    ),
    "only for who asks as a person": (
        *("team.info /team/locale", "* */last_read", "* */is_read_only", "* */is_thread_only"),
        "* */is_non_threadable",
    ),
    "only where somebody chose it": (
        *("team.info /team/icon/image_[!d]*", "* */image_original", "* */image_1024"),
        *("* */is_custom_image", "* */status_emoji_url", "* */pronouns", "* */start_date"),
        *("* */huddle_state*", "* */has_2fa", "* */two_factor_type", "* */guest_invited_by"),
        *("conversations.* */properties", "users.list */fields", "users.list */locale"),
        "conversations.info /channel/locale",
    ),
    "only of strangers, workflows, the invited and bots": (
        *("* */is_stranger", "* */is_workflow_bot", "* */is_invited_user", "* */is_connector_bot"),
        *("* /user/profile/api_app_id", "* /user/profile/always_active", "* /user/profile/bot_id"),
        "chat.postMessage */bot_profile/user_id",
    ),
    "Slack shows an address where it was verified; bots have none": ("users.list */email",),
    "the first page of the oldest paging, long gone": ("users.list /offset",),
    "only of a message of that kind, or with such a thing in it": (
        *("* /message*/subtype", "* /message*/username", "* /message*/icons", "* /message*/root"),
        *("* /message*/room", "* /message*/attachments", "* /message*/assistant_app_thread"),
        *("* /message*/upload", "* /message*/display_as_bot", "* /message*/x_files"),
        *("* /message*/files", "* /message*/topic", "* /message*/purpose", "* /message*/inviter"),
        *("* /message*/client_msg_id", "* /message*/reactions", "* /message*/parent_user_id"),
    ),
    "only where the history was asked for in part": (
        *("conversations.history /oldest", "conversations.history /latest"),
    ),
    "only where it was open before": ("conversations.open /no_op", "* /already_open"),
    "only of a picture or a snippet": (
        *("* */thumb_*", "* */original_[wh]", "* */deanimate*", "* */media_display_type"),
        *("* */edit_link", "* */preview*", "* */lines*", "* */alt_txt", "* */is_modified_by_ai"),
    ),
    "only of a share with replies": ("* */shares/*/latest_reply",),
    "only of a modal that belongs to an unfurled link": (
        *("views.* /view/entity_url", "views.* /view/external_ref", "views.* /view/app_unfurl_url"),
        *("views.* /view/message_ts", "views.* /view/thread_ts", "views.* /view/channel"),
    ),
}
PATTERNS = [pattern for patterns in EXCEPTIONS.values() for pattern in patterns]


def excused(method, path):
    return any(fnmatchcase(f"{method} {path}", pattern) for pattern in PATTERNS)


def test_every_method_that_is_described_is_there_and_no_other():
    described = {file.stem for file in (reference.FOLDER / "slack-api-ref").glob("*.json")}

    assert METHODS.keys() == described - NOT_CALLS


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_has_the_tier_and_reads_json_as_described(name):
    described = reference.method(name)
    tier = described.get("rate_limits", "t0")

    assert f"t{METHODS[name].tier}" == tier
    assert METHODS[name].json == bool(described.get("json_input_supported"))


def test_every_error_that_the_stand_in_knows_is_one_of_slacks():
    told = {
        code
        for source in SOURCES.glob("*.py")
        for code in re.findall(r'ApiError\(\s*"(\w+)"', source.read_text("utf-8"))
    }
    known = set().union(*(reference.method(name)["errors"] for name in METHODS))

    strange = told - known - reference.GENERIC - WITH_ITS_OWN_PROTOCOL - OF_EVERY_METHOD
    assert strange == set()
    assert len(told) > 50


async def test_an_answer_has_what_slacks_has(place):
    story = Story(place, lambda token: AsyncWebClient(token=token, base_url=f"{place.url}/api/"))
    await story.tell()

    lacking = {
        f"{name} {path}"
        for name, answer in story.answers.items()
        if (sample := reference.sample("api", name))
        for path in reference.lacking(answer, sample)
        if not excused(name, path)
    }

    assert lacking == set()


async def test_each_deviation_that_is_known_is_one_still(place):
    app, client = place.app(), place.client()
    mina = place.slack.person("mina")

    @app.view("form")
    async def form(ack, client):
        await ack()
        await client.auth_test()

    async with running(place, app, "http"):
        trigger = place.slack.trigger(mina.id)
        await client.views_open(trigger_id=trigger, view=modal(section("Hi")))
        await mina.submit()
    at = {"channel": "C0ITREQUEST"}
    parent = await client.chat_postMessage(**at, text="A request")
    reply = {**at, "thread_ts": parent["ts"], "reply_broadcast": True}
    said = await client.chat_postMessage(**reply, text="For all")
    await client.chat_update(**at, ts=said["ts"], text="For everyone")
    await client.pins_add(**at, timestamp=parent["ts"])
    await client.conversations_history(**at)
    several = [mina.id, place.slack.person("lee").id]
    await client.conversations_open(users=several, return_im=True)
    dm = await client.conversations_open(users=mina.id)
    await client.files_upload_v2(channel=dm["channel"]["id"], content="Hi")

    assert [each for each in OF_SLACK if each not in place.contract.excused] == []
