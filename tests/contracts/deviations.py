"""Where the vendors' own files are wrong, or narrower than what the vendors really do.

What is excused here is a fault of the file, or a choice that the table in docs/sandbox.md tells of.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.contracts.description import Fault


@dataclass(frozen=True)
class Deviation:
    """A fault that is known; `*` stands for any characters in each of its three parts."""

    operation: str
    where: str
    what: str
    reason: str

    def excuses(self, fault: Fault) -> bool:
        """Say whether a fault is this one."""
        return (
            fnmatchcase(fault.operation, self.operation)
            and fnmatchcase(fault.where, self.where)
            and fnmatchcase(fault.what, self.what)
        )


UNDESCRIBED = "is not described"
NULL = "None *"
LIVE = "live clients of JumpCloud read it so; the file tells of text only"
STATUS = "the file tells of few refusals; Okta's own catalogue of error codes has this status"
TERSE = "the file tells of no refusal here; JumpCloud's prose and its clients do"
IN_BODY = "JumpCloud's own clients send it in the body; the file has it in the query"
CUT = "the file at hand is a part of the vendor's, and leaves this path out"

KNOWN: tuple[Deviation, ...] = (
    Deviation(
        "okta *", "answer 200*/emails", UNDESCRIBED, "recorded: a user's credentials have mails"
    ),
    Deviation(
        "okta GET /api/v1/users/{id}",
        "answer 200 /_links/delete",
        UNDESCRIBED,
        "recorded: a deactivated user may be deleted, and the link says so",
    ),
    Deviation(
        "okta POST /api/v1/users/{id}/lifecycle/*",
        "answer 200",
        "no body is described",
        "recorded: an empty object",
    ),
    Deviation("okta GET /api/v1/logs", "answer 200 /*/detailEntry", NULL, "recorded: null"),
    Deviation("okta GET /api/v1/logs", "answer 200 /*/outcome/reason", NULL, "recorded: null"),
    Deviation("okta GET /api/v1/logs", "answer 200 /*/legacyEventType", NULL, "recorded: null"),
    Deviation("okta *", "answer 200*/externalId", NULL, "recorded: null until it was pushed"),
    *(Deviation("okta *", f"answer {each}", UNDESCRIBED, STATUS) for each in (400, 401, 404, 409)),
    Deviation(
        "okta *",
        "answer 400 /error*",
        UNDESCRIBED,
        "a DPoP proof is refused in OAuth's words; whether Okta does so here is not confirmed",
    ),
    Deviation("okta * /api/v1/users/*/factors*", "path", UNDESCRIBED, CUT),
    Deviation("okta GET /api/v1/meta/schemas/user/default", "path", UNDESCRIBED, CUT),
    Deviation("okta * /api/v1/groups*", "path", UNDESCRIBED, CUT),
    Deviation("jumpcloud-v1 *", "answer 200*/restrictedFields/*/id", NULL, LIVE),
    Deviation("jumpcloud-v1 *", "answer 200*/external_password_expiration_date", NULL, LIVE),
    Deviation("jumpcloud-v1 *", "answer 200*/alternateEmail", NULL, LIVE),
    Deviation("jumpcloud-v1 *", "answer 200 /id", UNDESCRIBED, "live: `id` repeats `_id`"),
    Deviation(
        "jumpcloud-v1 *", "answer 200 /results/*/id", UNDESCRIBED, "live: `id` repeats `_id`"
    ),
    Deviation("jumpcloud-* *", "answer 401 /error", UNDESCRIBED, "live: beside the message"),
    *(
        Deviation(
            f"jumpcloud-v1 POST /systemusers/{{id}}/{each}",
            "answer 200",
            "has no body",
            "JumpCloud's clients read none; the file tells of a text",
        )
        for each in ("unlock", "expire")
    ),
    Deviation("jumpcloud-v2 * /systemgroups/*/suggestions", "path", UNDESCRIBED, CUT),
    Deviation(
        "jumpcloud-v2 * /identity-providers",
        "path",
        UNDESCRIBED,
        "live clients of JumpCloud call it; no file tells of it",
    ),
    Deviation(
        "jumpcloud-v1 POST /oauth2/token",
        "path",
        UNDESCRIBED,
        "on a host of its own, of which no file tells; JumpCloud's clients use it",
    ),
    *(
        Deviation("jumpcloud-v1 POST /search/*", f"body /{each}", UNDESCRIBED, IN_BODY)
        for each in ("limit", "sort")
    ),
    *(
        Deviation("jumpcloud-* *", f"answer {each}", UNDESCRIBED, TERSE)
        for each in (400, 401, 403, 404, 409)
    ),
    Deviation(
        "jumpcloud-v2 POST /bulk/userstates",
        "answer 40? /message",
        UNDESCRIBED,
        "the file tells of an object without saying what is in it",
    ),
)

OF_SLACK: tuple[Deviation, ...] = (
    Deviation("slack *", "argument team_id", UNDESCRIBED, "Bolt's clients say it with every call"),
    Deviation(
        "slack view_submission",
        "payload /response_urls",
        UNDESCRIBED,
        "Slack's prose has it, empty where no input asks for one; the sample was taken before",
    ),
    Deviation(
        "slack conversations.open",
        "answer /channel/*",
        UNDESCRIBED,
        "the sample is of one person; a conversation of several is told as a channel is",
    ),
    Deviation(
        "slack conversations.history",
        "answer /messages/*/pinned_*",
        UNDESCRIBED,
        "Slack's prose has it; nothing was pinned when the sample was taken",
    ),
    Deviation(
        "slack files.completeUploadExternal",
        "answer /files/*/shares/private",
        UNDESCRIBED,
        "Slack's prose has it; the sample's file was shared in public only",
    ),
    Deviation(
        "slack *",
        "answer /message*/root/*",
        UNDESCRIBED,
        "the sample's first message is of a classic app, which has no user and no profile",
    ),
    *(
        Deviation(
            "slack chat.update",
            f"answer /message/{each}",
            UNDESCRIBED,
            "the sample's message is no reply",
        )
        for each in ("parent_user_id", "root", "subtype")
    ),
)


def excuse(fault: Fault) -> Deviation | None:
    """Find the known deviation that a fault is."""
    return next((each for each in (*KNOWN, *OF_SLACK) if each.excuses(fault)), None)
