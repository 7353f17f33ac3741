"""Do those who answered look like all who were asked: responders against the whole base, field by field.

Whatever is known of everybody (age, region, value, channel) is held against those who answered. Where they
differ, weights can help (`cxstats.raking`); what is not known of everybody may differ all the same.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from cxstats.arguments import require_count
from cxstats.estimate import Estimate, Moments
from cxstats.formulas.intervals import mean_t, normal_quantile, wilson
from cxstats.formulas.sums import mean_variance
from cxstats.scores import share

Counts = Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class Category:
    """One category of one field.

    Attributes
    ----------
    name : hashable
        As given.
    base : float
        Its share of the whole base, from 0 to 1, which is known and has no range.
    responders : Estimate
        Its share of those who answered, `method` "wilson-known-base".
    rate : Estimate
        Part of its people who answered, `method` "wilson"; without value where nobody of it was asked.
    difference : Estimate or None
        Standardised: share of the responders less that of the base, in standard deviations of the base. None
        where the whole base is in the category, or nobody.

    """

    name: Hashable
    base: float
    responders: Estimate
    rate: Estimate
    difference: Estimate | None


@dataclass(frozen=True, slots=True)
class Field:
    """One known field.

    Attributes
    ----------
    name : str
        As given.
    categories : tuple of Category
        In the order of the base.
    largest : float
        Largest standardised difference of its categories, without sign; from 0.1 on it is usually looked
        into.
    rate : Estimate
        Part of all people who answered.

    """

    name: str
    categories: tuple[Category, ...]
    largest: float
    rate: Estimate


def compare_responders(
    *, base: Mapping[str, Counts], responders: Mapping[str, Counts], level: float = 0.95
) -> tuple[Field, ...]:
    """Hold those who answered against all who were asked, by fields known of everybody.

    Parameters
    ----------
    base : mapping of str to mapping
        For each field how many people of the whole base are in each category; those who answered among them.
    responders : mapping of str to mapping
        For each field how many of them answered; a category that is left out has none.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of Field
        In the order of `base`.

    Raises
    ------
    ValueError
        If a count is negative or not whole, more answered than were asked, a field or category has no base,
        nobody was asked or answered, or `level` is not between 0 and 1.

    Notes
    -----
    The base is known whole, so only who answered is left to chance: each person of category c answers with an
    unknown chance of that category. The range is Wilson's for the number of answers that would make the log
    odds of the share as precise as ``(1 - r_c) / n_c`` of the category plus that of all others.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107, for standardised differences; Wilson (1927), JASA 22,
    209-212. docs/methods/responders.md.

    Examples
    --------
    >>> found = compare_responders(
    ...     base={"age": {"young": 400, "old": 600}}, responders={"age": {"young": 20, "old": 80}}
    ... )[0]
    >>> young = found.categories[0]
    >>> seen = young.responders
    >>> young.base, round(seen.value, 3), round(seen.low, 3), round(seen.high, 3)
    (0.4, 0.2, 0.135, 0.286)
    >>> round(young.rate.value, 3), round(young.difference.value, 3)
    (0.05, -0.408)

    """
    z = normal_quantile(level=level)
    for name in responders:
        if name not in base:
            raise ValueError(f"field {name!r} has no base")
    return tuple(_field(name, counts, responders.get(name, {}), z, level) for name, counts in base.items())


def compare_number(*, base: Moments, responders: Moments, level: float = 0.95) -> Estimate:
    """Hold the mean of a number that is known of everybody (age, spending) against that of the base.

    Parameters
    ----------
    base, responders : Moments
        Unweighted sums of the number over all people, and over those of them who answered
        (`cxstats.moments.of_answers`).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Standardised: mean of the responders less that of the base, in standard deviations of the base;
        `method` "t-known-base". Limits are None with fewer than two responders or when all of them are the
        same.

    Raises
    ------
    ValueError
        If nobody answered, more answered than were asked, all of the base are the same, sums are impossible,
        or `level` is not between 0 and 1.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107; Cochran (1977), Sampling Techniques, section 2.6, for
    the part that the base leaves to chance. docs/methods/responders.md.

    Examples
    --------
    >>> everybody = Moments(n=1000, s=45_000, ss=2_250_000)
    >>> found = compare_number(base=everybody, responders=Moments(n=90, s=4500, ss=245_000))
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.333, 0.134, 0.533)

    """
    normal_quantile(level=level)
    if not 0 < responders.n <= base.n:
        raise ValueError(f"between 1 and all of {base.n!r} people must have answered, not {responders.n!r}")
    variance = mean_variance(moments=base)
    if not variance:
        raise ValueError("all people of the base are the same in this number; leave it out")
    deviation = (variance * (base.n - 1)) ** 0.5  # of the base itself, which is known whole
    value = (responders.s / responders.n - base.s / base.n) / deviation
    of_mean = mean_variance(moments=responders)
    left = 1 - responders.n / base.n
    if not of_mean:
        return Estimate(value, None, None, responders.n, "t-known-base", level)
    low, high = mean_t(mean=value, variance=of_mean * left / deviation**2, df=responders.n - 1, level=level)
    return Estimate(value, low, high, responders.n, "t-known-base", level)


def _field(name: str, base: Counts, responders: Counts, z: float, level: float) -> Field:
    for category in responders:
        if category not in base:
            raise ValueError(f"{name} {category!r} has no base")
    asked, answered = {}, {}
    for category, count in base.items():
        asked[category] = require_count(name=f"base of {name} {category!r}", value=count)
        answered[category] = require_count(
            name=f"responders of {name} {category!r}", value=responders.get(category, 0)
        )
        if answered[category] > asked[category]:
            raise ValueError(
                f"{answered[category]!r} of {name} {category!r} answered, "
                f"but only {asked[category]!r} were asked"
            )
    people, answers = sum(asked.values()), sum(answered.values())
    if answers == 0:
        raise ValueError(f"nobody of {name} answered: there is nothing to compare")
    categories = tuple(
        _category(category, (asked[category], answered[category]), (people, answers), z=z, level=level)
        for category in base
    )
    differences = [one.difference.value for one in categories if one.difference is not None]
    return Field(
        name=name,
        categories=categories,
        largest=max((abs(one) for one in differences if one is not None), default=0.0),
        rate=share(successes=answers, n=people, level=level),
    )


def _category(
    name: Hashable, own: tuple[int, int], all_: tuple[int, int], *, z: float, level: float
) -> Category:
    """Compare one category, of which and of all so many were asked and so many answered."""
    (asked, answered), (people, answers) = own, all_
    part, whole = answered / answers, asked / people
    low, high = wilson(p=part, n=_worth(asked, answered, people, answers), z=z)
    difference = None
    if 0 < whole < 1:
        deviation = (whole * (1 - whole)) ** 0.5
        value, least, most = ((one - whole) / deviation for one in (part, low, high))
        difference = Estimate(value, least, most, answers, "wilson-known-base", level)
    return Category(
        name=name,
        base=whole,
        responders=Estimate(part, low, high, answers, "wilson-known-base", level),
        rate=share(successes=answered, n=asked, level=level),
        difference=difference,
    )


def _worth(asked: int, answered: int, people: int, answers: int) -> float:
    """Answers of an endless base that would tell the share as precisely as these of a known one."""
    others_asked, others = people - asked, answers - answered
    left = 1 - answers / people
    if 0 < answered < asked and 0 < others < others_asked:
        odds = 1 / answered - 1 / asked + 1 / others - 1 / others_asked
        part = answered / answers
        return 1 / (part * (1 - part) * odds)
    return answers / max(left, 1e-9)  # one kind only, or all of a kind: the rate of all stands for both
