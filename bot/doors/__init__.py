"""The two doors that Slack comes in by: Socket Mode, or signed HTTP.

    signed.py       HTTP: what Slack signed a moment ago, and its form or JSON
    installation.py whose app this is
    shapes.py       what is read of a payload, and of which type
    reception.py    once each: Bolt's answer, and what runs when it has left
    web.py          signed HTTP, and what a balancer and a monitor ask for
    socket_mode.py  the connection that we open ourselves

Whatever is thrown at a door is answered, and opens nothing.
"""

from bot.doors.installation import Installation
from bot.doors.reception import AFTERWARDS, Reception
from bot.doors.shapes import lacking, name_of, shaped
from bot.doors.signed import Signatures
from bot.doors.socket_mode import SocketDoor
from bot.doors.web import HttpDoor

__all__ = [
    "AFTERWARDS",
    "Door",
    "HttpDoor",
    "Installation",
    "Reception",
    "Signatures",
    "SocketDoor",
    "lacking",
    "name_of",
    "shaped",
]

Door = SocketDoor | HttpDoor
