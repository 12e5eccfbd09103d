"""The shapes of a user and of a device, as JumpCloud answers them.

Times are ISO 8601 in UTC with milliseconds and a Z.
"""

from copy import deepcopy
from datetime import datetime
from typing import Final

from bot.sandbox.jumpcloud.table import Row

ORGANIZATION: Final = "65a1acde0000000000000001"
APPLE_MDM: Final = "65a1a99e0000000000000001"
MASTERED_BY_SCIM: Final = ({"field": "password", "type": "scim", "id": None},)
OS_NAMES: Final = {"macOS": "Mac OS X", "Windows": "Windows", "Linux": "Ubuntu"}
OS_FAMILIES: Final = {"macOS": "darwin", "Windows": "windows", "Linux": "linux"}
USER_TEXTS: Final = (
    *("username", "systemUsername", "email", "alternateEmail", "managedAppleId"),
    *("firstname", "middlename", "lastname", "displayname", "description", "manager"),
    *("company", "department", "costCenter", "jobTitle", "location"),
    *("employeeIdentifier", "employeeType"),
)
USER_FLAGS: Final = (
    *("account_locked", "password_never_expires", "sudo", "passwordless_sudo"),
    "enable_user_portal_multifactor",
)
USER_LISTS: Final = ("addresses", "attributes", "phoneNumbers")


BLANK_USER: Final[Row] = {
    **dict.fromkeys(USER_TEXTS, ""),
    **dict.fromkeys(USER_FLAGS, False),
    **{name: [] for name in USER_LISTS},
    "alternateEmail": None,
    "state": "STAGED",
    "activated": False,
    "suspended": False,
    "account_locked_date": None,
    "password_expired": False,
    "password_date": None,
    "password_expiration_date": None,
    "external_password_expiration_date": None,
    "badLoginAttempts": 0,
    "disableDeviceMaxLoginAttempts": False,
    "externally_managed": False,
    "external_source_type": "",
    "external_dn": "",
    "restrictedFields": [],
    "delegatedAuthority": None,
    "creationSource": "jumpcloud:api",
    "mfa": {"configured": False, "exclusion": False},
    "mfaEnrollment": {"overallStatus": "NOT_ENROLLED", "totpStatus": "NOT_ENROLLED"},
    "totp_enabled": False,
    "admin": None,
    "ssh_keys": [],
}
BLANK_SYSTEM: Final[Row] = {
    "serialNumber": "",
    "active": False,
    "lastContact": None,
    "agentVersion": "2.77.1",
    "azureAdJoined": False,
    "domainInfo": {"partOfDomain": False, "domainName": ""},
    "userMetrics": [],
    "builtInCommands": [
        {"name": each, "type": "security"} for each in ("lock", "restart", "shutdown")
    ],
    "primarySystemUser": {"id": None},
    "provisionMetadata": {"provisioner": {"type": "administrator", "provisionerId": ""}},
    "systemInsights": {"state": "enabled"},
    "remoteIP": "203.0.113.9",
    "attributes": [],
    "tags": [],
    "agentHasFullDiskAccess": True,
    "allowMultiFactorAuthentication": False,
    "allowPublicKeyAuthentication": True,
    "allowSshPasswordAuthentication": True,
    "allowSshRootLogin": False,
    "secureLogin": {"supported": True, "enabled": False},
}


def stamp(moment: datetime) -> str:
    """Write a time as JumpCloud does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def user_row(user_id: str, number: int, now: datetime) -> Row:
    """Make an empty user; `number` spaces the unix ids."""
    return {
        "_id": user_id,
        "id": user_id,
        "organization": ORGANIZATION,
        **deepcopy(BLANK_USER),
        "created": stamp(now),
        "unix_uid": 5000 + number,
        "unix_guid": 5000 + number,
    }


def system_row(system_id: str, name: str, os: str, version: str, now: datetime) -> Row:
    """Make a device as it is right after enrolment, before its agent reported anything.

    Args:
        os: "macOS", "Windows" or "Linux".
        version: With the system's own name and edition, as "Windows 11 Home".
    """
    mac = os == "macOS"
    # What Apple's device management calls it is an id of its own.
    mdm_device = system_id[::-1]
    checks = ("hasSecureToken", "passwordODValid", "passwordAPFSValid")
    return {
        "_id": system_id,
        "id": system_id,
        "organization": ORGANIZATION,
        **deepcopy(BLANK_SYSTEM),
        "hostname": f"{name}.local" if mac else name,
        "displayName": name,
        "os": OS_NAMES[os],
        "osFamily": OS_FAMILIES[os],
        "version": version.partition(" ")[2],
        "osVersionDetail": _version_detail(version, linux=os == "Linux"),
        "arch": "arm64" if mac else "x86_64",
        "created": stamp(now),
        "hasServiceAccount": mac,
        "serviceAccountState": dict.fromkeys(checks, mac),
        "fde": {"active": mac, "keyPresent": mac},
        "mdm_device": mdm_device if mac else "",
        "mdm": _apple_mdm(mdm_device) if mac else {"vendor": "none"},
    }


def _apple_mdm(device_id: str) -> Row:
    return {
        "vendor": "internal",
        "dep": True,
        "userApproved": True,
        "enrollmentType": "automated device",
        "providerId": APPLE_MDM,
        "internal": {"deviceId": device_id},
    }


def _version_detail(version: str, *, linux: bool) -> Row:
    label, _, release = version.partition(" ")
    number, _, edition = release.partition(" ")
    major, _, minor = number.partition(".")
    return {
        "osName": label,
        "releaseName": edition,
        "major": major,
        "minor": minor or "0",
        "patch": "0",
        "distributionName": label if linux else "",
    }
