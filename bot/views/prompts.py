"""The small modals behind the buttons of a thread: reasons, people, and the one-time password."""

from typing import Final

from pydantic import SecretStr

from bot.views import kit
from bot.views.kit import Block, View

DENY: Final = "deny"
CANCEL: Final = "cancel"
DELEGATE: Final = "delegate"
END_WAIT: Final = "end_wait"
SECRET: Final = "secret"  # noqa: S105 - the name of a modal
REASON: Final = "reason"
WHO: Final = "who"

NOT_SHOWN: Final = (
    "The one-time password was opened and is destroyed, and Slack does not confirm that it was "
    "shown. Unless you saw it, reset the person's password in Okta to make another."
)

_LEAST: Final = 3
_MOST: Final = 500


def deny_modal(request_id: int, round: int, reference: str) -> View:  # noqa: A002 - its column's name
    """Ask an approver for the reason of their no."""
    reason = _reason("The requester and the thread will see it.") | {"min_length": _LEAST}
    return kit.modal(
        f"Deny {reference}",
        [kit.field(REASON, "Why not?", reason)],
        callback_id=DENY,
        submit="Deny",
        close="Back",
        metadata=f"{request_id}:{round}",
    )


def pass_on_modal(request_id: int, round: int, reference: str) -> View:  # noqa: A002 - as above
    """Ask an approver who shall decide in their place, and why."""
    somebody = {
        "type": "users_select", "action_id": "v",
        "placeholder": kit.plain("Somebody of this workspace", kit.PLACEHOLDER),
    }  # fmt: skip
    reason = _reason("They and the thread will see it.") | {"min_length": _LEAST}
    return kit.modal(
        f"Pass {reference} on",
        [
            kit.say(
                "They are asked to approve or deny it in your place. Their word then counts as "
                "yours; you can no longer decide yourself, only cancel the request."
            ),
            kit.field(WHO, "Who decides in your place?", somebody),
            kit.field(REASON, "Why?", reason),
        ],
        callback_id=DELEGATE,
        submit="Pass it on",
        close="Back",
        metadata=f"{request_id}:{round}",
    )


def cancel_modal(request_id: int, round: int, reference: str) -> View:  # noqa: A002 - as above
    """Ask once more before a request is taken back."""
    return kit.modal(
        f"Cancel {reference}",
        [
            kit.say("The request is taken back. Nothing has been changed."),
            kit.field(REASON, "Why?", _reason("The thread will show it."), optional=True),
        ],
        callback_id=CANCEL,
        submit="Cancel request",
        close="Back",
        metadata=f"{request_id}:{round}",
    )


def end_wait_modal(request_id: int, position: int, reference: str) -> View:
    """Ask for the reason why nobody shall wait any longer."""
    reason = _reason("Such as: the device is retired.") | {"min_length": _LEAST}
    return kit.modal(
        f"End a wait of {reference}"[: kit.TITLE],
        [
            kit.say(
                "The request goes on without it. The card will say that it was not seen, who "
                "ended the wait, and why."
            ),
            kit.field(REASON, "Why?", reason),
        ],
        callback_id=END_WAIT,
        submit="End the wait",
        close="Back",
        metadata=f"{request_id}:{position}",
    )


def secret_modal_loading(reference: str) -> View:
    """Hold the place while the password is unsealed."""
    blocks = [kit.say("Opening the one-time password…")]
    return kit.modal(reference, blocks, callback_id=SECRET, close="Close")


def secret_modal(reference: str, secret: SecretStr) -> View:
    """Show the password, exactly as it is, for the only time."""
    shown = {"type": "text", "text": secret.get_secret_value()}
    return kit.modal(
        reference,
        [
            kit.section("*The one-time password*"),
            kit.rich({"type": "rich_text_preformatted", "elements": [shown]}),
            kit.say("It is destroyed now; it cannot be shown again."),
        ],
        callback_id=SECRET,
        close="Close",
    )


def _reason(placeholder: str) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": "v",
        "multiline": True,
        "max_length": _MOST,
        "placeholder": kit.plain(placeholder, kit.PLACEHOLDER),
    }
