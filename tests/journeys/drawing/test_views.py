"""The editor of a map: every push and form, and what bad input ends in."""

import pytest
from django.urls import reverse
from tests import factories

from ninefold.journeys.maps.models import Stage, Step
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.member(role="lead")


@pytest.fixture
def page(lead):
    return factories.browser(of=lead)


@pytest.fixture
def journey(lead):
    a, b, c = (factories.touchpoint(of=lead.organisation, name=name) for name in ("Search", "Van", "Phone"))
    return factories.journey(of=lead.organisation, stages={"Find": [a], "Receive": [b, c], "Tell": []})


def text(answer):
    return answer.content.decode()


def drawn(journey):
    stages = Stage.objects.filter(journey=journey).order_by("position")
    return [
        (each.name, list(each.steps.order_by("position").values_list("touchpoint__name", flat=True)))
        for each in stages
    ]


def step(name):
    return Step.objects.get(touchpoint__name=name)


def stage(name):
    return Stage.objects.get(name=name)


def test_readers_see_the_map_and_a_step_but_no_form(journey, lead):
    reader = factories.member(of=lead.organisation, role="executive")
    Step.objects.filter(pk=step("Van").pk).update(goal="Know the day", problem="Nobody calls")
    address = reverse("journeys:journey", args=[journey.pk])
    shown = text(factories.browser(of=reader).get(f"{address}?step={step('Van').pk}"))
    assert "Know the day" in shown
    assert "Nobody calls" in shown
    assert "move" not in shown.split("<main")[1].split("</main>")[0]
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]


def test_an_empty_map_asks_for_its_first_stage(page, lead):
    empty = factories.journey(of=lead.organisation, name="Empty")
    assert "Add its first stage" in text(page.get(reverse("journeys:journey", args=[empty.pk])))


def test_an_unknown_step_in_the_address_opens_nothing(page, journey):
    for asked in ("0", "x", "9" * 30):
        shown = text(page.get(reverse("journeys:journey", args=[journey.pk]), {"step": asked}))
        assert 'id="panel"' not in shown


def test_a_stage_is_added_renamed_moved_and_removed(page, journey):
    page.post(reverse("journeys:add-stage", args=[journey.pk]), {"name": "Return", "phase": "support"})
    page.post(reverse("journeys:stage", args=[stage("Tell").pk]), {"name": "Tell others", "phase": "after"})
    page.post(reverse("journeys:move-stage", args=[stage("Return").pk]), {"way": "earlier"})
    page.post(reverse("journeys:move-stage", args=[stage("Find").pk]), {"way": "earlier"})
    page.post(reverse("journeys:move-stage", args=[stage("Find").pk]), {"way": "nowhere"})
    assert [name for name, _steps in drawn(journey)] == ["Find", "Receive", "Return", "Tell others"]
    assert stage("Tell others").phase == "after"
    shown = page.post(reverse("journeys:remove-stage", args=[stage("Tell others").pk]), follow=True)
    assert "The stage “Tell others” is removed." in text(shown)


def test_stages_that_cannot_be_end_in_a_sentence(page, journey):
    taken = "The journey has a stage of this name already."
    add = reverse("journeys:add-stage", args=[journey.pk])
    assert taken in text(page.post(add, {"name": "Find", "phase": "use"}))
    assert "This field is required." in text(page.post(add, {"name": "", "phase": "use"}))
    change = reverse("journeys:stage", args=[stage("Tell").pk])
    assert taken in text(page.post(change, {"name": "Find", "phase": "use"}))
    shown = page.post(reverse("journeys:remove-stage", args=[stage("Receive").pk]), follow=True)
    assert "“Receive” has steps. Move or remove those first" in text(shown)
    assert [name for name, _steps in drawn(journey)] == ["Find", "Receive", "Tell"]


def test_a_step_is_added_at_a_touchpoint_that_is_there_or_at_a_new_one(page, journey):
    add = reverse("journeys:add-step", args=[stage("Tell").pk])
    page.post(add, {"touchpoint": "Van", "kind": "chat"})
    answer = page.post(add, {"touchpoint": "Review", "kind": "review_site"})
    made = step("Review")
    assert answer["Location"] == f"{reverse('journeys:journey', args=[journey.pk])}?step={made.pk}"
    assert drawn(journey)[2] == ("Tell", ["Van", "Review"])
    assert Touchpoint.objects.get(name="Van").kind == "delivery"
    assert made.touchpoint.outside


def test_steps_that_cannot_be_end_in_a_sentence(page, journey):
    add = reverse("journeys:add-step", args=[stage("Find").pk])
    refused = text(page.post(add, {"touchpoint": "Search", "kind": "chat"}))
    assert "This stage has a step at this touchpoint already." in refused
    assert f'id="new-{stage("Find").pk}-touchpoint"' in refused
    assert page.post(add, {"touchpoint": "New", "kind": "spaceship"}).status_code == 200
    assert not Touchpoint.objects.filter(name="New").exists()


def save(page, name, **fields):
    told = {"name": name, "kind": "delivery", "goal": "", "problem": ""} | fields
    return page.post(reverse("journeys:step", args=[step(name).pk]), told)


def test_a_step_is_described_with_its_names_in_the_data(page, journey):
    save(
        page,
        "Van",
        goal="Know the day",
        problem="Nobody calls",
        more_answers="Lorry\nBike",
        more_events="brought",
    )
    found = step("Van")
    assert (found.goal, found.problem) == ("Know the day", "Nobody calls")
    names = TouchpointName.objects.filter(touchpoint=found.touchpoint).order_by("where", "text")
    assert list(names.values_list("where", "text")) == [
        ("event", "brought"),
        ("feedback", "Bike"),
        ("feedback", "Lorry"),
    ]


def test_names_found_in_the_data_are_offered_and_taken(page, lead, journey):
    factories.answers(of=lead.organisation, rows=[{"touchpoint": "Parcel", "nps": 9.0}] * 3)
    address = f"{reverse('journeys:journey', args=[journey.pk])}?step={step('Van').pk}"
    assert 'value="Parcel"' in text(page.get(address))
    save(page, "Van", answers=["Parcel"])
    assert TouchpointName.objects.get().text == "Parcel"
    assert 'value="Parcel"' not in text(page.get(address.replace(str(step("Van").pk), str(step("Phone").pk))))


def test_a_name_used_twice_is_refused_and_nothing_is_half_written(page, journey):
    save(page, "Phone", more_answers="Call")
    refused = text(save(page, "Van", goal="Know the day", more_answers="Call"))
    assert "“Call” belongs to the touchpoint “Phone”. Take it away there first." in refused
    refused = text(
        page.post(reverse("journeys:step", args=[step("Van").pk]), {"name": "Phone", "kind": "chat"})
    )
    assert "There is a touchpoint of this name already." in refused
    assert (step("Van").goal, TouchpointName.objects.count()) == ("", 1)


def test_a_step_asked_for_by_itself_opens_on_its_map(page, journey):
    answer = page.get(reverse("journeys:step", args=[step("Van").pk]))
    assert answer["Location"] == f"{reverse('journeys:journey', args=[journey.pk])}?step={step('Van').pk}"


STANDING = [["Search"], ["Van", "Phone"], []]


@pytest.mark.parametrize(
    ("name", "sent", "told"),
    [
        (
            "Phone",
            {"way": "earlier"},
            ("now stands in “Receive”, as step 1", [["Search"], ["Phone", "Van"], []]),
        ),
        ("Phone", {"way": "after"}, ("now stands in “Tell”, as step 1", [["Search"], ["Van"], ["Phone"]])),
        ("Search", {"way": "before"}, ("cannot go further that way", STANDING)),
        ("Search", {"way": "up"}, ("cannot go further that way", STANDING)),
        ("Search", {"stage": "0", "place": "0"}, ("cannot go further that way", STANDING)),
        ("Search", {}, ("cannot go further that way", STANDING)),
    ],
)
def test_a_step_is_pushed(page, journey, name, sent, told):
    shown = text(page.post(reverse("journeys:move-step", args=[step(name).pk]), sent, follow=True))
    assert told[0] in shown
    assert [steps for _name, steps in drawn(journey)] == told[1]


def test_a_step_is_dropped(page, journey):
    sent = {"stage": stage("Receive").pk, "place": "1"}
    page.post(reverse("journeys:move-step", args=[step("Search").pk]), sent)
    assert drawn(journey)[1] == ("Receive", ["Van", "Search", "Phone"])


def test_a_step_does_not_move_to_where_its_touchpoint_stands(page, journey, lead):
    van = Touchpoint.objects.get(name="Van")
    twin = Step.objects.create(
        organisation=lead.organisation, stage=stage("Tell"), touchpoint=van, position=0
    )
    shown = text(page.post(reverse("journeys:move-step", args=[twin.pk]), {"way": "before"}, follow=True))
    assert "“Receive” has a step at “Van” already." in shown


def test_a_step_is_removed(page, journey):
    shown = text(page.post(reverse("journeys:remove-step", args=[step("Van").pk]), follow=True))
    assert "The step at “Van” is removed; the touchpoint stays." in shown
    assert drawn(journey)[1] == ("Receive", ["Phone"])


def test_the_page_takes_as_many_queries_for_a_large_map(page, lead, django_assert_max_num_queries):
    touchpoints = [factories.touchpoint(of=lead.organisation, name=f"T{number}") for number in range(30)]
    large = factories.journey(of=lead.organisation, stages={f"S{n}": touchpoints[n::6] for n in range(6)})
    address = reverse("journeys:journey", args=[large.pk])
    page.get(address)
    with django_assert_max_num_queries(20):
        page.get(f"{address}?step={Step.objects.first().pk}")
