"""Hours of the week: when they are, in which zone, and what cannot be read."""

from datetime import UTC, datetime

import pytest

from bot.hours import Hours

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(day, hour, minute=0):
    return MONDAY.replace(day=23 + day, hour=hour, minute=minute)


def test_the_first_minute_is_inside_and_the_last_one_is_not():
    hours = Hours.read("Mon-Fri 08:00-18:00")

    assert hours.open_at(at(0, 8))
    assert hours.open_at(at(4, 17, 59))
    assert not hours.open_at(at(4, 18))
    assert not hours.open_at(at(5, 12))


def test_a_night_belongs_to_the_day_it_began_on():
    night = Hours.read("Fri 22:00-06:00")

    assert night.open_at(at(4, 23))
    assert night.open_at(at(5, 5, 59))
    assert not night.open_at(at(4, 5))
    assert not night.open_at(at(5, 22))


def test_without_a_day_it_is_every_day_and_days_go_round_the_week():
    assert all(Hours.read("00:00-24:00").open_at(at(day, 0)) for day in range(7))
    assert Hours.read("Sat-Mon 08:00-09:00").days == {5, 6, 0}
    assert Hours.read("Mon-Sun 08:00-09:00").days == set(range(7))


def test_hours_are_in_their_own_zone_before_that_of_the_file():
    assert Hours.read("Mon 08:00-09:00", "Asia/Tokyo").open_at(at(0, 23).replace(day=22))
    assert Hours.read("Mon 08:00-09:00 Europe/Zurich", "Asia/Tokyo").open_at(at(0, 7))


def test_the_same_hours_are_open_in_summer_and_in_winter():
    hours = Hours.read("08:00-09:00 Europe/Zurich")

    assert hours.open_at(datetime(2026, 1, 5, 7, 30, tzinfo=UTC))
    assert hours.open_at(datetime(2026, 7, 6, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "", "nine to five", "Mon-Fri", "Mon 8:00-9:00", "Mon 08:00-08:00", "Mon 08:60-09:00",
        "Mon 08:00-25:00", "24:00-06:00", "Mon,Tue 08:00-09:00", "Mon 08:00-09:00 Mars/Olympus",
        "Mon 08:00-09:00 ../../etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(ValueError, match=r"must be|is no IANA time zone"):
        Hours.read(text)
