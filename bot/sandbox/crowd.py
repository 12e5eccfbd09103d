"""A crowd: as many people as a large company has, in both directories, at once.

They are made as if they had been there for long: nothing is logged, pushed or mailed for them.
Who they are depends on their number alone, so that one start looks like the next.
"""

from typing import TYPE_CHECKING, Final

from bot.sandbox.cast import DOMAIN, PASSWORD
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM, stamp, user_row
from bot.sandbox.okta.model import AppUser, User

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

FIRST: Final = (
    *("Amara", "Bogdan", "Chiara", "Deniz", "Elif", "Farid", "Greta", "Hiro", "Ingrid", "Jonas"),
    *("Kofi", "Lucia", "Maren", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Stefan", "Thandi"),
    *("Ulla", "Viktor", "Wanjiru", "Xenia", "Yusuf", "Zofia", "Anders", "Bianca", "Carlos", "Dora"),
)  # fmt: skip
LAST: Final = (
    *("Abebe", "Bakker", "Castillo", "Dubois", "Eriksen", "Fischer", "Gupta", "Haddad", "Ivanova"),
    *("Jansen", "Kowalski", "Lindgren", "Moreau", "Nakamura", "Okonkwo", "Petrov", "Quispe"),
    *("Rossi", "Santos", "Takeda", "Ueda", "Varga", "Weber", "Xu", "Yilmaz", "Zhang"),
)
TEAMS: Final = (("Engineering", "Engineer"), ("Sales", "Account manager"))


def gather(sandbox: "Sandbox", count: int) -> None:
    """Add so many people to Okta and to JumpCloud, each linked to themselves."""
    sample, cast = user_row("", 0, sandbox.world.now()), sandbox.cast
    # As the cast, they sign in to JumpCloud through Okta.
    routing = [{"name": cast.routing_attribute, "value": cast.routing_value}]
    for number in range(count):
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        name = f"{first}.{last}.{number}".lower()
        team, title = TEAMS[number % len(TEAMS)]
        profile = {
            "login": f"{name}@{DOMAIN}",
            "email": f"{name}@{DOMAIN}",
            "firstName": first,
            "lastName": last,
            "department": team,
            "title": title,
            cast.routing_attribute: cast.routing_value,
        }
        user_id = sandbox.world.jumpcloud_id()
        _enter_okta(sandbox, profile, team, user_id)
        row = sample | {
            "_id": user_id,
            "id": user_id,
            "username": name,
            "email": profile["email"],
            "firstname": first,
            "lastname": last,
            "displayname": f"{first} {last}",
            "department": team,
            "jobTitle": title,
            "attributes": list(routing),
            "unix_uid": 10_000 + number,
            "unix_guid": 10_000 + number,
        }
        _enter_jumpcloud(sandbox, row)
    sandbox.world.changed()


def _enter_okta(sandbox: "Sandbox", profile: dict[str, str], team: str, external_id: str) -> None:
    directory, now = sandbox.okta.directory, sandbox.world.now()
    user = User(
        id=sandbox.world.okta_id("00u"),
        status="ACTIVE",
        created=now,
        last_updated=now,
        activated=now,
        status_changed=now,
        password_changed=now,
        password=PASSWORD,
        profile=dict(profile),
    )
    directory.enter(user, [group for group in directory.groups.values() if group.name == team])
    directory.app.users[user.id] = AppUser(
        id=user.id,
        user_id=user.id,
        scope="GROUP",
        user_name=profile["email"].partition("@")[0],
        created=now,
        last_updated=now,
        status_changed=now,
        status="PROVISIONED",
        sync_state="SYNCHRONIZED",
        external_id=external_id,
        last_sync=now,
        profile={key: value for key, value in profile.items() if key != "login"},
    )


def _enter_jumpcloud(sandbox: "Sandbox", row: dict[str, object]) -> None:
    person = row | {
        "state": "ACTIVATED",
        "activated": True,
        "creationSource": "jumpcloud:scim",
        "restrictedFields": list(MASTERED_BY_SCIM),
        "password_date": stamp(sandbox.world.now()),
    }
    sandbox.jumpcloud.directory.enter(person, PASSWORD)
