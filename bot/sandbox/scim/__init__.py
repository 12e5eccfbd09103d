"""The SCIM link: what happens between a change in Okta and the same in JumpCloud.

A change is carried over after a delay, the changes of one person in their order. What was said is
in the traffic, as exchanges between Okta and JumpCloud, and Okta is told how it ended. A push that
JumpCloud refuses stays failed until somebody touches the person in Okta again, or retries it, as
an administrator does on Okta's Tasks page. Suspending in Okta sends nothing at all.

messages    requests, answers, and where each attribute stands in a SCIM user
client      Okta's side: what it sends for which change
service     JumpCloud's side: what it answers, and its bad days
failures    what failed for good, until it is mended
link        the time in between: delays and retries
"""

from bot.sandbox.scim.failures import Failure
from bot.sandbox.scim.link import ScimLink
from bot.sandbox.scim.messages import Answer, Ask
from bot.sandbox.scim.service import ScimService

__all__ = ["Answer", "Ask", "Failure", "ScimLink", "ScimService"]
