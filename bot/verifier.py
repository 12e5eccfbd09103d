"""Verifying: reads the entries of a chain in order, and says where it is broken.

    edited      its contents do not give its hash
    removed     a number is missing; at the end only a head that was noted elsewhere tells
    inserted    it does not fit between its neighbours
    moved       it stands where another number was expected
    rewritten   an entry was hashed anew, and the one after was chained to what it was before

It keeps the last entry only, so a chain may have any length. What it cannot find is a chain that
was rewritten whole: for that there is the noted head.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.chain import GENESIS, PARTS, PRUNED, Document, Fault, Head, hash_of

EDITED: Final = "its contents do not give its hash: it was edited"
UNLINKED: Final = "is not the entry that {after} was chained to: one of the two was written anew"
MOVED: Final = "stands where {expected} was expected: it was moved or put in"
MISSING: Final = "is missing: it was removed, or moved behind {seq}"
MISSING_MANY: Final = "and all up to {last} are missing: they were removed, or moved behind {seq}"
NOT_FIRST: Final = "the chain does not begin with it: what stood before was removed or rewritten"
UNPRUNED: Final = "and all before it are missing, and no checkpoint tells of their removal"
NOT_NOTED: Final = "is not the entry whose hash was noted: the chain was written anew"
CUT: Final = "is missing: its hash was noted, so the end of the chain was removed"
UNSEEN: Final = "is the last, and none has the noted hash: the end was removed or written anew"
TOO_OLD: Final = "was noted, and has been removed since by a checkpoint: note a newer one"


class Verifier:
    """Reads a chain.

    Args:
        start: The entry before the first, where the chain is only a part of the whole.
        noted: An entry that must be among them, noted where nobody could change it.
    """

    def __init__(self, start: Head | None = None, noted: Head | None = None) -> None:
        self.count = 0
        self.first: Document | None = None
        self.head: Head | None = None
        self._start = start
        self._noted = noted
        self._noted_seen = False
        self._hashes: set[str] = set()  # of the last entry: the one it has, the one it should have
        self._checkpoint: Head | None = None

    def faults(self, documents: Iterable[Document]) -> Iterator[Fault]:
        """Read entries to their end, and give what is wrong, as it is found."""
        for document in documents:
            yield from self.read(document)
        yield from self.end()

    def read(self, document: Document) -> list[Fault]:
        """Read the next entry, and give what is wrong with it and before it."""
        seq = document.get("seq")
        if document.keys() != PARTS or not isinstance(seq, int):
            return [Fault(self._expected, "is no entry: parts are missing, or too many")]
        self.count += 1
        found, moved = self._placed(document, seq)
        hashes = {str(document["hash"]), _computed(document)}
        if len(hashes) > 1:
            found.append(Fault(seq, EDITED))
        if not moved:
            self.head, self._hashes = Head(seq, str(document["hash"])), hashes
        self._learn(document, seq)
        found += self._against_note(seq, str(document["hash"]))
        return found

    def end(self) -> list[Fault]:
        """Say what is wrong now that there are no more."""
        first = self.first["seq"] if self.first else 1
        found = []
        if first > 1 and self._start is None and self._checkpoint != self._before_first:
            found.append(Fault(first - 1, UNPRUNED))
        if self._noted and not self._noted_seen and not self._is_noted(self._checkpoint):
            found.append(self._unseen(self._noted, first))
        return found

    @property
    def pruned(self) -> Head | None:
        """The last of the entries that a checkpoint says were removed before the first."""
        first = self.first["seq"] if self.first else 1
        return self._checkpoint if first > 1 and self._start is None else None

    @property
    def _expected(self) -> int:
        if self.head and self.head.seq is not None:
            return self.head.seq + 1
        return self._start.seq + 1 if self._start and self._start.seq is not None else 1

    @property
    def _before_first(self) -> Head | None:
        return Head(self.first["seq"] - 1, self.first["previous"]) if self.first else None

    def _placed(self, document: Document, seq: int) -> tuple[list[Fault], bool]:
        """Say what is wrong with an entry's place, and whether it is out of the order."""
        if self.head is None:
            return self._begun(document, seq), False
        if seq < self._expected:
            return [Fault(seq, MOVED.format(expected=self._expected))], True
        if seq > self._expected:
            last, words = seq - 1, MISSING if seq - 1 == self._expected else MISSING_MANY
            return [Fault(self._expected, words.format(last=last, seq=seq))], False
        if document["previous"] not in self._hashes:
            return [Fault(seq - 1, UNLINKED.format(after=seq))], False
        return [], False

    def _begun(self, document: Document, seq: int) -> list[Fault]:
        self.first = {"seq": seq, "previous": document["previous"]}
        if self._start is None:
            alone = seq == 1 and document["previous"] != GENESIS
            return [Fault(seq, NOT_FIRST)] if alone else []
        right = self._start.seq in {None, seq - 1} and document["previous"] == self._start.hash
        return [] if right else [Fault(seq, NOT_FIRST)]

    def _learn(self, document: Document, seq: int) -> None:
        if document["act"] != PRUNED or not isinstance(document["detail"], dict):
            return
        through, digest = document["detail"].get("through"), document["detail"].get("hash")
        if isinstance(through, int) and through < seq:
            self._checkpoint = Head(through, str(digest))

    def _against_note(self, seq: int, digest: str) -> list[Fault]:
        if self._is_noted(Head(seq, digest)):
            self._noted_seen = True
        elif self._noted and self._noted.seq == seq:
            self._noted_seen = True
            return [Fault(seq, NOT_NOTED)]
        return []

    def _is_noted(self, head: Head | None) -> bool:
        if head is None or self._noted is None:
            return False
        return head.hash == self._noted.hash and self._noted.seq in {None, head.seq}

    def _unseen(self, noted: Head, first: int) -> Fault:
        last = self.head.seq if self.head and self.head.seq is not None else 0
        if noted.seq is None:
            return Fault(last, UNSEEN)
        return Fault(noted.seq, TOO_OLD if noted.seq < first else CUT)


def _computed(document: Document) -> str:
    """Give the hash that the contents have; of what is not plain, one that none can have."""
    try:
        return hash_of(document)
    except (TypeError, ValueError, RecursionError):
        return ""
