"""What `docs/gallery.md` says of public data sets: imported as it says, read from the API, held against their source.

The known results are those of each set's SOURCE.md; those of mobile customers were computed in R (relaimpo).
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.gallery_pages import SEEN
from benchmarks.gallery_sets import ENDS, SETS, Delivery
from click.testing import CliRunner
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse
from tests import factories

from ninefold.journeys.maps.models import Journey
from ninefold.listen.sources.models import Source
from ninefold.site.commands.import_command import import_command

REFS = Path(os.environ.get("NINEFOLD_REFS", Path(__file__).resolve().parents[2] / "shared" / "refs"))
pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def brought_in(delivery: Delivery, *, beside: Path) -> dict[str, Any]:
    """Import a file as `make gallery` does."""
    words = [*delivery.words(), "--json"]
    if delivery.corrected:
        guessed = CliRunner().invoke(import_command, [*words, "--dry-run"], catch_exceptions=False)
        mapping = delivery.corrections(json.loads(guessed.stdout)["mapping"])
        place = beside / "mapping.json"
        place.write_text(json.dumps(mapping))
        words += ["--mapping", str(place)]
    done = CliRunner().invoke(import_command, words, catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    return dict(json.loads(done.stdout))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[str], Ask]]:
    """Give an organisation that has imported a set; it answers what the API is asked."""
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    cache.clear()

    def opened(name: str) -> Ask:
        for delivery in SETS[name]:
            if not delivery.path.is_file():
                pytest.skip(f"The real data set {delivery.file} is not at hand.")
        of = factories.organisation()
        for delivery in SETS[name]:
            brought_in(delivery, beside=tmp_path)
        browser = factories.browser(of=factories.member(of=of))
        if name in ENDS:
            log = Source.objects.for_organisation(of).get(name="Orders")
            browser.post(reverse("understand:draw-journey", args=[log.pk]))

        def ask(page: str, **asked: str) -> Any:
            found = [seen for seen in SEEN[name] if seen.page == page and asked.items() <= seen.asked.items()]
            drawn = Journey.objects.for_organisation(of).first()
            address = found[0].numbers
            return browser.get(
                address.replace("journeys/1", f"journeys/{drawn.pk}") if drawn else address
            ).json()

        return ask

    with override_settings(HOME=tmp_path / "home"):
        yield opened


def groups(told: Any, *, digits: int) -> dict[str, tuple[float, int]]:
    return {each["group"]: (round(each["now"]["value"], digits), each["now"]["n"]) for each in told["groups"]}


def test_the_airport_got_a_little_better_in_2015_and_stood_still_since(house: Callable[[str], Ask]) -> None:
    ask = house("sfo")
    means, verdicts = {}, {}
    for year in (2014, 2015, 2016, 2017):
        total = ask("metrics", metric="csat-mean", period=f"{year}-01-01..{year}-12-31")["total"]
        found, verdicts[year] = total["now"], total["verdict"]
        means[year] = (round(found["value"], 2), found["n"])
        assert found["low"] < found["value"] < found["high"]
    assert means == {2014: (4.00, 2677), 2015: (4.05, 2810), 2016: (4.04, 2919), 2017: (4.06, 2688)}
    assert verdicts == {2014: "few", 2015: "better", 2016: "none", 2017: "none"}
    nps = ask("metrics", metric="nps")["total"]["now"]
    assert (round(nps["value"], 1), nps["n"]) == (39.8, 2746)
    changes = ask("changes")
    assert {(each["side"], each["metric"]) for each in changes["real"]} >= {(None, "q_q14passthru")}
    assert "csat" in {each["metric"] for each in changes["others"] if each["side"] is None}
    assert all(each["verdict"] == "none" for each in ask("groups")["groups"])
    # Four months with answers are too few for limits: nothing is called unusual.
    trend = ask("trends")
    assert [each["n"] for each in trend["periods"] if each["n"]] == [2677, 2810, 2919, 2688]
    assert all(each["lower_limit"] is None and not each["stands_out"] for each in trend["periods"])


def test_boarding_goes_with_satisfied_passengers_most(house: Callable[[str], Ask]) -> None:
    ask = house("airline")
    told = ask("metrics")
    assert (round(told["total"]["now"]["value"], 1), told["total"]["now"]["n"]) == (43.9, 25976)
    assert groups(told, digits=1) == {"Business travel": (58.8, 18038), "Personal Travel": (10.0, 7938)}
    found = ask("drivers")["drivers"]
    assert (found[0]["title"], found[0]["rank"]) == ("Online boarding", [1, 1])
    assert "Inflight entertainment" in {each["title"] for each in found[:3]}


def test_mobile_customers_are_weighed_as_in_r(house: Callable[[str], Ask]) -> None:
    reference = REFS / "05_mobi_drivers.json"
    if not reference.is_file():
        pytest.skip("The reference 05_mobi_drivers.json is not at hand.")
    known = json.loads(reference.read_text())
    ask = house("ecsi")
    told = ask("drivers", driver=next(seen.asked["driver"] for seen in SEEN["ecsi"]))
    assert (told["complete"], round(told["r2"]["value"], 9)) == (250, round(known["R2"], 9))
    weights = {
        each["column"].removeprefix("q_").upper(): each["importance"]["value"] for each in told["drivers"]
    }
    assert weights == pytest.approx(known["lmg"], abs=1e-9)
    assert told["drivers"][0]["rank"][0] == 1 < told["drivers"][0]["rank"][1]


def test_employees_know_what_is_expected_and_miss_a_friend(house: Callable[[str], Ask]) -> None:
    ask = house("pierce")
    found = groups(ask("metrics"), digits=2)
    friend, expected = "6. I have a best friend at work", "1. I know what is expected of me at work"
    assert min(found, key=lambda name: found[name][0]) == friend
    assert max(found, key=lambda name: found[name][0]) == expected
    # The source counts "Not applicable" as the lowest answer; the product does not count it.
    assert (found[friend], found[expected]) == ((2.60, 1274), (3.49, 1448))
    assert round(2.6013 * 1274 / 1458, 2) == 2.27


def test_late_orders_have_half_the_stars(house: Callable[[str], Ask]) -> None:
    ask = house("olist")
    told = ask("metrics")
    assert (round(told["total"]["now"]["value"], 2), told["total"]["now"]["n"]) == (4.08, 3986)
    found = groups(told, digits=2)
    assert (found["late"], found["on time"]) == ((2.15, 268), (4.29, 3617))
    assert round(100 * 268 / (268 + 3617), 1) == 6.9
    fell, rose = ask("trends")["breaks"]
    assert (round(fell["value"], 2), round(rose["value"], 2)) == (-0.28, 0.42)


def test_nearly_all_orders_come_to_their_end_half_of_them_within_ten_days(
    house: Callable[[str], Ask],
) -> None:
    ask = house("olist")
    before = ask("journeys/1")
    assert (before["runs"]["ended"], before["runs"]["silent"]["value"]) == (None, 100.0)
    Journey.objects.update(ends=[ENDS["olist"]])
    runs = ask("journeys/1")["runs"]
    assert (runs["runs"], round(runs["ended"]["value"], 1)) == (4001, 97.4)
    whole, begun = runs["frequent_ways"][:2]
    assert (whole["runs"], round(whole["median_seconds"] / 86_400, 2)) == (3895, 10.08)
    assert begun["kinds"] == ["Bought"]


def test_contracts_keep_customers_with_the_same_internet_too(house: Callable[[str], Ask]) -> None:
    ask = house("telecom")
    told = ask("metrics")
    assert (round(100 - 100 * told["total"]["now"]["value"], 2), told["total"]["now"]["n"]) == (26.54, 7043)
    assert groups(told, digits=3) == {
        "Month-to-month": (0.573, 3875),
        "One year": (0.887, 1473),
        "Two year": (0.972, 1695),
    }
    verdicts = {each["group"]: each["verdict"] for each in ask("groups")["groups"]}
    assert verdicts == {"Month-to-month": "worse", "One year": "better", "Two year": "better"}
    assert ask("drivers")["reason"] == "no outcome"
