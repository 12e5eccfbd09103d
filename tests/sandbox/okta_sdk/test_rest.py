"""Groups, the JumpCloud app, the System Log and the org, through Okta's own client."""

from okta.models import AddGroupRequest, AppUserAssignRequest, OktaUserGroupProfile

from tests.sandbox.okta_sdk.asking import after, get, pages, refused


async def named(client, name):
    return next(each for each in await get(client.list_groups()) if title(each) == name)


def title(group):
    return group.profile.actual_instance.name


async def test_groups_are_listed_searched_and_shown(client):
    sales = await named(client, "Sales")

    found = await get(client.list_groups(search='profile.name eq "Sales"'))

    assert [each.id for each in found] == [sales.id]
    assert title(await get(client.get_group(sales.id))) == "Sales"
    assert [title(each) for each in await get(client.list_groups(q="Sal"))] == ["Sales"]


async def test_a_member_is_added_and_taken_out(client, ada):
    sales = await named(client, "Sales")

    await get(client.assign_user_to_group(sales.id, ada.id))
    assert ada.id in [each.id for each in await get(client.list_group_users(sales.id))]

    await get(client.unassign_user_from_group(sales.id, ada.id))
    assert ada.id not in [each.id for each in await get(client.list_group_users(sales.id))]


async def test_a_group_that_okta_fills_is_not_changed_by_hand(client, ada):
    everyone = await named(client, "Everyone")

    assert await refused(client.assign_user_to_group(everyone.id, ada.id)) == (403, "E0000006")


async def test_the_app_is_known_by_its_kind_and_its_groups(client, org):
    (listed,) = await get(client.list_applications())
    app = await get(client.get_application(org.okta.app.id))

    assert (listed.id, type(app).__name__, app.label) == (app.id, "SamlApplication", "JumpCloud")
    assert "PUSH_NEW_USERS" in [str(getattr(each, "value", each)) for each in app.features]
    carried = [each.id for each in await get(client.list_application_group_assignments(app.id))]
    engineering = await named(client, "Engineering")
    assert engineering.id in carried
    (carrying,) = await get(client.list_assigned_applications_for_group(engineering.id))
    assert carrying.id == app.id


async def test_a_user_is_assigned_to_the_app_and_taken_off(client, org, ada):
    app = org.okta.app.id
    assigned = await get(client.assign_user_to_application(app, AppUserAssignRequest(id=ada.id)))
    assert (assigned.scope, assigned.sync_state) == ("USER", "SYNCING")

    found = await get(client.get_application_user(app, ada.id))
    everyone = await pages(lambda **query: client.list_application_users(app, **query), limit=1)
    assert found.id == ada.id
    assert ada.id in [each.id for page in everyone for each in page]

    await get(client.unassign_user_from_application(app, ada.id))
    assert await refused(client.get_application_user(app, ada.id)) == (404, "E0000007")


async def test_the_log_is_polled_from_where_the_last_page_ended(client, ada):
    polling = {"sort_order": "ASCENDING"}
    found = await pages(client.list_log_events, limit=2, **polling)
    events = [event for page in found for event in page]
    assert len(found) >= 2
    assert "user.lifecycle.create" in [event.event_type for event in events]
    assert {target.alternate_id for event in events for target in event.target or ()}

    _, answer, _ = await client.list_log_events(limit=1000, **polling)
    await get(client.suspend_user(ada.id))
    new = await get(client.list_log_events(limit=1000, **polling, **after(answer)))

    assert "user.lifecycle.suspend" in [event.event_type for event in new]
    assert not {event.uuid for event in new} & {event.uuid for event in events}


async def test_the_log_is_filtered(client, ada):
    query = f'target.id eq "{ada.id}" and eventType eq "user.lifecycle.activate"'

    found = await get(client.list_log_events(filter=query))

    assert [event.event_type for event in found] == ["user.lifecycle.activate"]
    assert await refused(client.list_log_events(filter="eventType eqq 1")) == (400, "E0000053")


async def test_the_password_policy_the_schema_and_the_org_are_read(client):
    (policy,) = await get(client.list_policies(type="PASSWORD"))
    schema = await get(client.get_user_schema("default"))
    org = await get(client.get_org_settings())

    assert policy.settings.password.complexity.min_length == 8
    assert schema.definitions.base.properties.login is not None
    assert org.company_name == "Acme"


async def test_a_group_is_created_once(client):
    new = AddGroupRequest(profile=OktaUserGroupProfile(name="Loans", description="Has a loan"))

    made = await get(client.add_group(new))

    assert title(await get(client.get_group(made.id))) == "Loans"
    assert await refused(client.add_group(new)) == (400, "E0000001")


async def test_rules_of_groups_and_event_hooks_are_read(client, org):
    org.okta.add_rule("Ada", 'user.title=="x"', "Sales")

    (rule,) = await get(client.list_group_rules())

    assert rule.conditions.expression.value == 'user.title=="x"'
    assert await get(client.list_event_hooks()) == []
