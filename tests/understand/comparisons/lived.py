"""Shops whose answers are known, for everything that holds groups against each other."""

import random
from dataclasses import replace
from datetime import date

from tests.understand.tallied import answers, half, tally

from cxstats.estimate import Moments
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.comparisons.fair import Fair, Found, Look
from ninefold.understand.comparisons.mixing import plain_grams
from ninefold.understand.comparisons.pairs import Pairs
from ninefold.understand.comparisons.queries import judged
from ninefold.understand.comparisons.sides import Side
from ninefold.understand.comparisons.standings import Doubt, standings
from ninefold.understand.metrics.registry import standard
from ninefold.understand.trends.windows import Window, period

DAY, EARLIER = date(2026, 2, 10), date(2026, 1, 10)
PERIOD = "period=2026-02-01..2026-02-28"
PROMOTER, PASSIVE, DETRACTOR = 10.0, 8.0, 3.0


def shop(name, *, up, middle, down, day=DAY, **more):
    """So many promoters, passives and detractors of one shop."""
    scores = [PROMOTER] * up + [PASSIVE] * middle + [DETRACTOR] * down
    return [{"local_date": day, "unit": name, "nps": score, **more} for score in scores]


def town():
    """Six shops alike, one far above, one far below."""
    alike = [row for name in "ABCDEF" for row in shop(name, up=50, middle=30, down=20)]
    best, worst = shop("Best", up=90, middle=8, down=2), shop("Worst", up=20, middle=20, down=60)
    return [*alike, *best, *worst]


def tiny(name="Tiny"):
    """A shop of nine people."""
    return shop(name, up=5, middle=2, down=2)


def mixed_town():
    """Four shops equally good at every concern; one serves mostly the hard one."""
    rows = []
    for name, hard in (("A", 10), ("B", 10), ("C", 10), ("Hard", 90)):
        easy = 100 - hard
        for segment, n, bad in (("easy", easy, easy // 10), ("hard", hard, hard * 6 // 10)):
            rows += shop(name, up=n - bad, middle=0, down=bad, segment=segment)
    return rows


def noise(seed, *, groups=40):
    """A company in which all groups are truly the same, of 10 to 400 answers."""
    chance = random.Random(seed)
    rows = []
    for group in range(groups):
        n = round(10 * 40 ** chance.random())
        kinds = [chance.random() for _ in range(n)]
        up, down = sum(kind < 0.5 for kind in kinds), sum(kind > 0.8 for kind in kinds)
        rows.append((f"G{group}", up, n - up - down, down))
    return rows


NPS = standard(scales=[Scale(column="nps", low=0, high=10, title="", role="nps")])[0]
FEBRUARY = period(start=date(2026, 2, 1), end=date(2026, 3, 1), reader=Reader())
JANUARY = period(start=date(2026, 1, 1), end=date(2026, 2, 1), reader=Reader())
UNIT = Side(key="unit", title="Unit", column="unit")


def moments(up, middle, down):
    """The sums of so many promoters, passives and detractors."""
    return Moments(n=up + middle + down, s=up - down, ss=up + down)


def sums(rows, *, key=()):
    """The sums of groups (name, promoters, passives, detractors), as a reading of facts gives them."""
    return tally([((*key, name), sum(counts), {"nps": answers(moments(*counts))}) for name, *counts in rows])


def stood(rows):
    """Hold groups of so many promoters, passives and detractors against each other."""
    own = half([moments(*counts) for _name, *counts in rows])
    names = [name for name, *_counts in rows]
    return standings(metric=NPS, names=names, own=own, grams=plain_grams(own), mixed=False)


def fair_of(rows):
    """The same as a page has it."""
    of = stood(rows)
    found = Found(
        window=Window(now=FEBRUARY, before=JANUARY),
        answers=100,
        standings=of,
        changes=(),
        family=of.family,
        doubt=of.doubt,
    )
    return Fair(
        metric=NPS,
        metrics=(NPS,),
        side=UNIT,
        sides=(UNIT,),
        look=Look.OTHERS,
        mix=(),
        mixable={},
        found=found,
    )


def past_of(now, before):
    """Hold groups against their past, as a page has it."""
    earlier = {name: moments(*counts) for name, *counts in before}
    pairs = Pairs(
        metric=NPS,
        names=[name for name, *_counts in now],
        now=half([moments(*counts) for _name, *counts in now]),
        before=half([earlier[name] for name, *_counts in now]),
    )
    told, family = judged(changes=pairs.changes)
    of = fair_of(now)
    found = replace(of.found, standings=None, changes=told, family=family, doubt=Doubt.NONE)
    return replace(of, look=Look.BEFORE, found=found)
