"""Comments behind the numbers: searched and filtered like everything else, held back for small groups."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.engine.aggregates import people
from ninefold.engine.engines import engine
from ninefold.engine.facts import Frame
from ninefold.engine.filters import Filter
from ninefold.engine.sight import among, any_of
from ninefold.engine.snapshot import snapshot
from ninefold.engine.summing import ROWS
from ninefold.kit.tables import Column, Table
from ninefold.listen.responses.marking import Span, hits
from ninefold.people.organisations.models import Organisation

# The place of a comment, from the widest to the closest.
PLACES = ("touchpoint", "unit", "channel")
SCALES = {
    "nps": gettext_lazy("Recommendation, 0 to 10 (NPS)"),
    "csat": gettext_lazy("Satisfaction (CSAT)"),
    "ces": gettext_lazy("Ease (CES)"),
    "rating": gettext_lazy("Rating"),
}
_Place = tuple[str | None, ...]
# What a comment shares with its answer.
ANSWER = ("source", "wave", "record")
NO_WAVE = -1
MOST_EXPORTED = 50_000
SHOWN = ("text", "language", "nps", "csat", "ces", "rating", "touchpoint", "unit", "channel", "local_date")
# What is read beside that: whose comment it is, and its letters as a search sees them.
READ = (*ANSWER, "person", "block", "folded")


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One comment as it is shown: the words, the score that came with them, and where they were left.

    Attributes
    ----------
    spans : the places of the words that were searched for.
    """

    text: str
    language: str | None
    score: float | None
    scale: str
    touchpoint: str | None
    unit: str | None
    channel: str | None
    day: date | None
    spans: tuple[Span, ...] = ()

    @property
    def places(self) -> list[str]:
        """Where it was left, from the widest to the closest."""
        return [each for each in (self.touchpoint, self.unit, self.channel) if each]

    @property
    def scale_name(self) -> str:
        """What the score answers, in the reader's words."""
        return str(SCALES.get(self.scale, ""))


@dataclass(frozen=True, kw_only=True)
class CommentPage:
    """One page of comments.

    Attributes
    ----------
    total : how many comments the filter selects; None where the group is too small to show any.
    """

    comments: tuple[Comment, ...]
    total: int | None
    page: int
    pages: int

    @property
    def hidden(self) -> bool:
        """Whether too few people stand behind the selection."""
        return self.total is None

    @property
    def previous(self) -> int:
        """Number of the page before."""
        return self.page - 1

    @property
    def next(self) -> int:
        """Number of the page after."""
        return self.page + 1


def comments(*, organisation: Organisation, where: Filter, page: int = 1, size: int = 20) -> CommentPage:
    """Find the comments that a filter and a search select, the newest first.

    Nothing is shown of a selection of fewer people than the organisation's threshold: a few filters would
    otherwise single out who wrote a sentence. The people are counted without the words searched for. A
    comment names its place only as closely as enough people share it, for its score is shown as well.
    """
    table = _of_answers(_table(organisation, where), organisation, where)
    where = replace(where, attributes=())
    selected = where.without_words().apply(table, engine=engine())
    wide, days = _spread(selected)
    if _too_few(selected, wide=wide, threshold=organisation.threshold):
        return CommentPage(comments=(), total=None, page=1, pages=1)
    found = where.apply(table, engine=engine()) if where.words else selected
    days = _days(found) if where.words else days
    total = sum(days.values())
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = _newest(found, days=days, first=(page - 1) * size, last=page * size)
    crowded = _crowded(selected, wide=wide, rows=rows, threshold=organisation.threshold)
    return CommentPage(
        comments=tuple(_comment(row, crowded=crowded, words=where.words) for row in rows),
        total=total,
        page=page,
        pages=pages,
    )


def comments_table(*, organisation: Organisation, where: Filter) -> Table | None:
    """The comments that a filter and a search select, to take away; None where the group is too small.

    They leave with no more than the page shows: a place only as closely as enough people share it.
    """
    found = comments(organisation=organisation, where=where, size=MOST_EXPORTED)
    if found.hidden:
        return None
    columns = (
        Column(key="text", title=_("Comment")),
        Column(key="language", title=_("Language")),
        Column(key="score", title=_("Score"), kind="number"),
        Column(key="scale_name", title=_("Question")),
        Column(key="touchpoint", title=_("Touchpoint")),
        Column(key="unit", title=_("Unit")),
        Column(key="channel", title=_("Channel")),
        Column(key="day", title=_("Date"), kind="date"),
    )
    rows = [{column.key: getattr(each, column.key) for column in columns} for each in found.comments]
    return Table(name=_("Comments"), columns=columns, rows=rows)


def _of_answers(table: Frame, organisation: Organisation, where: Filter) -> Frame:
    """Keep the comments of the answers with the attributes asked for, which stand in the answers alone."""
    if not where.attributes:
        return table
    answers = engine().frame(snapshot(organisation=organisation.pk, table="feedback"))
    asked = Filter(attributes=where.attributes, sight=where.sight).apply(answers, engine=engine())
    # A single record belongs to no wave, and a join takes nothing for equal to nothing.
    wave = nw.col("wave").fill_null(NO_WAVE)
    keys = asked.select(*ANSWER).with_columns(wave).unique()
    return table.with_columns(wave).join(keys, on=list(ANSWER), how="semi")


def _table(organisation: Organisation, where: Filter) -> Frame:
    """The comments, with no more columns than are read: every step of a query costs by those it passes on."""
    found = snapshot(organisation=organisation.pk, table="comment")
    filtered = [name for name in where.columns() if name in found.schema.names]
    return engine().frame(found, columns=tuple(dict.fromkeys([*READ, *SHOWN, *filtered])))


def _spread(frame: Frame) -> tuple[pa.Table, dict[date | None, int]]:
    """Find the blocks of people in every widest place, one row each, and count the comments of every day."""
    sides = [(*PLACES[:1], "block"), ("local_date",)]
    lying = engine().counted_apart(frame, sides=sides, rows=ROWS)
    of_places = lying["block"].is_valid()
    return lying.filter(of_places), _counted(lying.filter(pc.invert(of_places)))


def _blocks(frame: Frame, *, places: Sequence[str]) -> pa.Table:
    """Find the blocks of people in every place, one row each: distinct blocks are distinct people."""
    lying = frame.group_by(*places, "block").agg(nw.len().alias(ROWS))
    found: pa.Table = lying.collect(backend="pyarrow").to_arrow()
    return found


def _shared(lying: pa.Table, *, places: Sequence[str]) -> dict[_Place, int]:
    """Count the blocks of people who share each place: at least as many people."""
    once = lying.group_by([*places, "block"]).aggregate([])
    counted = once.group_by(list(places)).aggregate([("block", "count")]).to_pylist()
    return {tuple(row[name] for name in places): row["block_count"] for row in counted}


def _too_few(frame: Frame, *, wide: pa.Table, threshold: int) -> bool:
    """Say whether too few people stand behind the comments, counting them where blocks prove nothing."""
    if pc.count_distinct(wide["block"]).as_py() >= threshold:
        return False
    found: Sequence[dict[str, Any]] = people(frame=frame, keys=()).to_pylist()
    return not found or int(found[0]["people"]) < threshold


def _days(found: Frame) -> dict[date | None, int]:
    """Count the comments of every day."""
    return _counted(
        found.group_by("local_date").agg(nw.len().alias(ROWS)).collect(backend="pyarrow").to_arrow()
    )


def _counted(lying: pa.Table) -> dict[date | None, int]:
    """Give the comments of every day, the newest first, those without a day last."""
    days = dict(zip(lying["local_date"].to_pylist(), lying[ROWS].to_pylist(), strict=True))
    return dict(sorted(days.items(), key=lambda each: each[0] or date.min, reverse=True))


def _newest(
    found: Frame, *, days: Mapping[date | None, int], first: int, last: int
) -> Sequence[dict[str, Any]]:
    """Read the comments from one place to another, the newest first; only their days are read and sorted."""
    ends = list(accumulate(days.values()))
    begins = [0, *ends][: len(ends)]
    touched = [
        (day, begin)
        for day, begin, end in zip(days, begins, ends, strict=True)
        if begin < last and end > first
    ]
    if not touched:
        return []
    skipped = touched[0][1]
    rows: list[dict[str, Any]] = (
        found.filter(_on([day for day, _begin in touched]))
        .select(*SHOWN, "record")
        .sort("local_date", "record", descending=[True, False], nulls_last=True)
        .head(last - skipped)
        .collect(backend="pyarrow")
        .to_arrow()
        .to_pylist()
    )
    return rows[first - skipped :]


def _on(days: Sequence[date | None]) -> nw.Expr:
    """Test whether a comment is of one of these days, which follow each other; None stands for no day."""
    day = nw.col("local_date")
    known = [each for each in days if each is not None]
    tests = [day.is_between(min(known), max(known))] if known else []
    return any_of([*tests, day.is_null()] if None in days else tests)


def _crowded(frame: Frame, *, wide: pa.Table, rows: Sequence[dict[str, Any]], threshold: int) -> set[_Place]:
    """Find the places of these comments, more or less closely told, that people enough share for certain."""
    near = frame.filter(*(_any_of(name, values={row[name] for row in rows}) for name in PLACES[:-1]))
    lying = _blocks(near, places=PLACES)
    sharing = _shared(wide, places=PLACES[:1])
    for depth in range(2, len(PLACES) + 1):
        sharing |= _shared(lying, places=PLACES[:depth])
    return {place for place, blocks in sharing.items() if blocks >= threshold}


def _any_of(name: str, *, values: Collection[str | None]) -> nw.Expr:
    given = [value for value in values if value is not None]
    if not given:
        return nw.col(name).is_null()
    test = among(name, given)
    return test | nw.col(name).is_null() if None in values else test


def _comment(row: dict[str, Any], *, crowded: set[_Place], words: str) -> Comment:
    closest = tuple(row[name] for name in PLACES)
    told = max((depth for depth in range(1, len(PLACES) + 1) if closest[:depth] in crowded), default=0)
    touchpoint, unit, channel = [*closest[:told], None, None, None][: len(PLACES)]
    scale = next((name for name in ("nps", "csat", "ces", "rating") if row[name] is not None), "")
    return Comment(
        text=row["text"],
        language=row["language"],
        score=row[scale] if scale else None,
        scale=scale,
        touchpoint=touchpoint,
        unit=unit,
        channel=channel,
        day=row["local_date"],
        spans=hits(text=row["text"], words=words) if words else (),
    )
