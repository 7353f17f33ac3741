"""Outside figures as JSON: what the page says, and its silence."""

import pytest
from tests import factories
from tests.understand.benchmarks.test_comparing import house
from tests.understand.pages import crowd

pytestmark = pytest.mark.django_db
API = "/api/v1/understand/benchmarks"


def asked(client, found, query=""):
    response = client.get(f"{API}/{found.pk}{query}")
    assert response.status_code == 200
    return response.json()


def test_sets_are_listed_with_their_provenance():
    client, of, found = house(licence="", kind="top", low=1.0, high=5.0, top=4.0, values={"A": 0.7})
    factories.benchmark(of=factories.organisation(), name="Another house")
    (told,) = client.get(API).json()
    assert told == {
        "id": found.pk, "name": "Airlines 2025", "source": "A published study", "address": None, "licence": None,
        "country": "NO", "industry": "Airlines", "period": ["2025-01-01", "2025-12-31"], "kind": "top",
        "scale": [1.0, 5.0], "counts_from": 4.0, "question": "Would you recommend us?", "method": "web",
        "own_data": False, "figures": 1,
    }  # fmt: skip
    assert of.pk


def test_comparison_carries_intervals_n_method_and_place():
    client, _of, found = house(values={"A": {"value": 0.1, "error": 0.05}, "B": -0.45})
    told = asked(client, found)
    assert told["comparable"] is True
    assert told["place"] == {"total": 2, "least": 1, "most": 2}
    assert (told["ours"]["n"], told["ours"]["method"], told["looks"]) == (220, "adjusted-wald", 2)
    assert told["ours"]["low"] < told["ours"]["value"] < told["ours"]["high"]
    first, second = told["figures"]
    assert (first["label"], first["standing"], first["theirs"]["method"]) == ("A", "below", "published-error")
    assert first["difference"]["low"] < first["difference"]["value"] < first["difference"]["high"] < 0
    assert (second["difference"], second["standing"], second["theirs"]["low"]) == (None, "open", None)
    assert told["finding"] == "Of the 2 figures of “Airlines 2025”, at least 1 lies above NPS."


def test_refusal_is_told_with_its_cure_and_nothing_is_measured():
    client, _of, found = house(kind="mean", low=1.0, high=10.0, values={"A": 8.1})
    told = asked(client, found, "?metric=csat-mean")
    assert (told["comparable"], told["ours"], told["place"], told["period"]) == (False, None, None, None)
    assert told["refusals"][0]["why"].startswith("They ask 1 to 10, you ask 1 to 5")
    assert [each["standing"] for each in told["figures"]] == ["unjudged"]


@pytest.mark.parametrize("query", ["?touchpoint=Web", "?touchpoint=Nowhere"])
def test_hidden_and_empty_look_alike(query):
    client, _of, found = house(crowd())
    told = asked(client, found, query)
    assert (told["ours"], told["place"], told["period"], told["comparable"]) == (None, None, None, True)
    assert told["warnings"] == []


def test_unknown_set_is_not_found_and_nonsense_is_told():
    client, _of, found = house()
    assert client.get(f"{API}/99999999999999999999").status_code in {404, 422}
    assert asked(client, found, "?period=x")["notes"] != []
