"""The names a person gets, and the links to where an operator looks at them."""

import pytest

from bot import identity

OKTA_ID = "00u1abcdefGHIJKLM5d7"
JUMPCLOUD_ID = "60d4d8f72c6b9226e875781a"


@pytest.mark.parametrize(
    ("email", "username"),
    [
        ("jane.doe@acme.example", "jane.doe"),
        ("a+b@x", "a+b"),
        ("odd@one@x", "odd"),
        ("none", "none"),
    ],
)
def test_the_username_is_what_stands_before_the_at(email, username):
    assert identity.jumpcloud_username(email) == username


@pytest.mark.parametrize(
    ("username", "os_family", "fault"),
    [
        ("jane.doe", None, None),
        ("a" * 30, None, None),
        ("a" * 30, "darwin", None),
        ("a" * 20, "windows", None),
        ("a" * 21, "windows", "has 21 characters; Windows takes at most 20"),
        ("a" * 31, "linux", "has 31 characters; Linux takes at most 30"),
        ("a" * 31, None, "has 31 characters; a device takes at most 30"),
        ("", None, "is empty"),
        ("7of9", None, "does not start with a letter"),
        ("🦄", None, "does not start with a letter"),
        ("jane doe", None, "has a space or an @ in it"),
        ("jane@x", None, "has a space or an @ in it"),
    ],
)
def test_a_username_must_suit_the_device(username, os_family, fault):
    assert identity.username_fault(username, os_family) == fault


@pytest.mark.parametrize(
    ("org", "console"),
    [
        ("https://acme.okta.com/", "https://acme-admin.okta.com"),
        ("https://acme.oktapreview.com", "https://acme-admin.oktapreview.com"),
        ("https://acme-admin.okta.com", "https://acme-admin.okta.com"),
        ("https://login.acme.com", "https://login.acme.com"),
        ("http://127.0.0.1:8080/okta", "http://127.0.0.1:8080/okta"),
    ],
)
def test_oktas_console_is_found_where_there_is_a_rule(org, console):
    link = identity.okta_user_url(org, OKTA_ID)

    assert link == f"{console}/admin/user/profile/view/{OKTA_ID}"


def test_jumpclouds_portal_depends_on_the_region():
    assert identity.jumpcloud_user_url("us", JUMPCLOUD_ID) == (
        f"https://console.jumpcloud.com/#/users/{JUMPCLOUD_ID}/details"
    )
    assert identity.jumpcloud_system_url("eu", JUMPCLOUD_ID) == (
        f"https://console.eu.jumpcloud.com/#/devices/{JUMPCLOUD_ID}/details"
    )


@pytest.mark.parametrize("bad", ["", "../x", "00u|<evil>", "60D4D8F72C6B9226E875781A/", "x" * 41])
def test_what_cannot_be_an_id_gets_no_link(bad):
    assert identity.okta_user_url("https://acme.okta.com", bad) == ""
    assert identity.jumpcloud_user_url("us", bad) == ""
    assert identity.jumpcloud_user_url("moon", JUMPCLOUD_ID) == ""
