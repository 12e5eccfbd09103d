"""Every method of the Web API once, in its normal use, as Slack's own client calls it."""

import asyncio
import json

from tests.sandbox.workplace import modal, section

REQUESTS, MINA, LEE = "C0ITREQUEST", "U0MINA00001", "U0LEE000001"
METADATA = {"event_type": "request", "event_payload": {"id": "REQ-1"}}
HOME = {"type": "home", "blocks": [section("Home")]}
A_MANIFEST = {"display_information": {"name": "Desk"}}


class Story:
    """Calls by their names in the client; answers are kept by the method's name.

    Args:
        place: The stand-in.
        make: Makes a client for a token.
    """

    def __init__(self, place, make):
        self.place = place
        self.answers = {}
        self._client = make("xoxb-sandbox")
        self._with_app_token = make("xapp-sandbox")
        self._with_makers_token = make("xoxe.xoxp-sandbox")

    async def tell(self):
        await self._messages()
        await self._marks()
        await self._channels()
        await self._people()
        await self._files()
        await self._views()
        await self._app()

    async def call(self, method, *, client=None, **arguments):
        done = getattr(client or self._client, method.replace(".", "_"))
        if asyncio.iscoroutinefunction(done):
            answer = await done(**arguments)
        else:
            answer = await asyncio.to_thread(done, **arguments)
        self.answers[method] = answer.data
        return answer

    async def _messages(self):
        posted = await self.call(
            "chat.postMessage",
            channel=REQUESTS,
            text="A request",
            blocks=[section("A request")],
            metadata=METADATA,
            unfurl_links=False,
        )
        self.at = {"channel": REQUESTS, "ts": posted["ts"]}
        await self.call(
            "chat.postMessage", channel=REQUESTS, thread_ts=posted["ts"], text="A reply"
        )
        await self.call("chat.update", **self.at, text="Changed", blocks=[section("Changed")])
        await self.call("chat.postEphemeral", channel=REQUESTS, user=MINA, text="Psst")
        await self.call("chat.getPermalink", channel=REQUESTS, message_ts=posted["ts"])
        later = int(self.place.world.now().timestamp()) + 3600
        made = await self.call(
            "chat.scheduleMessage", channel=REQUESTS, text="Later", post_at=later
        )
        await self.call(
            "chat.deleteScheduledMessage",
            channel=REQUESTS,
            scheduled_message_id=made["scheduled_message_id"],
        )
        await self.call("conversations.history", channel=REQUESTS, include_all_metadata=True)
        await self.call("conversations.replies", **self.at, include_all_metadata=True)

    async def _marks(self):
        at = {"channel": REQUESTS, "timestamp": self.at["ts"]}
        await self.call("reactions.add", **at, name="eyes")
        await self.call("reactions.remove", **at, name="eyes")
        await self.call("pins.add", **at)
        await self.call("pins.remove", **at)

    async def _channels(self):
        made = await self.call("conversations.create", name="laptops", is_private=False)
        channel = made["channel"]["id"]
        await self.call("conversations.join", channel=channel)
        await self.call("conversations.invite", channel=channel, users=[MINA, LEE])
        await self.call("conversations.info", channel=channel, include_num_members=True)
        await self.call("conversations.members", channel=channel)
        await self.call("conversations.open", users=MINA, return_im=True)
        await self.call("conversations.list", types="public_channel,im")
        await self.call("users.conversations", user=MINA)

    async def _people(self):
        await self.call("users.info", user=MINA, include_locale=True)
        await self.call("users.list", limit=100)
        await self.call("users.lookupByEmail", email="mina@acme.example")
        await self.call("users.profile.get", user=MINA)
        await self.call("dnd.info", user=MINA)
        await self.call("usergroups.list", include_users=True, include_count=True)
        await self.call("usergroups.users.list", usergroup="S0HELPDESK1")

    async def _files(self):
        got = await self.call("files.getUploadURLExternal", filename="a.txt", length=2)
        ticket = got["upload_url"].rpartition("/")[2]
        assert self.place.slack._parts.files.upload(ticket, b"Hi")
        done = {"files": [{"id": got["file_id"], "title": "A"}], "channel_id": REQUESTS}
        await self.call("files.completeUploadExternal", **done, thread_ts=self.at["ts"])
        await self.call("files.info", file=got["file_id"])
        await self.call("chat.delete", **self.at)

    async def _views(self):
        trigger = self.place.slack.trigger(MINA)
        opened = await self.call("views.open", trigger_id=trigger, view=modal(section("One")))
        view_id = opened["view"]["id"]
        await self.call("views.update", view_id=view_id, view=modal(section("Two")))
        trigger = self.place.slack._parts.modals.trigger(MINA, view_id)
        await self.call("views.push", trigger_id=trigger, view=modal(section("Three")))
        await self.call("views.publish", user_id=MINA, view=HOME)

    async def _app(self):
        await self.call("auth.test")
        await self.call("team.info")
        await self.call("bots.info", bot="B0DESKHAND")
        await self.call("emoji.list")
        app = {"client": self._with_app_token, "app_token": "xapp-sandbox"}
        await self.call("apps.connections.open", **app)
        makers = {"client": self._with_makers_token, "manifest": json.dumps(A_MANIFEST)}
        await self.call("apps.manifest.validate", **makers)
        await self._validate()
        await self.call("auth.revoke", test=True)

    async def _validate(self):
        # The client has no method of its own for it.
        call = {"json": {"blocks": [section("Hi")]}}
        done = self._client.api_call
        if asyncio.iscoroutinefunction(done):
            answer = await done("blocks.validate", **call)
        else:
            answer = await asyncio.to_thread(done, "blocks.validate", **call)
        self.answers["blocks.validate"] = answer.data
