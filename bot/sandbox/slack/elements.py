"""What stands inside blocks: texts, options, confirmations, buttons, selects and inputs.

Limits are Slack's; where slack_sdk's models let something pass that Slack refuses (an option's
text, an initial option that is not offered), Slack is followed.

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.sandbox.slack.rules import (
    Check,
    Fault,
    Field,
    anything,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    fault,
    listed,
    need,
    number,
    one_of,
    shape,
    string,
)

URL: Final = 3000
ID: Final = 255
OPTIONS: Final = 100
TYPE: Final = need(anything)


def plain(most: int) -> Check:
    """Accept a plain_text object of 1 to `most` characters."""
    fields = {"type": TYPE, "text": need(string(most, least=1)), "emoji": Field(boolean)}
    return by_type({"plain_text": shape(fields)})


def text(most: int) -> Check:
    """Accept a plain_text or mrkdwn object of 1 to `most` characters."""
    body = need(string(most, least=1))
    return by_type(
        {
            "plain_text": shape({"type": TYPE, "text": body, "emoji": Field(boolean)}),
            "mrkdwn": shape({"type": TYPE, "text": body, "verbatim": Field(boolean)}),
        }
    )


def _option(label: Check) -> Check:
    return shape(
        {
            "text": need(label),
            "value": need(string(150)),
            "description": Field(text(75)),
            "url": Field(string(URL)),
        }
    )


OPTION: Final = _option(plain(75))
RICH_OPTION: Final = _option(text(75))
OPTION_GROUP: Final = shape({"label": need(plain(75)), "options": need(listed(OPTION, OPTIONS))})
OPTION_ANSWER: Final = shape(
    {
        "options": Field(listed(OPTION, OPTIONS, least=0)),
        "option_groups": Field(listed(OPTION_GROUP, OPTIONS, least=0)),
    },
    at_least_one("options", "option_groups"),
)
STYLE: Final = one_of("primary", "danger")
CONFIRM: Final = shape(
    {
        "title": need(plain(100)),
        "text": need(text(300)),
        "confirm": need(plain(30)),
        "deny": need(plain(30)),
        "style": Field(STYLE),
    }
)
SLACK_FILE: Final = shape({"id": Field(anything), "url": Field(anything)}, exactly_one("id", "url"))
DISPATCH: Final = shape(
    {"trigger_actions_on": need(listed(one_of("on_enter_pressed", "on_character_entered"), most=2))}
)


def options_of(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the options that an element offers by itself, those in groups too."""
    grouped = [
        option for group in element.get("option_groups") or [] for option in group["options"]
    ]
    return [*(element.get("options") or []), *grouped]


def _offered(element: dict[str, Any], pointer: str) -> Iterator[Fault]:
    chosen = element.get("initial_options") or [element.get("initial_option")]
    try:
        values = {option["value"] for option in options_of(element)}
        missing = [option for option in chosen if option and option["value"] not in values]
    except (KeyError, TypeError):
        return  # the options themselves are at fault, and have been named
    if missing:
        message = "initial option must be one of the options"
        yield fault(pointer, message, "initial_option", sorted(values))


def _element(
    own: Mapping[str, Field],
    *,
    focus: bool = True,
    confirm: bool = True,
    placeholder: bool = True,
) -> Mapping[str, Field]:
    fields = {"type": TYPE, "action_id": Field(string(ID, least=1)), **own}
    if focus:
        fields["focus_on_load"] = Field(boolean)
    if confirm:
        fields["confirm"] = Field(CONFIRM)
    if placeholder:
        fields["placeholder"] = Field(plain(150))
    return fields


def _choice(most: int, *, many: bool) -> Check:
    options = {"options": need(listed(RICH_OPTION, most))}
    initial = {"initial_options" if many else "initial_option": Field(anything)}
    return shape(_element(options | initial, placeholder=False), _offered)


def _initial(noun: str, check: Check, *, many: bool) -> dict[str, Field]:
    if not many:
        return {f"initial_{noun}": Field(check)}
    return {
        f"initial_{noun}s": Field(listed(check, OPTIONS)),
        "max_selected_items": Field(number(1, OPTIONS)),
    }


def _static(*, many: bool) -> Check:
    options = {
        "options": Field(listed(OPTION, OPTIONS)),
        "option_groups": Field(listed(OPTION_GROUP, OPTIONS)),
    }
    own = options | _initial("option", OPTION, many=many)
    return shape(_element(own), exactly_one("options", "option_groups"), _offered)


def _external(*, many: bool) -> Check:
    own = {"min_query_length": Field(number(0, ID))}
    return shape(_element(own | _initial("option", OPTION, many=many)))


def _of(noun: str, *, many: bool) -> Check:
    own = _initial(noun, string(ID), many=many)
    if noun == "conversation":
        own |= {"default_to_current_conversation": Field(boolean), "filter": Field(anything)}
    if not many and noun != "user":
        own["response_url_enabled"] = Field(boolean)
    return shape(_element(own))


def _input(**own: Field) -> Check:
    return shape(_element({"dispatch_action_config": Field(DISPATCH), **own}, confirm=False))


BUTTON: Final = shape(
    _element(
        {
            "text": need(plain(75)),
            "value": Field(string(2000)),
            "url": Field(string(URL)),
            "style": Field(STYLE),
            "accessibility_label": Field(string(75)),
        },
        focus=False,
        placeholder=False,
    )
)
IMAGE: Final = shape(
    {
        "type": TYPE,
        "image_url": Field(string(URL)),
        "slack_file": Field(SLACK_FILE),
        "alt_text": need(string(2000)),
    },
    exactly_one("image_url", "slack_file"),
)
OVERFLOW: Final = shape(
    _element({"options": need(listed(OPTION, 5))}, focus=False, placeholder=False)
)
PICKERS: Final[Mapping[str, Check]] = {
    "datepicker": shape(_element({"initial_date": Field(string(10, least=10))})),
    "timepicker": shape(
        _element({"initial_time": Field(string(5, least=5)), "timezone": Field(string(ID))})
    ),
    "datetimepicker": shape(
        _element({"initial_date_time": Field(number(10**9, 10**10 - 1))}, placeholder=False)
    ),
}
SELECTS: Final[Mapping[str, Check]] = {
    "static_select": _static(many=False),
    "multi_static_select": _static(many=True),
    "external_select": _external(many=False),
    "multi_external_select": _external(many=True),
    "users_select": _of("user", many=False),
    "multi_users_select": _of("user", many=True),
    "conversations_select": _of("conversation", many=False),
    "multi_conversations_select": _of("conversation", many=True),
    "channels_select": _of("channel", many=False),
    "multi_channels_select": _of("channel", many=True),
    "radio_buttons": _choice(10, many=False),
    "checkboxes": _choice(10, many=True),
}
INPUTS: Final[Mapping[str, Check]] = {
    "plain_text_input": _input(
        initial_value=Field(string(3000)),
        multiline=Field(boolean),
        min_length=Field(number(0, 3000)),
        max_length=Field(number(1, 3000)),
    ),
    "email_text_input": _input(initial_value=Field(string(ID))),
    "url_text_input": _input(initial_value=Field(string(URL))),
    "number_input": _input(
        is_decimal_allowed=need(boolean),
        initial_value=Field(string(ID)),
        min_value=Field(string(ID)),
        max_value=Field(string(ID)),
    ),
    "rich_text_input": _input(
        initial_value=Field(anything),
        min_lines=Field(number(1, 100)),
        max_lines=Field(number(1, 100)),
    ),
    "file_input": shape(
        _element(
            {
                "filetypes": Field(listed(string(ID), OPTIONS)),
                "max_files": Field(number(1, 10)),
            },
            focus=False,
            confirm=False,
            placeholder=False,
        )
    ),
}
BUTTONS: Final[Mapping[str, Check]] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": anything,
}
IN_ACTIONS: Final = by_type({**BUTTONS, **PICKERS, **SELECTS, "rich_text_input": anything})
IN_SECTION: Final = by_type({**BUTTONS, **PICKERS, **SELECTS, "image": IMAGE})
IN_INPUT: Final = by_type({**INPUTS, **PICKERS, **SELECTS})
