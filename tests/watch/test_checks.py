"""What lasts is over as soon as an event proves it, and not before."""

import pytest

from bot.watch.checks import APP, CLOSING, LOOKED_AT, proven_over
from bot.watch.rule import Judge
from bot.watch.rules import RULES
from bot.watch.samples import SCOPE, app, directory_event, log_event, person, push, read

OKTA_SCIM = {"id": "65a1", "type": "integration", "name": "Okta SCIM"}


def over(sample):
    return {(each.cause, each.about) for each in proven_over(read(sample), SCOPE)}


def key(alert):
    return alert.cause, f"{alert.about.kind}|{alert.about.id or alert.about.name}"


def lasting():
    alerts = {
        key(alert)
        for rule in RULES
        for sample in rule.fires
        for alert in Judge([rule], SCOPE).alerts(read(sample))
        if alert.lasting
    }
    return sorted(alerts)


MENDING = (
    push("push"),
    push("push_profile"),
    push("push_okta_password"),
    push("reactivate"),
    log_event("application.lifecycle.activate", app()),
    directory_event("integration_activate"),
    directory_event("integration_activate", resource=OKTA_SCIM),
)


@pytest.mark.parametrize("case", lasting(), ids="|".join)
def test_whatever_lasts_has_an_event_or_a_look_that_ends_it(case):
    assert any(case in over(each) for each in MENDING) or case[0] in LOOKED_AT


@pytest.mark.parametrize(
    ("sample", "causes"),
    [
        (
            push("push"),
            {"create_failed", "profile_failed", "rename_refused", "reactivation_failed"},
        ),
        (push("push_profile"), {"profile_failed", "rename_refused"}),
        (push("push_okta_password"), {"password_failed"}),
        (push("deactivate"), set()),
    ],
)
def test_a_push_that_works_ends_what_it_makes_good_and_the_trouble_of_the_app(sample, causes):
    app_key, person_key = "app|0oajumpcloud", "person|00ujane"

    assert over(sample) == {(each, app_key) for each in APP} | {(c, person_key) for c in causes}


@pytest.mark.parametrize(
    "sample",
    [
        push("push", "Bad Request"),
        push("push", targets=(app("0oaother"), person())),
        log_event("user.lifecycle.suspend", person()),
        directory_event("integration_activate", success=False),
        directory_event("integration_deactivate"),
    ],
)
def test_what_failed_went_elsewhere_or_is_no_push_ends_nothing(sample):
    assert over(sample) == set()


def test_who_may_still_be_active_is_looked_for_and_not_believed():
    assert not any(each.cause in CLOSING for each in proven_over(read(push("deactivate")), SCOPE))
