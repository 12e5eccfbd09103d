"""What is refused before a request is sent, in words under the field that it is about. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.action import Action
from bot.errors import InvalidForm
from bot.form import Choice, Form, Kind
from bot.search import NOTHING
from bot.views import forms, review
from storage.tables import Request


def refuse_unconfirmed(request: Request, typed: str) -> None:
    """Refuse what is to be confirmed by typing, and was not."""
    wanted = str(request.plan.get("confirm") or "")
    if wanted and forms.untangle(typed).casefold() != wanted.casefold():
        fault = {review.CONFIRM: f"This is not {wanted}. Nothing was sent."}
        raise InvalidForm(f"What was typed to confirm is not {wanted}. Nothing was sent.", fault)


def refuse_unoffered(form: Form, choices: Mapping[str, Sequence[Choice]]) -> None:
    """Refuse a choice that was there when the modal was opened, and is not any more."""
    faults = {
        name: "This is not offered any more. Please choose again."
        for name, ask in form.asks().items()
        if ask.kind is Kind.CHOICE
        and (value := getattr(form, name))
        and value not in {choice.value for choice in (ask.choices or choices.get(name, ()))}
    }
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)


def refuse_messages(values: dict[str, Any]) -> None:
    """Refuse what a search offered in place of a find, when it could not search."""
    chosen = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    faults = {
        name: "This was a message, nothing to choose. Please search again."
        for name, several in chosen.items()
        if any(isinstance(one, dict) and one.get("id") == NOTHING for one in several)
    }
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)


def refuse_second(action: Action[Any], principal: str, open_ones: Sequence[Request]) -> None:
    """Refuse a second request about somebody, unless it is one that stands behind none."""
    in_the_way = [one for one in open_ones if not action.urgent or one.action == action.name]
    if in_the_way:
        first = in_the_way[0]
        raise InvalidForm(
            f"{first.reference} about {principal} is still open. "
            "Wait for it, or cancel it in its thread, before you send another."
        )
