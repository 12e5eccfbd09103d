"""A device refused what it was told by device management."""

from typing import Any, Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, reporting
from bot.watch.wording import tell, told

FAILED: Final = ("error", "commandformaterror")


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire by what the device answered; that it was reached at all counts as success."""
    device = event.thing(Kind.DEVICE)
    if device is None or told(event, "status").lower() not in FAILED:
        return None
    command = told(event, "command") or told(event, "command_name")
    return tell(
        event,
        "mdm_failed",
        Severity.WARNING,
        device,
        f"{device.label} did not do what it was told",
        also=f"The command was {command}." if command else "",
        means="What the command was to bring about is not so.",
        todo="Look at the device in JumpCloud, and give the command again.",
        ways=(Way.JUMPCLOUD,),
    )


def _answer(status: str, **fields: Any) -> dict[str, Any]:
    return {"service": "mdm", "system": reporting(), "status": status, **fields}


MDM_FAILED: Final = Rule(
    name="mdm_failed",
    title="A device answered a command of device management with an error",
    types={Source.JUMPCLOUD: ("mdm_command_result",)},
    judge=judge,
    fires=(
        directory_event(
            "mdm_command_result",
            **_answer(
                "Error", command="lock", success=False,
                error_chain=[{"error_code": 12021, "localized_description": "Not valid."}],
            ),
        ),
        directory_event("mdm_command_result", **_answer("CommandFormatError")),
    ),
    silent=(
        directory_event("mdm_command_result", **_answer("Acknowledged")),
        directory_event("mdm_command_result", **_answer("Idle")),
        directory_event("mdm_command_result", service="mdm", status="Error"),
    ),
)  # fmt: skip
