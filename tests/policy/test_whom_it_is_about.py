"""By whom it is about: what people see of the rules, from the review to the end of the work."""

from tests.scene import text_of

GRACE, KATHERINE = "grace@acme.example", "katherine@acme.example"
WHY = {"reason": "Leave"}


def rules(scene, lines, *, protect=""):
    """Add sections to deskhand.toml; they count from the next start."""
    scene.replace("[people]\n", f"[protect]\n{protect}\n{lines}\n[people]\n")


async def refused(scene, who, **typed):
    """Ask for a suspension that a rule refuses before there is a review; gives the words."""
    return "\n".join((await scene.ask("suspend", who, **WHY | typed)).values())


async def test_who_becomes_an_administrator_meanwhile_is_asked_about_again_on_stricter_terms(scene):
    rules(scene, "[policy.suspend.admin]\napprovals = 2")
    await scene.restart()
    await scene.ask("suspend", GRACE, **WHY)
    await scene.send(confirm=GRACE)
    scene.okta.make_admin(GRACE)

    await scene.approve()
    await scene.thread_says("it has to be approved again")
    await scene.thread_says("two of you are asked to approve")

    told = text_of(scene.thread)
    assert "New: [policy.suspend.admin] counts too" in told
    assert "1 approved, and `approvals` in [policy.suspend.admin] of deskhand.toml is 2" in told
    await scene.card_says("Grace Hopper is an administrator of Okta (Super Admin)")
    await scene.approve(by="lee")
    await scene.card_says("one; expires")
    assert scene.okta.status(GRACE) == "ACTIVE"
    await scene.approve(by="sam")
    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "SUSPENDED"


async def test_the_rules_of_the_file_are_kept_from_the_form_to_the_card(scene):
    rules(
        scene,
        "[policy.suspend.protected]\nticket = 'IT-[0-9]+'\n[limits.suspend]\nall_per_hour = 1",
        protect=f"people = ['{GRACE}']\nowner = ['sam@acme.example']",
    )
    await scene.restart()
    owner = scene.okta.directory.get("lee@acme.example")
    scene.okta.auth.give_to(owner)

    assert "`owner` in [protect]" in await refused(scene, "sam@acme.example")
    assert "OKTA_API_TOKEN is theirs" in await refused(scene, "lee@acme.example")
    assert "needs a ticket here, and there is none" in await refused(scene, GRACE)
    assert await refused(scene, GRACE, ticket="IT-42") == ""
    review = text_of(scene.slack.person("mina").modal)
    assert "Grace Hopper is protected (`people` in [protect] names them)" in review
    await scene.send(confirm=GRACE)
    assert "IT-42" in scene.card

    await scene.ask("suspend", KATHERINE, **WHY)

    told = text_of(scene.slack.person("mina").modal)
    assert "Everybody together has sent 1 /suspend within an hour" in told
    assert len(scene.slack.messages("it-requests")) == 1


async def test_a_ticket_that_everybody_needs_is_asked_for_in_the_form_already(scene):
    scene.replace("[policy.suspend]\n", "[policy.suspend]\nticket = 'IT-[0-9]+'\n")
    await scene.restart()

    faults = await scene.ask("suspend", GRACE, **WHY)

    assert list(faults) == ["ticket"]
    assert "deskhand.toml" not in faults["ticket"]  # Slack itself asked


async def test_a_cap_that_was_free_at_the_review_is_kept_at_send(scene):
    rules(scene, "[limits.suspend]\nall_per_hour = 1")
    await scene.restart()
    for by, who in (("mina", GRACE), ("lee", KATHERINE)):
        assert await scene.ask("suspend", who, by=by, **WHY) == {}
    await scene.send("mina", confirm=GRACE)
    lee = scene.slack.person("lee")
    await lee.fill(confirm=KATHERINE)

    await lee.submit()

    assert "Everybody together has sent 1 /suspend within an hour" in scene.told("lee")
    assert len(scene.slack.messages("it-requests")) == 1
