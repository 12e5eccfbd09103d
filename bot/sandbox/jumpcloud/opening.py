"""What JumpCloud holds when the curtain rises: the cast, and what an organisation has set up."""

from typing import TYPE_CHECKING, Final

from bot.sandbox.cast import PASSWORD, Cast, Device, JumpCloudPerson
from bot.sandbox.jumpcloud.federation import ROUTING_POLICY
from bot.sandbox.jumpcloud.graph import Node
from bot.sandbox.jumpcloud.group import Group, group_row
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM, OS_FAMILIES

if TYPE_CHECKING:
    from bot.sandbox.jumpcloud.standin import JumpCloud

SCIM: Final = "jumpcloud:scim"
# A group of devices for each family, and the policy that hides the tray's app there.
FLEETS: Final = {
    "darwin": ("65a1f1ee0000000000000001", "All Macs"),
    "windows": ("65a1f1ee0000000000000002", "All Windows"),
    "linux": ("65a1f1ee0000000000000003", "All Linux"),
}
HIDDEN_APPS: Final = {
    "darwin": ("65a10c010000000000000001", "JumpCloud App Controls"),
    "windows": ("65a10c010000000000000002", "Hide Windows App"),
}


def open_scene(jumpcloud: "JumpCloud", cast: Cast) -> None:
    """Enter the cast."""
    routing = {"field": f"attributes.{cast.routing_attribute}", "operator": "eq"}
    jumpcloud.add_group(
        cast.federated_group_name,
        filters=[routing | {"value": cast.routing_value}],
        group_id=cast.federated_group_id,
    )
    federated = Node("user_group", cast.federated_group_id)
    jumpcloud.graph.associate("add", Node("idp_routing_policy", ROUTING_POLICY), federated, None)
    _form_fleets(jumpcloud)
    for person in cast.jumpcloud_people:
        _enter(jumpcloud, person, cast)
    for device in cast.devices:
        _enrol(jumpcloud, device)
    # What the cast did before is nobody's business.
    jumpcloud.insights.clear()


def _form_fleets(jumpcloud: "JumpCloud") -> None:
    for group_id, name in FLEETS.values():
        jumpcloud.membership.put(Group(group_row(group_id, "system_group", {"name": name})))
    for family, (policy_id, display_name) in HIDDEN_APPS.items():
        template = next(
            each
            for each in jumpcloud.policies.templates.values()
            if each["displayName"] == display_name
        )
        given = {"id": policy_id, "name": display_name, "template": {"id": template["id"]}}
        jumpcloud.policies.put(given)
        fleet = Node("system_group", FLEETS[family][0])
        jumpcloud.graph.associate("add", Node("policy", policy_id), fleet, None)


def _enter(jumpcloud: "JumpCloud", person: JumpCloudPerson, cast: Cast) -> None:
    provisioned = bool(person.okta_name)
    routing = {"name": cast.routing_attribute, "value": cast.routing_value}
    fields = {
        "username": person.username,
        "email": person.email,
        "firstname": person.first_name,
        "lastname": person.last_name,
        "displayname": f"{person.first_name} {person.last_name}",
        "state": person.state,
        "password": PASSWORD,
        "attributes": [routing] if provisioned else [],
        "restrictedFields": list(MASTERED_BY_SCIM) if provisioned else [],
    }
    source = SCIM if provisioned else ""
    jumpcloud.directory.create(fields, user_id=person.id, source=source)


def _enrol(jumpcloud: "JumpCloud", device: Device) -> None:
    jumpcloud.add_system(
        device.name,
        device.os,
        device.version,
        system_id=device.id,
        serialNumber=device.serial,
    )
    fleet, _ = FLEETS[OS_FAMILIES[device.os]]
    jumpcloud.graph.enlist(fleet, "add", device.id)
    if device.user:
        jumpcloud.bind(device.user, device.id)
