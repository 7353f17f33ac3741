"""The page of a journey as its readers meet it: the finding, the map, the runs, files, and nothing of few."""

from datetime import date

import pytest
from tests import factories
from tests.understand.journey_health.lived import ANSWERS, DAY, PERIOD, answers, event, events, house, journey
from tests.understand.pages import FORMS, cells, plain

from ninefold.journeys.maps.models import Step
from ninefold.journeys.owners.models import Ownership

pytestmark = pytest.mark.django_db


def opened(role="owner", **more):
    of, made = house(**more)
    client = factories.browser(of=factories.member(of=of, role=role))
    return client, f"/understand/journeys/{made.pk}/"


def test_title_names_the_weakest_touchpoint():
    client, page = opened()
    text = plain(client.get(f"{page}?{PERIOD}"))
    assert "NPS lies below the others at “Parcel”." in text
    assert "2 touchpoints were each held against all the others" in text
    assert "Olha" in text
    assert text.count("no owner") == 4
    assert "outside your own channels" in text
    assert "Web shop 50.0 38.6 to 58.5 n 100 above the others Events 50 Olha" in text
    assert "Parcel −50.0 −58.9 to −37.9 n 90 below the others Events 20 no owner" in text


def test_title_says_that_others_are_weak_too():
    rows = [
        *answers(90, touchpoint="web", nps=(10, 9)),
        *answers(90, touchpoint="parcel", nps=(3, 7), start=100),
        *answers(60, touchpoint="help", nps=(0, 7), start=200),
    ]
    client, page = opened(rows=rows)
    text = plain(client.get(f"{page}?{PERIOD}"))
    assert "NPS lies below the others at “Parcel” and at 1 more touchpoint." in text


def test_title_says_so_where_nothing_can_be_told():
    rows = [
        *answers(60, touchpoint="web", nps=(10, 7)),
        *answers(60, touchpoint="parcel", nps=(10, 7), start=100),
    ]
    client, page = opened(rows=rows)
    assert "No touchpoint can be told from the others." in plain(client.get(page))


def test_small_groups_are_hidden_on_the_page_and_in_its_files():
    client, page = opened()
    text = plain(client.get(f"{page}?{PERIOD}"))
    row = text[text.index("Help line") : text.index("The whole journey", text.index("Help line"))]
    assert row.count("hidden: fewer than 10 people") == 2
    assert " 80 " not in row
    for form in ("csv", "xlsx"):
        rows = {each[1]: each for each in cells(client.get(f"{page}map.{form}?{PERIOD}"))}
        assert [rows[name][2:6] for name in ("Help line", "Review site")] == [["", "", "", ""]] * 2
        assert [round(float(text), 1) for text in rows["Parcel"][2:5]] == [-50.0, -58.9, -37.9]
        assert rows["Parcel"][5:12] == ["90", "below the others", "", "", "", "", "20"]
        assert rows["Parcel"][12:] == ["Hand-over: Olha to nobody", "", "No owner"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("part", ["map", "stops", "lasted", "handovers", "ways"])
def test_every_figure_can_be_taken_away(part, form):
    client, page = opened()
    response = client.get(f"{page}{part}.{form}?{PERIOD}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''ninefold-{part}.{form}"


def test_map_tells_the_trend_of_every_touchpoint_and_how_many_looks_that_took():
    before = [
        {**row, "local_date": date(2026, 1, 20), "person": f"before {row['person']}", "nps": nps}
        for row in ANSWERS
        for nps in [10.0 if row["touchpoint"] == "parcel" else row["nps"]]
    ]
    client, page = opened(rows=[*ANSWERS, *before])
    text = plain(client.get(f"{page}?{PERIOD}"))
    assert "held against 4 Jan to 31 Jan 2026" in text
    assert "4 looks at touchpoints, against all the others and the period before" in text
    assert "Parcel −50.0 −58.9 to −37.9 n 90 below the others Trend fell −150.0" in text
    assert "above the others Trend No real change 0.0" in text
    found = {row[1]: row for row in cells(client.get(f"{page}map.csv?{PERIOD}"))}
    assert (round(float(found["Parcel"][7])), found["Parcel"][10]) == (-150, "fell")
    assert found["Help line"][7:11] == ["", "", "", ""]


def test_map_tells_where_the_work_passes_to_another_department():
    of, made = house()
    store, depot = factories.unit(of=of, name="Store team"), factories.unit(of=of, name="Depot")
    steps = {step.touchpoint.name: step.touchpoint for step in Step.objects.select_related("touchpoint")}
    Ownership.objects.all().delete()
    for name, home in (("Web shop", store), ("Parcel", depot), ("Help line", depot)):
        factories.ownership(by=factories.member(of=of, name=name, home=home), touchpoint=steps[name])
    client = factories.browser(of=factories.member(of=of))
    text = plain(client.get(f"/understand/journeys/{made.pk}/?{PERIOD}"))
    assert (
        "Hand-over: Store team to Depot NPS before it 50.0 (38.6 to 58.5), after it −50.0 (−58.9 to −37.9)."
        in text
    )
    assert text.count("Hand-over:") == 2
    assert "Hand-over: Depot to nobody" in text
    page = f"/understand/journeys/{made.pk}/"
    assert "Where another department takes over" in plain(client.get(f"{page}runs/?{PERIOD}"))
    (one,) = cells(client.get(f"{page}handovers.csv?{PERIOD}"))
    assert one[:2] == ["Hand-over: Store team to Depot", "Web shop › Parcel"]
    assert [round(float(text), 3) for text in one[2:6]] == [0.667, 0.488, 0.808, 30]
    assert one[6:] == ["2 days", ""]


def test_hand_over_that_nobody_made_is_said_to_be_ways_apart_perhaps():
    told = "Where nobody came over, the two steps may be ways apart."
    client, page = opened(happened=[event("visit", hour, f"c{hour}") for hour in range(30)])
    assert told in plain(client.get(f"{page}runs/?{PERIOD}"))
    client, page = opened()
    assert told not in plain(client.get(f"{page}runs/?{PERIOD}"))


def test_map_asks_for_the_runs_by_itself_and_leads_to_them_without_scripts():
    client, page = opened()
    html = client.get(f"{page}?{PERIOD}").content.decode()
    assert html.count(f'"{page}runs/?{PERIOD}&amp;metric=nps"') == 2
    assert "Most frequent ways" not in html
    of = factories.organisation()
    made = journey(of=of)
    alone = factories.browser(of=factories.member(of=of)).get(f"/understand/journeys/{made.pk}/")
    assert "/runs/" not in alone.content.decode()


def test_runs_offer_no_file_and_no_comments_to_who_may_have_none():
    of, made = house()
    page = f"/understand/journeys/{made.pk}/runs/?{PERIOD}"
    seen = {
        role: factories.browser(of=factories.member(of=of, role=role)).get(page).content.decode()
        for role in ("owner", "executive", "auditor")
    }
    assert {role: ("stops.csv" in html, "Read the comments" in html) for role, html in seen.items()} == {
        "owner": (True, True),
        "executive": (False, True),
        "auditor": (False, False),
    }


def test_map_leads_to_the_other_journeys_and_to_what_was_said_at_the_weakest_touchpoint():
    of, made = house()
    other = factories.journey(of=of, name="Another")
    page = f"/understand/journeys/{made.pk}/"
    html = factories.browser(of=factories.member(of=of)).get(f"{page}?{PERIOD}").content.decode()
    assert f'"/understand/journeys/{other.pk}/?{PERIOD}&amp;metric=nps"' in html
    assert f"/listen/comments/?{PERIOD}&amp;touchpoint=parcel" in html


def test_runs_are_told_with_their_ways():
    client, page = opened()
    text = plain(client.get(f"{page}runs/?{PERIOD}"))
    assert "30 runs" in text
    assert "came to their end" in text
    assert "more than 30 days without an event" in text
    assert "3 different ways" in text
    assert "Web shop Web shop Parcel Help line Runs 12 40.0%" in text
    assert "18 runs took other ways." in text


def test_where_nothing_ends_a_journey_the_page_says_so_and_leads_to_its_end():
    client, page = opened(ends=[])
    found = client.get(f"{page}runs/?{PERIOD}")
    text = plain(found)
    assert "nobody can tell who came to its end and who broke off. Say what ends it" in text
    assert "silent: more than 30 days without an event" in text
    assert "How far runs came" in text
    assert not [word for word in ("broke off:", "came to their end", "Where runs break off") if word in text]
    assert f"/journeys/{page.split('/')[3]}/settings/" in found.content.decode()
    reader, page = opened("reader", ends=[])
    assert "Say what ends it" not in plain(reader.get(f"{page}runs/?{PERIOD}"))


def test_silence_is_told_or_said_to_be_unknown():
    client, page = opened()
    assert "This cannot be told: no event and no answer of these days name the same customer." in plain(
        client.get(f"{page}runs/?{PERIOD}")
    )
    rows = [
        {"touchpoint": "parcel", "nps": 9.0, "local_date": DAY, "customer": f"c{place}"}
        for place in range(15)
    ]
    client, page = opened(rows=rows)
    assert "share of visits without an answer within 30 days" in plain(client.get(f"{page}runs/?{PERIOD}"))
    (_web, parcel, _line) = cells(client.get(f"{page}silence.csv?{PERIOD}"))
    assert (parcel[0], parcel[4]) == ("Parcel", "20")


def test_journey_without_events_says_what_to_do():
    client, page = opened(happened=())
    text = plain(client.get(page))
    assert "No event of this journey is known, so that the map shows scores alone." in text
    assert "Import events" in text
    assert "Import events" not in plain(opened("executive", happened=())[0].get(page))


@pytest.mark.parametrize("days", ["2099-01-01..2099-12-31", "2026-02-01..2026-02-01"])
def test_nobody_and_too_few_on_the_days_asked_for_look_alike(days):
    """On the first day 24 events of 24 people have happened, of whom nine are left."""
    few = [event("visit", place, f"c{place}") for place in range(9)]
    client, page = opened(happened=[*few, *(each for each in events() if each["at"].day > 3)])
    text = plain(client.get(f"{page}runs/?period={days}"))
    assert "Too few people went through it to tell how." in text
    assert "Widen the period or take a filter away." in text
    assert "No event of this journey is known" not in text
    assert "No event of this journey is known" not in plain(client.get(f"{page}?period={days}"))


@pytest.mark.parametrize("query", ["", PERIOD, "period=2026-02-01..2026-02-01"])
def test_filter_that_leaves_three_people_looks_like_one_that_leaves_nobody(query):
    few = answers(3, touchpoint="web", nps=(9,), start=900, unit="Few")
    before = [{**row, "local_date": date(2026, 1, 20)} for row in answers(20, touchpoint="help", nps=(9,))]
    went = [
        event(kind, 30 * place, f"x{place}", unit="Few") for place in range(3) for kind in ("visit", "called")
    ]
    client, page = opened(rows=[*ANSWERS, *few, *before], happened=[*events(), *went])
    for address in (page, f"{page}runs/", f"/api/v1{page[:-1]}"):
        seen = [
            client.get(f"{address}?{query}&unit={unit}").content.decode().replace(unit, "U")
            for unit in ("Few", "Not")
        ]
        # The filter itself offers what there is, whatever is chosen.
        shown = [each.rpartition('<div class="page">')[2].partition("</main>")[0] for each in seen]
        assert shown[0] == shown[1]


def test_events_that_cannot_count_are_said():
    later = [event("visit", 24 * 365, "c1")]
    client, page = opened(happened=[*events(), *later, event("visit", 1, None)])
    text = plain(client.get(f"{page}runs/"))
    assert "1 event lies in the future and is left out." in text
    assert "1 event has no date, or no customer or case" in text


def test_house_without_a_journey_and_journey_without_a_step_say_what_to_do():
    of = factories.organisation()
    client = factories.browser(of=factories.member(of=of))
    assert "No journey has been mapped yet." in plain(client.get("/understand/journeys/"))
    made = factories.journey(of=of, name="Empty")
    response = client.get("/understand/journeys/")
    assert response["Location"] == f"/understand/journeys/{made.pk}/"
    assert "This journey has no steps yet." in plain(client.get(response["Location"]))


def test_journey_with_a_map_alone_is_shown():
    of = factories.organisation()
    made = journey(of=of)
    text = plain(factories.browser(of=factories.member(of=of)).get(f"/understand/journeys/{made.pk}/"))
    assert "No answer was found at a touchpoint of this journey." in text
    assert "Receive" in text


def test_address_is_kept_by_the_links_of_the_page():
    client, page = opened()
    html = client.get(f"{page}?{PERIOD}&metric=nps&unit=North").content.decode()
    assert f"{page}map.csv?period=2026-02-01..2026-02-28&amp;unit=North&amp;metric=nps" in html
    two = client.get(f"{page}?from=2026-02-01&to=2026-02-28")
    assert two["Location"] == f"{page}?{PERIOD}"


@pytest.mark.parametrize(
    "query",
    [
        "metric=nothing",
        "period=2099-01-01..2099-12-31",
        "period=x",
        "a.x=1",
        "touchpoint=Nowhere",
        "survey=-1",
    ],
)
def test_nonsense_in_an_address_gives_a_page(query):
    client, page = opened()
    assert client.get(f"{page}?{query}").status_code == 200
    assert client.get(f"{page}runs/?{query}").status_code == 200


def test_reader_of_a_part_is_told_so():
    of, made = house()
    north = factories.unit(of=of, name="North")
    manager = factories.member(of=of, role="manager", unit=north)
    text = plain(factories.browser(of=manager).get(f"/understand/journeys/{made.pk}/runs/?{PERIOD}"))
    assert "You see the events of a part of the units." in text
    assert "called" not in text


def test_page_of_a_large_map_takes_no_more_queries(django_assert_num_queries):
    client, page = opened()
    client.get(page)
    with django_assert_num_queries(QUERIES):
        client.get(page)
    of = factories.organisation()
    stages = {
        f"Stage {place}": [
            factories.touchpoint(of=of, name=f"T{place}-{number}", answers=[f"t{place}-{number}"], events=[f"k{place}-{number}"])
            for number in range(10)
        ]
        for place in range(5)
    }  # fmt: skip
    made = factories.journey(of=of, stages=stages, key="customer")
    factories.answers(of=of, rows=[row for n in range(10) for row in answers(12, touchpoint=f"t1-{n}", nps=(9, 3), start=20 * n)])  # fmt: skip
    factories.events(of=of, rows=[event(f"k1-{n % 10}", n, f"c{n % 40}") for n in range(200)])
    big, address = factories.browser(of=factories.member(of=of)), f"/understand/journeys/{made.pk}/"
    big.get(address)
    with django_assert_num_queries(QUERIES):
        big.get(address)


QUERIES = 18
