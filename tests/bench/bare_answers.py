"""The peer: a bare Starlette app that answers the same bytes, `python -m tests.bench.bare_answers`.

The file that it is given has the answers by number; it prints where it is.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import Serving


async def main(said):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    answers = [text.encode() for text in said]

    async def answer(request):
        await request.body()
        return Response(answers[request.path_params["number"]], media_type="application/json")

    serving = Serving(
        Starlette(routes=[Route("/{number:int}", answer, methods=["GET", "POST"])]), 0
    )
    await serving.start()
    sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{serving.port}"}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await serving.stop()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
