"""What a comparison says, in sentences that claim no more than its intervals carry."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.understand.benchmarks.beside import Beside, Place, Standing
from ninefold.understand.benchmarks.comparing import Held


def headline(held: Held, *, reader: Reader) -> str:
    """Say in one sentence where we stand, or that it cannot be told or compared."""
    names = {"set": held.benchmark.name}
    if held.metric is None or held.fit is None:
        return _("There is nothing of yours yet to hold against “%(set)s”.") % names
    names |= {"metric": str(held.metric.name)}
    if not held.fit.comparable:
        return _("%(metric)s cannot be compared with “%(set)s”.") % names
    place = held.found.place
    if place is not None and place.total == 1:
        return _of_one(held.found.rows[0], metric=names["metric"])
    if place is None or not place.told:
        return _("Where %(metric)s stands among the figures of “%(set)s” cannot be told.") % names
    return _of_many(place, metric=names["metric"], name=names["set"], reader=reader)


def _of_one(row: Beside, *, metric: str) -> str:
    told = {
        Standing.ABOVE: _("%(metric)s lies above “%(label)s”."),
        Standing.BELOW: _("%(metric)s lies below “%(label)s”."),
    }
    other = _("%(metric)s cannot be told apart from “%(label)s”.")
    return told.get(row.standing, other) % {"metric": metric, "label": row.value.label}


def _of_many(place: Place, *, metric: str, name: str, reader: Reader) -> str:
    told = {
        "total": number(place.total, reader=reader),
        "least": number(place.least, reader=reader),
        "most": number(place.most, reader=reader),
        "metric": metric,
        "set": name,
    }
    if place.most == 0:
        return _("%(metric)s lies above all %(total)s figures of “%(set)s”.") % told
    if place.least == place.total:
        return _("%(metric)s lies below all %(total)s figures of “%(set)s”.") % told
    if place.least == place.most:
        exact = ngettext(
            "Of the %(total)s figures of “%(set)s”, %(most)s lies above %(metric)s.",
            "Of the %(total)s figures of “%(set)s”, %(most)s lie above %(metric)s.",
            place.most,
        )
        return exact % told
    return _ranged(place) % told


def _ranged(place: Place) -> str:
    if place.least == 0:
        return ngettext(
            "Of the %(total)s figures of “%(set)s”, at most %(most)s lies above %(metric)s.",
            "Of the %(total)s figures of “%(set)s”, at most %(most)s lie above %(metric)s.",
            place.most,
        )
    if place.most == place.total:
        return ngettext(
            "Of the %(total)s figures of “%(set)s”, at least %(least)s lies above %(metric)s.",
            "Of the %(total)s figures of “%(set)s”, at least %(least)s lie above %(metric)s.",
            place.least,
        )
    return ngettext(
        "Of the %(total)s figures of “%(set)s”, %(least)s to %(most)s lies above %(metric)s.",
        "Of the %(total)s figures of “%(set)s”, %(least)s to %(most)s lie above %(metric)s.",
        place.most,
    )


def grounds(held: Held, *, reader: Reader) -> str:
    """Say what the finding rests on; "" where nothing was judged."""
    if held.found.place is None:
        return ""
    family = held.found.family
    if family is None:
        return _(
            "Their figures have no stated uncertainty and are taken as they stand: your own interval decides."
        )
    told = ngettext(
        "%(count)s figure was held against yours; a false word is held to 1 in 20.",
        "%(count)s figures were held against yours; even one false word among them is held to 1 in 20.",
        family.size,
    )
    return told % {"count": number(family.size, reader=reader)}


def chance_words(row: Beside) -> str:
    """Say why an interval leaves out 0 while nothing is said of it; "" elsewhere."""
    gap = row.difference
    if row.standing is not Standing.OPEN or gap is None or gap.low is None or gap.high is None:
        return ""
    if gap.low <= 0 <= gap.high:
        return ""
    return _(
        "Taken by itself this would be a difference; among all figures held against yours it may be chance."
    )


def standing_words(row: Beside, *, alone: bool) -> str:
    """Say where we lie, seen from one of their figures.

    Parameters
    ----------
    alone : whether our own interval alone decided.
    """
    if row.standing is Standing.UNJUDGED:
        return _("not judged")
    if row.standing is Standing.FEW:
        return _("too few to tell")
    if row.ranged:
        told = {Standing.ABOVE: _("you lie above"), Standing.BELOW: _("you lie below")}
        return told.get(row.standing, _("cannot be told apart"))
    told = {
        Standing.ABOVE: _("outside your interval: you lie above"),
        Standing.BELOW: _("outside your interval: you lie below"),
    }
    inside = _("inside your interval") if alone else _("inside your interval, or too near to tell")
    return told.get(row.standing, inside)
