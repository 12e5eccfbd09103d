"""What is asked of the servers: a slash command, and the Send of a reviewed draft."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

from bot.actions import ACTIONS
from bot.plan import Plan
from bot.views import review
from storage.database import Database
from storage.tables import Draft

REQUESTER = "U0MINA00001"
TEAM, APP = "T0DESK", "A0DESKHAND"
ONBOARD = next(action for action in ACTIONS if action.name == "onboard")


def draft_id(number):
    return f"bench-{number:05}"


def plan(number):
    email = f"person{number}@acme.example"
    return Plan(
        principal=email,
        title=f"Onboard Person {number}",
        changes=(f"Okta: create {email}", "Okta: assign JumpCloud", "JumpCloud: activate"),
        notices=("They get Okta's activation e-mail.",),
        steps=tuple(step.name for step in ONBOARD.steps),
        fingerprint="0" * 64,
    )


async def prepare(url, count):
    """Put reviewed drafts into an empty database, before a bot opens it."""
    database = Database(url)
    await database.open()
    async with database.transaction() as session:
        for number in range(count):
            form = {
                "first_name": "Person", "last_name": str(number),
                "email": f"person{number}@acme.example", "way_in": "mail", "rights": "standard",
            }  # fmt: skip
            session.add(
                Draft(
                    id=draft_id(number),
                    action="onboard",
                    requester=REQUESTER,
                    form=form,
                    plan=plan(number).model_dump(mode="json"),
                    created_at=datetime.now(UTC),
                )
            )
    await database.close()


def command(number):
    """Encode a slash command."""
    return urlencode(
        {
            "token": "bench", "team_id": TEAM, "team_domain": "acme", "channel_id": "C0ITDESK001",
            "channel_name": "it-desk", "user_id": REQUESTER, "user_name": "mina",
            "command": "/onboard", "text": "", "api_app_id": APP, "trigger_id": f"1.{number}",
            "is_enterprise_install": "false", "response_url": "http://127.0.0.1:9/none",
        }
    ).encode()  # fmt: skip


def send(number):
    """Encode the submission of a review."""
    drawn = review.review_modal(
        ONBOARD, draft_id(number), plan(number), approvers=["S0LEADS0001"], approvals=1
    )
    view = drawn | {
        "id": f"V{number:08}", "team_id": TEAM, "state": {"values": {}}, "hash": f"{number}.a",
        "root_view_id": f"V{number:08}", "previous_view_id": None, "app_id": APP,
        "app_installed_team_id": TEAM, "bot_id": "B0DESK", "external_id": "",
    }  # fmt: skip
    payload = {
        "type": "view_submission", "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": REQUESTER, "username": "mina", "name": "mina", "team_id": TEAM},
        "api_app_id": APP, "token": "bench", "trigger_id": f"2.{number}", "view": view,
        "response_urls": [], "is_enterprise_install": False, "enterprise": None,
    }  # fmt: skip
    return urlencode({"payload": json.dumps(payload)}).encode()


KINDS = {"command": command, "send": send}
