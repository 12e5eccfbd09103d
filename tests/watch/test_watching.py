"""A whole bot that watches: what happens by other hands is told, once, and followed to its end."""

from tests.scene import text_of

GRACE = "grace@acme.example"
EVERYTHING = {"Okta": "* /okta/*", "JumpCloud": "* /insights/*"}


def about(scene, words):
    """Give the messages in the channel of alerts that say something."""
    return [message for message in scene.slack.messages("it-alerts") if words in text_of(message)]


async def told(scene, words):
    await scene.until(lambda: about(scene, words), what=f"an alert with “{words}”")
    [message] = about(scene, words)
    return message


async def thread_says(scene, message, words):
    def replies():
        return [text_of(each) for each in scene.slack.thread("it-alerts", message["ts"])]

    await scene.until(lambda: any(words in each for each in replies()), what=f"“{words}”")
    return replies()


async def changed(scene, message, words):
    def shown():
        [now] = [one for one in scene.slack.messages("it-alerts") if one["ts"] == message["ts"]]
        return text_of(now)

    await scene.until(lambda: words in shown(), what=f"“{words}” in {shown()}")
    return shown()


async def suspended(scene):
    await scene.watch()
    scene.okta.do("suspend", GRACE)
    await scene.watch()
    return await told(scene, "Grace Hopper was suspended in Okta")


async def test_a_suspension_by_somebody_else_is_told_once_and_followed(scene):
    message = await suspended(scene)
    assert "by IT Admin in the Okta console, not through Deskhand" in text_of(message)
    for _ in range(3):
        await scene.watch()
    assert len(about(scene, "was suspended in Okta")) == 1

    await scene.watch(minutes=6)
    late = await told(scene, "JumpCloud did not follow the closing of their account")
    assert "Okta tells JumpCloud nothing of a suspension" in text_of(late)
    assert "JumpCloud shows ACTIVATED" in text_of(late)

    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    account = scene.laptops["LT-GRACE"].accounts["grace"]
    await scene.until(lambda: account.disabled, what="the laptop's end of it")
    await scene.watch()
    await thread_says(scene, late, "JumpCloud has followed")
    assert "✓" in await changed(scene, late, "JumpCloud has followed")
    await thread_says(scene, message, "JumpCloud by")
    shown = await changed(scene, message, "How far it has come")
    assert "LT-GRACE by" in shown


async def test_a_laptop_that_is_offline_is_named_until_it_shows_it(scene):
    scene.laptops["LT-GRACE"].go_offline()
    message = await suspended(scene)
    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    await scene.watch()
    await changed(scene, message, "LT-GRACE offline since")
    await scene.watch(days=3)
    await changed(scene, message, "the account is still usable there")

    scene.laptops["LT-GRACE"].go_online()
    account = scene.laptops["LT-GRACE"].accounts["grace"]
    await scene.until(lambda: account.disabled, what="the laptop's end of it")
    await scene.watch(minutes=15)
    await changed(scene, message, "LT-GRACE by")


async def test_what_a_request_does_is_told_by_its_own_card_and_by_no_second_alert(scene):
    await scene.watch()
    await scene.carry("suspend", GRACE, reason="Leave", confirm=GRACE)
    await scene.card_says("Done, and seen on every system")

    await scene.watch()
    await scene.watch(minutes=10)

    assert about(scene, "Suspend Grace Hopper")
    assert about(scene, "was suspended in") == []
    assert about(scene, "did not follow") == []


async def test_what_somebody_else_does_during_a_request_is_told(scene):
    await scene.watch()
    scene.laptops["LT-GRACE"].go_offline()
    await scene.carry("suspend", GRACE, reason="Leave", confirm=GRACE)
    await scene.card_says("waiting: ")
    scene.okta.do("deactivate", GRACE)

    await scene.watch()

    message = await told(scene, "Grace Hopper was deactivated in Okta")
    assert "REQ-1" in await changed(scene, message, "REQ-1")


async def test_a_source_that_is_away_is_told_once_and_its_return_once(scene):
    await scene.watch()
    fault = scene.faults.add(EVERYTHING["JumpCloud"], "refuse", status=401)
    for _ in range(3):
        await scene.watch()

    message = await told(scene, "JumpCloud's log cannot be read")
    assert "Whoever runs Deskhand has to mend its access" in text_of(message)
    assert ". It has been so since" in text_of(message)
    scene.faults.remove(fault)
    await scene.watch()
    await thread_says(scene, message, "read again, from where it stopped")
    assert len(about(scene, "JumpCloud's log cannot be read")) == 1


async def test_a_log_that_is_not_paid_for_is_told_once_and_rests(scene):
    await scene.watch()
    scene.jumpcloud.insights.licensed = False
    await scene.watch()

    await told(scene, "JumpCloud's log cannot be read")
    asked = scene.traffic.count("POST /insights/directory/v1/events")
    await scene.watch(hours=1)
    assert scene.traffic.count("POST /insights/directory/v1/events") == asked


async def test_an_outage_of_minutes_is_no_alert(scene):
    await scene.watch()
    fault = scene.faults.add(EVERYTHING["JumpCloud"], "refuse", status=500)
    await scene.watch()
    scene.faults.remove(fault)
    await scene.watch(minutes=1)
    await scene.watch(minutes=1)

    assert about(scene, "cannot be read") == []


async def test_who_looks_at_it_is_shown_and_it_can_be_muted_and_closed(scene):
    message = await suspended(scene)
    mina, lee = scene.slack.person("mina"), scene.slack.person("lee")

    await mina.click("case_take", in_message=message["ts"])
    await changed(scene, message, "Looked at by")
    await lee.click("case_mute", in_message=message["ts"])
    await changed(scene, message, "Muted until")
    await scene.watch(minutes=6)
    late = await told(scene, "did not follow")
    await lee.click("case_done", in_message=late["ts"])
    assert "it is dealt with" in await changed(scene, late, "Closed by")


async def test_who_may_ask_for_nothing_may_do_nothing_with_a_case(scene):
    message = await suspended(scene)
    stranger = scene.slack.person("dana")

    await stranger.click("case_take", in_message=message["ts"])

    await scene.until(lambda: scene.told("dana"), what="a refusal")
    assert "Looked at by" not in text_of(about(scene, "was suspended")[0])


async def test_a_restart_between_reading_and_telling_neither_loses_nor_doubles(scene):
    await scene.watch()
    scene.okta.do("suspend", GRACE)
    scene.faults.add("POST /slack/api/chat.postMessage", "lost", times=1)
    await scene.watch()
    await scene.restart()

    await told(scene, "Grace Hopper was suspended in Okta")
    await scene.watch()
    assert len(about(scene, "was suspended in Okta")) == 1


async def pushed(scene, **profile):
    """Change somebody in Okta, which pushes them, and wait until the push is over."""
    user = scene.okta.directory.get(GRACE)
    scene.okta.directory.update_profile(user, profile)
    await scene.until(lambda: not scene.scim.waiting, what="the push")
    await scene.watch()


async def test_a_push_that_failed_is_made_again_by_a_button_and_closes_its_thread(scene):
    await scene.watch()
    scene.scim.refuse("department is required")
    await pushed(scene, department="Research")
    message = await told(scene, "department is required")
    assert "Have Okta push it again" in text_of(message)
    scene.scim.mend()

    await scene.slack.person("mina").click("case_retry", in_message=message["ts"])
    await thread_says(scene, message, "Mina Okafor had Okta push them again")
    await scene.until(lambda: not scene.scim.waiting, what="the push")
    await scene.watch()

    assert "✓" in await changed(scene, message, "Closed")
    assert scene.jumpcloud.user("grace")["department"] == "Research"
    assert scene.okta.user(GRACE)["profile"].get("displayName") in (None, "Grace Hopper")
    assert scene.jumpcloud.user("grace")["displayname"] == "Grace Hopper"


async def test_a_push_that_fails_again_after_the_button_stays_open(scene):
    await scene.watch()
    scene.scim.refuse("department is required")
    await pushed(scene, department="Research")
    message = await told(scene, "department is required")

    await scene.slack.person("mina").click("case_retry", in_message=message["ts"])
    await thread_says(scene, message, "had Okta push them again")
    await scene.until(lambda: not scene.scim.waiting, what="the push")
    await scene.watch()

    assert "Closed" not in text_of(about(scene, "department is required")[0])
    assert len(about(scene, "department is required")) == 1


async def test_nobody_has_somebody_pushed_for_whom_policy_could_want_more_than_a_click(scene):
    scene.replace("[people]\n", f"[protect]\npeople = ['{GRACE}']\n[people]\n")
    await scene.restart()
    await scene.watch()
    scene.scim.refuse("department is required")
    await pushed(scene, department="Research")
    message = await told(scene, "department is required")
    changes = scene.traffic.count("POST /okta/api/v1/users/*")

    async def refused(words):
        await scene.slack.person("mina").click("case_retry", in_message=message["ts"])
        await scene.until(lambda: words in scene.told("mina"), what=f"a refusal with “{words}”")

    await refused("Grace Hopper is protected (`people` in [protect] names them). Nobody approves")
    scene.okta.make_admin(GRACE)
    await refused("is an administrator of Okta (Super Admin)")
    scene.okta.auth.give_to(scene.okta.directory.get(GRACE))
    await scene.restart()
    await refused("OKTA_API_TOKEN is theirs")

    assert scene.traffic.count("POST /okta/api/v1/users/*") == changes
    assert scene.okta.user(GRACE)["profile"].get("displayName") in (None, "Grace Hopper")
    assert "had Okta push them again" not in str(scene.slack.thread("it-alerts", message["ts"]))


async def test_a_burst_is_a_few_posts_and_one_thread_that_ends_with_the_last(scene):
    await scene.watch()
    logins = [f"p{number}@acme.example" for number in range(12)]
    for login in logins:
        scene.okta.add_user(login, first_name="P", last_name=login[:3])
    await scene.watch()
    for login in logins:
        scene.okta.do("suspend", login)
    await scene.watch()

    def posts():
        return about(scene, "suspended in Okta")

    await scene.until(lambda: "The same of 9 more" in text_of(posts()), what="the thread of many")
    assert len(posts()) == 4
