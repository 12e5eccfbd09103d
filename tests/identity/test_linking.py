"""Binding: who in Okta somebody is, shown on a phone, said by an administrator, or by address."""

import pytest

from bot.errors import NotAllowed, Stale, Unavailable, UserError
from bot.ledger import Ledger
from bot.linking import Linking
from bot.people import FRESH_FOR
from bot.pushes import LONGEST, Pushes
from storage import links, posts
from storage.identity_tables import How, PushState
from tests.identity.conftest import DANA, GUS, LEE, MINA, SAM


class Quiet:
    """Nothing is sent to Slack here."""

    def wake(self):
        """Do nothing."""


@pytest.fixture
def sections():
    return '\n[identity]\nadmins = ["S0LEADS0001"]\n'


@pytest.fixture
def linking(office):
    office.sandbox.okta.pace.enforced = False
    ledger = Ledger(channel="C0ITREQUEST", remind_after=LONGEST, alerts="C0ITALERTS1")
    pushes = Pushes(
        office.database, office.providers.okta, ledger, office.clock, lambda: None, pause=0.01
    )
    return Linking(office.people._bindings, office.people, pushes, Quiet())


async def confirm(office, linking, slack_id, login, *, approve=True):
    office.sandbox.okta.enrol_phone(login)
    ask = await linking.ask(slack_id, login)
    sent = await linking.pushes.send(ask)
    office.sandbox.okta.answer_push(login, approve=approve)
    push = await linking.pushes.wait(sent.push_id)
    return ask, push


async def okta_of(office, slack_id):
    return (await office.people.find(slack_id, okta=True)).okta_id


async def told(office, key):
    async with office.database.transaction() as session:
        post = await posts.find(session, key)
    return (post.channel, str(post.blocks)) if post else ("", "")


async def test_who_confirms_on_the_phone_of_an_account_is_bound_to_it(office, linking):
    ask, push = await confirm(office, linking, DANA, "dana@acme.example")
    await linking.link(ask, push.id)

    assert await okta_of(office, DANA) == office.okta_id("dana")
    async with office.database.transaction() as session:
        link = await links.find(session, DANA)
    assert (link.how, link.login, link.by) == (How.PUSH, "dana@acme.example", DANA)
    assert (await told(office, f"link:{link.id}"))[0] == DANA


async def test_without_a_login_the_address_in_slack_is_taken_and_still_confirmed(office, linking):
    office.sandbox.okta.enrol_phone("dana")

    ask = await linking.ask(DANA, "")

    assert ask.login == "dana@acme.example"
    assert await okta_of(office, DANA) is None


async def test_who_rejects_is_not_bound_and_it_is_told(office, linking):
    ask, push = await confirm(office, linking, DANA, "grace@acme.example", approve=False)

    assert push.state is PushState.REJECTED
    with pytest.raises(NotAllowed):
        await linking.link(ask, push.id)
    assert await okta_of(office, DANA) is None
    channel, words = await told(office, f"push:{push.id}")
    assert channel == "C0ITALERTS1"
    assert "to be bound to a Slack account" in words


async def test_a_yes_for_one_account_binds_no_other(office, linking):
    ask, push = await confirm(office, linking, DANA, "dana@acme.example")
    other = await linking.ask(MINA, "dana@acme.example")

    with pytest.raises(NotAllowed):
        await linking.link(other, push.id)
    await linking.link(ask, push.id)
    with pytest.raises(NotAllowed):
        await linking.link(ask, push.id)


async def test_a_person_who_is_bound_elsewhere_is_refused_and_the_administrators_are_told(
    office, linking
):
    await office.bind(LEE, "dana")

    for _ in range(2):
        with pytest.raises(NotAllowed, match="bound to another Slack account"):
            await linking.ask(DANA, "dana@acme.example")

    channel, words = await told(office, f"conflict:{DANA}:1")
    assert channel == "C0ITALERTS1"
    for who in ("S0LEADS0001", DANA, LEE):
        assert who in words
    assert office.sandbox.traffic.count("POST /okta/") == 0


async def test_a_conflict_that_comes_while_it_is_confirmed_binds_nobody(office, linking):
    ask, push = await confirm(office, linking, DANA, "dana@acme.example")
    await office.bind(LEE, "dana")

    with pytest.raises(Stale, match="Meanwhile"):
        await linking.link(ask, push.id)
    assert await okta_of(office, DANA) is None


@pytest.mark.parametrize(
    ("flaw", "rule"),
    [
        ({"is_restricted": True}, "guests never may"),
        ({"deleted": True}, "the Slack account is deactivated"),
        ({"is_stranger": True}, "from another workspace"),
        ({"team_id": "T0OTHER"}, "from another workspace"),
    ],
)
async def test_guests_strangers_and_the_deactivated_are_refused_with_the_rule(
    office, linking, flaw, rule
):
    member = office.sandbox.slack.workspace.members[DANA]
    for name, value in flaw.items():
        setattr(member, name, value)

    with pytest.raises(NotAllowed, match=rule):
        await linking.ask(DANA, "dana@acme.example")
    with pytest.raises(NotAllowed, match=rule):
        await linking.link_other(DANA, "dana@acme.example", by=LEE)
    assert office.sandbox.traffic.count("POST /okta/") == 0


async def test_a_guest_of_the_cast_is_refused(office, linking):
    with pytest.raises(NotAllowed, match="guests never may"):
        await linking.ask(GUS, "dana@acme.example")


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("howard@acme.example", "is SUSPENDED in Okta"),
        ("charles@acme.example", "is DEPROVISIONED in Okta"),
        ("nobody@acme.example", "Okta knows nobody"),
        ("dana", "Okta knows nobody"),  # not the full login: a namesake may have it elsewhere
    ],
)
async def test_only_an_active_person_named_in_full_is_bound(office, linking, login, words):
    with pytest.raises(UserError, match=words):
        await linking.link_other(DANA, login, by=LEE)
    office.sandbox.slack.workspace.members[DANA].email = login
    with pytest.raises(UserError, match=words):
        await linking.ask(DANA, login.upper())


async def test_of_a_login_that_is_not_ones_own_nobody_is_told_how_it_stands(office, linking):
    await office.bind(LEE, "lee")
    texts = set()
    for login in ("howard@acme.example", "nobody@acme.example", "lee@acme.example"):
        with pytest.raises(UserError) as refused:
            await linking.ask(DANA, login)
        assert type(refused.value) is UserError
        texts.add(str(refused.value).replace(login, ""))

    assert len(texts) == 1
    assert "Okta knows nobody by that login, or" in texts.pop()
    assert LEE in (await told(office, f"conflict:{DANA}:1"))[1]


async def test_who_is_bound_has_to_unlink_first(office, linking):
    await office.bind(DANA, "dana")
    with pytest.raises(Stale, match="/helpdesk unlink"):
        await linking.ask(DANA, "grace@acme.example")

    assert "dana@acme.example" in await linking.unlink(DANA, by=DANA)

    assert await okta_of(office, DANA) is None
    with pytest.raises(Stale):
        await linking.unlink(DANA, by=DANA)


async def test_who_is_not_active_in_okta_does_not_shed_that_by_unlinking(office, linking):
    await office.bind(LEE, "lee")
    office.sandbox.okta.directory.users[office.okta_id("lee")].status = "SUSPENDED"

    with pytest.raises(NotAllowed, match="SUSPENDED"):
        await linking.unlink(LEE, by=LEE)
    assert (await office.people.find(LEE)).okta_id == office.okta_id("lee")
    await linking.unlink(LEE, by=SAM)
    await office.rights.check_anything(LEE)


async def test_who_has_unlinked_themselves_before_they_are_suspended_may_do_nothing_all_the_same(
    office, linking
):
    await office.bind(LEE, "lee")
    await linking.unlink(LEE, by=LEE)
    request = await office.ask(MINA)
    await office.rights.check_approver(request, LEE)
    office.sandbox.okta.directory.users[office.okta_id("lee")].status = "SUSPENDED"

    with pytest.raises(NotAllowed, match="the account in Okta is SUSPENDED"):
        await office.rights.check_approver(request, LEE)
    await linking.link_other(LEE, "dana@acme.example", by=SAM)
    await office.rights.check_approver(request, LEE)


async def test_an_administrator_binds_and_unbinds_others(office, linking):
    done = await linking.link_other(DANA, "dana@acme.example", by=LEE)

    assert "dana@acme.example" in done
    assert await okta_of(office, DANA) == office.okta_id("dana")
    async with office.database.transaction() as session:
        link = await links.find(session, DANA)
    assert (link.how, link.by) == (How.ADMIN, LEE)
    channel, words = await told(office, f"link:{link.id}")
    assert channel == DANA
    assert LEE in words

    await linking.unlink(DANA, by=SAM)
    assert await okta_of(office, DANA) is None


async def test_an_administrator_does_not_bind_themselves(office, linking):
    with pytest.raises(NotAllowed, match="on their own word"):
        await linking.link_other(LEE, "lee@acme.example", by=LEE)
    await office.bind(LEE, "lee")
    with pytest.raises(NotAllowed, match="on their own word"):
        await linking.link_other(DANA, "lee@acme.example", by=LEE)


async def test_who_is_no_administrator_binds_and_unbinds_nobody_else(office, linking):
    await office.bind(SAM, "sam")

    with pytest.raises(NotAllowed, match=r"`admins` in \[identity\]"):
        await linking.link_other(DANA, "dana@acme.example", by=MINA)
    with pytest.raises(NotAllowed, match=r"`admins` in \[identity\]"):
        await linking.unlink(SAM, by=MINA)


async def test_an_administrator_who_is_not_active_in_okta_binds_nobody(office, linking):
    await office.bind(LEE, "lee")
    office.sandbox.okta.directory.users[office.okta_id("lee")].status = "SUSPENDED"

    with pytest.raises(NotAllowed, match="SUSPENDED"):
        await linking.link_other(DANA, "dana@acme.example", by=LEE)


class TestByAddress:
    @pytest.fixture
    def sections(self):
        return '\n[identity]\nemail_domains = ["acme.example"]\nadmins = ["U0LEE000001"]\n'

    async def test_a_confirmed_address_binds_at_the_first_look_and_it_is_told(self, office):
        assert await okta_of(office, DANA) == office.okta_id("dana")
        async with office.database.transaction() as session:
            link = await links.find(session, DANA)
        assert link.how is How.EMAIL
        assert (await told(office, f"link:{link.id}"))[0] == DANA

    async def test_an_address_that_slack_does_not_call_confirmed_binds_nobody(self, office):
        office.sandbox.slack.workspace.members[DANA].email_confirmed = False

        assert await okta_of(office, DANA) is None

    async def test_an_address_of_another_domain_binds_nobody(self, office):
        office.sandbox.slack.workspace.members[DANA].email = "dana@other.example"
        office.sandbox.okta.add_user("dana@other.example", firstName="Dana", lastName="Other")

        assert await okta_of(office, DANA) is None

    async def test_a_domain_inside_another_binds_nobody(self, office):
        office.sandbox.slack.workspace.members[DANA].email = "dana@sub.acme.example"
        office.sandbox.okta.add_user("dana@sub.acme.example", firstName="D", lastName="N")

        assert await okta_of(office, DANA) is None

    async def test_a_guest_is_not_bound_whatever_their_address(self, office):
        office.sandbox.slack.workspace.members[GUS].email = "dana@acme.example"

        assert await okta_of(office, GUS) is None

    async def test_who_is_not_active_in_okta_is_not_bound(self, office):
        office.sandbox.okta.directory.users[office.okta_id("dana")].status = "SUSPENDED"

        assert await okta_of(office, DANA) is None

    async def test_of_two_people_with_one_address_neither_is_taken(self, office):
        office.sandbox.okta.add_user(
            "dana2@acme.example", firstName="Dana", lastName="Two", email="dana@acme.example"
        )

        assert await okta_of(office, DANA) is None

    async def test_a_person_who_is_bound_elsewhere_is_a_conflict_told_once(self, office):
        await office.bind(LEE, "dana")

        assert await okta_of(office, DANA) is None
        channel, words = await told(office, f"conflict:{DANA}:1")
        assert channel == "C0ITALERTS1"
        assert "By its confirmed address" in words

    async def test_what_somebody_has_ended_no_address_brings_back(self, office, linking):
        await okta_of(office, DANA)
        await linking.unlink(DANA, by=DANA)

        assert await okta_of(office, DANA) is None

    async def test_while_okta_does_not_answer_nobody_is_bound_and_nobody_may(self, office):
        office.sandbox.faults.add("GET /okta/", "down")

        with pytest.raises(Unavailable):
            await office.people.find(DANA, okta=True)
        assert (await office.people.find(DANA)).okta_id is None

    async def test_who_is_nobody_in_okta_is_looked_for_once_a_minute(self, office):
        office.sandbox.slack.workspace.members[DANA].email = "nobody@acme.example"
        seconds = [0.0]
        object.__setattr__(office.people._bindings, "timer", lambda: seconds[0])
        for _ in range(3):
            await office.people.find(DANA, fresh=True, okta=True)
        asked = office.sandbox.traffic.count("GET /okta/")
        seconds[0] += FRESH_FOR
        await office.people.find(DANA, okta=True)

        assert office.sandbox.traffic.count("GET /okta/") == 2 * asked
