"""Every finding: how it comes about, who is told of, and how it is mended."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.sandbox.cast import PASSWORD
from bot.watch.reconcile import Drift

DANA, GRACE, ADA = "dana@acme.example", "grace@acme.example", "ada@acme.example"
DAY = timedelta(hours=25)


@dataclass(frozen=True)
class Case:
    """One finding; `make` and `mend` are what people or systems do, `after` how long it lasts."""

    drift: Drift
    about: str
    make: Any
    mend: Any
    after: timedelta = timedelta(hours=2)


async def account_deleted(place):
    place.delete_account("dana")


async def reassigned(place):
    await place.reassigned(DANA)


async def made_by_hand(place):
    place.jumpcloud.add_user("temp", "temp@acme.example", password=PASSWORD)


async def temp_suspended(place):
    place.suspend_account("temp")


async def deactivation_lost(place):
    place.scim.refuse("No.")
    place.okta.do("deactivate", DANA)
    await place.until(lambda: place.scim.failed)


async def dana_suspended(place):
    place.suspend_account("dana")


async def dana_restored(place):
    place.restore_account("dana")


async def okta_suspended(place):
    place.okta.do("suspend", DANA)


async def unmanaged(place):
    place.okta.add_user("temp@acme.example", first_name="Tem", last_name="Porary")
    await made_by_hand(place)


async def account_made_anew(place):
    place.delete_account("dana")
    routing = {"name": "oktaRouting", "value": place.cast.routing_value}
    place.jumpcloud.add_user(
        "dana", DANA, firstname="Dana", lastname="Novak", password=PASSWORD, attributes=[routing]
    )


async def other_email(place):
    place.jumpcloud.change_user("dana", email="dana.novak@acme.example")


async def other_name(place):
    place.jumpcloud.change_user("dana", lastname="Novakova")


async def other_username(place):
    place.jumpcloud.change_user("dana", username="dana.novak")


async def dana_pushed(place):
    place.change(DANA, title=f"Engineer {place.world.version}")
    await place.pushed()


async def renamed(place):
    place.change(GRACE, email="g.hopper@acme.example")
    await place.until(lambda: place.sync_state(GRACE) == "ERROR")


async def username_kept(place):
    place.okta.app.users[place.user_id(GRACE)].user_name = "grace"
    place.scim.retry(GRACE)
    await place.synced(GRACE)


async def push_refused(place):
    place.scim.refuse("The department is too long.")
    place.change(DANA, department="x")
    await place.until(lambda: place.sync_state(DANA) == "ERROR")


async def push_retried(place):
    place.scim.mend()
    place.scim.retry()
    await place.until(lambda: place.sync_state(DANA) in (None, "SYNCHRONIZED"))


def hire(place):
    place.okta.add_user(ADA, groups=["Engineering"], oktaRouting=place.cast.routing_value)


async def creation_refused(place):
    place.scim.refuse("The username is reserved.")
    hire(place)
    await place.until(lambda: place.sync_state(ADA) == "ERROR")


async def creation_retried(place):
    place.scim.mend()
    place.scim.retry()
    await place.synced(ADA)


async def creation_slow(place):
    place.scim.pace(1_000_000)
    hire(place)


async def creation_done(place):
    place.pass_time(timedelta(days=12))
    await place.synced(ADA)


async def comes_staged(place):
    place.jumpcloud.default_state = "STAGED"
    hire(place)
    await place.synced(ADA)


async def activated(place):
    place.jumpcloud.directory.activate(place.jumpcloud.user("ada")["_id"], email=False)


async def attribute_lost(place):
    place.jumpcloud.change_user("dana", attributes=[])


async def attribute_pushed(place):
    routing = {"name": "oktaRouting", "value": place.cast.routing_value}
    place.jumpcloud.change_user("dana", attributes=[routing])


async def password_by_hand(place):
    place.jumpcloud.change_user("dana", restrictedFields=[])
    place.jumpcloud.change_user("dana", password="Another-Horse-8-Staple")


async def signed_in(place):
    assert place.okta.sign_in(DANA, PASSWORD)
    await place.pushed()


async def same_account(place):
    # JumpCloud refuses it today; people may have come by it before it did, or by an import.
    row = place.jumpcloud.user("dana")
    place.jumpcloud.directory.enter(row | {"systemUsername": "grace"}, PASSWORD)


async def account_named_otherwise(place):
    place.jumpcloud.change_user("dana", systemUsername="")


async def laptop_away(place):
    place.laptops["LT-GRACE"].go_offline()
    place.okta.do("deactivate", GRACE)
    await place.until(lambda: place.jumpcloud.state("grace") == "SUSPENDED")


async def laptop_back(place):
    place.laptops["LT-GRACE"].go_online()
    await place.until(lambda: place.disabled("grace", "LT-GRACE"))
    place.jumpcloud.unbind("grace", "LT-GRACE")
    await place.until(lambda: not place.laptops["LT-GRACE"].accounts["grace"].managed)


async def leaver_bound(place):
    place.okta.do("deactivate", GRACE)
    await place.until(lambda: place.disabled("grace", "LT-GRACE"))


async def unbound(place):
    place.jumpcloud.unbind("grace", "LT-GRACE")
    await place.until(lambda: not place.laptops["LT-GRACE"].accounts["grace"].managed)


CASES = (
    Case(Drift.MISSING_IN_JUMPCLOUD, DANA, account_deleted, reassigned),
    Case(Drift.MISSING_IN_OKTA, "temp", made_by_hand, temp_suspended),
    Case(Drift.ACTIVE_AFTER_DEACTIVATION, DANA, deactivation_lost, dana_suspended),
    Case(Drift.SUSPENDED_IN_OKTA_ONLY, DANA, okta_suspended, dana_suspended),
    Case(Drift.SUSPENDED_IN_JUMPCLOUD_ONLY, DANA, dana_suspended, dana_restored),
    Case(Drift.NOT_ASSIGNED, "temp@acme.example", unmanaged, temp_suspended),
    Case(Drift.LINK, DANA, account_made_anew, reassigned),
    Case(Drift.EMAIL, DANA, other_email, dana_pushed),
    Case(Drift.NAME, DANA, other_name, dana_pushed),
    Case(Drift.USERNAME, DANA, other_username, dana_pushed),
    Case(Drift.RENAME, GRACE, renamed, username_kept),
    Case(Drift.SYNC_ERROR, DANA, push_refused, push_retried),
    Case(Drift.SYNC_ERROR, ADA, creation_refused, creation_retried),
    Case(Drift.QUEUED, ADA, creation_slow, creation_done, DAY),
    Case(Drift.STAGED, ADA, comes_staged, activated, DAY),
    Case(Drift.NOT_FEDERATED, DANA, attribute_lost, attribute_pushed),
    Case(Drift.PASSWORD, DANA, password_by_hand, signed_in),
    Case(Drift.LOCAL_ACCOUNT, "dana", same_account, account_named_otherwise),
    Case(Drift.DEVICE_OPEN, "grace", laptop_away, laptop_back),
    Case(Drift.DEVICE_BOUND, "grace", leaver_bound, unbound),
)
