from zoneinfo import ZoneInfo

from ninefold.people.organisations.rules import time_zones, usual_calendar, usual_week_start


def test_time_zones_are_places_and_every_one_exists():
    zones = time_zones()
    assert zones[0] == "UTC"
    assert {"Asia/Tehran", "Europe/Kyiv", "Asia/Shanghai", "America/Argentina/Buenos_Aires"} <= set(zones)
    assert [zone for zone in zones if zone.startswith(("Etc/", "US/", "posix"))] == []
    assert all(ZoneInfo(zone).key == zone for zone in zones)


def test_persian_readers_expect_their_calendar():
    assert [str(usual_calendar(language=language)) for language in ("fa", "ar", "en")] == [
        "persian",
        "gregory",
        "gregory",
    ]


def test_week_starts_on_saturday_where_it_does():
    assert [int(usual_week_start(language=language)) for language in ("fa", "ar", "uk")] == [6, 6, 1]
