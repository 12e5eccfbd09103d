"""Every rule, in the order in which the docs list them."""

from typing import Final

from bot.watch.rule import Rule
from bot.watch.rules.activated import ACTIVATED
from bot.watch.rules.admin_granted import ADMIN_GRANTED
from bot.watch.rules.admin_revoked import ADMIN_REVOKED
from bot.watch.rules.api_token import API_TOKEN
from bot.watch.rules.app_changed import APP_CHANGED
from bot.watch.rules.bound import BOUND
from bot.watch.rules.changed_in_jumpcloud import CHANGED_IN_JUMPCLOUD
from bot.watch.rules.create_failed import CREATE_FAILED
from bot.watch.rules.created import CREATED
from bot.watch.rules.credentials_refused import CREDENTIALS_REFUSED
from bot.watch.rules.deactivated import DEACTIVATED
from bot.watch.rules.deactivation_failed import DEACTIVATION_FAILED
from bot.watch.rules.deleted import DELETED
from bot.watch.rules.device_enrolled import DEVICE_ENROLLED
from bot.watch.rules.device_removed import DEVICE_REMOVED
from bot.watch.rules.federation import FEDERATION
from bot.watch.rules.integration_error import INTEGRATION_ERROR
from bot.watch.rules.integration_switched import INTEGRATION_SWITCHED
from bot.watch.rules.locked_out import LOCKED_OUT
from bot.watch.rules.mdm_failed import MDM_FAILED
from bot.watch.rules.mfa_reset import MFA_RESET
from bot.watch.rules.password_changed import PASSWORD_CHANGED
from bot.watch.rules.password_expired import PASSWORD_EXPIRED
from bot.watch.rules.password_failed import PASSWORD_FAILED
from bot.watch.rules.password_reset import PASSWORD_RESET
from bot.watch.rules.profile_failed import PROFILE_FAILED
from bot.watch.rules.rate_limit import RATE_LIMIT
from bot.watch.rules.reactivated import REACTIVATED
from bot.watch.rules.reactivation_failed import REACTIVATION_FAILED
from bot.watch.rules.rename_refused import RENAME_REFUSED
from bot.watch.rules.suspended import SUSPENDED
from bot.watch.rules.suspicious import SUSPICIOUS
from bot.watch.rules.tray_policy import TRAY_POLICY
from bot.watch.rules.unbound import UNBOUND
from bot.watch.rules.unlocked import UNLOCKED

RULES: Final[tuple[Rule, ...]] = (
    CREATED,
    ACTIVATED,
    SUSPENDED,
    DEACTIVATED,
    REACTIVATED,
    DELETED,
    PASSWORD_CHANGED,
    PASSWORD_EXPIRED,
    PASSWORD_RESET,
    LOCKED_OUT,
    UNLOCKED,
    MFA_RESET,
    SUSPICIOUS,
    ADMIN_GRANTED,
    ADMIN_REVOKED,
    FEDERATION,
    CHANGED_IN_JUMPCLOUD,
    BOUND,
    UNBOUND,
    DEVICE_ENROLLED,
    DEVICE_REMOVED,
    MDM_FAILED,
    TRAY_POLICY,
    CREATE_FAILED,
    PROFILE_FAILED,
    RENAME_REFUSED,
    PASSWORD_FAILED,
    DEACTIVATION_FAILED,
    REACTIVATION_FAILED,
    CREDENTIALS_REFUSED,
    INTEGRATION_ERROR,
    APP_CHANGED,
    INTEGRATION_SWITCHED,
    RATE_LIMIT,
    API_TOKEN,
)
