"""Texts in which a person is masked: addresses with per cent signs, names that there may be only once."""

from urllib.parse import quote

import pytest
from tests import factories

from ninefold.customers.erasure.registry import Erasing, Person
from ninefold.customers.erasure.texts import Texts, masked_in
from ninefold.engine.sought import MASK, Sought
from ninefold.people.saved_views.models import SavedView

AT = factories.AT
NAME = "زیبا رضایی"
SOUGHT = Sought(identifiers=frozenset({"anna@example.org", NAME}))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/customers/?words=anna%40example.org&after=3", f"/customers/?words={MASK}&after=3"),
        (f"/customers/?words={quote(NAME)}", f"/customers/?words={MASK}"),
        ("/customers/?words=%20ANNA%40example.org+", f"/customers/?words={MASK}"),
        ("/customers/?words=bert%40example.org", "/customers/?words=bert%40example.org"),
        ("100 % of them, said anna@example.org", f"100 % of them, said {MASK}"),
    ],
)
def test_a_person_in_an_address_is_masked(address: str, expected: str):
    assert masked_in(address, sought=SOUGHT) == expected


@pytest.mark.django_db
def test_two_names_with_the_same_mask_stay_two():
    member = factories.member()
    views = [
        SavedView.objects.create(
            organisation=member.organisation,
            member=member,
            name=f"About {who}@example.org",
            address=f"/customers/?words={who}%40example.org",
            created_at=AT,
        )
        for who in ("anna", "bert")
    ]
    eraser = Texts(fields={"people.SavedView": ("name", "address")})
    for who in ("anna", "bert"):
        sought = Sought(identifiers=frozenset({f"{who}@example.org"}))
        erasing = Erasing(person=Person(organisation=member.organisation_id, sought=sought), at=AT)
        assert eraser.find(erasing).counts == {"texts": 1}
        assert eraser.erase(erasing).counts == {"texts": 1}
        assert eraser.find(erasing).counts == {"texts": 0}
    told = list(SavedView.objects.order_by("pk").values_list("name", "address"))
    assert told == [(f"About {MASK}-{view.pk}", f"/customers/?words={MASK}") for view in views]
