"""A whole bot that watches, as a process of its own, and events that it tells of.

`python -m tests.bench.telling SOURCE FOLDER EVERY SECONDS COUNT` lets a source's log, which is
looked at every so many seconds, tell so many events in so many seconds, at instants that meet a
look at every distance. It prints for each how many seconds went by from when the event could be
read to the message in Slack.
"""

import asyncio
import itertools
import json
import sys
import tempfile
from pathlib import Path

from bot.sandbox.crowd import gather
from bot.watch.event import Source
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES
from bot.watch.samples import SCOPE, person, read, user
from tests.scene import QUICK, playing

GOLDEN = 0.6180339887
EVERY = {Source.OKTA: "okta_seconds", Source.JUMPCLOUD: "jumpcloud_seconds"}
ALONE = 3  # of one cause have messages of their own
CHANNEL = "it-alerts"


def samples(source):
    """Give an event of each cause that is about a person, as the rules bring them."""
    found, judge = {}, Judge(RULES, Scope(app_id=SCOPE.app_id))
    for sample in itertools.chain.from_iterable(rule.fires for rule in RULES):
        event = read(sample)
        told = event.source == source and not event.by_scim
        for alert in judge.alerts(event) if told else ():
            if alert.about.id in {person()["id"], user()["id"]}:
                found.setdefault(alert.cause, sample)
    return list(found.values())


def of_okta(scene, sample, number):
    """Let Okta's log tell of a sample now, about somebody of the crowd; gives who it is."""
    one = list(scene.okta.directory.users.values())[-1 - number]
    name = f"{one.profile['firstName']} {one.profile['lastName']} No. {number}"
    them = person() | {"id": one.id, "alternateId": one.login, "displayName": name}
    event = _swapped(sample, (person(), them), (SCOPE.app_id, scene.okta.app.id))
    with scene.okta._log.by(event["actor"]):
        scene.okta._log.write(
            event["eventType"], "", *event["target"], **event["outcome"],
            debug=event["debugContext"]["debugData"],
        )  # fmt: skip
    return name


def of_jumpcloud(scene, sample, number):
    """The same of Directory Insights."""
    row = list(scene.jumpcloud.users)[-1 - number]
    them = user() | {"id": row["_id"], "username": row["username"]}
    event = _swapped(sample, (user(), them))
    kind = event.pop("event_type")
    now = ("id", "timestamp")  # are new
    told = {name: value for name, value in event.items() if name not in now}
    scene.jumpcloud.insights.write(kind, **told)
    return row["username"]


def _swapped(sample, *pairs):
    text = json.dumps(sample)
    for old, new in pairs:
        text = text.replace(json.dumps(old), json.dumps(new))
    return json.loads(text)


async def main(source, folder, every, seconds, count):
    kinds, written = samples(source), of_okta if source == Source.OKTA else of_jumpcloud
    if count > ALONE * len(kinds):
        raise RuntimeError(f"only {len(kinds)} causes")
    async with playing(Path(tempfile.mkdtemp(dir=folder)), start=False) as scene:
        scene.replace(QUICK, "")
        scene.configure(watch=f"{EVERY[source]} = {every}\n")
        gather(scene.sandbox, count)
        scene.slack.access.unlimited = False
        await scene.start()
        began = asyncio.get_running_loop().time()
        seen = {}
        for number, due in enumerate(sorted(seconds * (n * GOLDEN % 1) for n in range(count))):
            await asyncio.sleep(began + due - asyncio.get_running_loop().time())
            seen[written(scene, kinds[number % len(kinds)], number)] = scene.world.now()
        await scene.until(lambda: len(_posted(scene, seen)) == count, what="every alert")
        posted = _posted(scene, seen)
    sys.stdout.write(json.dumps([posted[who] - at.timestamp() for who, at in seen.items()]))


def _posted(scene, seen):
    """Find by whom it is about when a message was posted; of several the first."""
    messages = [(json.dumps(each), float(each["ts"])) for each in scene.slack.messages(CHANNEL)]
    found = {who: min((ts for text, ts in messages if who in text), default=0.0) for who in seen}
    return {who: ts for who, ts in found.items() if ts}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *map(float, sys.argv[3:5]), int(sys.argv[5])))
