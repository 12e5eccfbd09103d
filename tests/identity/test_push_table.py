"""The table of pushes: whatever is seen in whatever order, only a real yes counts, and once."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.push_table import TABLE, Saw, after, saw
from storage.identity_tables import PushState

ENDS = set(PushState) - {PushState.ASKING, PushState.WAITING}
histories = st.lists(st.sampled_from(Saw), max_size=12)


def states(seen):
    """Give every state that a push passes through, from its beginning."""
    passed = [PushState.ASKING]
    for one in seen:
        passed.append(after(passed[-1], one))
    return passed


@given(histories)
def test_it_is_used_only_after_a_yes_to_a_question_that_was_sent(seen):
    passed = states(seen)

    if PushState.USED in passed:
        used = passed.index(PushState.USED) - 1
        yes = [at for at in range(used) if seen[at] is Saw.YES and passed[at] is PushState.WAITING]
        assert seen[used] is Saw.TAKEN
        assert len(yes) == 1
        assert Saw.SENT in seen[: yes[0]]


@given(histories)
def test_what_is_rejected_timed_out_unasked_lost_or_used_stays_so(seen):
    passed = states(seen)

    final = ENDS - {PushState.CONFIRMED}
    ended = next((at for at, state in enumerate(passed) if state in final), len(passed))
    assert len(set(passed[ended:])) <= 1


@given(histories)
def test_a_no_or_a_loss_is_never_followed_by_a_yes(seen):
    passed = states(seen)

    if PushState.CONFIRMED in passed:
        before = set(passed[: passed.index(PushState.CONFIRMED)])
        assert before == {PushState.ASKING, PushState.WAITING}


@given(histories)
def test_it_counts_at_most_once(seen):
    passed = states(seen)
    counted = itertools.pairwise(passed)

    assert sum(a is PushState.CONFIRMED and b is PushState.USED for a, b in counted) <= 1


def test_whatever_okta_says_that_is_not_known_is_no_yes():
    known = {"WAITING": Saw.STILL, "SUCCESS": Saw.YES, "REJECTED": Saw.NO, "TIMEOUT": Saw.TIMEOUT}

    assert {word: saw(word) for word in known} == known
    for word in ("", "CHALLENGE", "ERROR", "FAILED", "success", "PASSCODE_REPLAYED", "CANCELLED"):
        assert saw(word) is Saw.UNKNOWN


def test_there_is_one_way_to_be_confirmed_and_one_to_be_used():
    ways = [pair for pair, to in TABLE.items() if to is PushState.CONFIRMED]
    assert ways == [(PushState.WAITING, Saw.YES)]
    ways = [pair for pair, to in TABLE.items() if to is PushState.USED]
    assert ways == [(PushState.CONFIRMED, Saw.TAKEN)]
