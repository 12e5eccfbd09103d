"""The vault: what is sealed opens with its key, in its place, and nowhere else."""

import json

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
HERE = "42:draft:U1"


def seal(vault, text="canary-7f3a", *, bound_to=HERE):
    return vault.seal(SecretStr(text), bound_to=bound_to)


def opened(vault, sealed, *, bound_to=HERE):
    return vault.open(sealed, bound_to=bound_to).get_secret_value()


@given(st.text())
def test_what_is_sealed_opens_as_it_was(secret):
    vault = Vault([OLD])

    assert opened(vault, seal(vault, secret)) == secret


def test_what_is_stored_does_not_show_the_secret_and_never_looks_the_same():
    vault = Vault([OLD])

    first, second = seal(vault), seal(vault)

    assert b"canary" not in first
    assert first != second


def test_after_a_rotation_the_old_key_opens_and_the_new_one_seals():
    before, both, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])

    assert opened(both, seal(before, "x")) == "x"
    assert opened(after, seal(both, "y")) == "y"


def test_what_is_sealed_anew_needs_the_old_key_no_more_and_stays_bound():
    before, both, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
    sealed = seal(before)
    assert both.sealer(sealed) == 1

    anew = both.reseal(sealed)

    assert both.sealer(anew) == 0
    assert opened(after, anew) == "canary-7f3a"
    with pytest.raises(UserError, match="for another request"):
        opened(after, anew, bound_to="43:draft:U1")


@pytest.mark.parametrize("place", ["43:draft:U1", "42:other:U1", "42:draft:U2", ""])
def test_a_secret_opens_nothing_for_another_request_or_another_person(place):
    vault = Vault([OLD])

    with pytest.raises(UserError, match="for another request or another person") as caught:
        opened(vault, seal(vault), bound_to=place)

    assert "canary" not in str(caught.value)


def test_a_lost_key_is_told_to_the_person_and_nothing_of_the_secret_is():
    sealed = seal(Vault([OLD]))
    vault = Vault([NEW])

    with pytest.raises(UserError, match="can no longer be opened") as caught:
        opened(vault, sealed)
    with pytest.raises(UserError, match="can no longer be opened"):
        vault.reseal(sealed)

    assert vault.sealer(sealed) is None
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


DAMAGE = {
    "nothing": b"",
    "rubbish": b"rubbish",
    "no text": b"\xff\xfe",
    "no binding": Fernet(OLD.get_secret_value()).encrypt(b"no binding"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_told_the_same_way(damage):
    with pytest.raises(UserError, match="can no longer be opened"):
        opened(Vault([OLD]), damage)


def test_opening_and_sealing_writes_no_log(caplog):
    caplog.set_level(0)
    vault = Vault([OLD])

    secret = vault.open(seal(vault), bound_to=HERE)

    assert caplog.records == []
    assert "canary" not in f"{secret!r} {vars(vault)!r} {json.dumps(str(secret))}"
