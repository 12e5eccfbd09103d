"""What rules ask of an event; several ask the same."""

from bot.watch.event import Event, Kind, Thing
from bot.watch.rule import Scope
from bot.watch.wording import told


def new_state(event: Event) -> str:
    """Give the state that somebody's account in JumpCloud has since an update; empty if it stayed.

    JumpCloud tells it as `state`, as `suspended`, or as both.
    """
    for name, states in (("state", None), ("suspended", {True: "SUSPENDED", False: "ACTIVATED"})):
        if name not in event.changes or not event.changed_to(name, event.changes[name][1]):
            continue
        value = event.changes[name][1]
        if states is None and isinstance(value, str):
            return value.upper()
        if states is not None and isinstance(value, bool):
            return states[value]
    return ""


def old_state(event: Event) -> str:
    """Give the state that it had before; empty where that is not told."""
    before = event.changes.get("state", (None, None))[0]
    if isinstance(before, str):
        return before.upper()
    return "SUSPENDED" if event.changes.get("suspended", (None, None))[0] is True else ""


def is_jumpcloud_app(event: Event, scope: Scope) -> bool:
    """Whether an entry of Okta's log is about the JumpCloud app.

    By its id where the entry and the configuration have one, else by what it is called.
    """
    app = event.thing(Kind.APP)
    if app and app.id and scope.app_id:
        return app.id == scope.app_id
    names = {app.name if app else "", told(event, "AppName"), told(event, "appName")} - {""}
    if names:
        return scope.app_label in names
    return f"to app {scope.app_label} " in event.reason


def jumpcloud_app(scope: Scope) -> Thing:
    """Give the JumpCloud app in Okta as what an alert is about."""
    return Thing(Kind.APP, scope.app_id, scope.app_label)


def organization(event: Event) -> Thing:
    """Give the organisation at the event's source as what an alert is about."""
    return Thing(Kind.ORGANIZATION, "", str(event.source))


def integration(event: Event) -> Thing:
    """Give the integration that an event is about; the organisation where it names none."""
    named = (each for each in event.things if each.label)
    return event.thing(Kind.APP) or next(named, organization(event))
