"""What watching says: played by a whole bot in the sandbox, and drawn by its page."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, expect

from bot.sandbox.crowd import gather
from storage.tables import Request
from storage.watch_tables import Case, Expectation
from tests.browser.story import SLOW, act_as
from tests.scene import Scene, playing, text_of
from tests.watch.digests import case, change, request

GRACE: Final = "grace@acme.example"
ALERTS, DESK = "it-alerts", "it-desk"
TALL: Final = {"width": 1440, "height": 2400}  # so that nothing has to be scrolled to
WIDE: Final = {"width": 2100, "height": 2400}  # so that a thread is as wide as the channel
DAYS: Final = (
    ((9, 12, 31), 1, 0), ((8, 15), 3, 1), ((11,), 0, 2), ((7, 10, 14, 52), 2, 0),
    ((9, 13), 1, 1), ((), 0, 0), ((9, 22), 2, 1),
)  # fmt: skip
"""A week: how long each suspension took, how many pushes failed, how many addresses differed."""
DIGEST: Final = '[watch]\ndigest_at = "08:00"\n'


class Watching:
    """A scene, its page, and where the pictures go."""

    def __init__(self, scene: Scene, tab: Page, folder: Path) -> None:
        self.scene, self.tab, self._folder = scene, tab, folder

    async def pass_time(self, **by: float) -> None:
        """Let time pass everywhere, and let the bot look."""
        self.scene.world.move(timedelta(**by))
        await self.scene.watch(**by)

    async def open_room(self, name: str) -> None:
        await self.tab.locator(".room", has_text=name).click()

    async def picture(self, name: str, message: Locator) -> None:
        await expect(message).to_be_visible(timeout=SLOW)
        await message.screenshot(path=self._folder / f"watch-{name}.png", animations="disabled")

    async def told(self, words: str) -> Locator:
        """Wait for a message in the channel of alerts that says something; the newest one."""
        found = self.tab.locator(".conversation .message", has_text=words).last
        await expect(found).to_be_visible(timeout=SLOW)
        return found

    async def thread(self, name: str, message: Locator, words: str) -> None:
        """Take a picture of a thread, once it says something, from its first word to its last."""
        await self.tab.set_viewport_size(WIDE)
        await message.locator(".replies").click()
        said = self.tab.locator(".thread .message")
        await expect(said.last).to_contain_text(words, timeout=SLOW)
        first, last = await said.first.bounding_box(), await said.last.bounding_box()
        clip = {**first, "height": last["y"] + last["height"] - first["y"]}
        await self.tab.screenshot(path=self._folder / f"watch-{name}.png", clip=clip)
        await self.tab.get_by_role("button", name="Close thread").click()
        await self.tab.set_viewport_size(TALL)

    async def answer(self, name: str, text: str, words: str) -> None:
        """Take a picture of what `/helpdesk` answers."""
        await self.open_room(DESK)
        await self.scene.slack.person("mina").command("/helpdesk", text, channel=DESK)
        said = self.tab.locator(".conversation .message.ephemeral", has_text=words).last
        await self.picture(name, said)
        await self.open_room(ALERTS)


async def gallery(tab: Page, folder: Path, scratch: Path) -> None:
    """Take a picture of each.

    Args:
        folder: Where the pictures go.
        scratch: Where the bot has its files meanwhile.
    """
    await tab.set_viewport_size(TALL)
    try:
        async with playing(scratch, start=False) as scene:
            scene.replace("[watch]\n", DIGEST)
            gather(scene.sandbox, 20)
            await scene.start()
            await tab.goto(scene.url)
            await act_as(tab, "Mina")
            watching = Watching(scene, tab, folder)
            await watching.open_room(ALERTS)
            await watching.pass_time(hours=1)
            plays = (_push, _suspension, _burst, _outage, _answers, _digests)
            for play in plays:
                await play(watching)
    finally:
        # The durable engine gave this loop its own threads, and has ended them.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


async def _push(watching: Watching) -> None:
    scene = watching.scene
    scene.scim.refuse("The department is required.")
    await _pushed(scene, GRACE, department="Research")
    message = await watching.told("Grace Hopper's profile could not be pushed")
    await watching.picture("open", message)
    scene.scim.mend()
    [said] = [one for one in scene.slack.messages(ALERTS) if "profile could not" in text_of(one)]
    await scene.slack.person("mina").click("case_retry", in_message=said["ts"])
    await scene.until(lambda: scene.slack.thread(ALERTS, said["ts"]), what="a word in the thread")
    await scene.until(lambda: not scene.scim.waiting, what="the push")
    await watching.pass_time(minutes=1)
    await expect(message).to_contain_text("Closed", timeout=SLOW)
    await watching.thread("closed", message, "JumpCloud")


async def _suspension(watching: Watching) -> None:
    scene = watching.scene
    home, office = scene.laptops["PC-HOME"], scene.laptops["LT-GRACE"]
    scene.jumpcloud.bind("grace", "PC-HOME")
    await scene.until(lambda: "grace" in home.accounts, what="the account on a second laptop")
    home.go_offline()
    await watching.pass_time(days=2)
    office.go_offline()
    scene.okta.do("suspend", GRACE)
    await watching.pass_time(seconds=8)
    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    await watching.pass_time(seconds=1)
    office.go_online()
    await scene.until(lambda: office.accounts["grace"].disabled, what="the end on a laptop")
    await watching.pass_time(seconds=6)
    message = await watching.told("Grace Hopper was suspended in Okta")
    await expect(message).to_contain_text("PC-HOME offline", timeout=SLOW)
    await watching.picture("suspension", message)


async def _burst(watching: Watching) -> None:
    scene = watching.scene
    scene.scim.refuse("The department is required.")
    crowd = [user.login for user in scene.okta.directory.users.values()][-12:]
    await _pushed(scene, *crowd, department="Field sales")
    message = await watching.told("The same of 9 more")
    await watching.picture("burst", message)
    scene.scim.mend()
    scene.scim.retry()
    await scene.until(lambda: not scene.scim.waiting, what="the pushes")


async def _outage(watching: Watching) -> None:
    scene = watching.scene
    fault = scene.faults.add("* /insights/*", "refuse", status=500)
    await watching.pass_time(seconds=1)
    await watching.pass_time(minutes=4)
    message = await watching.told("JumpCloud's log cannot be read")
    await watching.picture("outage", message)
    scene.faults.remove(fault)
    await watching.pass_time(minutes=1)
    await watching.thread("return", message, "read again")


async def _answers(watching: Watching) -> None:
    await watching.pass_time(minutes=30)
    await watching.answer("reconcile", "reconcile", "were compared")
    await watching.answer("status", "status", "Open requests")
    howard = next(
        one for one in watching.scene.slack.messages(ALERTS) if "Howard Aiken" in text_of(one)
    )
    await watching.scene.slack.person("lee").click("case_take", in_message=howard["ts"])


async def _digests(watching: Watching) -> None:
    scene, now = watching.scene, watching.scene.world.now()
    days = -now.weekday() % 7 or 7
    monday = (now + timedelta(days=days)).replace(hour=7, minute=0, second=0, microsecond=0)
    async with scene.bot.database.transaction() as session:
        session.add_all(_week(monday))
    await watching.pass_time(seconds=(monday - now).total_seconds() + 60)
    await watching.picture("day", await watching.told("The day until Mon"))
    week = await watching.told("The week from")
    await expect(week.locator("img")).to_have_count(3, timeout=SLOW)
    for chart in await week.locator("img").all():
        await expect(chart).not_to_have_js_property("naturalWidth", 0)
    await watching.picture("week", week)


def _week(monday: datetime) -> Iterator[Case | Expectation | Request]:
    """Give a week of a helpdesk: what was suspended, what failed, and what was found apart."""
    for number, (seconds, failures, apart) in enumerate(DAYS):
        day = monday - timedelta(days=len(DAYS) - number)
        for at, took in enumerate(seconds):
            yield request(took, at=day + timedelta(hours=1 + at))
            yield change(took * 2, at=day + timedelta(hours=2 + at))
        for cause, count in (("create_failed", failures), ("drift.email", apart)):
            for at in range(count):
                opened = day + timedelta(hours=3 + at)
                yield case(cause, opened=opened, closed=opened + timedelta(hours=9 * (1 + at)))


async def _pushed(scene: Scene, *logins: str, **profile: str) -> None:
    directory = scene.okta.directory
    for login in logins:
        directory.update_profile(directory.get(login), profile)
    await scene.until(lambda: not scene.scim.waiting, what="the pushes")
    await scene.watch()
