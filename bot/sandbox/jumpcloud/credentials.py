"""Who can have a credential: roles, and service accounts with secrets that end one day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.sandbox.jumpcloud.origin import OWNER
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.records import ORGANIZATION, stamp
from bot.sandbox.jumpcloud.scopes import EVERYTHING, OWN_ROLES
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.store import World

LIFETIMES: Final = {f"{days} Days": timedelta(days=days) for days in (30, 60, 90, 365)}
WARNED: Final = timedelta(days=7)
MOST_SECRETS: Final = 2
MOST_ACCOUNTS: Final = 40
PREFIX: Final = 8


@dataclass
class Secret:
    """A client secret or a key, and when it ends."""

    id: str
    kind: str
    lifetime: str
    created: datetime
    secret: str
    client_id: str = ""

    @property
    def expires(self) -> datetime:
        """The moment from which it is refused."""
        return self.created + LIFETIMES[self.lifetime]

    def status(self, now: datetime) -> str:
        """ACTIVE, EXPIRING in its last week, or EXPIRED."""
        if now >= self.expires:
            return "EXPIRED"
        return "EXPIRING" if now >= self.expires - WARNED else "ACTIVE"

    def shown(self, now: datetime, *, whole: bool) -> Row:
        """Draw it; only the answer that creates it has it whole."""
        about = {
            "objectId": self.id,
            "lifetime": self.lifetime,
            "createdAt": stamp(self.created),
            "createdBy": {"id": OWNER["id"], "name": OWNER["email"]},
            "expiresAt": stamp(self.expires),
            "status": self.status(now),
        }
        if self.kind == "CLIENT_SECRET":
            about |= {"clientId": self.client_id}
            about |= {"clientSecret": self.secret} if whole else {}
            return {"authType": self.kind, "clientSecretConfig": about}
        about |= {"apiKeyPrefix": self.secret[:PREFIX]}
        about |= {"apiKey": self.secret} if whole else {}
        return {"authType": self.kind, "apiKeyConfig": about}


@dataclass
class ServiceAccount:
    """An account of a program; its secrets are of one kind, the newest last."""

    id: str
    name: str
    role_id: str
    created: datetime
    secrets: list[Secret] = field(default_factory=list)


class Credentials:
    """The roles and the service accounts.

    Attributes:
        roles: By id, as the API answers them.
        accounts: By id.
    """

    def __init__(self, world: World) -> None:
        self.roles: dict[str, Row] = {}
        self.accounts: dict[str, ServiceAccount] = {}
        self._world = world
        for name, scopes in OWN_ROLES.items():
            self._put_role(name, list(scopes), "", custom=False)
        self.all_powerful = next(iter(self.roles))

    def scopes(self, role_id: str) -> frozenset[str]:
        """Read what a role may; nothing, once it is gone."""
        return frozenset(self.roles.get(role_id, {}).get("scopes", ()))

    def put_role(self, given: Row, role_id: str = "") -> Row:
        """Make a custom role, or replace one whole.

        Raises:
            Problem: 400, a scope or the name is none; 404, there is no such custom role.
        """
        name, scopes = given.get("name"), given.get("scopes")
        if not isinstance(name, str) or not name or not isinstance(scopes, list):
            raise Problem(400, "Bad Request: name and scopes are required")
        if unknown := [str(each) for each in scopes if each not in EVERYTHING]:
            raise Problem(400, f"Bad Request: unknown scopes {', '.join(unknown)}")
        if role_id:
            self._custom(role_id)
        return self._put_role(name, scopes, str(given.get("description", "")), role_id=role_id)

    def remove_role(self, role_id: str) -> None:
        """Delete a custom role that no service account has.

        Raises:
            Problem: 404 or 409.
        """
        self._custom(role_id)
        if any(each.role_id == role_id for each in self.accounts.values()):
            raise Problem(409, "Conflict: the role is in use")
        del self.roles[role_id]

    def add_account(self, name: str, role_id: str, kind: str, lifetime: str) -> ServiceAccount:
        """Make a service account with its first secret.

        Raises:
            Problem: 400, one of these is none.
        """
        if not name or role_id not in self.roles:
            raise Problem(400, "Bad Request: name and roleId are required")
        if len(self.accounts) >= MOST_ACCOUNTS:
            raise Problem(400, f"Bad Request: there are {MOST_ACCOUNTS} service accounts")
        now = self._world.now()
        account = ServiceAccount(self._world.jumpcloud_id(), name, role_id, now)
        account.secrets.append(self._secret(kind, lifetime))
        self.accounts[account.id] = account
        return account

    def rotate(self, account_id: str, kind: str, lifetime: str) -> Secret:
        """Give an account another secret, beside at most one that has not ended.

        Raises:
            Problem: 400 or 404.
        """
        account = self.accounts.get(account_id)
        if account is None:
            raise not_found()
        now = self._world.now()
        alive = [each for each in account.secrets if each.status(now) != "EXPIRED"]
        if len(alive) >= MOST_SECRETS:
            raise Problem(400, "Bad Request: the account has two credentials already")
        new = self._secret(kind, lifetime)
        account.secrets = [*alive, new]
        return new

    def account_of(self, secret: str, client_id: str = "") -> ServiceAccount | None:
        """Find whose secret this is; one that has ended is nobody's."""
        now = self._world.now()
        for account in self.accounts.values():
            for each in account.secrets:
                fits = (each.secret, each.client_id) == (secret, client_id)
                if fits and each.status(now) != "EXPIRED":
                    return account
        return None

    def shown(self, account: ServiceAccount, *, created: bool = False) -> Row:
        """Draw a service account; its secrets are listed only where it is looked at alone."""
        newest = account.secrets[-1]
        now = self._world.now()
        row = {
            "objectId": account.id,
            "name": account.name,
            "roleId": account.role_id,
            "orgId": ORGANIZATION,
            "authType": newest.kind,
            "createdAt": stamp(account.created),
            "expiresAt": stamp(newest.expires),
            "status": newest.status(now),
        }
        secrets = [each.shown(now, whole=created) for each in account.secrets]
        return row | {"authConfigList": secrets}

    def _secret(self, kind: str, lifetime: str) -> Secret:
        if kind not in ("CLIENT_SECRET", "API_KEY"):
            raise Problem(400, "Bad Request: authType must be CLIENT_SECRET or API_KEY")
        if lifetime not in LIFETIMES:
            raise Problem(400, f"Bad Request: lifetime must be one of {', '.join(LIFETIMES)}")
        oauth = kind == "CLIENT_SECRET"
        return Secret(
            id=self._world.jumpcloud_id(),
            kind=kind,
            lifetime=lifetime,
            created=self._world.now(),
            secret=self._world.characters(40) if oauth else f"jcs_{self._world.characters(36)}",
            client_id=self._world.request_id() if oauth else "",
        )

    def _custom(self, role_id: str) -> None:
        role = self.roles.get(role_id)
        if role is None:
            raise not_found()
        if not role["isCustom"]:
            raise Problem(400, "Bad Request: JumpCloud's own roles cannot be changed")

    def _put_role(
        self,
        name: str,
        scopes: list[str],
        description: str,
        *,
        role_id: str = "",
        custom: bool = True,
    ) -> Row:
        # JumpCloud's own roles keep their ids from one start to the next.
        own = f"65a105e0000000000000{len(self.roles) + 1:04x}"
        role = {
            "id": role_id or (self._world.jumpcloud_id() if custom else own),
            "name": name,
            "scopes": scopes,
            "description": description,
            "isCustom": custom,
            "organizationIds": [ORGANIZATION],
            "createdBy": OWNER["id"],
            "lastUpdatedBy": OWNER["id"],
        }
        self.roles[str(role["id"])] = role
        return role
