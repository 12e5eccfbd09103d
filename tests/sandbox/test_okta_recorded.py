"""What real Okta answered once, asked again of the stand-in: same status, same keys, same codes."""

import json
import re
from pathlib import Path

import pytest

from bot.sandbox.cast import PASSWORD

SAMPLES = Path(__file__).parents[3] / "shared/reference/fixtures/okta/http-samples.json"
RECORDED = (
    {each["name"]: each for each in json.loads(SAMPLES.read_text(encoding="utf-8"))}
    if SAMPLES.exists()
    else {}
)
pytestmark = pytest.mark.skipif(not RECORDED, reason=f"no recorded exchanges at {SAMPLES}")

# The name of a sample, and the status in which the user must be to give that answer.
ON_A_USER = {
    "activate_sendEmail_false": "STAGED",
    "get_active": "ACTIVE",
    "suspend": "ACTIVE",
    "get_suspended": "SUSPENDED",
    "unsuspend": "SUSPENDED",
    "temp_password": "ACTIVE",
    "reset_password_sendEmail_false": "PASSWORD_EXPIRED",
    "reset_factors": "RECOVERY",
    "clear_sessions": "RECOVERY",
    "deactivate": "RECOVERY",
    "delete_deprovisioned": "DEPROVISIONED",
    "forgot_password_sendEmail_false": "ACTIVE",
    "expire_password": "ACTIVE",
    "get_password_expired": "PASSWORD_EXPIRED",
    "reactivate_wrong_status_403": "ACTIVE",
    "unlock_not_locked_403": "ACTIVE",
    "get_deprovisioned_by_id": "DEPROVISIONED",
    "get_provisioned": "PROVISIONED",
}
# Kept by some orgs and not by others.
OPTIONAL = {"realmId", "emails", "profile", "logo"}


def shape(value):
    """Reduce JSON to its keys and kinds; null fits everything, so it is left out."""
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if key not in OPTIONAL}
        return {key: shape(each) for key, each in kept.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__ if value is not None else None


def same(ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs or None in (ours, theirs)


def path_of(sample, user_id):
    path = sample["request"]["url"].partition("okta.com")[2]
    return re.sub(r"00u\w{17}", user_id, path)


def compare(answer, sample):
    expected = sample["response"]
    assert answer.status_code == expected["status"]
    for header in ("x-okta-request-id", "x-rate-limit-limit", "x-rate-limit-reset", "date"):
        assert header in answer.headers
    ours = answer.json() if answer.content else None
    assert same(shape(ours), shape(expected["body"])), (ours, expected["body"])
    if answer.status_code >= 400:
        assert ours["errorCode"] == expected["body"]["errorCode"]
        assert ours["errorCauses"] == expected["body"]["errorCauses"]


@pytest.mark.parametrize("name", ON_A_USER)
async def test_a_recorded_call_on_a_user_is_answered_alike(org, name):
    sample, status = RECORDED[name], ON_A_USER[name]
    password = None if status == "DEPROVISIONED" else PASSWORD
    password = None if status == "PROVISIONED" else password
    user = org.okta.add_user("john@acme.example", status=status, password=password)

    answer = await org.ask(sample["request"]["method"], path_of(sample, user["id"]))

    compare(answer, sample)


@pytest.mark.parametrize(
    "name", ["create_staged", "create_active_with_password", "create_unknown_attribute_400"]
)
async def test_a_recorded_creation_is_answered_alike(org, name):
    sample = RECORDED[name]

    answer = await org.ask("POST", path_of(sample, ""), json=sample["request"]["body"])

    compare(answer, sample)
    if answer.status_code == 200:
        assert answer.json()["profile"].keys() == sample["response"]["body"]["profile"].keys()


async def test_a_recorded_absence_is_answered_alike(org):
    sample = RECORDED["get_deleted_404"]

    answer = await org.ask("GET", path_of(sample, "00usfgmn9xhwtA6f74x6"))

    compare(answer, sample)
    assert answer.json()["errorSummary"] == sample["response"]["body"]["errorSummary"]


async def test_a_recorded_page_of_a_list_is_answered_alike(org):
    sample = RECORDED["list_page_with_next"]
    org.okta.add_user("john@acme.example", status="STAGED", password=PASSWORD)

    answer = await org.ask("GET", path_of(sample, ""))

    compare(answer, sample)
    assert re.search(r"/api/v1/users\?.*after=\w+", answer.links["next"]["url"])


async def test_a_recorded_app_user_is_answered_alike(org):
    org.okta.app.features.remove("PUSH_NEW_USERS")
    user = org.okta.add_user("john@acme.example", groups=["Sales"])
    sample = RECORDED["app_user_sso_only"]
    path = f"/api/v1/apps/{org.okta.app.id}/users/{user['id']}"

    compare(await org.ask("GET", path), sample)


async def test_recorded_changes_of_a_membership_are_answered_alike(org):
    user = org.okta.add_user("john@acme.example")
    path = f"/api/v1/groups/{org.group('Sales')}/users/{user['id']}"

    compare(await org.ask("PUT", path), RECORDED["group_add_member"])
    compare(await org.ask("DELETE", path), RECORDED["group_remove_member"])


async def test_a_recorded_creation_of_a_group_is_answered_alike(org):
    sample = RECORDED["group_create"]
    # What was sent was not recorded; it stands in what was answered.
    name = sample["response"]["body"]["profile"]["name"]

    answer = await org.ask("POST", path_of(sample, ""), json={"profile": {"name": name}})

    compare(answer, sample)
    assert answer.json()["profile"] == sample["response"]["body"]["profile"]


async def test_a_recorded_list_of_rules_is_answered_alike(org):
    org.okta.add_rule("Ada", 'user.title=="x"', "Sales")
    sample = RECORDED["group_rules_list"]

    answer = await org.ask("GET", path_of(sample, ""))

    compare(answer, sample)
    assert answer.links["self"]["url"].endswith("/api/v1/groups/rules")


async def test_a_recorded_creation_of_an_event_hook_is_answered_alike(org):
    sample = RECORDED["event_hook_create"]
    made = sample["response"]["body"]

    answer = await org.ask(
        "POST", path_of(sample, ""), json={key: made[key] for key in ("name", "events", "channel")}
    )

    compare(answer, sample)
    assert answer.json()["channel"] == made["channel"]


def test_no_recorded_exchange_is_left_out():
    text = Path(__file__).read_text(encoding="utf-8")

    assert [name for name in RECORDED if f'"{name}"' not in text] == []
    assert len(RECORDED) == 30


async def test_a_recorded_throttling_is_answered_alike(org):
    org.faults.add("*", "throttle", times=1)

    compare(await org.ask("GET", "/api/v1/users"), RECORDED["rate_limited_429"])


async def test_an_etag_does_not_cover_the_status(org):
    before = await org.ask("GET", "/api/v1/users/grace")
    org.okta.do("suspend", "grace")
    after = await org.ask("GET", "/api/v1/users/grace")

    assert before.headers["etag"] == after.headers["etag"]
    assert before.json()["status"] != after.json()["status"]
