"""The search itself: whatever is planted, in any place and any spelling, is found."""

import base64
import json
import logging
import pickle
import sqlite3
from urllib.parse import quote_plus

import httpx
import pytest
from prometheus_client import Gauge

from bot.connecting import slack_client
from bot.settings import Settings
from bot.upkeep import FIGURES
from storage import audit
from tests.canary.needles import Needle, hits, inside_base64
from tests.canary.test_canary import elsewhere, left_by
from tests.canary.tour import Tour
from tests.scene import playing

SECRET = 'Canary 7f3a/+"é-9'
SPELLED = {
    "plain": SECRET.encode(),
    "JSON": json.dumps({"a": SECRET}).encode(),
    "JSON in JSON": json.dumps(json.dumps([SECRET])).encode(),
    "JSON, not ASCII": json.dumps([SECRET], ensure_ascii=False).encode(),
    "repr": repr({"a": [SECRET]}).encode(),
    "URL": httpx.URL("https://x.example", params={"q": SECRET}).query,
    "form": f"a={quote_plus(SECRET)}&b=1".encode(),
    "hex": SECRET.encode().hex().encode(),
    "HEX": SECRET.encode().hex().upper().encode(),
    "pickle": base64.b64encode(pickle.dumps(ValueError(SECRET))),
    "Basic": httpx.BasicAuth("client", SECRET)._auth_header.encode(),
}


@pytest.mark.parametrize("spelling", SPELLED)
def test_a_secret_is_found_in_every_spelling(spelling):
    assert hits([Needle("it", SECRET)], {"here": b"x" * 99 + SPELLED[spelling] + b"y"})


@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("after", range(4))
def test_a_secret_is_found_in_base64_wherever_it_begins(before, after):
    around = base64.b64encode(b"a" * before + SECRET.encode() + b"z" * after)

    assert inside_base64(SECRET.encode(), before % 3) in around
    assert hits([Needle("it", SECRET)], {"here": around})


def test_what_is_not_there_is_not_found():
    other = base64.b64encode(b"Canary 7f3b and other harmless words")

    assert hits([Needle("it", SECRET)], {"here": other + b"Canary", "there": b""}) == {}


def planted_in_files(tmp_path):
    """Put the secret on a page that is freed, and, pickled, in a table beside the engine's."""
    with sqlite3.connect(tmp_path / "freed.db") as freed:
        freed.execute("pragma secure_delete=off")
        freed.execute("create table t (x)")
        freed.execute("insert into t values (?)", [SECRET])
        freed.execute("delete from t")
    freed.close()
    with sqlite3.connect(tmp_path / "deskhand.dbos.db") as engine:
        engine.execute("create table planted (x text)")
        stored = base64.b64encode(pickle.dumps(RuntimeError("Bearer " + SECRET))).decode()
        engine.execute("insert into planted values (?)", [stored])
    engine.close()


def planted_in_logs():
    log = logging.getLogger("planted")
    log.info("it is so", extra={"said": [SECRET]})
    try:
        raise RuntimeError(SECRET)  # noqa: TRY301 - a traceback is wanted
    except RuntimeError:
        log.exception("it broke")


async def planted_in_traffic(scene, settings):
    """Say it in a channel, acknowledge with it, and give it to a provider it is not from."""
    await slack_client(settings).chat_postMessage(channel="C0ITREQUEST", text=SECRET)
    told = {
        "source": "Slack",
        "to": "Bot",
        "method": "socket",
        "path": "x",
        "at": scene.world.now(),
    }
    scene.traffic.add(answered={"text": SECRET}, **told)
    async with httpx.AsyncClient(base_url=settings.okta_org_url) as okta:
        await okta.get("/api/v1/org", headers={"x-note": json.dumps(SECRET)[1:-1]})


async def test_a_secret_is_found_in_every_place(tmp_path):
    async with playing(tmp_path, start=False) as scene:
        tour = Tour(scene)
        tour.needles = [Needle("it", SECRET, "Elsewhere")]
        settings = Settings.read(scene.environment)
        with tour.listening(settings):
            await scene.start()
            planted_in_files(tmp_path)
            planted_in_logs()
            await planted_in_traffic(scene, settings)
            async with scene.bot.database.transaction() as session:
                await audit.record(session, "planted", by="x", now=scene.clock(), why=SECRET)
            figure = Gauge("planted", "A careless label", ["why"], registry=FIGURES)
            figure.labels(SECRET).set(1)
            left = left_by(tour, tmp_path)
            FIGURES.unregister(figure)

        found = hits(tour.needles, left)

        assert found.keys() == left.keys()
        assert any("base64" in each for each in found["the engine's rows"])
        assert elsewhere(tour).keys() == {"Okta", "Slack"}
