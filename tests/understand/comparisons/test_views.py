"""Groups as their readers meet them: the finding, the table, the files, and nothing of small groups."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from tests import factories
from tests.understand.comparisons.lived import EARLIER, PERIOD, mixed_town, shop, tiny, town
from tests.understand.explorer.test_views import NONSENSE
from tests.understand.pages import FORMS, cells, opened, plain

from ninefold.kit.long_lists import MOST
from ninefold.people.audit.models import AuditEntry
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.units.operations import add_units

pytestmark = pytest.mark.django_db
PAGE = "/understand/groups/"
FINDING = "NPS: 2 of 8 groups really differ from the others: Worst below, Best above."


def plain_words(markup):
    return re.sub(r"<[^>]+>", "", markup)


def said(response):
    return re.sub("[\u2066-\u2069]", "", plain(response))


def test_page_tells_which_groups_differ():
    client, _of = opened(town())
    text = said(client.get(PAGE))
    assert FINDING in text
    assert "8 looks on this page; false alarms are held to 1 in 20." in text
    assert text.count("below the others") == 1
    assert text.count("above the others") == 1
    assert "What customers of “Worst” say may tell why." in text


def test_page_holds_a_mix_equal_and_says_so():
    client, _of = opened(mixed_town())
    assert "Hard below" in said(client.get(f"{PAGE}?by=unit"))
    text = said(client.get(f"{PAGE}?by=unit&mix=segment"))
    assert "NPS: no group can be told from the others." in text
    assert "Every group is shown as if all had the same mix of Segment." in text
    assert "With the same mix" in text


def test_group_whose_customers_nobody_else_serves_is_shown_as_it_is():
    rows = [*mixed_town(), *shop("Island", up=30, middle=10, down=10, segment="islanders")]
    client, _of = opened(rows)
    html = client.get(f"{PAGE}?by=unit&mix=segment").content.decode()
    row = html[html.index('<bdi class="wrap">Island') :]
    assert "Too few to tell" in row[: row.index("</tr>")]
    rows = {row[0]: row[1:] for row in cells(client.get("/understand/groups/league.csv?by=unit&mix=segment"))}
    assert rows["Island"][3] == "50"
    assert set(rows["Island"][4:10]) == {""}
    assert "Island" not in {
        r[0] for r in cells(client.get("/understand/groups/funnel.csv?by=unit&mix=segment"))
    }


def test_units_of_a_level_are_no_filter():
    client, of = opened([row for name in "ABCD" for row in shop(name, up=30, middle=10, down=10)])
    for region, shops in (("North", "AB"), ("South", "CD")):
        top = factories.unit(of=of, name=region)
        add_units(hierarchy=top.hierarchy, parent=top, names=list(shops), by=None, at=factories.AT)
    html = client.get(f"{PAGE}?by=h{top.hierarchy.pk}.0").content.decode()
    assert re.findall(r'class="nm"><bdi class="wrap">(\w+)', html) == ["North", "South"]
    assert "By By unit, level 1" in plain(client.get(f"{PAGE}?by=h{top.hierarchy.pk}.0"))


def test_two_dates_become_one_period_in_the_address():
    client, _of = opened(town())
    response = client.get(f"{PAGE}?from=2026-02-01&to=2026-02-28&by=unit&mix=segment")
    assert response.status_code == 302
    assert parse_qs(urlsplit(response["Location"]).query) == {
        "period": ["2026-02-01..2026-02-28"],
        "by": ["unit"],
        "mix": ["segment"],
    }


def test_page_holds_groups_against_their_past():
    rows = [
        *shop("A", up=60, middle=20, down=20, day=EARLIER),
        *shop("B", up=60, middle=20, down=20, day=EARLIER),
        *shop("A", up=60, middle=20, down=20),
        *shop("B", up=20, middle=20, down=60),
    ]
    client, _of = opened(rows)
    text = said(client.get(f"{PAGE}?{PERIOD}&look=before"))
    assert "NPS: 1 of 2 groups really changed: B got worse." in text
    assert "Real change: worse" in text


@pytest.mark.parametrize(("look", "less"), [("others", 10), ("before", 14)])
def test_difference_that_is_real_by_itself_alone_bears_a_sign(look, less):
    alike = {"up": 50, "middle": 20, "down": 30}
    rows = [row for name in "ABCDEFGHIJKLM" for row in shop(name, **alike, day=EARLIER)]
    rows += [row for name in "ABCDEFGHIJKL" for row in shop(name, **alike)]
    rows += shop("M", up=50 - less, middle=20, down=30 + less)  # a chance of 0.03, which is nothing in 13
    client, _of = opened(rows)
    html = client.get(f"{PAGE}?{PERIOD}&look={look}").content.decode()
    signed = re.findall(r'class="wrap">(\w+)(?:(?!</tr>).)*<sup aria-hidden="true">†</sup>', html, re.DOTALL)
    assert signed == ["M"]
    assert html.count("Taken by itself this would be a real difference") == 2  # for who hears it, and below
    assert html.count(">† Taken by itself") == 1


def test_all_small_groups_are_counted_though_the_first_alone_are_named():
    small = [{**row, "unit": f"Tiny {place:03}"} for place in range(MOST + 3) for row in tiny()]
    client, _of = opened([*town(), *small])
    page = client.get(PAGE)
    assert f"{MOST + 3} groups are not shown" in said(page)
    listed = re.findall(r"<li>(.*?)</li>", page.content.decode().split('<ul class="unshown">')[1])
    assert [plain_words(each) for each in listed[99:101]] == ["Tiny 099", "…"]


def test_small_group_is_named_without_a_number():
    client, _of = opened([*town(), *tiny(), *tiny("Small")])
    text = said(client.get(PAGE))
    assert "2 groups are not shown (hidden: fewer than 10 people)" in text
    assert "Tiny" in text
    for picture in ("league", "funnel"):
        drawn = client.get(f"/understand/groups/{picture}.svg").content.decode()
        assert "Tiny" not in drawn
    rows = {row[0]: row[1:] for row in cells(client.get("/understand/groups/league.csv"))}
    assert [cell for cell in rows["Tiny"] if cell] == ["hidden: fewer than 10 answers"]
    assert "Tiny" not in {row[0] for row in cells(client.get("/understand/groups/funnel.csv"))}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("picture", "query"), [("league", ""), ("funnel", "mix=segment"), ("periods", "look=before")]
)
def test_every_figure_can_be_taken_away_and_is_noted(picture, query, form):
    client, of = opened([{**row, "segment": "s"} for row in town()])
    response = client.get(f"/understand/groups/{picture}.{form}?by=unit&{query}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''ninefold-{picture}.{form}"
    noted = AuditEntry.objects.filter(organisation=of, action="export_made").latest("number")
    assert (noted.subject, noted.details["kind"], noted.details["form"]) == ("groups", picture, form)


def test_file_has_every_number_with_its_range():
    client, _of = opened(mixed_town())
    rows = {row[0]: row for row in cells(client.get("/understand/groups/league.csv?by=unit&mix=segment"))}
    hard = rows["Hard"]
    assert hard[4] == "100"
    own, low, high = (float(cell) for cell in hard[1:4])
    fair = float(hard[5])
    assert low < own < high
    assert own < fair
    assert hard[-1] == "like the others"


@pytest.mark.parametrize("path", ["nothing.csv", "league.exe", "periods.csv"])
def test_unknown_figure_or_form_is_not_found(path):
    assert opened(town())[0].get(f"/understand/groups/{path}").status_code == 404


def test_groups_are_listed_in_the_order_asked_for():
    client, _of = opened([*town(), *shop("Large", up=200, middle=120, down=80)])

    def names(sort):
        html = client.get(f"{PAGE}?sort={sort}").content.decode()
        return re.findall(r'class="nm"><a[^>]*><bdi class="wrap">(\w+)', html)

    assert (names("likely")[0], names("likely")[-1]) == ("Worst", "Best")
    assert names("name") == sorted(names("name"))
    assert names("size")[0] == "Large"


def test_many_groups_are_listed_on_request_only():
    rows = [row for place in range(101) for row in shop(f"S{place:03}", up=5, middle=4, down=2)]
    client, _of = opened(rows)
    page, everything = (client.get(f"{PAGE}{query}").content.decode() for query in ("", "?rows=all"))
    assert [each.count('class="nm"') for each in (page, everything)] == [100, 101]


def test_page_that_shows_nothing_says_what_to_do():
    assert "Nothing to compare yet." in said(opened(rows=[])[0].get(PAGE))
    few = said(opened(tiny())[0].get(PAGE))
    nobody = said(opened(town())[0].get(f"{PAGE}?unit=Nowhere"))
    for text in (few, nobody):
        assert "Too few answers to show. hidden: fewer than 10 people" in text
    one = said(opened(shop("A", up=20, middle=10, down=10))[0].get(PAGE))
    assert "There is only one group to show here, and nothing to hold it against." in one
    alike = said(
        opened([*shop("A", up=20, middle=0, down=0), *shop("B", up=20, middle=0, down=0)])[0].get(PAGE)
    )
    assert "Within every group all gave the same answer" in alike
    hidden = [row for name in "ABC" for row in shop(name, up=3, middle=1, down=2)]
    small = said(opened(hidden)[0].get(PAGE))
    assert "Too few answers to show any group." in small
    assert "Widen the period, take a filter away, or compare by something else." in small


def test_agents_of_a_small_team_are_not_compared():
    rows = [row for n in range(4) for row in shop("A", up=10, middle=5, down=5, agent=f"Ivo {n}")]
    text = said(opened(rows)[0].get(f"{PAGE}?by=agent"))
    assert "Too few members of staff stand here" in text
    assert "Ivo" not in text


@pytest.mark.parametrize("path", [PAGE, "/understand/groups/league.csv", "/api/v1/understand/groups"])
def test_nonsense_in_an_address_gives_a_page(path):
    client, _of = opened(town())
    more = (
        "mix=a_x,,unit",
        "mix=" + "a," * 500,
        "look=sideways",
        "sort=rank",
        "by=h1",
        "by=h0.0",
        "by=h9.99999",
        "by=agent",
    )
    fine = {200} if path == PAGE else {200, 404}
    assert {
        query: code
        for query in (*NONSENSE, *more)
        if (code := client.get(f"{path}?{query}").status_code) not in fine
    } == {}


def test_filter_keeps_what_the_page_is_asked():
    client, _of = opened(mixed_town())
    html = client.get(f"{PAGE}?by=unit&mix=segment&sort=size&unit=A&unit=Hard").content.decode()
    for kept in ('name="by" value="unit"', 'name="mix" value="segment"', 'name="sort" value="size"'):
        assert f'<input type="hidden" {kept}>' in html


def test_reader_who_may_take_nothing_away_gets_no_links():
    of = factories.organisation()
    factories.answers(of=of, rows=town())
    member = factories.member(of=of)
    RoleGrant.objects.filter(member=member).update(role=Role.EXECUTIVE)
    client = factories.browser(of=member)
    page = client.get(PAGE)
    assert FINDING in said(page)
    assert "groups/league" not in page.content.decode()
    assert client.get("/understand/groups/league.csv").status_code == 403
