"""A directory of a real size answers like a small one."""

import statistics
import time

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.store import World
from tests.sandbox.jumpcloud.api import served

MANY = 10_000


def crowd(size):
    jumpcloud = JumpCloud(World(), Cast())
    for number in range(size):
        jumpcloud.add_user(f"user{number}", f"user{number}@acme.example", lastname=f"Name {number}")
    return jumpcloud


async def took(api, body):
    started = time.perf_counter()
    await api.post("/api/search/systemusers", json=body)
    return time.perf_counter() - started


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"and": [{"email": "user7@acme.example"}]}},
        {"filter": [{"username": {"$regex": "(?i)(^USER7$)"}}]},
        {"searchFilter": {"searchTerm": "nobody", "fields": ["username", "email"]}},
    ],
)
async def test_ten_thousand_users_are_searched_about_as_fast_as_a_hundred(body):
    async with served(crowd(100)) as few, served(crowd(MANY)) as many:
        pairs = [(await took(few, body), await took(many, body)) for _ in range(25)]

    small, large = (statistics.median(each) for each in zip(*pairs, strict=True))
    assert large < 3 * small
