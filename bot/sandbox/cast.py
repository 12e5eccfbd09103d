"""The cast of the demo: one small company, its people, channels, groups and laptops.

Plain values with fixed ids, so that what a page or a test shows today it shows tomorrow. The
stand-ins copy what they need and change only their own copies.
"""

from dataclasses import dataclass, field
from typing import Final

DOMAIN: Final = "acme.example"
PASSWORD: Final = "Correct-Horse-7-Staple"
ROUTING: Final = "federated"
POLICIES: Final = ("onboard", "takeover", "rotate", "suspend", "restore")


def okta_id(prefix: str, name: str) -> str:
    """Spell a fixed id of Okta's shape, so that a reader sees whose it is."""
    return prefix + name.replace(" ", "")[:14].ljust(14, "0") + "5d7"


@dataclass(frozen=True)
class SlackPerson:
    """Somebody in the workspace; `name` is what tests and the page call them."""

    id: str
    name: str
    real_name: str
    title: str
    guest: bool = False
    time_zone: str = "Europe/Berlin"

    @property
    def email(self) -> str:
        """The address that Slack knows."""
        return f"{self.name}@{'partner.example' if self.guest else DOMAIN}"


@dataclass(frozen=True)
class Channel:
    """A public channel; everyone but guests is in it, and so is the bot."""

    id: str
    name: str
    topic: str


@dataclass(frozen=True)
class UserGroup:
    """A Slack user group, such as @helpdesk; members are Slack ids."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class OktaGroup:
    """A group in Okta; `carries_app` is whether its members get the JumpCloud app."""

    id: str
    name: str
    description: str
    type: str = "OKTA_GROUP"
    carries_app: bool = False


@dataclass(frozen=True)
class OktaPerson:
    """A user in Okta, with the names of their groups besides Everyone."""

    name: str
    first_name: str
    last_name: str
    title: str
    department: str
    groups: tuple[str, ...] = ()
    manager: str = ""
    status: str = "ACTIVE"

    @property
    def id(self) -> str:
        """The Okta id."""
        return okta_id("00u", self.first_name + self.last_name)

    @property
    def login(self) -> str:
        """Login and work address."""
        return f"{self.name}@{DOMAIN}"


@dataclass(frozen=True)
class JumpCloudPerson:
    """A user in JumpCloud; `okta_name` is the person in Okta that SCIM made them from, if any."""

    id: str
    username: str
    first_name: str
    last_name: str
    state: str = "ACTIVATED"
    okta_name: str = ""

    @property
    def email(self) -> str:
        """Work address."""
        return f"{self.username}@{DOMAIN}"


@dataclass(frozen=True)
class LocalAccount:
    """An account on a laptop that JumpCloud does not manage."""

    username: str
    full_name: str
    admin: bool = False


@dataclass(frozen=True)
class Device:
    """A laptop with JumpCloud's agent.

    Attributes:
        os: "macOS", "Windows" or "Linux".
        version: What the device reports, edition included.
        user: JumpCloud username of whom it is bound to; empty when to nobody.
    """

    id: str
    name: str
    os: str
    version: str
    serial: str
    online: bool = True
    user: str = ""
    accounts: tuple[LocalAccount, ...] = ()


SLACK_PEOPLE: Final = (
    SlackPerson("U0MINA00001", "mina", "Mina Okafor", "Helpdesk"),
    SlackPerson("U0LEE000001", "lee", "Lee Tanaka", "Helpdesk lead"),
    SlackPerson("U0SAM000001", "sam", "Sam Rivera", "Helpdesk lead"),
    SlackPerson("U0DANA00001", "dana", "Dana Novak", "Engineer"),
    SlackPerson("U0GUS000001", "gus", "Gus Guest", "Contractor of a partner", guest=True),
)
CHANNELS: Final = (
    Channel("C0ITDESK001", "it-desk", "Ask the helpdesk"),
    Channel("C0ITREQUEST", "it-requests", "What the helpdesk was asked to do, and how far it is"),
    Channel("C0ITALERTS1", "it-alerts", "What needs the helpdesk's eyes"),
)
USER_GROUPS: Final = (
    UserGroup("S0HELPDESK1", "helpdesk", "Helpdesk", ("U0MINA00001", "U0LEE000001", "U0SAM000001")),
    UserGroup("S0LEADS0001", "helpdesk-leads", "Helpdesk leads", ("U0LEE000001", "U0SAM000001")),
)
OKTA_GROUPS: Final = (
    OktaGroup(okta_id("00g", "Everyone"), "Everyone", "All users in your organization", "BUILT_IN"),
    OktaGroup(
        okta_id("00g", "Engineering"), "Engineering", "Builds it; has a laptop", carries_app=True
    ),
    OktaGroup(okta_id("00g", "Sales"), "Sales", "Sells it; has a laptop", carries_app=True),
    OktaGroup(okta_id("00g", "Contractors"), "Contractors", "Brings their own laptop"),
)
OKTA_PEOPLE: Final = (
    OktaPerson("grace", "Grace", "Hopper", "Head of Engineering", "Engineering", ("Engineering",)),
    OktaPerson("alan", "Alan", "Turing", "Head of Research", "Engineering", ("Engineering",)),
    OktaPerson("katherine", "Katherine", "Johnson", "Head of Sales", "Sales", ("Sales",)),
    OktaPerson("mina", "Mina", "Okafor", "Helpdesk", "IT", ("Engineering",), manager="lee"),
    OktaPerson("lee", "Lee", "Tanaka", "Helpdesk lead", "IT", ("Engineering",), manager="grace"),
    OktaPerson("sam", "Sam", "Rivera", "Helpdesk lead", "IT", ("Engineering",), manager="grace"),
    OktaPerson("dana", "Dana", "Novak", "Engineer", "Engineering", ("Engineering",), "alan"),
    OktaPerson(
        "howard",
        "Howard",
        "Aiken",
        "Engineer",
        "Engineering",
        ("Engineering",),
        "alan",
        "SUSPENDED",
    ),
    OktaPerson(
        "charles", "Charles", "Babbage", "Engineer", "Engineering", (), "grace", "DEPROVISIONED"
    ),
    OktaPerson(
        "hedy", "Hedy", "Lamarr", "Account manager", "Sales", ("Sales",), "katherine", "STAGED"
    ),
)
JUMPCLOUD_PEOPLE: Final = (
    JumpCloudPerson("65a1c0de0000000000000001", "grace", "Grace", "Hopper", okta_name="grace"),
    JumpCloudPerson("65a1c0de0000000000000002", "alan", "Alan", "Turing", okta_name="alan"),
    JumpCloudPerson(
        "65a1c0de0000000000000003", "katherine", "Katherine", "Johnson", okta_name="katherine"
    ),
    JumpCloudPerson("65a1c0de0000000000000004", "mina", "Mina", "Okafor", okta_name="mina"),
    JumpCloudPerson("65a1c0de0000000000000005", "lee", "Lee", "Tanaka", okta_name="lee"),
    JumpCloudPerson("65a1c0de0000000000000006", "sam", "Sam", "Rivera", okta_name="sam"),
    JumpCloudPerson("65a1c0de0000000000000007", "dana", "Dana", "Novak", okta_name="dana"),
    JumpCloudPerson("65a1c0de0000000000000008", "howard", "Howard", "Aiken", okta_name="howard"),
    JumpCloudPerson(
        "65a1c0de0000000000000009",
        "charles",
        "Charles",
        "Babbage",
        "SUSPENDED",
        okta_name="charles",
    ),
    JumpCloudPerson("65a1c0de000000000000000a", "rosalind", "Rosalind", "Franklin"),
)
DEVICES: Final = (
    Device(
        "65a1de71ce00000000000001",
        "LT-ADA",
        "macOS",
        "macOS 15.6",
        "C02ADA0001",
        accounts=(LocalAccount("itadmin", "IT Admin", admin=True),),
    ),
    Device(
        "65a1de71ce00000000000002",
        "LT-GRACE",
        "Windows",
        "Windows 11 Pro",
        "PF3GRACE02",
        user="grace",
        accounts=(LocalAccount("Administrator", "Administrator", admin=True),),
    ),
    Device(
        "65a1de71ce00000000000003",
        "LT-LINUX",
        "Linux",
        "Ubuntu 24.04 LTS",
        "PF3LINUX03",
        online=False,
        accounts=(LocalAccount("ubuntu", "Ubuntu", admin=True),),
    ),
    Device(
        "65a1de71ce00000000000004",
        "PC-HOME",
        "Windows",
        "Windows 11 Home",
        "PF3HOME004",
        accounts=(LocalAccount("owner", "Owner", admin=True),),
    ),
)


@dataclass(frozen=True)
class Cast:
    """Everyone and everything at the start of a sandbox.

    Attributes:
        routing_attribute: The attribute in Okta whose value puts people in the federated group.
        federated_group_id: The dynamic group in JumpCloud that it fills.
    """

    team_id: str = "T0DESK"
    slack_people: tuple[SlackPerson, ...] = SLACK_PEOPLE
    channels: tuple[Channel, ...] = CHANNELS
    user_groups: tuple[UserGroup, ...] = USER_GROUPS
    requests_channel: str = "C0ITREQUEST"
    alerts_channel: str = "C0ITALERTS1"
    okta_people: tuple[OktaPerson, ...] = OKTA_PEOPLE
    okta_groups: tuple[OktaGroup, ...] = OKTA_GROUPS
    okta_app_id: str = field(default=okta_id("0oa", "JumpCloud"))
    jumpcloud_people: tuple[JumpCloudPerson, ...] = JUMPCLOUD_PEOPLE
    devices: tuple[Device, ...] = DEVICES
    routing_attribute: str = "oktaRouting"
    routing_value: str = ROUTING
    federated_group_id: str = "65a1f3de0000000000000001"
    federated_group_name: str = "Okta federated"


def deskhand_toml(cast: Cast) -> str:
    """Write the demo's deskhand.toml."""
    helpdesk, leads = (group.id for group in cast.user_groups)
    policies = "\n".join(
        f'[policy.{action}]\nrequest = ["{helpdesk}"]\napprove = ["{leads}"]\napprovals = 1\n'
        for action in POLICIES
    )
    return f"""\
[requests]
expires_hours = 72

{policies}
[people]
time_zone = "Europe/Berlin"

[watch]
okta_seconds = 3
jumpcloud_seconds = 5
check_seconds = 5

[onboard]
email_domains = ["{DOMAIN}"]
time_zone = "Europe/Berlin"
routing_attribute = "{cast.routing_attribute}"
routing_values = ["{cast.routing_value}"]
federated_group = "{cast.federated_group_id}"
"""
