"""What people confirm with in Okta, and pushes to their phones.

A push is asked with a number where Okta gives one: the phone offers three, and only whoever sees
the right one elsewhere can choose it. Okta shows no text of ours on the phone.

Source: Okta's management API, User Factors: List all enrolled factors, Verify a factor (the
request body for `push`, answered with 201), Retrieve a factor transaction status.
"""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import AliasPath, Field

from bot.client import segment
from bot.clients.answers import Answer, Calls, Moment
from bot.errors import Refused

USERS: Final = "/api/v1/users"


class Factor(Answer):
    """Something that a person can confirm with.

    Attributes:
        kind: push, token:software:totp, signed_nonce and others.
        provider: OKTA is Okta Verify.
        status: ACTIVE once it is set up.
        device: What its owner calls the phone; may be empty.
    """

    id: str
    kind: str = Field("", alias="factorType")
    provider: str = ""
    status: str = ""
    device: str = Field("", validation_alias=AliasPath("profile", "name"))

    @property
    def takes_push(self) -> bool:
        """Whether Okta Verify on a phone is behind it, ready to be asked."""
        return (self.kind, self.provider, self.status) == ("push", "OKTA", "ACTIVE")


class Transaction(Answer):
    """How a push stands.

    Attributes:
        result: WAITING, SUCCESS, REJECTED, TIMEOUT, or another that Okta adds.
        expires: When Okta takes no answer any more.
        number: The one to choose on the phone; None where none is asked for.
    """

    result: str = Field("", alias="factorResult")
    expires: Moment = Field(None, alias="expiresAt")
    number: int | None = Field(
        None, validation_alias=AliasPath("_embedded", "challenge", "correctAnswer")
    )
    poll: str = Field("", validation_alias=AliasPath("_links", "poll", "href"))

    @property
    def id(self) -> str:
        """What to ask by how it went; the last part of the address that Okta names."""
        return self.poll.rstrip("/").rpartition("/")[2]


class FactorCalls(Calls):
    """Calls about factors. They count in the rate limit of everything below a user."""

    async def list_factors(self, user_id: str) -> Sequence[Factor]:
        """List what a person has enrolled, as far as the policy that applies to us shows it.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v1/users/{id}/factors
        """
        answer = await self._api.send("GET", f"{USERS}/{segment(user_id)}/factors")
        return self._read_all(Factor, answer)

    async def send_push(self, user_id: str, factor_id: str) -> Transaction:
        """Ask on a person's phone whether it is them, with a number to choose.

        It is not made again where its answer is lost: the phone may have been asked.

        Raises:
            NotFound: there is no such person or factor.
            Refused: the factor takes no push, or the person is not let in.

        Source: POST /api/v1/users/{id}/factors/{id}/verify
        """
        path = f"{USERS}/{segment(user_id)}/factors/{segment(factor_id)}/verify"
        body = {"useNumberMatchingChallenge": True}
        answer: Any = await self._api.send("POST", path, json=body)
        sent = self._read(Transaction, answer)
        if not sent.id:
            raise Refused("Okta does not say where to ask how the push went", self._api.provider)
        return sent

    async def get_push(self, user_id: str, factor_id: str, transaction_id: str) -> Transaction:
        """Ask how a push went.

        Raises:
            NotFound: Okta knows nothing of it any more.

        Source: GET /api/v1/users/{id}/factors/{id}/transactions/{id}
        """
        path = f"{USERS}/{segment(user_id)}/factors/{segment(factor_id)}"
        answer = await self._api.send("GET", f"{path}/transactions/{segment(transaction_id)}")
        return self._read(Transaction, answer)
