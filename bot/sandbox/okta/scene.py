"""How the cast comes into Okta: as if everything had happened long before the curtain rose."""

from collections.abc import Iterable

from bot.sandbox.cast import PASSWORD, Cast, OktaPerson
from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.model import Group, User


def enter(directory: Directory, cast: Cast) -> None:
    """Fill an empty directory with the cast."""
    for each in cast.okta_groups:
        group = directory.add_group(each.id, each.name, each.description, each.type)
        group.carries_app = each.carries_app
    groups = {group.name: group for group in directory.groups.values()}
    people = {person.name: person for person in cast.okta_people}
    for person in cast.okta_people:
        user = _user(directory, cast, person, people.get(person.manager))
        place(directory, user, person.status, [groups[name] for name in person.groups])
    for account in cast.jumpcloud_people:
        if account.okta_name:
            user = directory.users[people[account.okta_name].id]
            directory.app.adopt(user, account.id)


def place(directory: Directory, user: User, status: str, groups: Iterable[Group]) -> None:
    """Add a staged user, and take them to a status by the way that leads there."""
    directory.add_user(user, [])
    for group in groups:
        directory.join(group, user)
    if status == "STAGED":
        return
    user.activated = directory.world.now()
    if status not in ("DEPROVISIONED", "PROVISIONED"):
        directory.set_status(user, "ACTIVE")
    directory.set_status(user, status)


def _user(directory: Directory, cast: Cast, person: OktaPerson, manager: OktaPerson | None) -> User:
    now = directory.world.now()
    profile = {
        "login": person.login,
        "email": person.login,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "title": person.title,
        "department": person.department,
        cast.routing_attribute: cast.routing_value,
    }
    if manager:
        profile["manager"] = f"{manager.first_name} {manager.last_name}"
        profile["managerId"] = manager.id
    has_password = person.status not in ("STAGED", "DEPROVISIONED")
    return User(
        id=person.id,
        status="STAGED",
        created=now,
        last_updated=now,
        status_changed=now,
        profile=profile,
        password=PASSWORD if has_password else None,
        password_changed=now if has_password else None,
    )
