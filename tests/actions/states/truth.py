"""What the three systems show, asked of the stand-ins themselves: by system, whether it is so."""

from bot.sandbox.cast import PASSWORD
from bot.states import Device

NEW = "Another-Horse-8-Clip"


def closed(place, case, statuses):
    """Whether somebody is kept out everywhere."""
    login, name = case.login, case.name
    status = place.okta.status(login)
    out = status in statuses and not place.okta.sign_in(login, PASSWORD)
    return {
        "Okta": out,
        "JumpCloud": place.jumpcloud.state(name) in (None, "SUSPENDED"),
    } | _of_device(case, lambda: not _gets_in(place, case) and not _works_on(case))


def opened(place, case):
    """Whether somebody is let in everywhere, with the password that they have."""
    user = place.jumpcloud.user(case.name)
    into = user is None or (user["state"] == "ACTIVATED" and not user["account_locked"])
    closed = (None, "SUSPENDED", "DEPROVISIONED")
    shown = place.okta.user(case.login)
    return {
        "Groups in Okta": sorted(shown["groups"]) == sorted(case.groups),
        "Okta": place.okta.status(case.login) not in closed,
        "JumpCloud": into,
    } | _of_device(case, lambda: _gets_in(place, case))


def renewed(place, case):
    """Whether the new password is the only one that opens anything."""
    user = place.jumpcloud.user(case.name)
    old, new = (place.okta.sign_in(case.login, each) for each in (PASSWORD, NEW))
    passwords = place.jumpcloud.directory.passwords
    return {
        "Okta": new and not old,
        "JumpCloud": user is None or passwords.get(user["_id"]) == NEW,
    } | _of_device(
        case, lambda: all(each.disabled or each.password == NEW for each in case.accounts())
    )


def taken_over(place, case):
    """Whether the local account is theirs, and is the only one that is."""
    accounts = case.laptop.accounts
    user = place.jumpcloud.user(case.name) or {"_id": None, "systemUsername": ""}
    theirs = [each.username for each in accounts.values() if each.owner == user["_id"]]
    alone = theirs == [case.local] and case.name not in accounts
    return {
        "JumpCloud": user["systemUsername"] == case.local,
        f"LT-{case.name}": alone and not accounts[case.local].disabled,
    }


def arrived(place, case):
    """Whether somebody new can begin."""
    theirs = [each for each in case.accounts() if each.managed and not each.disabled]
    return {
        "Okta": place.okta.status(case.login) in ("PROVISIONED", "ACTIVE"),
        "JumpCloud": place.jumpcloud.state(case.name) == "ACTIVATED",
        f"LT-{case.name}": len(theirs) == 1,
    }


def _of_device(case, so):
    if case.situation.device is Device.ABSENT:
        return {}
    return {f"LT-{case.name}": so() if case.laptop else True}


def _gets_in(place, case):
    outcome = case.laptop.sign_in(case.name, place.password_of(case))
    case.laptop.sign_out(case.name)
    return bool(outcome)


def _works_on(case):
    """Whether a session of theirs goes on; Windows Home ends none, and says so before."""
    return case.laptop.os != "Windows Home" and case.name in case.laptop.signed_in
