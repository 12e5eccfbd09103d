"""Both directories compared, by the clock and on demand; what is found is open until it is gone."""

from tests.scene import text_of
from tests.watch.test_watching import about, changed, told

GRACE = "grace@acme.example"


async def compare(scene, by="mina"):
    scene.clock.move(minutes=20)  # what has changed just now may be on its way
    person = scene.slack.person(by)
    before = len(person.ephemerals)
    await person.command("/helpdesk", "reconcile", channel="it-desk")
    await scene.until(lambda: len(person.ephemerals) >= before + 2, what="the comparison")
    return text_of(person.ephemerals[-1])


async def test_on_demand_the_asker_is_told_and_what_is_apart_is_a_thread_until_it_is_mended(scene):
    before = await compare(scene)
    assert "Howard Aiken is suspended in Okta and still active in JumpCloud" in before
    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)

    assert "Grace Hopper" in await compare(scene)
    case = await told(scene, "Grace Hopper")

    scene.jumpcloud.change_user("grace", state="ACTIVATED", suspended=False)
    await compare(scene)
    await changed(scene, case, "no longer finds it")


async def test_it_is_compared_when_it_is_due_and_not_before(scene):
    watcher = scene.bot.watching.watcher
    await watcher.reconcile()
    pages = scene.traffic.count("GET /okta/api/v1/users")
    assert pages

    scene.clock.move(hours=23)
    await watcher.reconcile()
    assert scene.traffic.count("GET /okta/api/v1/users") == pages
    scene.clock.move(hours=2)
    await watcher.reconcile()
    assert scene.traffic.count("GET /okta/api/v1/users") > pages


async def test_a_comparison_that_breaks_off_closes_nothing_and_says_why(scene):
    await compare(scene)
    await told(scene, "Howard Aiken")
    open_ = len(scene.slack.messages("it-alerts"))
    scene.faults.add("GET /jumpcloud/api/systemusers*", "refuse", status=403)

    said = await compare(scene)

    assert "Nothing could be compared, and nothing that is open was closed" in said
    assert "JumpCloud does not permit us this" in said
    assert len(scene.slack.messages("it-alerts")) == open_
    assert "no longer finds it" not in scene.alerts


async def test_an_empty_directory_is_one_incident(scene):
    await compare(scene)
    await scene.until(lambda: len(scene.slack.messages("it-alerts")) == 2, what="what is apart")
    for user in list(scene.jumpcloud.users):
        scene.jumpcloud.directory.delete(user["_id"], cascade=False)

    assert "Nothing could be compared" in await compare(scene)

    await told(scene, "JumpCloud shows far fewer than there should be")
    await compare(scene)
    assert len(about(scene, "far fewer than there should be")) == 1
    assert len(scene.slack.messages("it-alerts")) == 3


async def test_nobody_is_suspended_until_a_directory_that_was_empty_is_well_again(scene):
    await compare(scene)
    users, mina = scene.jumpcloud.directory.users, scene.slack.person("mina")
    rows = list(users)
    for row in rows:
        users.remove(row["_id"])
    await compare(scene)

    await mina.command("/suspend", GRACE, channel="it-desk")
    await scene.until(lambda: "rests until both directories" in scene.told("mina"))
    assert "JumpCloud, Deskhand was shown 0 people" in scene.told("mina")
    await mina.close(everything=True)
    for row in rows:
        users.put(row)
    await compare(scene)

    assert await scene.ask("suspend", GRACE, reason="Leave") == {}


async def test_how_it_stands_can_be_asked(scene):
    await scene.watch()
    mina = scene.slack.person("mina")
    await mina.command("/helpdesk", "status", channel="it-desk")
    await scene.until(lambda: "Okta's System Log" in scene.told("mina"), what="the status")
    said = scene.told("mina")
    assert "✓ *JumpCloud Directory Insights*" in said

    scene.faults.add("* /insights/*", "refuse", status=401)
    await scene.watch()
    await mina.command("/helpdesk", "status", channel="it-desk")
    await scene.until(lambda: "⚠ *JumpCloud Directory Insights*" in scene.told("mina"))
    assert "open cases: 1" in scene.told("mina")


async def test_whois_names_what_is_open_about_a_person(scene):
    await scene.watch()
    scene.okta.do("suspend", GRACE)
    await scene.watch()
    await scene.watch(minutes=6)
    await told(scene, "did not follow")

    await scene.slack.person("mina").command("/whois", GRACE, channel="it-desk")

    await scene.until(lambda: "In the channel of alerts" in scene.told("mina"))
    assert "JumpCloud did not follow the closing of their account" in scene.told("mina")
