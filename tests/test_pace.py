"""Slack's pace: a stand-in that keeps it, and a bot that lives with it."""

from tests.scene import playing, text_of

POST = "/slack/api/chat.postMessage"
NAMES = ("ada", "grace.b", "alan.b", "hedy.b")
POSTS = {f"REQ-{n}:{what}" for n in range(1, len(NAMES) + 1) for what in ("card", "ask:1")}


def keys(scene):
    """Give the key of every message in #it-requests and its threads."""
    said = [
        each
        for card in scene.slack.messages("it-requests")
        for each in (card, *scene.slack.thread("it-requests", card["ts"]))
    ]
    return [each["metadata"]["event_payload"]["key"] for each in said]


def approved(scene):
    return sum(
        "is approved" in text_of(reply)
        for card in scene.slack.messages("it-requests")
        for reply in scene.slack.thread("it-requests", card["ts"])
    )


async def test_onboardings_in_a_row_keep_slacks_pace_and_lose_and_double_nothing(tmp_path):
    async with playing(tmp_path, start=False, unlimited=False) as scene:
        scene.replace("posts_per_second = 0", "posts_per_second = 1")
        await scene.start()

        for name in NAMES:
            await scene.request(email=f"{name}@acme.example")
            await scene.approve()
        await scene.until(lambda: approved(scene) == len(NAMES), what="the approvals")

        # A post may be throttled where this machine is slow on the way; it is made again.
        refused = {each.path for each in scene.traffic if each.status == 429} - {POST}
        assert refused == set()
        assert set(keys(scene)) >= POSTS
        assert len(keys(scene)) == len(set(keys(scene)))
