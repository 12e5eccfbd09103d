"""What somebody sees who stands before a laptop."""

from bot.sandbox.laptops.machine import SERVICE_ACCOUNT


def listed(laptop):
    """Give the login screen: the usernames in its order, and how each is marked."""
    return {each["username"]: marks(each) for each in laptop.login_screen}


def marks(shown):
    return " ".join(mark for mark in ("managed", "disabled", "admin") if shown[mark])


def kept(laptop):
    """Give every account that is there, listed or not."""
    return sorted(laptop.accounts.keys() - {SERVICE_ACCOUNT})


def lets_in(laptop, username, password):
    """Try a password, as somebody who goes away again afterwards."""
    outcome = laptop.sign_in(username, password)
    laptop.sign_out(username)
    return bool(outcome)
