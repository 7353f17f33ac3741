"""F11: whoever asks, for whatever route and id, meets rows of their own organisation alone.

Everything here is generated from the route table: a route added later is covered by being added.
"""

from collections.abc import Set as AbstractSet

import pytest
from tests.routes import Route
from tests.site.walking import (
    READING,
    TABLE,
    WITH_IDS,
    Rows,
    ask,
    body_of,
    client_of,
    each,
    let_in,
    mails,
    names_a_row,
    opens_by_token,
    search,
    undone,
    values_of,
)
from tests.twins import WITHOUT_ORGANISATION, Twin, owned_models, rows_of

from ninefold.engine.sight import Sight
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.organisations.scoping import OwnedQuerySet


def check_other_ids(
    route: Route, person: Member, theirs: Twin, rows: Rows, *, unknown: AbstractSet[str] = frozenset()
) -> set[str]:
    """Ask for B's rows as a member of A: never B's words, never a change in B's rows.

    Gives the methods that the route does not know, which need not be asked again by the next person.
    """
    found = set(unknown)
    client = client_of(person)
    sessions = client.cookies.copy()
    for method in (one for one in route.methods if one not in unknown):
        for as_json in (False, True)[: 1 if method in READING else 2]:
            client.cookies = sessions.copy()
            rows.watch()
            with undone():
                address = route.address(values_of(theirs, route))
                response = ask(client, method, address, search(theirs), as_json=as_json)
                assert theirs.canary not in body_of(response), (
                    f"{method} {address} shows the other organisation"
                )
                if names_a_row(route, theirs):
                    assert response.status_code in {403, 404, 405}, f"{method} {address}"
                if response.status_code == 405:
                    found.add(method)
                assert theirs.canary not in mails(), (
                    f"{method} {address} mails the other organisation's words"
                )
                assert rows.are_unchanged(), f"{method} {address} changed the other organisation"
    return found


@pytest.mark.django_db
def test_a_mailed_invitation_tells_of_its_own_organisation_alone(twins, settings):
    """A mail is really written, so that looking for foreign words in mails means something."""
    settings.EMAIL_HOST = "127.0.0.1"
    mine, theirs = twins
    told = {"email": "new@example.org", "note": "New", "role": "analyst", "language": "en", "unit": ""}
    client_of(mine.member).post("/people/invitations/", {**search(theirs), **told})
    assert mine.canary in mails()
    assert theirs.canary not in mails()


# From here on every test runs over the whole table.
@each([route for route in TABLE if not opens_by_token(route)])
def test_other_organisations_ids_are_not_found_in_any_role(route, twins, rows):
    mine, theirs = twins
    unknown: set[str] = set()
    for person in let_in(route, mine.people.values()):
        unknown = check_other_ids(route, person, theirs, rows, unknown=unknown)


def unit_roles(mine: Twin) -> list[Member]:
    return [person for name, person in mine.people.items() if name.endswith("of a unit")]


def out_of_sight(mine: Twin) -> tuple[str, ...]:
    """What only the other unit's answers say: its name, the touchpoint and the words left there."""
    return (f"Unit {mine.canary} 1", f"Touchpoint {mine.canary} 1", f"Said by {mine.canary} in 1")


@each([route for route in TABLE if not opens_by_token(route)])
def test_answers_of_other_units_are_out_of_sight(route, twins):
    """Whoever has a role in one unit meets no answer of another, whatever they ask for."""
    mine, _theirs = twins
    wishes = {"unit": f"Unit {mine.canary} 1", "by": "unit", "words": "said"}
    people = let_in(route, unit_roles(mine))
    for fields in ({}, wishes, {"by": "touchpoint"}):
        with undone():  # what is kept of an owner's look at the whole is not for others
            body_of(ask(client_of(mine.member), "GET", route.address(values_of(mine, route)), fields))
        for person in people:
            with undone():
                shown = body_of(ask(client_of(person), "GET", route.address(values_of(mine, route)), fields))
            for told in out_of_sight(mine):
                # What was asked for is written back into the filter; nothing is known of it.
                expected = 0 if fields is not wishes or told != wishes["unit"] else shown.count(told)
                assert shown.count(told) == expected, f"{route} as {person.name} tells of {told}"


def test_a_unit_out_of_sight_is_noticed(twins, monkeypatch):
    """The negative control: without the sight the test above fails."""
    monkeypatch.setattr(Sight, "keep", lambda self, frame, engine=None: frame)
    guarded = {route.name: route for route in TABLE}
    for name in ("overview", "listen:comments", "understand:metrics", "customers:customer", "api:scores"):
        with pytest.raises(AssertionError):
            test_answers_of_other_units_are_out_of_sight(guarded[name], twins)


def test_missing_scope_is_noticed(twins, rows, monkeypatch):
    """The negative control: without the scope the test above fails (removing members has a rule besides)."""
    monkeypatch.setattr(OwnedQuerySet, "for_organisation", lambda self, _organisation: self.all())
    guarded = {route.name: route for route in TABLE}
    for name in ("people:withdraw-invitation", "people:members"):
        with pytest.raises(AssertionError):
            check_other_ids(guarded[name], twins[0].member, twins[1], rows)


@each(WITH_IDS)
def test_own_ids_with_other_organisations_ids_in_query_and_body_stay_inside(route, twins, rows):
    """The path is mine, the query and the body name B's rows: no mixture comes out."""
    mine, theirs = twins
    client = client_of(mine.member)
    sessions = client.cookies.copy()
    for method in route.methods:
        client.cookies = sessions.copy()
        rows.watch()
        with undone():
            address = route.address(values_of(mine, route))
            shown = body_of(ask(client, method, address, search(theirs)))
            assert theirs.canary not in shown, f"{method} {address} shows the other organisation"
            assert theirs.canary not in mails(), f"{method} {address} mails the other organisation's words"
            assert rows.are_unchanged(), f"{method} {address} changed the other organisation"


@each([route for route in TABLE if not opens_by_token(route)])
def test_nothing_kept_of_one_organisation_is_shown_to_another(route, twins):
    """Both ask the same, one after the other, in one process with all it keeps."""
    for fields in ({}, {"by": "unit", "words": "said"}):
        for reader, other in (twins, twins[::-1]):
            with undone():
                address = route.address(values_of(reader, route))
                shown = body_of(ask(client_of(reader.member), "GET", address, fields))
                assert other.canary not in shown, f"{address} shows what was kept of the other organisation"


@each(WITH_IDS)
def test_own_ids_are_found(route, twins):
    """The plants are real: at least one method answers the owner with something else than not found."""
    mine, _theirs = twins
    if not names_a_row(route, mine):
        pytest.skip("The address names no row, so there is nothing to find.")
    answers = set()
    for method in route.methods:
        with undone():
            response = ask(client_of(mine.member), method, route.address(values_of(mine, route)), {})
            answers.add(response.status_code)
            body_of(response)  # read to its end, so that a file is closed
    assert answers - {403, 404, 405} != set()


def test_every_model_belongs_to_an_organisation():
    without = [
        model._meta.label
        for model in owned_models()
        if not any(field.name == "organisation" for field in model._meta.get_fields())
    ]
    assert without == [], (
        f"Give them `organisation`, or a reason in WITHOUT_ORGANISATION: {sorted(WITHOUT_ORGANISATION)}"
    )


def test_rows_of_notices_a_change(twins, rows):
    """The comparison above is not blind: a changed row of a twin, or of its account, shows."""
    _mine, theirs = twins
    before = rows_of(theirs.organisation)
    assert rows.before == before
    assert rows.are_unchanged()
    AccessLink.objects.for_organisation(theirs.organisation).update(note="other")
    changed = rows_of(theirs.organisation)
    assert changed != before
    assert not rows.are_unchanged()
    theirs.member.user.email = "new@example.org"
    theirs.member.user.save()
    assert rows_of(theirs.organisation) != changed
