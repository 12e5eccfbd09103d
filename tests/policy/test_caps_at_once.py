"""Caps hold however many send at the same moment, on both databases."""

import asyncio
from datetime import timedelta

from bot.errors import NotAllowed
from bot.gate import Gate
from bot.policy import Limit, Rules
from bot.rights import Rights
from storage import requests
from storage.database import Database
from storage.tables import Request
from tests.scene import Clock

MANY, CAP = 24, 5


async def test_of_many_who_send_at_once_as_many_pass_as_the_cap_says(database_url):
    database, clock = Database(database_url), Clock()
    await database.open()
    limits = {"suspend": Limit("suspend", requester=CAP, everybody=2 * CAP)}
    gate = Gate(Rights(Rules(limits=limits), None, database), database, clock)

    async def send(number):
        by, now = f"U{number % 4}", clock()
        request = Request(
            key=f"draft {number}", action="suspend", requester=by, principal=f"p{number}",
            form={}, plan={}, created_at=now, expires_at=now + timedelta(hours=72),
        )  # fmt: skip
        try:
            async with database.transaction() as session:
                await gate.count(session, "suspend", by=by)
                await requests.add(session, request)
        except NotAllowed:
            return None
        return by

    sent = list(filter(None, await asyncio.gather(*map(send, range(MANY)))))

    assert len(sent) == 2 * CAP
    assert max(map(sent.count, sent)) <= CAP
    await database.close()
