"""Somebody else's hand on an account, between the review and the end of the work."""

import pytest

from bot.sandbox.cast import PASSWORD

GRACE, HOWARD = "grace@acme.example", "howard@acme.example"
DONE = "Done, and seen on every system"
UNSEEN = "Every step done, but not every system shows it"
NEW = "Another-Horse-8-Staple"
SUSPEND = "POST /okta/api/v1/users/*/lifecycle/suspend"
GROUPS = "GET /okta/api/v1/users/*/groups"
LOOK = "GET /jumpcloud/api/systems/*"
OPEN = "the account is still usable there"


async def ask(scene, action="suspend", who=GRACE, **typed):
    """Ask for it about somebody, and send it."""
    destructive = action == "suspend"
    assert await scene.ask(action, who, reason="A reason", **typed) == {}
    await scene.send(**({"confirm": who} if destructive else {}))


def delete(scene, name):
    scene.jumpcloud.directory.delete(scene.jumpcloud.user(name)["_id"], cascade=True)


def rename(scene, who, login):
    directory = scene.okta.directory
    directory.update_profile(directory.get(who), {"login": login, "email": login})


async def at_the_laptop(scene, **typed):
    """Suspend Grace while her laptop is away, up to the wait for it; gives the laptop."""
    laptop = scene.laptops["LT-GRACE"]
    laptop.go_offline()
    await scene.carry("suspend", GRACE, confirm=GRACE, reason="Leave", **typed)
    await scene.card_says(f"waiting: Disable the account on each device · {laptop.name}: offline")
    return laptop


async def at_the_snapshot(scene, **typed):
    """Suspend Grace up to the first step, after the last check; gives what holds it there."""
    await ask(scene, **typed)
    held = scene.faults.add(GROUPS, "hold", times=1)
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the snapshot")
    return held


async def looked_again(scene):
    """Wait until the laptop was looked at twice more: once may have begun before."""
    looks = scene.traffic.count(LOOK) + 2
    await scene.until(lambda: scene.traffic.count(LOOK) >= looks, what="another look")


async def plan(scene, action, who, **typed):
    """Compute a plan as the review does; gives its fingerprint."""
    of = scene.bot.desk.action(action)
    user = scene.okta.directory.get(who)
    why = {"reason": "A reason"} if "reason" in of.form.model_fields else {}
    person = {"id": user.id, "text": who}
    form = of.form.model_validate({"person": person, **why, **typed})
    found = await of.plan(form, scene.bot.desk.work.context("U0MINA00001"))
    return found.fingerprint


async def test_the_fingerprint_of_each_plan_minds_what_the_consoles_do(scene):
    scene.laptops["LT-ADA"].add_account("dnovak", "Dana N.", password="local-one")
    device = {"id": scene.laptops["LT-ADA"].id, "text": "LT-ADA"}
    taken = {"device": device, "account": {"id": "dnovak", "text": "dnovak"}}
    okta, jumpcloud = scene.okta, scene.jumpcloud
    howard = jumpcloud.user("howard")
    changes = [
        ("suspend", GRACE, {}, lambda: jumpcloud.bind("grace", "PC-HOME")),
        ("suspend", GRACE, {}, lambda: okta.do("suspend", GRACE)),
        ("suspend", "katherine@acme.example", {}, lambda: delete(scene, "katherine")),
        ("restore", HOWARD, {}, lambda: jumpcloud.directory.suspend(howard["_id"])),
        ("restore", HOWARD, {}, lambda: okta.do("deactivate", HOWARD)),
        ("rotate", "lee@acme.example", {}, lambda: okta.do("expire_password", "lee@acme.example")),
        ("rotate", "sam@acme.example", {}, lambda: jumpcloud.bind("sam", "PC-HOME")),
        ("takeover", "dana@acme.example", taken, lambda: jumpcloud.bind("alan", "LT-ADA")),
        (
            "takeover", "dana@acme.example", taken,
            lambda: scene.laptops["LT-ADA"].add_account("dnovak", "Dana N.", admin=True),
        ),
    ]  # fmt: skip

    for action, who, typed, change in changes:
        before = await plan(scene, action, who, **typed)
        assert await plan(scene, action, who, **typed) == before
        change()
        assert await plan(scene, action, who, **typed) != before, (action, who)


async def test_who_is_suspended_by_hand_after_the_review_is_asked_about_again(scene):
    await ask(scene)
    scene.okta.do("suspend", GRACE)

    await scene.approve()
    await scene.thread_says("it has to be approved again")

    await scene.card_says("of which JumpCloud never hears: only JumpCloud is suspended")
    assert "Waiting for approval" in scene.card
    assert scene.jumpcloud.state("grace") == "ACTIVATED"
    await scene.approve(by="sam")
    await scene.card_says(DONE)
    assert scene.jumpcloud.state("grace") == "SUSPENDED"
    assert scene.traffic.count(SUSPEND) == 0


async def test_what_changes_between_approval_and_start_date_is_asked_about_again(scene):
    await ask(scene, start_date="2030-01-07", start_time="09:00")
    await scene.approve()
    await scene.thread_says("It starts")
    scene.jumpcloud.bind("grace", "LT-ADA")

    await scene.tick(days=1500)
    await scene.thread_says("it has to be approved again")

    await scene.card_says("LT-ADA: disable the account")
    assert scene.okta.status(GRACE) == "ACTIVE"
    await scene.approve()
    await scene.card_says(DONE)
    assert scene.laptops["LT-ADA"].accounts["grace"].disabled


async def test_who_may_not_be_suspended_any_more_is_not_and_it_is_said_why(scene):
    await ask(scene)
    scene.okta.make_admin(GRACE)

    await scene.approve()

    await scene.card_says("Failed")
    assert "is an administrator of Okta" in scene.card
    assert "Nothing was changed" in scene.card
    assert scene.okta.status(GRACE) == "ACTIVE"


async def test_who_has_another_login_by_then_is_to_be_asked_about_anew(scene):
    await ask(scene)
    rename(scene, GRACE, "grace.murray@acme.example")

    await scene.approve()

    await scene.card_says("Failed")
    assert "grace@acme.example is grace.murray@acme.example now" in scene.card
    assert "Nothing was changed" in scene.card
    assert scene.okta.status("grace.murray@acme.example") == "ACTIVE"


@pytest.mark.parametrize("gone", [False, True], ids=["deactivated", "deleted"])
async def test_a_leave_of_whom_okta_closes_for_good_meanwhile_closes_the_rest(scene, gone):
    scene.scim.hold()
    begun = await at_the_snapshot(scene)
    scene.okta.do("deactivate", GRACE)
    if gone:
        scene.okta.directory.delete(scene.okta.directory.get(GRACE))
    begun.release()

    await scene.card_says(DONE)

    assert f"{GRACE} {'not there' if gone else 'DEPROVISIONED'} (as it should be)" in scene.card
    assert scene.jumpcloud.state("grace") == "SUSPENDED"
    assert scene.laptops["LT-GRACE"].accounts["grace"].disabled
    assert scene.traffic.count(SUSPEND) == 0


@pytest.mark.parametrize("mode", ["leave", "leaver"])
async def test_whose_jumpcloud_account_is_deleted_at_the_beginning_is_closed_all_the_same(
    scene, mode
):
    begun = await at_the_snapshot(scene, mode=mode)
    delete(scene, "grace")
    begun.release()

    await scene.card_says(DONE)

    assert "JumpCloud: the account is not there (as it should be)" in scene.card
    assert scene.okta.status(GRACE) in ("SUSPENDED", "DEPROVISIONED")


async def test_whose_jumpcloud_account_is_deleted_is_open_until_the_laptop_says_otherwise(scene):
    laptop = await at_the_laptop(scene)
    delete(scene, "grace")
    await looked_again(scene)
    assert laptop.sign_in("grace", PASSWORD)
    assert OPEN in scene.card
    assert "Being carried out" in scene.card

    laptop.go_online()

    await scene.card_says(DONE)
    assert "JumpCloud: the account is not there (as it should be)" in scene.card
    assert "LT-GRACE: account disabled" in scene.card
    assert not laptop.sign_in("grace", PASSWORD)


async def test_a_laptop_that_is_unbound_while_it_is_away_is_waited_for_all_the_same(scene):
    laptop = await at_the_laptop(scene)
    scene.jumpcloud.unbind("grace", "LT-GRACE")
    await looked_again(scene)
    assert laptop.sign_in("grace", PASSWORD)
    assert OPEN in scene.card

    laptop.go_online()

    await scene.card_says(DONE)
    assert not laptop.sign_in("grace", PASSWORD)


async def test_a_laptop_that_is_removed_from_jumpcloud_is_never_said_to_be_closed(scene):
    laptop = await at_the_laptop(scene)
    scene.jumpcloud.remove_system("LT-GRACE")

    await scene.card_says(UNSEEN)

    assert laptop.sign_in("grace", PASSWORD)
    assert "LT-GRACE: JumpCloud no longer has it, so nobody can say whether" in scene.card
    assert "Disabled on" not in scene.card
    assert scene.okta.status(GRACE) == "SUSPENDED"


async def test_who_is_let_in_again_by_hand_before_the_end_is_not_called_suspended(scene):
    laptop = await at_the_laptop(scene)
    scene.okta.do("unsuspend", GRACE)

    laptop.go_online()

    await scene.card_says(UNSEEN)
    assert f"Okta: {GRACE} ACTIVE (not as it should be)" in scene.card


async def test_a_rotation_says_that_a_laptop_was_taken_away_from_them_meanwhile(scene):
    scene.jumpcloud.bind("grace", "LT-ADA")
    scene.laptops["LT-GRACE"].go_offline()
    await scene.carry("rotate", GRACE, reason="Every year")
    await scene.card_says("they have not chosen one yet")
    assert scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)
    await scene.card_says("LT-GRACE: offline")
    scene.jumpcloud.remove_system("LT-GRACE")
    scene.clock.move(minutes=2)

    await scene.card_says(UNSEEN)

    assert "LT-ADA: in contact since the change (as it should be)" in scene.card
    assert "LT-GRACE: not bound to them any more, so nobody can say which password" in scene.card
    assert scene.laptops["LT-GRACE"].sign_in("grace", PASSWORD)


async def test_a_rotation_of_whom_jumpcloud_deletes_says_that_the_push_went_nowhere(scene):
    await scene.carry("rotate", GRACE, reason="Every year")
    await scene.card_says("they have not chosen one yet")
    delete(scene, "grace")
    assert scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)

    await scene.card_says("Failed")

    await scene.thread_says("The password stays expired.")
    assert scene.okta.status(GRACE) == "ACTIVE"


async def test_a_restoration_of_whom_jumpcloud_deletes_is_taken_back_in_okta(scene):
    await scene.carry("suspend", GRACE, confirm=GRACE, reason="Leave")
    await scene.card_says(DONE)
    await ask(scene, "restore")
    held = scene.faults.add("POST /okta/api/v1/users/*/lifecycle/unsuspend", "hold", times=1)
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the work")
    delete(scene, "grace")
    held.release()

    await scene.card_says("Failed")
    await scene.thread_says(f"{GRACE} is suspended in Okta again.")
    assert scene.okta.status(GRACE) == "SUSPENDED"


async def test_a_takeover_whose_laptop_is_removed_gives_the_account_name_back(scene):
    scene.laptops["LT-ADA"].add_account("dnovak", "Dana N.", password="local-one")
    mina = scene.slack.person("mina")
    await scene.ask("takeover", "dana@acme.example", review=False)
    await mina.pick("device", "LT-ADA", search="LT-A")
    await mina.pick("account", "dnovak", search="")
    assert await mina.submit() == {}
    await scene.until(lambda: mina.modal["callback_id"] == "review", what="the review")
    await scene.send()
    held = scene.faults.add("PUT /jumpcloud/api/systemusers/*", "hold", times=1)
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what="the work")
    scene.jumpcloud.remove_system("LT-ADA")
    held.release()

    await scene.card_says("Failed")
    await scene.thread_says("The Local User Account of dana is empty again.")
    assert scene.jumpcloud.user("dana")["systemUsername"] == ""
    assert not scene.laptops["LT-ADA"].accounts["dnovak"].managed
