"""Slack's stand-in: a workspace, the Web API, Socket Mode, signed HTTP, and people who act.

standin       `Slack`: all of it; what tests and the page hold
person screen submitting        what people do and see, and how it reaches the app
web_api calls methods_* content         the Web API: one function a method, declared with its scopes
access limits manifests         who may call what, and how often; the app's manifest
workspace modals values files scheduled         the state: messages, views, forms, files
rules elements blocks           Block Kit's limits
delivery sockets signed responses payloads uploads      to the app and back
errors parts                    refusals, and the parts as they know each other

State lives in memory. It is strict: what Slack refuses is refused here, with Slack's codes.
"""

from bot.sandbox.slack.errors import ApiError, CannotAct, Unanswered
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.standin import Slack

__all__ = ["ApiError", "CannotAct", "Person", "Slack", "Unanswered"]
