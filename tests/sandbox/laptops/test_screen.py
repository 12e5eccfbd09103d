"""What is on a laptop's screen: sessions, locks, restarts, and what JumpCloud hears of them."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.sandbox.laptops.stage import ADAS, shown

LOCAL = "local-secret"


@pytest.fixture
def lend(stage, ada):
    async def lent(system):
        laptop = stage.laptops.add("LT-NEW", system)
        laptop.add_account("bob", "Bob", password=LOCAL)
        stage.jumpcloud.bind("ada", "LT-NEW")
        await stage.until(lambda: "ada" in laptop.accounts)
        return laptop

    return lent


async def suspended(stage, laptop):
    stage.jumpcloud.change_user("ada", suspended=True)
    await stage.until(lambda: laptop.accounts["ada"].disabled)


async def restored(stage, laptop):
    stage.jumpcloud.change_user("ada", suspended=False)
    await stage.until(lambda: not laptop.accounts["ada"].disabled)


def told(stage, kind):
    return [each for each in stage.jumpcloud.insights.events if each["event_type"] == kind]


async def test_a_laptop_says_everything_that_its_screen_shows(stage, lend):
    laptop = await lend("macOS")
    laptop.sign_in("bob", LOCAL)
    laptop.lock()
    laptop.sign_in("ada", ADAS)

    drawn = laptop.as_dict()

    assert drawn == {
        "id": laptop.id,
        "name": "LT-NEW",
        "os": "macOS",
        "online": True,
        "waiting": [],
        "login_screen": [
            {
                "username": "bob",
                "full_name": "Bob",
                "managed": False,
                "disabled": False,
                "admin": False,
                "signed_in": True,
                "screen_locked": True,
                "locked_out": False,
                "asks_previous_password": False,
                "hello": None,
            },
            {
                "username": "ada",
                "full_name": "Ada Lovelace",
                "managed": True,
                "disabled": False,
                "admin": False,
                "signed_in": True,
                "screen_locked": False,
                "locked_out": False,
                "asks_previous_password": False,
                "hello": None,
            },
        ],
        "sign_in_with_jumpcloud": False,
        "signed_in": ["bob", "ada"],
        "front": "ada",
        "pin_locked": False,
        "preboot": ["bob", "ada"],
        "joined": False,
        "service_account": "healthy",
    }


async def test_the_screen_returns_to_the_login_when_the_session_ends(stage, lend):
    laptop = await lend("Windows Pro")
    laptop.sign_in("ada", ADAS)
    in_front = laptop.as_dict()["front"]

    laptop.sign_out("ada")

    assert (in_front, laptop.as_dict()["front"]) == ("ada", None)


async def test_a_locked_screen_is_opened_by_its_owners_password(stage, lend):
    laptop = await lend("Linux")
    laptop.sign_in("ada", ADAS)
    laptop.lock()

    wrong = laptop.sign_in("ada", "a guess")
    locked = shown(laptop, "ada")["screen_locked"]
    assert laptop.sign_in("ada", ADAS)

    assert (bool(wrong), locked) == (False, True)
    assert shown(laptop, "ada")["screen_locked"] is False


async def test_windows_home_lets_a_suspended_person_go_on_until_somebody_else_signs_in(stage, lend):
    laptop = await lend("Windows Home")
    laptop.sign_in("ada", ADAS)
    await suspended(stage, laptop)
    going_on = laptop.signed_in

    laptop.sign_in("bob", LOCAL)

    assert (going_on, laptop.signed_in) == (["ada"], ["bob"])
    assert laptop.sign_in("ada", ADAS).message == "This account is disabled."


async def test_windows_home_does_not_let_a_suspended_person_unlock_or_restart(stage, lend):
    laptop = await lend("Windows Home")
    laptop.sign_in("ada", ADAS)
    await suspended(stage, laptop)

    laptop.lock()
    unlocked = laptop.sign_in("ada", ADAS)
    laptop.restart()

    assert unlocked.message == "This account is disabled."
    assert laptop.signed_in == []


async def test_a_mac_lists_a_restored_person_before_the_start_only_after_a_restart(stage, lend):
    laptop = await lend("macOS")
    laptop.sign_in("ada", ADAS)
    await suspended(stage, laptop)
    shut_out = laptop.machine.preboot
    laptop.restart()
    await restored(stage, laptop)
    too_early = (laptop.machine.preboot, shown(laptop, "ada")["disabled"])

    laptop.restart()

    assert (shut_out, too_early) == (["bob"], (["bob"], False))
    assert laptop.machine.preboot == ["bob", "ada"]


async def test_a_mac_lists_a_restored_person_too_once_somebody_else_signed_in(stage, lend):
    laptop = await lend("macOS")
    await suspended(stage, laptop)
    laptop.restart()
    await restored(stage, laptop)

    laptop.sign_in("bob", LOCAL)

    assert laptop.machine.preboot == ["bob", "ada"]


@pytest.mark.parametrize("system", ["Windows Pro", "Windows Home", "Linux"])
async def test_an_order_to_lock_locks_the_screens(stage, lend, system):
    laptop = await lend(system)
    laptop.sign_in("ada", ADAS)

    stage.jumpcloud.commands.give(laptop.id, "lock")
    await stage.until(lambda: shown(laptop, "ada")["screen_locked"])

    assert laptop.signed_in == ["ada"]
    assert laptop.as_dict()["waiting"] == []


async def test_an_order_to_lock_a_mac_makes_it_ask_for_a_pin_before_all_else(stage, lend):
    laptop = await lend("macOS")
    laptop.sign_in("ada", ADAS)

    stage.jumpcloud.commands.give(laptop.id, "lock", pin="123456")
    await stage.until(lambda: laptop.as_dict()["pin_locked"])
    kept_out = laptop.sign_in("ada", ADAS).message
    wrong, right = laptop.unlock("654321"), laptop.unlock("123456")

    assert kept_out == "This Mac is locked. It asks for its PIN."
    assert (bool(wrong), bool(right)) == (False, True)
    assert laptop.sign_in("ada", ADAS)


@pytest.mark.parametrize(("order", "online"), [("restart", True), ("shutdown", False)])
async def test_an_order_waits_until_the_laptop_is_online(stage, lend, order, online):
    laptop = await lend("Windows Pro")
    laptop.sign_in("ada", ADAS)
    laptop.go_offline()
    stage.jumpcloud.commands.give(laptop.id, order)
    await stage.agents_had_their_turn()
    before = (laptop.as_dict()["waiting"], laptop.signed_in)

    laptop.go_online()
    await stage.until(lambda: laptop.signed_in == [])

    assert before == ([order], ["ada"])
    assert laptop.online is online
    assert stage.jumpcloud.system("LT-NEW")["active"] is online


async def test_jumpcloud_hears_of_sign_ins_good_and_bad(stage, lend):
    laptop = await lend("macOS")

    laptop.sign_in("ada", "a guess")
    laptop.sign_in("ada", ADAS)
    laptop.sign_in("nobody", "a guess")

    events = told(stage, "login_attempt")
    assert [(each["username"], each["success"]) for each in events] == [
        ("ada", False),
        ("ada", True),
        ("nobody", False),
    ]
    assert events[0]["service"] == "systems"
    assert events[0]["system"] == {
        "id": laptop.id,
        "hostname": "LT-NEW.local",
        "displayName": "LT-NEW",
    }
    assert events[0]["process_name"] == "loginwindow"
    assert "email" not in events[0]["initiated_by"]


async def test_jumpcloud_hears_late_of_sign_ins_without_the_network(stage, lend):
    laptop = await lend("Windows Pro")
    laptop.go_offline()
    laptop.sign_in("ada", ADAS)
    before = told(stage, "login_attempt")

    laptop.go_online()

    assert before == []
    assert [each["success"] for each in told(stage, "login_attempt")] == [True]


async def test_of_linux_no_sign_in_at_the_screen_is_told(stage, lend):
    laptop = await lend("Linux")

    laptop.sign_in("ada", ADAS)

    assert told(stage, "login_attempt") == []


async def test_too_many_bad_passwords_lock_the_person_out_everywhere(stage, lend):
    laptop, other = await lend("Linux"), stage.laptops.add("LT-OTHER")
    stage.jumpcloud.bind("ada", "LT-OTHER")
    await stage.until(lambda: "ada" in other.accounts)

    said = [laptop.sign_in("ada", "a guess").message for _ in range(6)]
    await stage.until(lambda: other.accounts["ada"].locked_out)

    assert said[-2:] == [
        "The username or password is wrong.",
        "This account is locked after too many tries.",
    ]
    assert stage.jumpcloud.user("ada")["account_locked"] is True
    assert {each["service"] for each in told(stage, "user_lockout")} == {"systems", "directory"}
    assert not other.sign_in("ada", ADAS)
    assert shown(laptop, "ada")["locked_out"] is True


async def test_who_is_unlocked_in_jumpcloud_can_try_again(stage, lend, ada):
    laptop = await lend("Windows Pro")
    for _ in range(6):
        laptop.sign_in("ada", "a guess")

    stage.jumpcloud.directory.unlock(ada["_id"])
    await stage.until(lambda: not laptop.accounts["ada"].locked_out)

    assert not laptop.sign_in("ada", "a guess")
    assert laptop.sign_in("ada", ADAS)


async def test_a_lock_out_without_the_network_is_told_when_it_is_back(stage, lend):
    laptop = await lend("Windows Pro")
    laptop.go_offline()
    for _ in range(6):
        laptop.sign_in("ada", "a guess")
    before = stage.jumpcloud.user("ada")["account_locked"]

    laptop.go_online()
    await stage.agents_had_their_turn()

    assert before is False
    assert stage.jumpcloud.user("ada")["account_locked"] is True
    assert laptop.accounts["ada"].locked_out


async def test_local_accounts_and_those_without_a_limit_are_never_locked_out(stage, lend, ada):
    laptop = await lend("macOS")
    stage.jumpcloud.directory.users.put(
        stage.jumpcloud.user("ada") | {"disableDeviceMaxLoginAttempts": True}
    )

    for name in ("ada", "bob") * 7:
        laptop.sign_in(name, "a guess")

    assert laptop.sign_in("ada", ADAS)
    assert laptop.sign_in("bob", LOCAL)


async def test_a_good_sign_in_forgets_the_bad_ones(stage, lend):
    laptop = await lend("macOS")
    for _ in range(5):
        laptop.sign_in("ada", "a guess")
    laptop.sign_in("ada", ADAS)

    for _ in range(5):
        laptop.sign_in("ada", "a guess")

    assert laptop.sign_in("ada", ADAS)


async def test_several_people_share_a_laptop(stage, ada):
    laptop = stage.laptops["LT-GRACE"]
    stage.jumpcloud.bind("ada", "LT-GRACE")
    await stage.until(lambda: "ada" in laptop.accounts)

    laptop.sign_in("grace", PASSWORD)
    laptop.sign_in("ada", ADAS)
    stage.jumpcloud.change_user("ada", suspended=True)
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert laptop.signed_in == ["grace"]
    assert laptop.as_dict()["front"] is None


async def test_system_insights_tells_who_has_a_session(stage, lend):
    laptop = await lend("macOS")

    def sessions():
        rows = stage.jumpcloud.system_insights.get(laptop.id)
        return [each["username"] for each in rows if each["signed_in"]]

    laptop.sign_in("bob", LOCAL)
    during = sessions()
    laptop.sign_out("bob")

    assert (during, sessions()) == (["bob"], [])
