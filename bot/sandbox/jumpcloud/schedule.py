"""Changes of state that are to happen later, and their endpoints below /api/v2/bulk/userstates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.agenda import Agenda
from bot.sandbox.jumpcloud.directory import Directory
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_window
from bot.sandbox.jumpcloud.records import stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint, done
from bot.sandbox.store import World

STATES: Final = {"ACTIVATED": "activation", "SUSPENDED": "suspension"}
MOST_ASKED: Final = 100
READ: Final = "users users.readonly users.state users.state.readonly"
CREATE: Final = "users users.state users.state.update"
DELETE: Final = "users users.state users.state.delete"


@dataclass(frozen=True)
class Job:
    """One user's change to come.

    Attributes:
        email: Whom to write to on activation; True is the user, False nobody.
    """

    id: str
    user_id: str
    state: str
    due: datetime
    email: bool | str

    def shown(self) -> Row:
        """Draw it."""
        return {
            "scheduledJobId": self.id,
            "scheduledDate": stamp(self.due),
            "state": self.state,
            "systemUserId": self.user_id,
        }


class Schedule:
    """The changes to come, each done by the agenda."""

    def __init__(
        self, world: World, agenda: Agenda, directory: Directory, insights: Insights
    ) -> None:
        self._world = world
        self._agenda = agenda
        self._directory = directory
        self._insights = insights
        self._jobs: dict[str, Job] = {}

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        path = "/bulk/userstates"
        return [
            Endpoint("GET", path, self._list, READ),
            Endpoint("POST", path, self._create, CREATE),
            Endpoint("GET", f"{path}/eventlist/next", self._next, READ),
            Endpoint("DELETE", f"{path}/{{id}}", self._delete, DELETE),
        ]

    def _list(self, call: Call) -> Response:
        start, end = read_window(call.query)
        user_id = call.query.get("userid")
        found = [each for each in self._ordered() if user_id in (None, each.user_id)]
        return JSONResponse([each.shown() for each in found[start:end]])

    def _create(self, call: Call) -> Response:
        body = call.body()
        user_ids, state = body.get("user_ids"), body.get("state")
        if not isinstance(user_ids, list) or not user_ids:
            raise Problem(400, "Bad Request: user_ids is required")
        if state not in STATES:
            raise Problem(400, "Bad Request: state must be ACTIVATED or SUSPENDED")
        due, email = _moment(body.get("start_date")), _email(body, user_ids)
        users = [self._directory.get(str(each)) for each in user_ids]
        jobs = [Job(self._world.jumpcloud_id(), it["_id"], state, due, email) for it in users]
        for job, user in zip(jobs, users, strict=True):
            self._jobs[job.id] = job
            self._insights.about_user(f"user_{STATES[state]}_schedule_create", user)
            self._agenda.at(due, partial(self._carry_out, job.id))
        return JSONResponse([job.shown() for job in jobs], 201)

    def _next(self, call: Call) -> Response:
        asked = [each for each in call.query.get("users", "").split(",") if each]
        if "users" not in call.query or len(asked) > MOST_ASKED:
            raise Problem(400, f"Bad Request: users is required, and {MOST_ASKED} at most")
        start, end = read_window(call.query)
        first: dict[tuple[str, str], Job] = {}
        for job in self._ordered():
            if job.user_id in asked:
                first.setdefault((job.user_id, job.state), job)
        results = [job.shown() for job in list(first.values())[start:end]]
        return JSONResponse({"events_count": len(first), "results": results})

    def _delete(self, call: Call) -> Response:
        job = self._jobs.pop(call.id, None)
        if job is None:
            raise not_found()
        user = self._directory.users.get(job.user_id)
        if user:
            self._insights.about_user(f"user_{STATES[job.state]}_schedule_delete", user)
        return done()

    def _ordered(self) -> Iterable[Job]:
        return sorted(self._jobs.values(), key=lambda job: (job.due, job.id))

    def _carry_out(self, job_id: str) -> None:
        job = self._jobs.pop(job_id, None)
        user = self._directory.users.get(job.user_id) if job else None
        if job is None or user is None or user["state"] == job.state:
            return
        if job.state == "ACTIVATED" and user["state"] == "STAGED":
            self._directory.activate(job.user_id, email=job.email)
        else:
            suspended = job.state == "SUSPENDED"
            self._directory.change(job.user_id, {"state": job.state, "suspended": suspended})


def _moment(given: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise Problem(400, "Bad Request: start_date must be a date-time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _email(body: Row, user_ids: list[Any]) -> bool | str:
    """Read whether and whom to write to; both are for activations only."""
    send, override = body.get("send_activation_emails"), body.get("activation_email_override")
    if body["state"] != "ACTIVATED" and (send is not None or override is not None):
        raise Problem(400, "Bad Request: e-mails are sent on activation only")
    if override is not None and len(user_ids) > 1:
        raise Problem(400, "Bad Request: activation_email_override is for one user only")
    if send is False:
        return False
    return str(override) if override else True
