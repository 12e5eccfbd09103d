"""The time between a change in Okta and the same in JumpCloud: delays, retries, failures."""

import dataclasses
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from bot.sandbox.agenda import Agenda
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.origin import ORIGIN
from bot.sandbox.jumpcloud.origin import SCIM as BY_SCIM
from bot.sandbox.okta import Change, Okta
from bot.sandbox.scim.client import Client, Refused
from bot.sandbox.scim.failures import WHOLE, Failure, Failures
from bot.sandbox.scim.messages import Answer, Ask
from bot.sandbox.scim.service import ScimService
from bot.sandbox.store import World

PATIENCE: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(minutes=5)
TRIES: Final = 10
FAILURES: Final = {
    "deactivated": "application.provision.user.deactivate",
    "password": "application.provision.user.password",
    "reactivated": "application.provision.user.reactivate",
}
RATE_LIMIT: Final = "application.integration.rate_limit_exceeded"
GENERAL: Final = "application.integration.general_failure"
BY_STATUS: Final = {401: "application.integration.authentication_failure", 429: RATE_LIMIT}


@dataclass
class Job:
    """A change on its way.

    Attributes:
        tries: How often JumpCloud said that it is too much.
        pause: How long to wait after the next such answer that does not say it itself.
        asked: Since when an answer is waited for; None while none is.
    """

    change: Change
    due: datetime
    tries: int = 0
    pause: timedelta = FIRST_PAUSE
    asked: datetime | None = None


@dataclass
class Line:
    """The changes of one person, in their order; `turn` is when the first is looked at again."""

    turn: datetime
    jobs: deque[Job] = field(default_factory=deque)


class ScimLink:
    """The link; `run` is its life.

    Attributes:
        delay: Seconds from a change in Okta to its push; settable.
        jitter: Up to how many seconds more it takes, by the world's chance; settable.
        service: JumpCloud's side, and what is wrong there.
        token: What Okta comes with.
    """

    def __init__(self, world: World, okta: Okta, jumpcloud: JumpCloud) -> None:
        self.delay = 1.0
        self.jitter = 0.0
        self.service = ScimService(world, jumpcloud)
        self.token = self.service.token
        self._world = world
        self._okta = okta
        self._client = Client(self._call, lambda: world.characters(24))
        self._agenda: Agenda[tuple[str, datetime]] = Agenda(world)
        self._lines: dict[str, Line] = {}
        self._failures = Failures()
        self._ids: dict[str, str] = {}
        self._held = False
        okta.subscribe(self._heard)

    @property
    def held(self) -> bool:
        """Whether JumpCloud does not answer."""
        return self._held

    @property
    def refusing(self) -> str | None:
        """Why JumpCloud refuses every push; None while it does not."""
        return self.service.refusing

    @property
    def failed(self) -> list[Failure]:
        """What failed and was not mended since, the oldest first."""
        return list(self._failures)

    @property
    def waiting(self) -> int:
        """How many changes are on their way."""
        return sum(len(line.jobs) for line in self._lines.values())

    def as_dict(self) -> dict[str, Any]:
        """Draw it for the page: the settings, `waiting`, and `failing` with kind and reason."""
        service = self.service
        return {
            "delay": self.delay,
            "jitter": self.jitter,
            "refusing": service.refusing,
            "held": self.held,
            "token_ok": self.token == service.token,
            "throttled": service.throttled,
            "outage": service.outage,
            "complexity": service.complexity,
            "waiting": self.waiting,
            "failing": [self._shown(each) for each in self.failed],
        }

    async def run(self) -> None:
        """Push changes when they are due, until cancelled."""
        ORIGIN.set(BY_SCIM)
        while True:
            user_id, turn = await self._agenda.next()
            line = self._lines.get(user_id)
            # What was put off or brought forward has a later note in the agenda.
            if line is not None and line.turn == turn:
                self._turn(user_id, line)
                self._world.changed()

    def pace(self, delay: float, jitter: float = 0.0) -> None:
        """Set how long the next pushes take, in seconds."""
        self.delay, self.jitter = delay, jitter
        self._world.changed()

    def refuse(self, reason: str) -> None:
        """Make JumpCloud refuse every push, with these words."""
        self.service.refuse(reason)

    def mend(self) -> None:
        """Let all work again, with a new token; what failed waits to be touched, or retried."""
        self.service.mend()
        self.token = self.service.token
        self.release()

    def retry(self, name: str | None = None) -> None:
        """Push again what failed, as on Okta's Tasks page: of one person, or of everyone."""
        user = self._okta.directory.find(name) if name else None
        if name and user is None:
            return
        for failure in self.failed:
            if user is None or failure.change.user_id == user.id:
                self._again(failure.change)

    def hold(self) -> None:
        """Make JumpCloud never answer: a push waits 60 seconds, and fails."""
        self._held = True
        self._world.changed()

    def release(self) -> None:
        """Let JumpCloud answer again; what waits is answered now."""
        self._held = False
        for user_id, line in self._lines.items():
            if line.jobs[0].asked is not None:
                line.jobs[0].asked = None
                self._wake(user_id, line, self._world.now())
        self._world.changed()

    def _heard(self, change: Change) -> None:
        seconds = self.delay + (self.jitter * self._world.fraction() if self.jitter else 0)
        job = Job(change, self._world.now() + timedelta(seconds=seconds))
        line = self._lines.setdefault(change.user_id, Line(job.due))
        line.jobs.append(job)
        if len(line.jobs) == 1:
            self._wake(change.user_id, line, job.due)

    def _again(self, change: Change) -> None:
        user = self._okta.directory.find(change.user_id)
        app_user = self._okta.app.users.get(change.user_id)
        if change.kind != "deactivated":
            if user is None or app_user is None:
                # They left the app since: there is nothing to push any more.
                self._failures.drop(change.user_id)
                return
            change = dataclasses.replace(
                change,
                user_name=app_user.user_name,
                profile=dict(user.profile),
                password=user.password if change.password else None,
            )
        self._heard(change)

    def _wake(self, user_id: str, line: Line, turn: datetime) -> None:
        line.turn = turn
        self._agenda.add(turn, (user_id, turn))

    def _turn(self, user_id: str, line: Line) -> None:
        job, now = line.jobs[0], self._world.now()
        self._okta.app.moved(user_id, "SYNCING")
        if self.held and (job.asked is None or now < job.asked + PATIENCE):
            job.asked = job.asked or now
            self._wake(user_id, line, job.asked + PATIENCE)
            return
        try:
            self._push(job.change)
        except Refused as refused:
            pause = _pause(job, refused.answer)
            if pause is not None:
                self._okta.app.integration_failed(RATE_LIMIT, refused.reason(job.change))
                self._wake(user_id, line, now + pause)
                return
            self._failed(job.change, refused)
        line.jobs.popleft()
        if line.jobs:
            self._wake(user_id, line, max(now, line.jobs[0].due))
        else:
            del self._lines[user_id]

    def _push(self, change: Change) -> None:
        # A change may have been told before Okta knew the id of a user created since.
        known = self._ids.get(change.user_id) or change.external_id
        external_id = self._client.push(change, known)
        left = self._failures.mended_by(change)
        if external_id is None:
            return
        self._ids[change.user_id] = external_id
        if change.kind == "password":
            self._okta.app_user_password_pushed(change.user_id)
        elif change.kind != "deactivated":
            self._okta.app_user_synced(change.user_id, external_id)
        jobs = self._lines[change.user_id].jobs
        more = any(each.change.kind in WHOLE for each in tuple(jobs)[1:])
        state = "OUT_OF_SYNC" if more else "SYNCHRONIZED"
        self._okta.app.moved(change.user_id, "ERROR" if left else state)

    def _failed(self, change: Change, refused: Refused) -> None:
        reason, status = refused.reason(change), refused.answer.status
        self._failures.add(Failure(change, reason, self._world.now()))
        broken = status == 0 or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if event := BY_STATUS.get(status, GENERAL if broken else ""):
            self._okta.app.integration_failed(event, reason)
        self._okta.app_user_failed(change.user_id, reason, FAILURES.get(change.kind))

    def _call(self, ask: Ask) -> Answer:
        silent = self.held
        answer = Answer(0, {}) if silent else self.service.answer(ask, self.token)
        self._world.traffic.add(
            at=self._world.now(),
            source="Okta",
            to="JumpCloud",
            method=ask.method,
            path=ask.path,
            query=ask.query,
            status=answer.status,
            ms=PATIENCE.total_seconds() * 1000 if silent else 0.0,
            request_id="" if silent else self._world.request_id(),
            note="no answer within 60 seconds" if silent else answer.detail,
            asked=ask.body,
            answered=answer.body or None,
        )
        return answer

    def _shown(self, failure: Failure) -> dict[str, Any]:
        user = self._okta.directory.find(failure.change.user_id)
        return {
            "user_id": failure.change.user_id,
            "login": user.login if user else "",
            "kind": failure.change.kind,
            "reason": failure.reason,
            "at": failure.at.isoformat(),
        }


def _pause(job: Job, answer: Answer) -> timedelta | None:
    """Say how long to wait after too many requests; None when this was no such answer, or the last.

    Okta reads whole seconds from Retry-After and nothing else; without them it waits five minutes,
    then twice as long, and so on.
    """
    if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    job.tries += 1
    if job.tries >= TRIES:
        return None
    if answer.retry_after and answer.retry_after.isdigit():
        return timedelta(seconds=int(answer.retry_after))
    pause, job.pause = job.pause, job.pause * 2
    return pause
