"""Slack's stand-in: a workspace, the Web API, Socket Mode, signed HTTP, and people who act.

standin       `Slack`: all of it; what tests and the page hold
person screen submitting        what people do and see, and how it reaches the app
web_api calls methods_*         the Web API: one function a method, declared with its scopes
workspace modals values         the state: messages, views, what stands in forms
rules elements blocks           Block Kit's limits
delivery sockets signed responses payloads      to the app and back
access errors parts             rights, refusals, and the parts as they know each other

State lives in memory. It is strict: what Slack refuses is refused here, with Slack's codes.
"""

from bot.sandbox.slack.errors import ApiError, CannotAct, Unanswered
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.standin import Slack

__all__ = ["ApiError", "CannotAct", "Person", "Slack", "Unanswered"]
