"""The vault: what is sealed opens once more, with its key and with no other."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import UserError
from bot.vault import Vault


def new_key():
    return SecretStr(Fernet.generate_key().decode())


OLD, NEW = new_key(), new_key()


@given(st.text())
def test_what_is_sealed_opens_as_it_was(secret):
    vault = Vault([OLD])

    assert vault.open(vault.seal(SecretStr(secret))).get_secret_value() == secret


def test_what_is_stored_does_not_show_the_secret_and_never_looks_the_same():
    vault = Vault([OLD])

    first, second = vault.seal(SecretStr("canary-7f3a")), vault.seal(SecretStr("canary-7f3a"))

    assert b"canary" not in first
    assert first != second


def test_after_a_rotation_the_old_key_opens_and_the_new_one_seals():
    before, both, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])

    assert both.open(before.seal(SecretStr("x"))).get_secret_value() == "x"
    assert after.open(both.seal(SecretStr("y"))).get_secret_value() == "y"


def test_a_lost_key_is_told_to_the_person_and_nothing_of_the_secret_is():
    sealed = Vault([OLD]).seal(SecretStr("canary-7f3a"))

    with pytest.raises(UserError, match="can no longer be opened") as caught:
        Vault([NEW]).open(sealed)

    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\xff\xfe"])
def test_what_is_damaged_is_told_the_same_way(damage):
    with pytest.raises(UserError, match="can no longer be opened"):
        Vault([OLD]).open(damage)


def test_opening_and_sealing_writes_no_log(caplog):
    caplog.set_level(0)
    vault = Vault([OLD])

    opened = vault.open(vault.seal(SecretStr("canary-7f3a")))

    assert caplog.records == []
    assert "canary" not in f"{opened!r} {vars(vault)!r}"
