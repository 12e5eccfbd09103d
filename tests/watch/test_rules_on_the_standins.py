"""What is really done in Okta, in JumpCloud and on a laptop is told by the rule that is meant."""

import json
from datetime import timedelta

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud.graph import Node
from bot.sandbox.jumpcloud.origin import ORIGIN, SCIM
from bot.watch.alert import Severity, Way
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES
from bot.watch.samples import read
from tests.sandbox.laptops.stage import ADA, ADAS, staged

CAST = Cast()
JUDGE = Judge(RULES, Scope(
    app_id=CAST.okta_app_id,
    federated_groups=frozenset({CAST.federated_group_name, "Engineering"}),
))  # fmt: skip
NEW = "Difference-Engine-1822"


class Watched:
    """A stage, and what the rules say of what happened on it since they were last asked."""

    def __init__(self, stage):
        self.stage = stage
        self.heard = [0, 0]

    def __getattr__(self, name):
        return getattr(self.stage, name)

    def alerts(self):
        logs = self.okta.log, self.jumpcloud.insights.events
        entries = [
            each for log, known in zip(logs, self.heard, strict=True) for each in log[known:]
        ]
        self.heard = [len(log) for log in logs]
        # As they come over the wire.
        events = [read(json.loads(json.dumps(each))) for each in entries]
        return [alert for event in events for alert in JUDGE.alerts(event)]

    def causes(self):
        """Give the threads that there would be: each cause with whom or what it is about."""
        return {(each.cause, each.about.label.lower()) for each in self.alerts()}

    def named(self):
        return {cause for cause, _ in self.causes()}

    async def failure(self, cause):
        """Wait for a push that fails, and give the alert."""
        await self.until(lambda: self.scim.failed)
        return next(each for each in self.alerts() if each.cause == cause)

    async def there(self, **fields):
        """Have Ada in both directories, and forget what was told of it."""
        user = await self.hired(**fields)
        self.alerts()
        return user


@pytest.fixture
async def stage():
    async with staged() as stage:
        yield Watched(stage)


@pytest.fixture
def ada(stage):
    """Somebody whom JumpCloud alone has."""
    user = stage.jumpcloud.add_user("ada", ADA, password=ADAS, state="ACTIVATED")
    stage.alerts()
    return user


async def test_nothing_is_told_of_a_stage_on_which_nothing_happened(stage):
    assert stage.alerts() == []


async def test_who_starts_is_created_arrives_and_is_federated(stage):
    await stage.hired()

    assert stage.causes() == {
        ("created.okta", "ada lovelace"),
        ("created.arrived", "ada"),
        ("federation.joined", "ada lovelace"),
        ("federation.joined", "ada"),
    }


async def test_who_is_created_in_jumpcloud_by_hand_is_told_as_such(stage):
    stage.jumpcloud.add_user("ada", ADA, state="STAGED")
    [alert] = stage.alerts()

    stage.jumpcloud.directory.activate(stage.jumpcloud.user("ada")["_id"], email=False)

    assert alert.cause == "created.by_hand"
    assert "by it@acme.example in the JumpCloud console, not through Deskhand" in alert.seen
    assert stage.causes() == {("activated.jumpcloud", "ada")}


async def test_a_suspension_in_okta_is_told_once_and_jumpcloud_tells_none(stage):
    await stage.there()

    stage.okta.do("suspend", ADA)
    [alert] = stage.alerts()
    await stage.pushes_had_their_turn()
    later = {each.cause for each in stage.alerts() if "suspended" in each.cause}

    assert alert.cause == "suspended.okta"
    assert "in the Okta console, not through Deskhand" in alert.seen
    assert later == set()


@pytest.mark.parametrize("named", [False, True])
async def test_who_leaves_is_deactivated_and_then_suspended_by_okta(stage, named):
    stage.jumpcloud.insights.scim_names_suspension = named
    await stage.there()

    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")
    alerts = stage.alerts()

    assert {each.cause for each in alerts} == {"deactivated", "suspended.jumpcloud"}
    assert "by Okta, over SCIM" in alerts[-1].seen


async def test_who_comes_back_is_activated_and_no_longer_suspended(stage):
    await stage.there()
    stage.okta.do("suspend", ADA)
    stage.jumpcloud.directory.suspend(stage.jumpcloud.user("ada")["_id"])
    assert stage.named() == {"suspended.okta", "suspended.jumpcloud"}

    stage.okta.do("unsuspend", ADA)
    stage.jumpcloud.change_user("ada", state="ACTIVATED", suspended=False)

    assert stage.causes() == {
        ("reactivated.okta", "ada lovelace"), ("reactivated.jumpcloud", "ada"),
    }  # fmt: skip


async def test_a_leaver_who_is_hired_again_is_activated_again(stage):
    await stage.there()
    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")
    stage.alerts()

    stage.okta.do("activate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "ACTIVATED")

    assert {"activated.okta", "reactivated.jumpcloud"} <= stage.named()


async def test_a_deletion_is_told_on_either_side(stage):
    await stage.there()

    stage.okta.do("deactivate", ADA)
    stage.okta.directory.delete(stage.okta.directory.get(ADA))
    stage.jumpcloud.directory.delete(stage.jumpcloud.user("ada")["_id"], cascade=False)

    assert {"deleted.okta", "deleted.jumpcloud"} <= stage.named()


async def test_a_new_password_is_told_of_okta_and_not_again_where_it_arrives(stage):
    await stage.there(status="PROVISIONED")

    stage.okta.activate(ADA, NEW)
    await stage.until(lambda: stage.jumpcloud.directory.passwords.get(
        stage.jumpcloud.user("ada")["_id"]) == NEW)  # fmt: skip
    stage.okta.sign_in(ADA, NEW)
    await stage.pushes_had_their_turn()
    told = [each for each in stage.alerts() if "Ada" in each.headline and "password" in each.cause]

    assert [each.cause for each in told] == ["password_changed.okta"]
    assert "by themselves" in told[0].seen


@pytest.mark.parametrize(
    ("verb", "cause"),
    [
        ("expire_password", "password_expired.okta"),
        ("expire_password_with_temp_password", "password_expired.temporary"),
        ("reset_password", "password_reset.okta"),
        ("reset_factors", "mfa_reset.okta"),
    ],
)
async def test_what_an_administrator_does_about_signing_in_is_told(stage, verb, cause):
    await stage.there()

    stage.okta.do(verb, ADA)

    assert stage.causes() == {(cause, "ada lovelace")}


async def test_a_lock_out_in_okta_and_its_end_are_told(stage):
    await stage.there(password=ADAS)

    for _ in range(10):
        stage.okta.sign_in(ADA, "guessed")
    locked = stage.causes()
    stage.okta.do("unlock", ADA)

    assert locked == {("locked_out.okta", "ada lovelace")}
    assert stage.causes() == {("unlocked.okta", "ada lovelace")}


async def test_a_lock_out_on_a_laptop_is_one_thread_that_names_it(stage, ada):
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.agents_had_their_turn()
    stage.alerts()

    for _ in range(6):
        stage.laptops["LT-ADA"].sign_in("ada", "guessed")
    alerts = stage.alerts()
    stage.jumpcloud.directory.unlock(ada["_id"])

    assert {(each.cause, each.about.label) for each in alerts} == {("locked_out.jumpcloud", "ada")}
    assert any("LT-ADA" in each.seen for each in alerts)
    assert stage.causes() == {("unlocked.jumpcloud", "ada")}


async def test_what_is_changed_in_jumpcloud_by_hand_is_told_with_the_hand(stage, ada):
    stage.jumpcloud.change_user("ada", email="countess@acme.example")
    stage.jumpcloud.change_user("ada", password=NEW)
    stage.jumpcloud.change_user("ada", department="Engines")
    stage.jumpcloud.change_user("ada", username="countess")
    alerts = stage.alerts()

    assert [each.cause.partition(".")[2] for each in alerts] == ["email", "password", "username"]
    assert all("in the JumpCloud console, not through Deskhand" in each.seen for each in alerts)


async def test_what_okta_changes_in_jumpcloud_is_nobodys_hand(stage, ada):
    token = ORIGIN.set(SCIM)
    stage.jumpcloud.directory.change(
        ada["_id"], {"email": "countess@acme.example", "password": NEW}, by_scim=True
    )
    ORIGIN.reset(token)

    assert stage.alerts() == []


async def test_administrators_rights_are_told_and_the_highest_wake_somebody(stage, ada):
    stage.okta.make_admin("grace@acme.example", "HELP_DESK_ADMIN")
    [helpdesk] = stage.alerts()
    stage.okta.make_admin("grace@acme.example")
    [highest] = stage.alerts()
    stage.jumpcloud.change_user("ada", sudo=True)
    given = stage.causes()
    stage.jumpcloud.change_user("ada", sudo=False)

    assert (helpdesk.cause, helpdesk.severity) == ("admin_granted.okta", Severity.WARNING)
    assert (highest.cause, highest.severity) == ("admin_granted.okta", Severity.URGENT)
    assert "Help Desk administrator, Super administrator" in highest.seen
    assert given == {("admin_granted.devices", "ada")}
    assert stage.causes() == {("admin_revoked.devices", "ada")}


async def test_a_second_factor_that_is_reset_in_jumpcloud_is_told(stage, ada):
    stage.jumpcloud.directory.set_mfa(ada["_id"], {"configured": True}, totp_enabled=True)
    before = stage.alerts()

    stage.jumpcloud.directory.set_mfa(ada["_id"], {"configured": False}, totp_enabled=False)

    assert before == []
    assert stage.causes() == {("mfa_reset.jumpcloud", "ada")}


async def test_an_expired_password_in_jumpcloud_is_told_once(stage, ada):
    stage.jumpcloud.directory.expire(ada["_id"])

    assert stage.causes() == {("password_expired.jumpcloud", "ada")}


async def test_a_device_that_comes_is_bound_let_go_and_leaves(stage, ada):
    stage.laptops.add("LT-NEW")
    enrolled = stage.causes()
    stage.jumpcloud.bind("ada", "LT-NEW", sudo=True)
    [bound] = stage.alerts()
    stage.jumpcloud.unbind("ada", "LT-NEW")
    unbound = stage.causes()
    stage.jumpcloud.remove_system("LT-NEW")

    assert enrolled == {("device_enrolled", "lt-new")}
    assert (bound.cause, bound.about.label) == ("bound", "ada")
    assert "LT-NEW" in bound.headline
    assert "an administrator there" in bound.means
    assert unbound == {("unbound", "ada")}
    assert stage.causes() == {("device_removed", "lt-new")}


async def test_leaving_the_group_that_federates_is_told_on_either_side(stage):
    await stage.there()

    stage.change(oktaRouting=None)
    await stage.until(lambda: "ada" not in stage.jumpcloud.members(CAST.federated_group_name))
    in_jumpcloud = stage.causes()
    stage.okta.leave(ADA, "Engineering")

    assert in_jumpcloud == {("federation.left", "ada")}
    assert stage.causes() == {("federation.left", "ada lovelace")}


async def test_a_group_that_means_nothing_is_not_told(stage, ada):
    stage.jumpcloud.add_group("Lunch", group_id="65a1f3de00000000000000ff")
    stage.jumpcloud.graph.enlist("65a1f3de00000000000000ff", "add", ada["_id"])

    assert stage.alerts() == []


async def test_the_policies_of_the_tray_app_are_watched_and_no_others(stage):
    policies, graph = stage.jumpcloud.policies, stage.jumpcloud.graph
    pc = Node("system", stage.jumpcloud.system("LT-GRACE")["_id"])
    told = []
    for template in policies.templates.values():
        made = policies.put({"name": template["displayName"], "template": template})
        graph.associate("add", Node("policy", made["id"]), pc, None)
        graph.associate("remove", pc, Node("policy", made["id"]), None)
        policies.put({"values": []}, made["id"])
        policies.remove(made["id"])
        told.append((template["displayName"], [each.cause for each in stage.alerts()]))

    every = [f"tray_policy.{what}" for what in ("unbound", "changed", "deleted")]
    assert {name for name, causes in told if causes == every} == {
        "JumpCloud App Controls", "Hide Windows App",
    }  # fmt: skip
    assert all(causes in ([], every) for _, causes in told)


@pytest.mark.parametrize(
    ("change", "cause", "severity"),
    [
        (lambda stage: stage.change(department="Engines"), "profile_failed", Severity.WARNING),
        (lambda stage: stage.okta.directory.set_password(
            stage.okta.directory.get(ADA), NEW), "password_failed", Severity.WARNING),
        (lambda stage: stage.okta.do("deactivate", ADA), "deactivation_failed", Severity.URGENT),
    ],
)  # fmt: skip
async def test_a_push_that_jumpcloud_refuses_is_told_with_its_answer(
    stage, change, cause, severity
):
    await stage.there()
    stage.scim.refuse("the moon is full")

    change(stage)
    alert = await stage.failure(cause)

    assert (alert.severity, alert.lasting, alert.about.name) == (severity, True, ADA)
    assert "the moon is full" in alert.reason
    assert alert.ways[0] is {
        "deactivation_failed": Way.SUSPEND_DIRECTLY, "password_failed": Way.WHOIS,
    }.get(cause, Way.RETRY)  # fmt: skip


async def test_a_creation_and_a_reactivation_that_fail_are_told(stage):
    await stage.there()
    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")
    stage.scim.refuse("the moon is full")

    stage.okta.do("activate", ADA)
    again = await stage.failure("reactivation_failed")
    stage.hire("charles.babbage@acme.example", first_name="Charles", last_name="Babbage")
    await stage.until(lambda: len(stage.scim.failed) > 1)

    assert again.about.label == "Ada Lovelace"
    assert ("create_failed", "charles babbage") in stage.causes()


@pytest.mark.parametrize("first_name", ["Ada", "Augusta Ada King Byron"])
async def test_the_rename_of_who_is_bound_has_its_own_cause_and_remedy(stage, first_name):
    await stage.there(first_name=first_name)
    stage.jumpcloud.bind("ada", "LT-ADA")

    stage.change(email="ada.king@acme.example")
    alert = await stage.failure("rename_refused")

    assert "set the username to the one that they have in JumpCloud" in alert.todo
    assert len(alert.reason) == 255
    assert "profile_failed" not in stage.named()


async def test_credentials_that_jumpcloud_refuses_wake_somebody_once_for_the_app(stage):
    await stage.there()
    stage.scim.service.change_token()

    stage.change(department="Engines")
    alert = await stage.failure("credentials_refused")

    assert (alert.severity, alert.lasting) == (Severity.URGENT, True)
    assert alert.about.id == CAST.okta_app_id
    assert "Unauthorized" in alert.reason


async def test_an_outage_and_throttling_are_told_of_the_app(stage):
    await stage.there()
    stage.scim.service.throttle(1)
    stage.change(department="Engines")
    await stage.until(lambda: not stage.scim.service.throttled)
    throttled = stage.named()
    stage.scim.service.fail()
    stage.world.move(timedelta(minutes=10))
    await stage.until(lambda: stage.scim.failed)

    assert throttled == {"integration_error.rate_limit"}
    assert stage.named() == {"integration_error.general", "profile_failed"}


async def test_a_push_to_another_app_is_nobodys_business(stage):
    await stage.there()
    stage.scim.refuse("the moon is full")
    stage.change(department="Engines")
    await stage.until(lambda: stage.scim.failed)

    judge = Judge(RULES, Scope(app_id="0oaother"))

    assert [each for event in stage.okta.log for each in judge.alerts(read(event))
            if "failed" in each.cause] == []  # fmt: skip


async def test_limits_that_are_near_and_passed_are_told_of_the_organisation(stage):
    pace = stage.okta.pace
    pace.limits["/api/v1/logs"] = 2
    for _ in range(3):
        pace.count("/api/v1/logs")
    with pytest.raises(Exception, match="E0000047"):
        pace.check("/api/v1/logs")
    alerts = stage.alerts()

    assert {each.cause for each in alerts} == {"rate_limit.near", "rate_limit.passed"}
    assert all("/api/v1/logs" in each.headline for each in alerts)


async def test_a_token_that_is_replaced_is_told_as_ended_and_as_made(stage):
    stage.okta.api_token = "00another"

    assert stage.named() == {"api_token.ended", "api_token.changed"}


async def test_a_mac_that_refuses_a_command_is_told_with_its_answer(stage):
    mac = stage.jumpcloud.system("LT-ADA")
    stage.jumpcloud.commands.failing.add(mac["_id"])

    stage.jumpcloud.devices.command_by_mdm(mac, "restart")
    stage.laptops["LT-ADA"].agent.apply()
    [alert] = stage.alerts()

    assert (alert.cause, alert.about.label) == ("mdm_failed", "LT-ADA")
    assert alert.reason == "The command is not valid."
    assert "restart" in alert.seen
