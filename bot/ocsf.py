"""The audit as OCSF events, for a SIEM: version 1.5.0 of the Open Cybersecurity Schema Framework.

    3001 Account Change      work on somebody's account has ended: done, unproven, failed
    3004 Entity Management   everything else: what became of a request, a case, a secret, a look-up

An event is made of its entry and of nothing else, and `unmapped` holds the entry whole. So the
chain can be verified from events too, and what an event says besides can be compared with its
entry.

Source: https://schema.ocsf.io/1.5.0/classes/account_change, .../entity_management
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from bot.chain import PRUNED, Document

Event = dict[str, Any]

VERSION: Final = "1.5.0"
IAM: Final = 3
ACCOUNT_CHANGE: Final = 3001
ENTITY_MANAGEMENT: Final = 3004
OTHER: Final = 99

CLASSES: Final = {ACCOUNT_CHANGE: "Account Change", ENTITY_MANAGEMENT: "Entity Management"}
SEVERITIES: Final = {1: "Informational", 3: "Medium"}
STATUSES: Final = {1: "Success", 2: "Failure"}
USER: Final = 1  # types of a user
SYSTEM: Final = 3

CHANGES: Final = {
    "onboard": (1, "Create"),
    "restore": (2, "Enable"),
    "rotate": (4, "Password Reset"),
    "suspend": (5, "Disable"),
}
"""The activity of an account change, by the action that made it."""

CREATE: Final = (1, "Create")
READ: Final = (2, "Read")
UPDATE: Final = (3, "Update")
DELETE: Final = (4, "Delete")

UPDATES: Final = (
    *("approved", "denied", "cancelled", "expired", "asked again", "begun", "stop asked"),
    *("wait ended", "step done", "step failed", "step undone", "attention", "back to work"),
    *("undoing", "case taken", "case muted", "case closed"),
    *("passed on", "broke glass", "review signed"),
)
ENTITY_USER: Final = 2  # the type of a managed entity that is a person

ACTIVITIES: Final = {
    "requested": CREATE,
    "case opened": CREATE,
    "secret sealed": CREATE,
    "secret opened": READ,
    "looked up": READ,
    "linked": CREATE,
    "unlinked": DELETE,
    PRUNED: DELETE,
    "secret destroyed": DELETE,
} | dict.fromkeys(UPDATES, UPDATE)
"""The activity of what is no account change, by the act; others are `Other` under their name."""

ENDINGS: Final = {"done": 1, "unproven": OTHER, "failed": 2}
"""The status of an account change, by the act that ended the work on it."""
FAILURES: Final = frozenset({"refused", "link refused", "failed", "step failed", "not followed"})
NOTEWORTHY: Final = FAILURES | {"unproven", "attention", "undoing", "broke glass", "secret lost"}
"""Acts that somebody should look at, sooner or later."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(NamedTuple):
    """What class of event an entry is, and what was done."""

    class_uid: int
    activity_id: int
    activity: str
    subject: Event


def event_of(entry: Document) -> Event:
    """Make the event of an entry."""
    detail = entry["detail"] if isinstance(entry["detail"], dict) else {}
    act = str(entry["act"])
    kind = _kind(entry, act, detail)
    status_id = ENDINGS.get(act, 2 if act in FAILURES else 1)
    severity_id = 3 if act in NOTEWORTHY else 1
    event = {
        "activity_id": kind.activity_id,
        "activity_name": kind.activity,
        "category_uid": IAM,
        "category_name": "Identity & Access Management",
        "class_uid": kind.class_uid,
        "class_name": CLASSES[kind.class_uid],
        "type_uid": kind.class_uid * 100 + kind.activity_id,
        "type_name": f"{CLASSES[kind.class_uid]}: {kind.activity}",
        "severity_id": severity_id,
        "severity": SEVERITIES[severity_id],
        "status_id": status_id,
        "status": STATUSES.get(status_id, act),
        "time": _milliseconds(entry["at"]),
        "message": _message(entry, act, detail),
        "metadata": _metadata(entry, act),
        "actor": _actor(entry["actor"]),
        **kind.subject,
        "unmapped": entry,
    }
    why = detail.get("reason") or detail.get("why")
    return event | ({"status_detail": str(why)} if why else {})


def entry_of(event: Event) -> Any:
    """Give the entry that an event was made of; None where it holds none."""
    return event.get("unmapped")


def _kind(entry: Document, act: str, detail: Mapping[str, Any]) -> Kind:
    principal = detail.get("principal")
    if act in ENDINGS and principal:
        number, activity = CHANGES.get(str(detail.get("action")), (OTHER, str(detail["action"])))
        user = {"name": str(principal), "type_id": USER, "type": "User"}
        return Kind(ACCOUNT_CHANGE, number, activity, {"user": user})
    number, activity = ACTIVITIES.get(act, (OTHER, act))
    return Kind(ENTITY_MANAGEMENT, number, activity, {"entity": _entity(entry, act, detail)})


def _entity(entry: Document, act: str, detail: Mapping[str, Any]) -> Event:
    if entry["request_id"] is None and (person := detail.get("principal") or detail.get("login")):
        name = str(person)
        user = {"name": name, "type_id": USER, "type": "User"}
        return {"name": name, "type_id": ENTITY_USER, "type": "User", "user": user}
    if entry["request_id"] is not None:
        return _other(_reference(entry), "Request")
    if detail.get("case") is not None:
        return _other(f"case {detail['case']}", "Case")
    return _other("audit" if act == PRUNED else "Deskhand", "Service")


def _other(name: str, kind: str) -> Event:
    return {"name": name, "uid": name, "type_id": OTHER, "type": kind}


def _reference(entry: Document) -> str:
    return f"REQ-{entry['request_id']}"


def _message(entry: Document, act: str, detail: Mapping[str, Any]) -> str:
    what = str(detail.get("action") or detail.get("what") or detail.get("cause") or "")
    about = str(detail.get("principal") or detail.get("about") or "")
    reference = _reference(entry) if entry["request_id"] is not None else ""
    rest = " ".join(filter(None, (reference, what, about)))
    return f"{entry['actor']}: {act}{f' ({rest})' if rest else ''}"


def _metadata(entry: Document, act: str) -> Event:
    correlated = {"correlation_uid": _reference(entry)} if entry["request_id"] is not None else {}
    return {
        "version": VERSION,
        "product": {"name": "Deskhand", "vendor_name": "Deskhand"},
        "log_name": "audit",
        "event_code": act,
        "uid": str(entry["hash"]),
        "sequence": entry["seq"],
        "original_time": str(entry["at"]),
        **correlated,
    }


def _actor(name: Any) -> Event:
    if name == "deskhand":
        return {"app_name": "Deskhand", "user": {"name": "deskhand", "type_id": SYSTEM}}
    return {"app_name": "Deskhand", "user": {"uid": str(name), "type_id": USER}}


def _milliseconds(at: Any) -> int:
    try:
        return (datetime.fromisoformat(at) - EPOCH) // timedelta(milliseconds=1)
    except (TypeError, ValueError):
        return 0  # somebody has spoilt it, which verifying tells
