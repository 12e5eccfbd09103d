"""The chain itself: one way to write an entry, and no way to change one unseen."""

import enum
import hashlib
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import GENESIS, PRUNED, Fault, Head, canonical, hash_of, loads, plain
from bot.verifier import Verifier

CET = timezone(timedelta(hours=1))
PARTS = ("at", "actor", "act", "request_id", "detail", "previous", "hash")


class Word(enum.StrEnum):
    DONE = "done"


def test_the_canonical_form_is_that_of_rfc_8785():
    detail = {"z": 'tab\t "quote" \\ \x1f', "é": "€ 😀", "a": [True, None, -5], "A": {}, "": "/"}

    written = canonical(plain(detail)).decode()

    assert written == (
        '{"":"/","A":{},"a":[true,null,-5],"z":"tab\\t \\"quote\\" \\\\ \\u001f","é":"€ 😀"}'
    )


def test_a_hash_can_be_computed_with_nothing_but_the_documented_rules():
    entry = {
        "seq": 1, "at": "2026-11-24T12:00:00.000000Z", "actor": "U1", "act": "requested",
        "request_id": 7, "detail": {"plan": {"title": "Zoë"}}, "previous": GENESIS,
    }  # fmt: skip
    text = (
        '{"act":"requested","actor":"U1","at":"2026-11-24T12:00:00.000000Z",'
        '"detail":{"plan":{"title":"Zoë"}},"previous":"' + "0" * 64 + '","request_id":7,"seq":1}'
    )

    assert hash_of(entry) == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert hash_of({**entry, "hash": "of no matter"}) == hash_of(entry)


def test_what_json_says_in_several_ways_is_kept_as_text():
    noon = datetime(2026, 11, 24, 13, 0, 0, 5, tzinfo=CET)

    assert plain(
        {
            "float": 0.1, "whole": 1.0, "long": 2**53, "fits": -(2**53) + 1, "yes": True,
            "moment": noon, "day": date(2026, 11, 24), "word": Word.DONE, "many": {"b", "a"},
            3: (1, None), "half \ud800 of a pair": "and \0", "😀": "😀",
        }
    ) == {
        "float": "0.1", "whole": "1.0", "long": "9007199254740992", "fits": -9007199254740991,
        "yes": True, "moment": "2026-11-24T12:00:00.000005Z", "day": "2026-11-24",
        "word": "done", "many": ["a", "b"], "3": [1, None],
        "half \ufffd of a pair": "and \ufffd", "\ufffd": "😀",
    }  # fmt: skip


def test_json_in_which_a_key_stands_twice_is_not_read():
    with pytest.raises(ValueError, match="twice"):
        loads('{"detail":{"reason":"leave","reason":"theft"}}')


def test_a_head_is_read_as_it_is_told():
    head = Head(1204, "9f" * 32)

    assert Head.read(str(head)) == head
    assert Head.read("9F" * 32) == Head(None, "9f" * 32)
    for wrong in ("9f" * 31, "x:" + "9f" * 32, "", "zz" * 32):
        with pytest.raises(ValueError, match=r"hash|number"):
            Head.read(wrong)


texts = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
people = st.sampled_from(["U1", "U2", "deskhand"])
acts = st.lists(
    st.tuples(people, st.sampled_from(["asked", "done"]), st.none() | st.integers(1, 9)),
    min_size=2, max_size=7,
)  # fmt: skip


def chained(entries, *, previous=GENESIS, first=1):
    """Make a chain of acts."""
    made = []
    for seq, (actor, act, request_id, *more) in enumerate(entries, start=first):
        at = f"2026-11-24T12:{seq:02}:00.000000Z"
        entry = {
            "seq": seq, "at": at, "actor": actor, "act": act, "request_id": request_id,
            "detail": plain(*more or [{"about": "Zoë"}]), "previous": previous,
        }  # fmt: skip
        previous = hash_of(entry)
        made.append({**entry, "hash": previous})
    return made


def found(chain, **known):
    return list(Verifier(**known).faults(chain))


def changed(value, other):
    """Give another value of the same kind."""
    match value:
        case bool() | None:
            return other
        case int():
            return value + 1
        case str():
            return value[::-1] if value[::-1] != value else f"{value}."
        case dict():
            return {**value, "more": other}


@given(values)
def test_whatever_is_told_of_an_act_is_whole_when_it_is_read_back(value):
    (entry,) = chained([("U1", "asked", 7, {"value": value})])

    assert found([loads(canonical(entry).decode())]) == []


@given(acts)
def test_a_chain_that_nobody_touched_is_whole_and_says_its_head(entries):
    chain = chained(entries)
    verifier = Verifier(noted=Head(1, chain[0]["hash"]))

    assert list(verifier.faults(chain)) == []
    assert (verifier.count, verifier.head) == (len(chain), Head(len(chain), chain[-1]["hash"]))


@given(acts, st.data())
def test_an_edited_entry_is_found_whatever_of_it_was_edited(entries, data):
    chain = chained(entries)
    which = data.draw(st.integers(0, len(chain) - 1))
    part = data.draw(st.sampled_from(PARTS))
    chain[which] = {**chain[which], part: changed(chain[which][part], 12345)}

    assert which + 1 in {fault.seq for fault in found(chain)}
    assert {fault.seq for fault in found(chain)} <= {which, which + 1}


@given(acts, st.data())
def test_an_entry_that_was_edited_and_hashed_anew_is_found(entries, data):
    chain = chained(entries)
    head = Head(len(chain), chain[-1]["hash"])
    which = data.draw(st.integers(0, len(chain) - 1))
    part = data.draw(st.sampled_from(PARTS[:-1]))
    chain[which] = {**chain[which], part: changed(chain[which][part], 12345)}
    chain[which]["hash"] = hash_of(chain[which])

    assert which + 1 in {fault.seq for fault in found(chain, noted=head)}


@given(acts, st.data())
def test_an_entry_that_was_removed_is_found(entries, data):
    chain = chained(entries)
    head = Head(len(chain), chain[-1]["hash"])
    which = data.draw(st.integers(0, len(chain) - 1))
    del chain[which]

    assert {fault.seq for fault in found(chain, noted=head)} == {which + 1}


@given(acts, st.data())
def test_an_end_that_was_cut_off_is_found_by_the_head_that_was_noted(entries, data):
    chain = chained(entries)
    head = Head(len(chain), chain[-1]["hash"])
    left = data.draw(st.integers(0, len(chain) - 1))

    assert found(chain[:left]) == []
    assert [fault.seq for fault in found(chain[:left], noted=head)] == [len(chain)]
    assert [fault.seq for fault in found(chain[:left], noted=Head(None, head.hash))] == [left]


@given(acts, st.data())
def test_entries_that_changed_places_are_found(entries, data):
    chain = chained(entries)
    one, two = sorted(
        data.draw(st.sets(st.integers(0, len(chain) - 1), min_size=2, max_size=2))
    )  # fmt: skip
    moved = list(chain)
    moved[one], moved[two] = chain[two], chain[one]
    renumbered = [{**each, "seq": seq} for seq, each in enumerate(moved, start=1)]

    assert one + 1 in {fault.seq for fault in found(moved)}
    assert {one + 1, two + 1} <= {fault.seq for fault in found(renumbered)}


@given(acts, st.data())
def test_an_entry_that_was_put_in_is_found(entries, data):
    chain = chained(entries)
    where = data.draw(st.integers(0, len(chain) - 1))
    before = chain[where - 1]["hash"] if where else GENESIS
    (new,) = chained([("U9", "put in", None)], previous=before, first=where + 1)
    twice = [*chain[:where], new, *chain[where:]]
    renumbered = [
        {**each, "seq": seq} for seq, each in enumerate(twice, start=1)
    ]  # fmt: skip

    assert where + 1 in {fault.seq for fault in found(twice)}
    assert where + 1 in {fault.seq for fault in found(renumbered)}


@given(acts, st.data())
def test_a_chain_that_was_written_anew_is_found_by_the_head_that_was_noted(entries, data):
    head = Head(len(entries), chained(entries)[-1]["hash"])
    which = data.draw(st.integers(0, len(entries) - 1))
    actor, *rest = entries[which]
    entries[which] = (changed(actor, None), *rest)

    assert found(chained(entries)) == []
    assert [fault.seq for fault in found(chained(entries), noted=head)] == [len(entries)]
    assert found(chained(entries), noted=Head(None, head.hash)) != []


@given(acts, st.data())
def test_a_part_is_whole_after_the_hash_that_it_begins_with(entries, data):
    chain = chained(entries)
    cut = data.draw(st.integers(1, len(chain) - 1))
    start = Head(cut, chain[cut - 1]["hash"])

    assert found(chain[cut:], start=start) == []
    assert found(chain[cut:], start=Head(None, start.hash)) == []
    assert [fault.seq for fault in found(chain[cut:], start=Head(None, GENESIS))] == [cut + 1]
    assert [fault.seq for fault in found(chain[cut:])] == [cut]


@given(acts, st.data())
def test_what_a_checkpoint_covers_may_be_gone_and_nothing_more(entries, data):
    chain = chained(entries)
    cut = data.draw(st.integers(1, len(chain) - 1))
    through = {"through": cut, "hash": chain[cut - 1]["hash"]}
    pruned = chained([*entries, ("deskhand", PRUNED, None, through)])
    noted = Head(cut, chain[cut - 1]["hash"])

    verifier = Verifier()
    assert list(verifier.faults(pruned[cut:])) == []
    assert verifier.pruned == noted
    assert [fault.seq for fault in found(pruned[cut + 1 :])] == [cut + 1]
    assert [fault.seq for fault in found(pruned[cut:], noted=noted)] == []
    assert found(pruned[cut:], noted=Head(0, GENESIS)) != []


def test_what_is_no_entry_is_named_by_the_place_where_it_stands():
    chain = chained([("U1", "asked", 1), ("U1", "done", 1)])
    spoilt = [chain[0], {**chain[1], "detail": {"share": float("nan")}}]
    short = [chain[0], {name: chain[1][name] for name in ("seq", "act", "hash")}]

    assert [fault.seq for fault in found(spoilt)] == [2]
    assert found(short) == [Fault(2, "is no entry: parts are missing, or too many")]
