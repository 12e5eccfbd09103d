"""Okta's directory: users and groups, and what a change to one does to the others.

Rules of status stand in `lifecycle`, rules of what may be sent in `checks`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.sandbox.okta.app import App
from bot.sandbox.okta.errors import OktaError, not_found
from bot.sandbox.okta.log import Log
from bot.sandbox.okta.model import BASE_ATTRIBUTES, Group, Push, User
from bot.sandbox.okta.register import Register, text_of
from bot.sandbox.okta.rules import GroupRules
from bot.sandbox.store import World

BUILT_IN: Final = "BUILT_IN"


@dataclass(frozen=True)
class Mail:
    """A mail that Okta sent to a user; `url` is the one-time link in it."""

    to: str
    kind: str
    url: str


class Directory:
    """All users and groups of the org.

    Attributes:
        attributes: The names that a profile may have; a test may take one away.
        suspendable: The statuses that suspend accepts; the documents say ACTIVE only.
        rules: Of groups; they answer to a change of somebody after their delay.
        hooks: By id, as the API answers them, without their links.
        pushes: What phones are being asked, by the transaction's id.
        search_lag: How long `search=` does not find a new user; the real index takes seconds.
        deactivation_seconds: How long a deactivation takes to answer, as one with many apps does,
            unless it is asked to answer before it is done.
        pushes_temporary_passwords: Whether a temporary password goes to the app; undocumented.
    """

    def __init__(self, world: World, log: Log, app: App) -> None:
        self.world = world
        self.log = log
        self.app = app
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.mails: list[Mail] = []
        self.attributes: set[str] = set(BASE_ATTRIBUTES)
        self.suspendable: set[str] = {"ACTIVE"}
        self.search_lag = timedelta()
        self.rules = GroupRules(world)
        self._by_rule: dict[str, set[str]] = {}
        self.hooks: dict[str, dict[str, Any]] = {}
        self.pushes: dict[str, Push] = {}
        self.pushes_temporary_passwords = False
        self.deactivation_seconds = 0.0
        self._logins: dict[str, str] = {}
        self._register = Register()
        self._alive: list[User] | None = None

    def find(self, key: str) -> User | None:
        """Find a user by id, login, or a login's local part where that is only one's."""
        user = self.users.get(key) or self.users.get(self._logins.get(key.casefold(), ""))
        if user is None and "@" not in key:
            start = f"{key.casefold()}@"
            named = [self.users[each] for each in self._register.named(key) if each in self.users]
            same = [each for each in named if each.login.casefold().startswith(start)]
            user = same[0] if len(same) == 1 else None
        return user

    def alive(self) -> list[User]:
        """List everybody who is not deactivated, in the order of their coming."""
        if self._alive is None:
            self._alive = [each for each in self.users.values() if each.status != "DEPROVISIONED"]
        return self._alive

    def meant(self, starts: Iterable[tuple[str, str]] | None) -> Iterable[User]:
        """List whom a filter may mean, in the order of their coming; see `Register.candidates`."""
        ids = self._register.candidates(starts) if starts is not None else None
        if ids is None:
            return self.users.values()
        return [self.users[each] for each in ids if each in self.users]

    def mentioning(self, piece: str) -> list[User]:
        """List those in whose name or login a piece occurs, in the order of their coming.

        Args:
            piece: In lower case.
        """
        ids = self._register.mentioning(piece)
        known = self.users if ids is None else [each for each in ids if each in self.users]
        return [self.users[each] for each in known if piece in text_of(self.users[each])]

    def get(self, key: str) -> User:
        """Get a user as `find` does.

        Raises:
            OktaError: E0000007.
        """
        user = self.find(key)
        if user is None:
            raise not_found(key, "User")
        return user

    def get_writable(self, key: str) -> User:
        """Get a user to write to; a deactivated one is as good as gone.

        Raises:
            OktaError: E0000007.
        """
        user = self.get(key)
        if user.status == "DEPROVISIONED":
            raise not_found(key, "User")
        return user

    def get_group(self, group_id: str) -> Group:
        """Get a group by id.

        Raises:
            OktaError: E0000007.
        """
        group = self.groups.get(group_id)
        if group is None:
            raise not_found(group_id, "UserGroup")
        return group

    def groups_of(self, user: User) -> list[Group]:
        """List a user's groups."""
        return [group for group in self.groups.values() if user.id in group.members]

    def roles_of(self, user: User) -> list[tuple[str, str]]:
        """List a user's roles, each with whether it is their own or a group's."""
        inherited = [(role, "GROUP") for group in self.groups_of(user) for role in group.roles]
        return [*((role, "USER") for role in user.roles), *inherited]

    def taken(self, login: str, but: User | None = None) -> bool:
        """Say whether a login is somebody else's, dead or alive."""
        owner = self._logins.get(login.casefold())
        return owner is not None and (but is None or owner != but.id)

    def add_group(self, group_id: str, name: str, description: str | None, type_: str) -> Group:
        """Add a group."""
        now = self.world.now()
        group = Group(group_id, name, description, type_, now, now)
        self.groups[group_id] = group
        return group

    def add_user(self, user: User, groups: list[Group]) -> None:
        """Add a user to the directory, to Everyone, and to groups."""
        self.enter(user, [])
        self.log.write("user.lifecycle.create", "Create okta user", user)
        for group in groups:
            self.join(group, user)
        self.rules.touch(user)

    def enter(self, user: User, groups: Iterable[Group]) -> None:
        """Take in somebody as if they had been there for long: nothing is logged or sent."""
        self.users[user.id] = user
        self._logins[user.login.casefold()] = user.id
        self._register.note(user)
        self._alive = None
        for group in self.groups.values():
            if group.type == BUILT_IN:
                group.members[user.id] = None
        for group in groups:
            group.members[user.id] = None

    def join(self, group: Group, user: User) -> None:
        """Make a user a member; no fault if they are one."""
        if user.id in group.members:
            return
        group.members[user.id] = None
        group.last_membership_updated = self.world.now()
        self.log.write("group.user_membership.add", "Add user to group membership", user, group)
        self.settle(user)

    def leave(self, group: Group, user: User) -> None:
        """End a membership; no fault if there is none."""
        if user.id not in group.members:
            return
        del group.members[user.id]
        group.last_membership_updated = self.world.now()
        event = "group.user_membership.remove"
        self.log.write(event, "Remove user from group membership", user, group)
        self.settle(user)

    def take_out(self, group: Group, user: User) -> None:
        """End a membership by hand: the rules that fill the group leave the user alone then."""
        if user.id in group.members:
            for rule in self.rules.exclude(group, user):
                event = "group.user_membership.rule.add_exclusion"
                self.log.write(event, "Add user to group rule exclusion list", user, group,
                               debug={"groupRule": rule.name})  # fmt: skip
        self.leave(group, user)

    def apply_rules(self, user_id: str) -> None:
        """Do what the rules of groups say about somebody now."""
        user = self.users.get(user_id)
        if user is None:
            return
        inside = {group.id for group in self.groups_of(user)}
        wanted = self.rules.wanted(user, inside)
        put = self._by_rule.setdefault(user.id, set())
        for group_id in wanted - inside:
            put.add(group_id)
            self.join(self.groups[group_id], user)
        for group_id in (put & inside) - wanted:
            put.discard(group_id)
            self.leave(self.groups[group_id], user)
        self.world.changed()

    def remove_group(self, group: Group) -> None:
        """Delete a group: its members lose what it brought, its rules become INVALID."""
        for user_id in tuple(group.members):
            self.leave(group, self.users[user_id])
        del self.groups[group.id]
        self.rules.forget_group(group.id)
        self.log.write("group.lifecycle.delete", "Delete Okta group", group)

    def settle(self, user: User) -> None:
        """Give or take the app, as the user's status and groups now say."""
        self.app.settle(user, carried=any(group.carries_app for group in self.groups_of(user)))

    def set_status(self, user: User, status: str) -> None:
        """Change a user's status, and what follows from it for the app."""
        now = self.world.now()
        user.status, user.status_changed, user.last_updated = status, now, now
        self._alive = None
        self.settle(user)

    def update_profile(self, user: User, changes: dict[str, Any]) -> None:
        """Change attributes of a profile; None takes one away."""
        before = dict(user.profile)
        del self._logins[user.login.casefold()]
        user.profile = {
            key: value for key, value in (before | changes).items() if value is not None
        }
        self._logins[user.login.casefold()] = user.id
        self._register.note(user)
        changed = [key for key in changes if before.get(key) != user.profile.get(key)]
        if not changed:
            return
        user.last_updated = self.world.now()
        debug = {"changed_attributes": ",".join(changed)}
        event = "user.account.update_profile"
        self.log.write(event, "Update user profile for Okta", user, debug=debug)
        self.app.profile_changed(user)
        self.rules.touch(user)

    def set_password(self, user: User, value: str, *, temporary: bool = False) -> None:
        """Set a password; one that is meant to last is pushed to the app at once."""
        now = self.world.now()
        user.password, user.password_changed, user.last_updated = value, now, now
        if not temporary:
            event = "user.account.update_password"
            self.log.write(event, "User update password for Okta", user)
        if self.pushes_temporary_passwords or not temporary:
            self.app.password_changed(user)

    def clear_sessions(self, user: User) -> None:
        """Sign a user out of Okta everywhere."""
        user.sessions = 0
        self.log.write("user.session.clear", "Clear user session", user)

    def delete(self, user: User) -> None:
        """Forget a deactivated user; their login is free again."""
        self.log.write("user.lifecycle.delete.initiated", "Delete Okta user initiated", user)
        for group in self.groups_of(user):
            del group.members[user.id]
        del self._logins[user.login.casefold()]
        del self.users[user.id]
        self._alive = None

    def mail(self, user: User, kind: str, url: str) -> None:
        """Send a user a mail with a one-time link."""
        self.mails.append(Mail(user.profile["email"], kind, url))


def membership(group: Group) -> Group:
    """Let a group through whose members may be chosen.

    Raises:
        OktaError: E0000006 for a group that Okta or an app fills.
    """
    if group.type != "OKTA_GROUP":
        raise OktaError("E0000006")
    return group
