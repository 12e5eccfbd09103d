"""What decides in each cell, spelled out: rows are read from the top, and a moved one shows here.

A line names statuses in Okta, and the row for each state in JumpCloud: STAGED, ACTIVATED, password
pending, locked, SUSPENDED, absent. One name alone is for all of them.
"""

import pytest

from bot.actions import ACTIONS
from bot.states import Device, JumpCloud, Okta, Then, situations

ACCOUNTS = {
    "takeover": """
        STAGED PROVISIONED: no_password
        ACTIVE: staged online pending locked jumpcloud_suspended not_in_jumpcloud
        PASSWORD_EXPIRED: staged expired pending locked jumpcloud_suspended not_in_jumpcloud
        RECOVERY: resetting
        LOCKED_OUT: okta_locked
        SUSPENDED DEPROVISIONED: closed
        ABSENT: not_in_okta
    """,
    "rotate routine": """
        STAGED PROVISIONED: no_password
        ACTIVE: staged followed followed jumpcloud_locked jumpcloud_closed okta_only
        PASSWORD_EXPIRED: staged expired expired jumpcloud_locked jumpcloud_closed okta_only
        RECOVERY: resetting
        LOCKED_OUT: locked_out
        SUSPENDED DEPROVISIONED: closed
        ABSENT: not_in_okta
    """,
    "rotate compromised": """
        STAGED PROVISIONED: no_password
        ACTIVE PASSWORD_EXPIRED:
            staged followed followed jumpcloud_locked jumpcloud_closed okta_only
        RECOVERY: resetting
        LOCKED_OUT: locked_out
        SUSPENDED DEPROVISIONED: closed
        ABSENT: not_in_okta
    """,
    "suspend leave": """
        STAGED: never_in
        PROVISIONED PASSWORD_EXPIRED: tried
        ACTIVE: both both both both jumpcloud_closed okta_only
        RECOVERY LOCKED_OUT: not_offered
        SUSPENDED: jumpcloud_left jumpcloud_left jumpcloud_left jumpcloud_left suspended suspended
        DEPROVISIONED: not_followed not_followed not_followed not_followed closed closed
        ABSENT: jumpcloud_only jumpcloud_only jumpcloud_only jumpcloud_only closed nobody
    """,
    "suspend leaver": """
        STAGED PROVISIONED ACTIVE PASSWORD_EXPIRED RECOVERY LOCKED_OUT SUSPENDED:
            both both both both jumpcloud_closed okta_only
        DEPROVISIONED: not_followed not_followed not_followed not_followed closed closed
        ABSENT: jumpcloud_only jumpcloud_only jumpcloud_only jumpcloud_only closed nobody
    """,
    "restore accounts": """
        STAGED: never_in
        PROVISIONED ACTIVE PASSWORD_EXPIRED RECOVERY: open open open open jumpcloud_only open
        LOCKED_OUT: locked_out
        SUSPENDED: staged okta_only okta_only jumpcloud_locked leave okta_only
        DEPROVISIONED: leaver
        ABSENT: nobody
    """,
}
DEVICES = {
    "takeover": """
        MAC WINDOWS LINUX: online
        MAC_OFFLINE WINDOWS_OFFLINE LINUX_OFFLINE: offline
        HOME HOME_OFFLINE: home
        JOINED: joined
        OTHER: other
        ABSENT: no_device
    """,
    "rotate": """
        MAC WINDOWS HOME LINUX: online
        MAC_OFFLINE: mac_offline
        WINDOWS_OFFLINE HOME_OFFLINE LINUX_OFFLINE: offline
        JOINED: joined
        OTHER: other
        ABSENT: none
    """,
    "suspend": """
        MAC WINDOWS LINUX: online
        MAC_OFFLINE WINDOWS_OFFLINE LINUX_OFFLINE: offline
        HOME: home
        HOME_OFFLINE: home_offline
        JOINED: joined
        OTHER: other
        ABSENT: none
    """,
    "restore": """
        MAC: mac
        WINDOWS HOME LINUX: online
        MAC_OFFLINE WINDOWS_OFFLINE HOME_OFFLINE LINUX_OFFLINE: offline
        JOINED: joined
        OTHER: other
        ABSENT: none
    """,
}
TABLES = {
    f"{action.name} {mode}".strip(): table
    for action in ACTIONS
    for mode, table in action.tables.items()
    if mode != "devices"
}


def lines(text):
    """Give each line's statuses and names; a line that ends in a colon goes on in the next."""
    for line in text.strip().replace(":\n", ":").splitlines():
        statuses, _, names = line.partition(":")
        yield statuses.split(), names.split()


def cells(text):
    """Give the row's name by the states of both accounts."""
    return {
        (Okta[status], jumpcloud): names[number % len(names)]
        for statuses, names in lines(text)
        for status in statuses
        for number, jumpcloud in enumerate(JumpCloud)
    }


def kinds(text):
    """Give the row's name by the kind of device."""
    return {Device[each]: name for devices, [name] in lines(text) for each in devices}


def test_each_table_is_spelled_out():
    assert ACCOUNTS.keys() == TABLES.keys()
    assert DEVICES.keys() == {action.name for action in ACTIONS if action.tables}


@pytest.mark.parametrize("name", [name for name in ACCOUNTS if name != "takeover"])
def test_each_cell_of_the_accounts_is_decided_by_its_row(name):
    spelled = cells(ACCOUNTS[name])
    for situation in situations():
        wanted = spelled[situation.okta, situation.jumpcloud]
        assert TABLES[name].row(situation).name == wanted, situation


@pytest.mark.parametrize("name", [name for name in DEVICES if name != "takeover"])
def test_each_kind_of_device_is_decided_by_its_row_whoever_it_belongs_to(name):
    spelled = kinds(DEVICES[name])
    [table] = [action.tables["devices"] for action in ACTIONS if action.name == name]
    for situation in situations():
        row = table.row(situation)
        assert row.name == spelled[situation.device], situation


def test_a_takeover_looks_at_the_person_first_and_then_at_the_device():
    people, devices = cells(ACCOUNTS["takeover"]), kinds(DEVICES["takeover"])
    table = TABLES["takeover"]
    for situation in situations():
        person = people[situation.okta, situation.jumpcloud]
        device = devices[situation.device]
        refused = table.by_name[person].then is Then.REFUSE or device == "online"
        assert table.row(situation).name == (person if refused else device), situation


def test_what_is_done_already_is_watched_while_a_device_does_not_show_it():
    left = {name for name, table in TABLES.items() if table.left}
    already = {
        name
        for name, table in TABLES.items()
        if any(row.then is Then.ALREADY for row in table.rows)
    }
    assert left == already == {"suspend leave", "suspend leaver", "restore accounts"}
