"""Okta's refusals, with its codes and its words.

Source: https://developer.okta.com/docs/reference/error-codes/
"""

from typing import Any, Final

EXPIRED: Final = "Could not create user. To create a user and expire their password immediately,"
CODES: Final = {
    "E0000001": (400, "Api validation failed: {}"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000006": (403, "You do not have permission to perform the requested action"),
    "E0000007": (404, "Not found: Resource not found: {}"),
    "E0000011": (401, "Invalid token provided"),
    "E0000014": (403, "Update of credentials failed"),
    "E0000016": (403, "Activation failed because the user is already active"),
    "E0000017": (403, "Password reset failed"),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000031": (400, "Invalid search criteria."),
    "E0000032": (403, "Unlock is not allowed for this user."),
    "E0000034": (403, "Forgot password not allowed on specified user."),
    "E0000035": (403, "Change password not allowed on specified user."),
    "E0000038": (403, "This operation is not allowed in the user's current status."),
    "E0000047": (429, "API call exceeded rate limit due to too many requests."),
    "E0000053": (400, "Invalid SCIM filter."),
    "E0000062": (409, "The specified user is already assigned to the application."),
    "E0000093": (400, "Target count limit exceeded"),
    "E0000117": (403, "Cannot assign apps or update app profiles for an inactive user."),
    "E0000124": (400, f"{EXPIRED} a password must be specified"),
    "E0000125": (400, f'{EXPIRED} "activate" must be true'),
}


class OktaError(Exception):
    """An answer that is an error; `causes` are the sentences that say what was wrong."""

    def __init__(self, code: str, about: str = "", *causes: str) -> None:
        super().__init__(code, about)
        self.code = code
        self.status, text = CODES[code]
        self.summary = text.format(about)
        self.causes = causes

    def body(self, error_id: str) -> dict[str, Any]:
        """Render as Okta does; `errorLink` repeats the code."""
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


def not_found(what: str, kind: str) -> OktaError:
    """Refuse for want of a thing; `kind` is Okta's word for it, such as `User`."""
    return OktaError("E0000007", f"{what} ({kind})")


def invalid(about: str, *causes: str) -> OktaError:
    """Refuse what was sent."""
    return OktaError("E0000001", about, *causes)
