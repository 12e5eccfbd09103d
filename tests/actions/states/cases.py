"""Which situations stand for a table, taken from the table itself."""

from itertools import product

from bot.states import OFFLINE, Device, JumpCloud, Okta, Situation, Then

WHERE = (Device.MAC, Device.WINDOWS, Device.LINUX)


def of_accounts(tables, *modes, device=False):
    """Give every state of both accounts, as parameters: mode, row, situation.

    Args:
        device: Whether there is a device also for who is not in JumpCloud.
    """
    return [
        (mode, tables[mode].row(situation).name, situation)
        for mode in modes
        for situation in _people(device=device)
    ]


def left_over(tables, *modes):
    """Give what is done already, with a device that has not heard of it: mode and situation."""
    return [
        (mode, Situation(each.okta, each.jumpcloud, Device.MAC_OFFLINE))
        for mode in modes
        for each in _people()
        if tables[mode].row(each).then is Then.ALREADY and each.jumpcloud is not JumpCloud.ABSENT
    ]


def of_devices(table):
    """Give every kind of device, of somebody who is active: row and situation."""
    every = (Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, device) for device in Device)
    return [(table.row(situation).name, situation) for situation in every]


def _people(*, device=False):
    """Everybody there can be, each with a device that is online, if JumpCloud has them."""
    for number, (okta, jumpcloud) in enumerate(product(Okta, JumpCloud)):
        there = device or jumpcloud is not JumpCloud.ABSENT
        yield Situation(okta, jumpcloud, WHERE[number % len(WHERE)] if there else Device.ABSENT)


def named(case):
    """Name a parameter in a test's id."""
    if isinstance(case, Situation):
        return f"Okta {case.okta}, JumpCloud {case.jumpcloud}, {case.device}"
    return case or "one table"


def comes_back(situation):
    """Whether their device is one that is offline, and will be online again."""
    return situation.device in OFFLINE


def nobody(situation):
    """Whether neither Okta nor JumpCloud has them; that is said before any table is asked."""
    return situation.okta is Okta.ABSENT and situation.jumpcloud is JumpCloud.ABSENT
