"""What the doctor says of the keys that seal one-time passwords, and of what they sealed."""

from collections.abc import Sequence
from typing import Final

from bot.doctor.finding import Finding, bad, good, note
from bot.settings import Settings
from bot.vault import Vault
from storage import sealed
from storage.database import Database
from storage.tables import Sealed

KEYS: Final = "Sealing key"
KEPT: Final = "Sealed passwords"


async def look(settings: Settings, database: Database) -> list[Finding]:
    """Compare the keys with what is sealed; the database is only read.

    Raises:
        Unavailable: the database does not answer.
    """
    kept: Sequence[Sealed] = ()
    if await database.has(Sealed):
        async with database.transaction() as session:
            kept = await sealed.list_kept(session)
    return judge(settings, {row.request_id: row.ciphertext or b"" for row in kept})


def judge(settings: Settings, kept: dict[int, bytes]) -> list[Finding]:
    """Say which keys are needed, and what none of them opens. Pure.

    Args:
        kept: The ciphertext by request.
    """
    keys = settings.sealing_keys
    sealers = dict.fromkeys(kept)
    if keys:
        vault = Vault(keys)
        sealers = {request: vault.sealer(ciphertext) for request, ciphertext in kept.items()}
    lost = [f"REQ-{request}" for request, sealer in sealers.items() if sealer is None]
    findings = _keys(len(keys), [sealer for sealer in sealers.values() if sealer])
    if lost:
        remedy = (
            "Put the key that sealed it behind the others in SEALING_KEY, or reset the person's "
            "password in Okta."
        )
        return [*findings, bad(KEPT, f"no key opens that of {', '.join(lost)}", remedy)]
    seen = f"{len(kept)} to be opened" if kept else "none is waiting"
    return [*findings, good(KEPT, seen)]


def _keys(count: int, older_in_use: Sequence[int]) -> list[Finding]:
    if not count:
        return [note(KEYS, "not set: no one-time passwords", "Set SEALING_KEY.")]
    findings = [good(KEYS, f"{count} in use, the newest first")]
    for place in range(1, count):
        sealing = older_in_use.count(place)
        which = f"key {place + 1} of {count}"
        if sealing:
            remedy = "Keep it until the bot has been restarted with both: it seals them anew."
            findings.append(note(KEYS, f"{which} seals {sealing}", remedy))
        else:
            remedy = "Take it away from SEALING_KEY, everywhere."
            findings.append(note(KEYS, f"{which} seals nothing any more", remedy))
    return findings
