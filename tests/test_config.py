"""deskhand.toml: what it may say, and how it is told what it may not."""

from datetime import timedelta

import pytest

from bot.config import Config
from bot.errors import SettingsError


@pytest.fixture
def read(tmp_path):
    def read(text):
        file = tmp_path / "deskhand.toml"
        file.write_text(text)
        return Config.read(file)

    return read


@pytest.fixture
def faults(read):
    def faults(text):
        with pytest.raises(SettingsError) as caught:
            read(text)
        return [line.split("deskhand.toml", 1)[1].lstrip(": ") for line in caught.value.faults]

    return faults


def test_an_empty_file_is_a_whole_configuration(read):
    config = read("")

    assert config.requests.expires == timedelta(hours=72)
    assert config.requests.remind == timedelta(hours=4)
    assert config.requests.first_look_seconds == 1.0
    assert config.requests.longest_look_seconds == 300.0
    assert config.requests.posts_per_second == 1.0
    assert config.policy == {}
    assert config.onboard.time_zone == "UTC"
    assert config.onboard.provisioning == timedelta(minutes=10)
    assert config.onboard.device == timedelta(days=14)
    assert config.secrets.lifetime == timedelta(hours=24)


def test_a_full_file_is_read_as_written(read):
    config = read(
        """
        [requests]
        expires_hours = 0.5
        posts_per_second = 0
        [policy.onboard]
        request = ["S0DESK", "U0MINA", "W0GRID"]
        approve = ["S0LEADS"]
        deny = ["U0EVE"]
        approvals = 2
        [onboard]
        email_domains = ["example.com", "sub.example.co.uk"]
        time_zone = "America/New_York"
        routing_attribute = "jumpcloudRouting"
        routing_values = ["federated"]
        federated_group = "0123456789abcdef01234567"
        default_groups = ["00g1234"]
        """
    )

    assert config.requests.expires == timedelta(minutes=30)
    assert config.policy["onboard"].request == ["S0DESK", "U0MINA", "W0GRID"]
    assert config.policy["onboard"].approvals == 2
    assert config.onboard.routing_values == ["federated"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[request]", "there is no section or key request; did you mean requests?."),
        ("colour = 1", "there is no section or key colour; known are requests, policy, "),
        ("[requests]\nexpire_hours=1", "[requests] has no key expire_hours; did you mean exp"),
        ("[policy.onboard]\napprover=[]", "[policy.onboard] has no key approver; did you mean app"),
        ("[requests]\nexpires_hours=0", "[requests] expires_hours must be greater than 0."),
        ("[requests]\nexpires_hours=1e300", "[requests] expires_hours must be less than or eq"),
        ("[requests]\nexpires_hours=nan", "[requests] expires_hours must be a finite number."),
        ("[requests]\nexpires_hours='72'", "[requests] expires_hours must be a valid number."),
        ("[requests]\nposts_per_second=-1", "[requests] posts_per_second must be greater than"),
        (
            "[requests]\nfirst_look_seconds=600",
            "[requests] first_look_seconds must not be more than longest_look_seconds.",
        ),
        ("requests = 3", "[requests] must be a valid dictionary or instance of Requests."),
        ("[policy.onboard]\napprovals=0", "[policy.onboard] approvals must be greater than or"),
        ("[policy.onboard]\napprovals=true", "[policy.onboard] approvals must be a valid int"),
        ("[policy.onboard]\nrequest='U0MINA'", "[policy.onboard] request must be a valid list."),
        ("[policy.onboard]\nrequest=['mina']", "[policy.onboard] request must be a Slack id"),
        (
            "[policy.onboard]\napprove=['U0A','U0B','U0B']\ndeny=['U0B']\napprovals=2",
            "[policy.onboard] approvals is more than the people in approve.",
        ),
        ("[onboard]\nemail_domains=['@x.com']", "[onboard] email_domains must be a domain in"),
        ("[onboard]\ntime_zone='Mars/Olympus'", "[onboard] time_zone is no IANA time zone"),
        ("[onboard]\ntime_zone=''", "[onboard] time_zone is no IANA time zone"),
        ("[onboard]\ntime_zone='../../etc/passwd'", "[onboard] time_zone is no IANA time zone"),
        ("[onboard]\nrouting_attribute='a b'", "[onboard] routing_attribute must be the variable"),
        ("[onboard]\nrouting_values=['x']", "[onboard] routing_values needs routing_attribute."),
        ("[onboard]\nfederated_group='staff'", "[onboard] federated_group must be a JumpCloud id"),
        ("[onboard]\ndefault_groups=['All']", "[onboard] default_groups must be the id of an Ok"),
        ("[secrets]\none_time_hours=-1", "[secrets] one_time_hours must be greater than 0."),
        ("requests = [", "is not TOML: "),
    ],
)
def test_a_fault_is_told_with_its_section_its_key_and_what_is_expected(faults, text, told):
    (line,) = faults(text)

    assert line.startswith(told)


def test_all_faults_are_told_at_once(faults):
    told = faults("colour = 1\n[requests]\nexpires_hours = 0\n[onboard]\ntime_zone = 'x'\ndays = 3")

    assert len(told) == 4


def test_enough_approvals_can_come_from_a_group(read):
    config = read("[policy.onboard]\napprove = ['S0LEADS']\napprovals = 3")

    assert config.policy["onboard"].approvals == 3


def test_a_file_that_cannot_be_read_is_told_plainly(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")

    for name, told in [
        ("none.toml", "(no such file or directory)."),
        (".", "(is a directory)."),
        ("latin.toml", "is not UTF-8 text."),
    ]:
        with pytest.raises(SettingsError) as caught:
            Config.read(tmp_path / name)
        assert str(caught.value).endswith(told)
