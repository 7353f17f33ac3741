"""The public data sets of `docs/gallery.md`: how a user brings each in, and what is corrected by hand."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
Correction = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One file as it is brought in by `ninefold import`.

    Attributes
    ----------
    file : its place below the folder of the data sets.
    options : further words of the command; a file of the same folder is written `{folder}/name`.
    corrected : what a person changes in the mapping that was guessed, by column of the file.
    """

    file: str
    options: tuple[str, ...] = ()
    corrected: Mapping[str, Correction] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return DATA / self.file

    def words(self) -> list[str]:
        """Give the words of the command after `import`."""
        return [str(self.path), *(each.format(data=DATA, folder=self.path.parent) for each in self.options)]

    def corrections(self, mapping: dict[str, Any]) -> dict[str, Any]:
        """Give the mapping that was guessed as the person leaves it."""
        rules = [rule | dict(self.corrected.get(rule["column"], {})) for rule in mapping["rules"]]
        return mapping | {"rules": rules}


def _named(names: Mapping[str, str]) -> dict[str, Correction]:
    """Write a question as people read it, in place of the name of its column."""
    return {column: {"title": title} for column, title in names.items()}


def _scored(*, title: str, low: float, high: float, target: str = "", role: str = "item") -> Correction:
    return {"role": role, "target": target, "title": title, "low": low, "high": high, "date_format": ""}


AIRPORT: Final = _named({
    "Q7ART": "Artwork and exhibitions",
    "Q7FOOD": "Restaurants",
    "Q7STORE": "Shops",
    "Q7SIGN": "Signs inside",
    "Q7WALKWAYS": "Escalators and walkways",
    "Q7SCREENS": "Screens",
    "Q7INFODOWN": "Information booths, lower level",
    "Q7INFOUP": "Information booths, upper level",
    "Q7WIFI": "Wi-Fi",
    "Q7ROADS": "Signs on the roads",
    "Q7PARK": "Parking",
    "Q7AIRTRAIN": "AirTrain",
    "Q7LTPARKING": "Shuttle to long-term parking",
    "Q7RENTAL": "Rental car centre",
    "Q7ALL": "The airport as a whole",
    "Q9BOARDING": "Clean boarding areas",
    "Q9AIRTRAIN": "Clean AirTrain",
    "Q9RENTAL": "Clean rental car centre",
    "Q9FOOD": "Clean restaurants",
    "Q9RESTROOM": "Clean restrooms",
    "Q9ALL": "Clean overall",
    "Q10SAFE": "Feeling safe",
    "Q13GETRATE": "Getting to the airport",
    "Q14FIND": "Finding the way",
    "Q14PASSTHRU": "Passing security",
})  # fmt: skip
AREAS: Final[Mapping[str, Correction]] = {
    "GATE": {"role": "attribute", "target": "a_gate", "title": "Gate"},
    "AREA": {"role": "unit", "target": "", "title": "Boarding area"},
    "BAREA": {"role": "unit", "target": "", "title": "Boarding area"},
}
DID: Final[Mapping[str, Correction]] = {
    column: {"role": "attribute", "target": f"a_{column.lower()}", "title": title, "low": None, "high": None}
    for column, title in {
        "Q4BAGS": "Checked bags",
        "Q4STORE": "Bought something",
        "Q4FOOD": "Ate something",
        "Q4WIFI": "Used the Wi-Fi",
    }.items()
}
MOBILE: Final = _named({
    "CUEX1": "Expected quality",
    "CUEX2": "Expected to meet my needs",
    "CUEX3": "Expected to go right",
    "PERQ1": "Quality overall",
    "PERQ2": "Technical quality of the network",
    "PERQ3": "Service and advice",
    "PERQ4": "Quality of services used",
    "PERQ5": "Range of services",
    "PERQ6": "Reliability",
    "PERQ7": "Clear information",
})  # fmt: skip
PERIOD: Final = "period={}-01-01..{}-12-31"

SFO: Final = tuple(
    Delivery(
        file=f"sfo_airport_survey/{year}_SFO_Customer_Survey.csv",
        options=("--source", "SFO", "--wave", f"{year}", "--wave-date", f"{year}-05-15"),
        corrected=AIRPORT | AREAS | DID,
    )
    for year in (2014, 2015, 2016, 2017)
)
AIRLINE: Final = (
    Delivery(
        file="airline_passenger_satisfaction/test.csv",
        options=("--source", "Airline", "--wave", "One", "--wave-date", "2015-06-30"),
        corrected={
            "satisfaction": _scored(title="Satisfaction", low=0, high=1, role="csat")
            | {"labels": {"satisfied": 1, "neutral or dissatisfied": 0}}
        },
    ),
)
ECSI: Final = (
    Delivery(
        file="ecsi_mobi/mobi.csv",
        options=("--source", "ECSI mobi", "--wave", "One", "--wave-date", "2000-06-30"),
        corrected=MOBILE
        | {
            "CUSA1": _scored(role="csat", title="Overall satisfaction", low=1, high=10),
            "CUSCO": _scored(target="q_cusco", title="How complaints were handled", low=1, high=10),
            "PERV1": _scored(target="q_perv1", title="Prices, given the quality", low=1, high=10),
            "PERV2": _scored(target="q_perv2", title="Quality, given the prices", low=1, high=10),
        },
    ),
)
PIERCE: Final = (
    Delivery(
        file="pierce_county_employee_survey/Employee_Survey_HR_Survey_Responses.csv",
        options=("--source", "Employees", "--wave", "One", "--wave-date", "2022-06-30"),
        corrected={
            "Response Text": {"title": "Agreement"},
            "Response": {"role": "leave_out", "target": "", "title": ""},
        },
    ),
)
OLIST: Final = (
    Delivery(
        file="olist_sample_4000/olist_order_reviews_dataset.csv",
        options=(
            *("--source", "Olist", "--wave", "Sample"),
            *("--join", "{folder}/olist_orders_dataset.csv:order_id"),
            *("--join", "{folder}/olist_customers_dataset.csv:customer_id"),
            *("--join", "{folder}/olist_order_items_dataset.csv:order_id"),
            *("--join", "{data}/olist_funnel_sellers_full/olist_sellers_dataset.csv:seller_id"),
            *("--days-between", "late_days=order_delivered_customer_date,order_estimated_delivery_date"),
            *("--flag", "Delivery=late_days>0?late:on time"),
        ),
        corrected={"customer_state": {"role": "segment", "target": "", "title": "State"}},
    ),
    Delivery(
        file="olist_sample_4000/olist_orders_dataset.csv",
        options=(
            *("--source", "Orders", "--wave", "Sample", "--event", "order_purchase_timestamp=Bought"),
            *("--event", "order_delivered_carrier_date=Handed to the carrier"),
            *("--event", "order_delivered_customer_date=Delivered"),
        ),
    ),
)
TELECOM: Final = (
    Delivery(
        file="ibm_telco_churn/Telco-Customer-Churn.csv",
        options=("--source", "Telecom", "--wave", "One", "--wave-date", "2018-06-30", "--as", "answers"),
        corrected={
            "Churn": _scored(target="q_stayed", title="Stayed", low=0, high=1)
            | {"labels": {"yes": 0, "no": 1}},
            "Contract": {"role": "segment", "target": "", "title": "Contract"},
        },
    ),
)
SETS: Final[Mapping[str, tuple[Delivery, ...]]] = {
    "sfo": SFO,
    "airline": AIRLINE,
    "ecsi": ECSI,
    "pierce": PIERCE,
    "olist": OLIST,
    "telecom": TELECOM,
}
# Sets in which a journey is drawn from the events, and the event that ends it.
ENDS: Final[Mapping[str, str]] = {"olist": "Delivered"}
