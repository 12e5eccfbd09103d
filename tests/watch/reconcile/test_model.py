"""The comparison that streams agrees with one that holds everything and compares naively."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clients.jumpcloud import PersonRow
from bot.clients.okta import AssignmentRow, UserRow
from bot.watch.reconcile.drift import Judge, ReconcileSettings
from bot.watch.reconcile.people import OktaPeople, Pairs

NOW, HOUR, DAY = 1_800_000_000.0, 3600.0, 86400.0
WORKING = {"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT", "PROVISIONED"}
ADDRESSES = ["a@x", "b@x", "B@x", "c@x", "d@x"]
IDS = ["j1", "j2", "j3", "j4"]
TIMES = st.sampled_from([NOW - 60, NOW - 2 * HOUR, NOW - 3 * DAY, NOW - 30 * DAY])
NAMES = st.sampled_from(["Ada", "Bo"])
STATUSES = ["ACTIVE", "SUSPENDED", "STAGED", "PROVISIONED", "UNHEARD_OF"]

user_rows = st.lists(
    st.builds(
        UserRow,
        id=st.sampled_from([f"o{n}" for n in range(5)]),
        status=st.sampled_from(STATUSES),
        login=st.sampled_from(ADDRESSES),
        email=st.sampled_from(ADDRESSES),
        first_name=NAMES,
        last_name=NAMES,
        changed=TIMES,
        password_from=TIMES,
    ),
    unique_by=lambda row: row.id,
)
assignment_rows = st.lists(
    st.builds(
        AssignmentRow,
        user_id=st.sampled_from([f"o{n}" for n in range(6)]),
        external_id=st.sampled_from(["", *IDS]),
        status=st.sampled_from(["STAGED", "PROVISIONED", "ACTIVE"]),
        sync_state=st.sampled_from(["SYNCHRONIZED", "SYNCING", "ERROR"]),
        user_name=st.sampled_from(["", "a", "a@x", "b"]),
        email=st.sampled_from(["", *ADDRESSES]),
        first_name=NAMES,
        last_name=NAMES,
        since=TIMES,
        changed=TIMES,
    ),
    unique_by=lambda row: row.user_id,
)
account_rows = st.lists(
    st.builds(
        PersonRow,
        id=st.sampled_from(IDS),
        username=st.sampled_from(["a", "b", "local"]),
        local_account=st.just(""),
        email=st.sampled_from(["", *ADDRESSES]),
        first_name=NAMES,
        last_name=NAMES,
        display_name=st.just(""),
        state=st.sampled_from(["ACTIVATED", "SUSPENDED", "STAGED"]),
        password_date=TIMES,
        created=TIMES,
        by_scim=st.booleans(),
    ),
    unique_by=lambda row: row.id,
)
groups = st.none() | st.sets(st.sampled_from(IDS))


def streamed(users, assignments, accounts, members):
    people = OktaPeople()
    for take, row in users + assignments:
        getattr(people, take)(row)
    judge = Judge(ReconcileSettings(local_people=frozenset({"local"})), NOW, members)
    pairs, found = Pairs.of(people), []
    for row in accounts:
        if person := pairs.take(row):
            found += judge.findings(person, row)
    for person, row in pairs.rest():
        found += judge.findings(person, row)
    ids = [
        (str(each.drift), each.person and each.person.id, each.user and each.user.id)
        for each in found
    ]
    assert len(ids) == len(set(ids))
    return set(ids)


def naive(users, assignments, accounts, members):
    users, apps = {row.id: row for row in users}, {row.user_id: row for row in assignments}
    pairs, free = {}, sorted(users.keys() | apps.keys())
    for row in accounts:
        owners = [each for each in free if each in apps and apps[each].external_id == row.id]
        pairs[row.id] = owners[0] if owners else None
    for row in sorted(accounts):
        if pairs[row.id] is None and row.email:
            left = [each for each in free if each not in pairs.values() and each in users]
            same = [
                [each for each in left if getattr(users[each], name).lower() == row.email.lower()]
                for name in ("email", "login")
            ]
            pairs[row.id] = next((each for found in same for each in found), None)
    found = set()
    for row in accounts:
        owner = pairs[row.id]
        found |= {
            (drift, owner, row.id)
            for drift in differences(users.get(owner), apps.get(owner), row, members, owner)
        }
    for each in set(free) - set(pairs.values()):
        found |= {(drift, each, None) for drift in alone(users.get(each), apps.get(each))}
    return found


def fresh(*times):
    return max(times) > NOW - 15 * 60


def alone(user, app):
    if not app or not user or user.status not in WORKING or fresh(user.changed, app.changed):
        return
    if app.sync_state == "ERROR":
        yield "sync_error"
    elif app.external_id or app.status != "STAGED":
        yield "missing_in_jumpcloud"
    elif app.since < NOW - DAY:
        yield "queued"


def differences(user, app, row, members, owner):
    if owner is None:
        told = row.state == "ACTIVATED" and row.username != "local" and not fresh(row.created)
        return {"missing_in_okta"} if told else set()
    if user is None or fresh(row.created, user.changed, *([app.changed] if app else [])):
        return set()
    works, active, shut = user.status in WORKING, row.state == "ACTIVATED", row.state == "SUSPENDED"
    rules = {
        "suspended_in_okta_only": user.status == "SUSPENDED" and active,
        "not_assigned": works and app is None and active,
        "suspended_in_jumpcloud_only": works and app is not None and shut,
    }
    if works and app and not shut:
        failed = app.sync_state == "ERROR"
        pushed = max(user.password_from, app.since, row.created)
        own, theirs = (app.first_name, app.last_name), (row.first_name, row.last_name)
        rules |= {
            "sync_error": failed,
            "link": app.external_id not in ("", row.id),
            "username": app.user_name.split("@")[0] not in ("", row.username),
            "email": not failed and (app.email or user.email).lower() != row.email.lower(),
            "name": not failed and own != theirs,
            "staged": not active and row.created < NOW - DAY,
            "not_federated": active and members is not None and row.id not in members,
            "password": active and row.password_date > HOUR + pushed,
        }
    return {name for name, so in rules.items() if so}


@settings(max_examples=250, deadline=None)
@given(user_rows, assignment_rows, account_rows, groups, st.randoms(use_true_random=False))
def test_what_streams_finds_what_a_naive_comparison_finds(users, apps, accounts, members, random):
    arrival = [("take_user", row) for row in users] + [("take_assignment", row) for row in apps]
    random.shuffle(arrival)
    shuffled = random.sample(accounts, len(accounts))

    assert streamed(arrival, [], shuffled, members) == naive(users, apps, accounts, members)
