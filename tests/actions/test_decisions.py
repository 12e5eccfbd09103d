"""What people decide about a request, and what a failure leaves behind."""

from tests.scene import text_of

LOGIN = "ada@acme.example"


async def test_nobody_approves_their_own_request(scene):
    await scene.request(by="lee")

    await scene.approve(by="lee")

    await scene.until(lambda: "your own request" in scene.told("lee"))
    assert "Reference: E-" in scene.told("lee")
    assert "Waiting for approval" in scene.card


async def test_who_is_no_approver_is_refused_where_they_clicked(scene):
    await scene.request(by="lee")

    await scene.approve(by="mina")

    await scene.until(lambda: "You may not approve /onboard" in scene.told("mina"))
    assert scene.okta.status(LOGIN) is None


async def test_a_denial_takes_its_reason_and_ends_the_request(scene):
    await scene.request()
    lee = scene.slack.person("lee")

    await lee.click("deny")
    await scene.until(lambda: lee.modal)
    await lee.fill(reason="She starts in spring.")
    await lee.submit()

    await scene.thread_says("She starts in spring.")
    await scene.card_says("Denied")
    mina = scene.slack.person("mina")
    await scene.until(lambda: "She starts in spring." in text_of(mina.dms), what="the message")
    assert scene.okta.status(LOGIN) is None


async def test_an_approval_after_the_end_is_told_what_happened(scene):
    await scene.request()
    await scene.tick(hours=73)
    await scene.card_says("Expired")

    assert scene.okta.status(LOGIN) is None
    assert all("approve" not in str(reply) for reply in scene.thread[:1])


async def test_the_requester_can_take_it_back(scene):
    await scene.request()
    mina = scene.slack.person("mina")

    await mina.click("cancel")
    await scene.until(lambda: mina.modal and mina.modal["callback_id"] == "cancel")
    await mina.submit()

    await scene.card_says("Cancelled")
    assert scene.okta.status(LOGIN) is None


async def test_what_okta_cannot_provision_is_undone_and_said(scene):
    scene.scim.refuse("department is required")
    await scene.request()

    await scene.approve()

    await scene.thread_says("department is required")
    await scene.until(lambda: scene.okta.status(LOGIN) == "DEPROVISIONED")
    await scene.thread_says("is deactivated in Okta and keeps its login")


async def test_an_address_taken_meanwhile_stops_the_work_before_it_begins(scene):
    await scene.request()
    scene.okta.add_user(LOGIN, firstName="Somebody", lastName="Else")

    await scene.approve()

    await scene.thread_says("Somebody Else")
    assert scene.okta.status(LOGIN) == "ACTIVE"


async def test_a_lost_answer_makes_no_second_person(scene):
    scene.faults.add("POST /okta/api/v1/users", "lost", times=1)
    await scene.request(device="LT-ADA")

    await scene.approve()

    await scene.card_says("Done, and seen on every system")
    assert scene.traffic.count("POST /okta/api/v1/users") == 1


async def test_a_one_time_password_is_shown_once_to_its_requester(scene):
    await scene.request(way_in="password", device="LT-ADA")
    await scene.approve()
    await scene.card_says("Done, and seen on every system")
    mina = scene.slack.person("mina")

    await mina.click("reveal")
    await scene.until(lambda: "cannot be shown again" in scene.told("mina"))

    await scene.thread_says("Its requester opened it, and it is destroyed.")
    assert scene.okta.status(LOGIN) == "PASSWORD_EXPIRED"


async def test_a_start_date_is_waited_for(scene):
    await scene.request(start_date="2030-01-07", start_time="09:00")
    await scene.approve()
    await scene.thread_says("It starts")
    assert scene.okta.status(LOGIN) is None

    await scene.tick(days=1500)

    await scene.until(lambda: scene.okta.status(LOGIN) is not None)
