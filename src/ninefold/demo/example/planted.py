"""What is planted in the example, told so that a visitor can look for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ninefold.demo.example.models import Example
from ninefold.demo.example.queries import parameters_of
from ninefold.demo.world.company import REGIONS, STORES
from ninefold.demo.world.months import Months, months_until
from ninefold.demo.world.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One planted change: a sentence, the days that it holds, and the page on which it can be seen."""

    text: str
    since: date
    until: date
    address: str


def planted(*, example: Example) -> tuple[Planted, ...]:
    """Tell what is planted, in order of time; nothing where answers are shuffled."""
    told = parameters_of(example=example)
    if told.shuffled:
        return ()
    months = months_until(example.until)
    return tuple(sorted(_all(told, months, last=example.until), key=lambda each: each.since))


def _all(told: Parameters, months: Months, *, last: date) -> Iterator[Planted]:
    if told.price_change:
        yield _one(
            _("Prices rise: they feel less fair, and customers recommend the company as before."),
            since=_day(months, told.price_change.since),
            until=last,
            metric="q_price_fair",
        )
    if told.incentive:
        yield _one(
            _("Staff of one store are paid by the score and ask for tens. Nobody feels any better."),
            since=_day(months, told.incentive.since),
            until=last,
            metric="nps",
            unit=STORES[told.incentive.store],
        )
    if told.call_back_queue:
        yield _one(
            _("The contact centre calls back, so that nobody waits: less effort, hardly a better score."),
            since=_day(months, told.call_back_queue.since),
            until=last,
            metric="ces",
            touchpoint="Phone wait",
        )
    yield from _on_the_road(told, months)


def _on_the_road(told: Parameters, months: Months) -> Iterator[Planted]:
    if told.depot_trouble:
        since, until = told.depot_trouble.months
        yield _one(
            _("A new system makes every fifth delivery of one depot late."),
            since=_day(months, since),
            until=_day(months, until) - timedelta(days=1),
            metric="q_delivery_promise",
            unit=f"{REGIONS[told.depot_trouble.region]} depot",
        )
    if told.pilot:
        since, until = told.pilot.months
        yield _one(
            _("In the areas of four stores, messages say when the van comes."),
            since=_day(months, since),
            until=_day(months, until) - timedelta(days=1),
            metric="q_delivery_promise",
            **{"a.area": [STORES[store] for store in told.pilot.stores]},
        )


def _one(text: str, *, since: date, until: date, **where: str | list[str]) -> Planted:
    query = urlencode({"period": f"{since}..{until}", **where}, doseq=True)
    return Planted(text=text, since=since, until=until, address=f"{reverse('understand:metrics')}?{query}")


def _day(months: Months, number: int) -> date:
    return date(1970, 1, 1) + timedelta(seconds=int(months.starts[number]))
