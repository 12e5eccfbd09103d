"""/whois: from the slash command's arrival to the answer that only its asker sees.

Each answer is for somebody else, so that nobody's rights are known from the answer before.
"""

import itertools
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from tests.bench.table import Row, bar
from tests.scene import playing

BAR = 1.0  # seconds, at the longest latency
LATENCIES = (0.0, 0.1)  # seconds
UPSTREAM = ("* /okta/*", "* /jumpcloud/*", "* /slack/api/*")
BROKEN = "katherine@acme.example"
ASKED = (
    "grace@acme.example",  # with three laptops
    "Grace Hopper",
    "grace",
    "<@U0DANA00001|dana>",
    "howard@acme.example",  # suspended in Okta alone
    BROKEN,  # why provisioning fails is looked up too
    "rosalind@acme.example",  # in JumpCloud alone
)


async def measure(folder, *, count):
    """Give a row for each latency of Okta, JumpCloud and Slack; `count` answers for each."""
    return [await _row(folder, count, latency) for latency in LATENCIES]


async def _row(folder, count, latency):
    async with playing(Path(tempfile.mkdtemp(dir=folder))) as scene:
        await _cast(scene, count)
        for place in UPSTREAM if latency else ():
            scene.faults.add(place, "slow", seconds=latency)
        began = len(_upstream(scene))
        questions = itertools.islice(itertools.cycle(ASKED), count)
        taken = [await _answer(scene, f"asker{n}", text) for n, text in enumerate(questions)]
        calls = len(_upstream(scene)) - began
    p50, p95 = median(taken), quantiles(taken, n=20)[-1] if count > 1 else taken[0]
    what = f"/whois, command to answer, upstream {latency * 1000:.0f} ms"
    verdict = f"{bar('p95', p95, BAR, ' s')}; beside {calls / count:.1f} upstream calls"
    return Row(what, f"p50 {p50:.2f} p95 {p95:.2f}", "s", verdict)


async def _cast(scene, count):
    (helpdesk,) = (
        group for group in scene.slack.workspace.user_groups.values() if group.handle == "helpdesk"
    )
    for number in range(count):
        asker = scene.slack.add_person(f"asker{number}", channels=("it-desk",))
        helpdesk.members.append(asker.id)
    for device in ("LT-ADA", "PC-HOME"):
        scene.jumpcloud.bind("grace", device)
    scene.scim.refuse("The department is required.")
    directory = scene.okta.directory
    directory.update_profile(directory.get(BROKEN), {"title": "Head of it all"})
    await scene.until(lambda: scene.okta.app_user(BROKEN)["syncState"] == "ERROR")


async def _answer(scene, who, text):
    person = scene.slack.person(who)
    before = len(person.ephemerals)
    began = time.perf_counter()
    await person.command("/whois", text, channel="it-desk")
    await scene.until(lambda: len(person.ephemerals) > before, what=text)
    return time.perf_counter() - began


def _upstream(scene):
    return [each for each in scene.traffic if each.to in ("Okta", "JumpCloud")]
