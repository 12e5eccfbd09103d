"""Block Kit to draw: builders, and one sample of every block and element that Slack takes."""

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PICTURE = "https://acme.example/chart.png"


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def option(value, text=None, **more):
    return {"value": value, "text": plain(text or value.title()), **more}


TWO = [option("one"), option("two")]


def field(kind, **element):
    block = {"type": "input", "block_id": "field", "label": plain("The label")}
    return block | {"element": {"type": kind, "action_id": "v", **element}}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def words(text, **style):
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def section(*elements):
    return {"type": "rich_text_section", "elements": list(elements)}


def listed(style, *texts, **more):
    items = [section(words(text)) for text in texts]
    return {"type": "rich_text_list", "style": style, "elements": items, **more}


def picture(text="A chart"):
    return {"type": "image", "image_url": PICTURE, "alt_text": text}


def button(text="Press", **more):
    return {"type": "button", "action_id": "press", "text": plain(text), **more}


def card(title):
    return {
        "type": "card",
        "title": mrkdwn(title),
        "subtitle": mrkdwn("MacBook Pro 14"),
        "body": mrkdwn("Bound to *Ada*, online"),
        "actions": [button("Lock", value="lt-ada")],
    }


def task(title, status, **more):
    return {"type": "task_card", "task_id": title, "title": title, "status": status, **more}


def thumb(text):
    return {"text": plain(text), "value": text}


def series(name, *values):
    return {
        "name": name,
        "data": [
            {"label": day, "value": value}
            for day, value in zip(("Mon", "Tue", "Wed"), values, strict=True)
        ],
    }


def chart(kind):
    if kind == "pie":
        parts = [{"label": "Done", "value": 7}, {"label": "Failed", "value": 2}]
        return {"type": "data_visualization", "title": "Requests", "chart": {
            "type": "pie", "segments": parts,
        }}  # fmt: skip
    axes = {"categories": ["Mon", "Tue", "Wed"], "x_label": "Day", "y_label": "Requests"}
    drawn = [series("Onboard", 4, 7, 5), series("Suspend", 1, 2, 4)]
    return {"type": "data_visualization", "title": f"A week ({kind})", "chart": {
        "type": kind, "series": drawn, "axis_config": axes,
    }}  # fmt: skip


TABLE = [
    [{"type": "raw_text", "text": text} for text in ("Person", "State")],
    [rich(section(words("Ada", bold=True))), {"type": "raw_text", "text": "ACTIVE"}],
]
ROWS = [
    [{"type": "raw_text", "text": "Laptop"}, {"type": "raw_text", "text": "Days away"}],
    *(
        [{"type": "raw_text", "text": f"LT-{n:02}"}, {"type": "raw_number", "value": 9 - n}]
        for n in range(1, 9)
    ),
]
STYLED = rich(
    section(
        words("bold", bold=True), words(" it", italic=True), words(" gone", strike=True),
        words(" code", code=True), words(" under", underline=True), words(" "),
        {"type": "user", "user_id": "U1"}, words(" "),
        {"type": "channel", "channel_id": "C1"}, words(" "),
        {"type": "usergroup", "usergroup_id": "S1"}, words(" "),
        {"type": "team", "team_id": "T1"}, words(" "),
        {"type": "broadcast", "range": "here"}, words(" "),
        {"type": "emoji", "name": "unheard_of", "unicode": "1f389"}, words(" "),
        {"type": "date", "timestamp": 1795500000, "format": "{date_num}", "fallback": "then"},
        words(" "), {"type": "color", "value": "#0f766e"}, words(" "),
        {"type": "link", "url": "https://acme.example", "text": "a link"},
    ),
    listed("bullet", "first", "second"),
    listed("ordered", "third", indent=1, offset=2),
    {"type": "rich_text_quote", "elements": [words("quoted")]},
    {"type": "rich_text_preformatted", "elements": [words("as  it stands")]},
)  # fmt: skip

ELEMENTS = {
    "button": button(style="primary", value="7"),
    "overflow": {"type": "overflow", "options": TWO},
    "workflow_button": {
        "type": "workflow_button",
        "text": plain("Start"),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft0/abc"}},
    },
    "image": picture(),
    "datepicker": {"type": "datepicker", "initial_date": "2026-11-24"},
    "timepicker": {"type": "timepicker", "initial_time": "09:30", "timezone": "Europe/Berlin"},
    "datetimepicker": {"type": "datetimepicker", "initial_date_time": 1795500000},
    "radio_buttons": {"type": "radio_buttons", "options": TWO},
    "checkboxes": {"type": "checkboxes", "options": TWO},
    "plain_text_input": {"type": "plain_text_input", "multiline": True},
    "email_text_input": {"type": "email_text_input"},
    "url_text_input": {"type": "url_text_input"},
    "number_input": {"type": "number_input", "is_decimal_allowed": False},
    "rich_text_input": {"type": "rich_text_input"},
    "file_input": {"type": "file_input", "filetypes": ["csv"]},
    "plain_text": plain("today"),
    "mrkdwn": mrkdwn("by <@U1>"),
    "static_select": {
        "type": "static_select",
        "option_groups": [{"label": plain("Teams"), "options": TWO}],
    },
    "multi_static_select": {"type": "multi_static_select", "options": TWO},
    **{
        f"{many}{kind}": {"type": f"{many}{kind}"}
        for many in ("", "multi_")
        for kind in ("external_select", "users_select", "conversations_select", "channels_select")
    },
}
BLOCKS = {
    "section": {
        "type": "section",
        "text": mrkdwn("Some *text*"),
        "fields": [mrkdwn("*Person*\nAda"), mrkdwn("*State*\nActive")],
    },
    "header": {"type": "header", "text": plain("A header :tada:")},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [mrkdwn("by <@U1>"), picture()]},
    "actions": {"type": "actions", "elements": [button(style="danger")]},
    "input": field("plain_text_input") | {"hint": plain("A hint"), "optional": True},
    "image": picture() | {"title": plain("The week")},
    "rich_text": STYLED,
    "video": {
        "type": "video",
        "title": plain("How to lock a laptop"),
        "title_url": "https://video.example/1",
        "video_url": "https://video.example/embed/1",
        "thumbnail_url": PICTURE,
        "alt_text": "A laptop",
        "provider_name": "Video",
    },
    "call": {
        "type": "call",
        "call_id": "R1",
        "call": {"v1": {"name": "Stand-up", "join_url": "https://call.example/1"}},
    },
    "card": card("LT-ADA"),
    "carousel": {"type": "carousel", "elements": [card("LT-ADA"), card("LT-BOB")]},
    "container": {
        "type": "container",
        "title": plain("Details"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": plain("Inside")}],
    },
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "fed",
                "positive_button": thumb("Good"),
                "negative_button": thumb("Bad"),
            },
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Delete")},
        ],
    },
    "data_table": {"type": "data_table", "caption": "Laptops", "rows": ROWS},
    "data_visualization": chart("bar"),
    "file": {"type": "file", "external_id": "F1", "source": "remote"},
    "plan": {
        "type": "plan",
        "title": "Onboard Ada",
        "tasks": [
            task("Create in Okta", "complete", output=rich(section(words("ada@acme.example")))),
            task("Arrive in JumpCloud", "in_progress"),
            task("Bind LT-ADA", "pending"),
        ],
    },
    "task_card": task(
        "Look at the log",
        "error",
        details=rich(section(words("Nothing found"))),
        sources=[{"type": "url", "url": "https://acme.example/log", "text": "The log"}],
    ),
    "markdown": {"type": "markdown", "text": "# Title\n- **one**\n\n|a|b|\n|-|-|\n|c|d|"},
    "table": {"type": "table", "rows": TABLE},
    "alert": {"type": "alert", "level": "warning", "text": mrkdwn("Careful")},
}
