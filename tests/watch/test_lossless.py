"""Of 5,000 events on a bad day not one is lost, wherever the bot is cut off."""

import random
from datetime import timedelta

from bot.errors import ProviderError
from tests.watch.logs import INSIGHTS, MINUTE, OKTA_LOG, OVERLAP, Reader

COUNT = 5000
AT_ONCE = 100
LATE = 10  # one in so many
# What goes wrong with a call, and how often in a hundred.
TROUBLE = {
    "throttle": {"times": 1},
    "down": {"times": 1},
    "stop": {"times": 1},
    "lost": {"times": 1},
    "refuse": {"times": 3, "status": 500},
    "crowd": {"times": 4},
}


async def bad_day(logs, path, feed_for, happens, *, trouble=TROUBLE):
    """Have events happen, look, be cut off, start again; gives the reader and the ids."""
    chance = random.Random(7)  # noqa: S311 - a day that can be played again
    reader = Reader(logs, feed_for())
    await reader.look()
    happened = []
    for _ in range(COUNT // AT_ONCE):
        happened += [happens(late=number % LATE == 0) for number in range(AT_ONCE)]
        logs.world.move(MINUTE)
        for _ in range(chance.randint(0, 3)):
            if chance.random() < 0.5:
                kind, options = chance.choice([*trouble.items()])
                logs.faults.add(path, kind, **options)
            reader.feed = feed_for()  # another process, which knows the cursor and nothing else
            try:
                await reader.read(kept=chance.random() < 0.6)
            except ProviderError:
                logs.faults.clear()
    logs.faults.clear()
    logs.world.move(OVERLAP)
    await reader.look()
    return reader, happened


async def test_nothing_of_oktas_log_is_lost(logs):
    log, grace = logs.log, logs.okta.directory.find("grace")

    def happens(*, late):
        log.lateness = OVERLAP if late else timedelta()
        return log.write("user.lifecycle.suspend", "Suspend", grace)["uuid"]

    refused = {"errorCode": "E0000031", "errorSummary": "Invalid search criteria."}
    trouble = TROUBLE | {"refuse": {"times": 1, "status": 400, "body": refused}}
    reader, happened = await bad_day(
        logs, OKTA_LOG, lambda: logs.okta_feed(limit=300), happens, trouble=trouble
    )

    assert len(happened) == COUNT
    assert set(reader.ids) == set(happened)
    assert any("reading again" in note for note in reader.notes)


async def test_nothing_of_directory_insights_is_lost(logs):
    insights, grace = logs.insights, logs.jumpcloud.user("grace")

    def happens(*, late):
        insights.lateness = OVERLAP if late else timedelta()
        insights.doubled = late
        service = "systems" if late else "directory"
        about = {"id": grace["_id"], "type": "user", "username": "grace"}
        return insights.write("user_lockout", service=service, resource=about)["id"]

    reader, happened = await bad_day(logs, INSIGHTS, lambda: logs.insights_feed(limit=300), happens)

    assert len(happened) == COUNT
    assert set(reader.ids) == set(happened)
