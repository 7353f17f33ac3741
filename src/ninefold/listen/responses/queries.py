"""Comments behind the numbers: searched and filtered like everything else, held back for small groups."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.engine.aggregates import people
from ninefold.engine.duck import engine
from ninefold.engine.facts import Frame
from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import snapshot
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
_Sharing = Mapping[_Place, set[int]]
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
    selected = where.without_words().apply(table)
    wide = _sharing(selected, places=PLACES[:1])
    if _too_few(selected, wide=wide, threshold=organisation.threshold):
        return CommentPage(comments=(), total=None, page=1, pages=1)
    found = where.apply(table)
    total = int(found.select(nw.len().alias("n")).collect(backend="pyarrow")["n"][0])
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = (
        found.select(*SHOWN, "record")
        .sort("local_date", "record", descending=[True, False], nulls_last=True)
        .head(page * size)
        .collect(backend="pyarrow")
        .to_arrow()
        .to_pylist()[(page - 1) * size :]
    )
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
    asked = Filter(attributes=where.attributes).apply(answers)
    # A single record belongs to no wave, and a join takes nothing for equal to nothing.
    wave = nw.col("wave").fill_null(NO_WAVE)
    keys = asked.select(*ANSWER).with_columns(wave).unique()
    return table.with_columns(wave).join(keys, on=list(ANSWER), how="semi")


def _table(organisation: Organisation, where: Filter) -> Frame:
    """The comments, with no more columns than are read: every step of a query costs by those it passes on."""
    found = snapshot(organisation=organisation.pk, table="comment")
    filtered = [name for name in where.columns() if name in found.schema.names]
    return engine().frame(found, columns=tuple(dict.fromkeys([*READ, *SHOWN, *filtered])))


def _sharing(frame: Frame, *, places: Sequence[str]) -> _Sharing:
    """Find for every place the blocks of people who share it: at least as many people."""
    lying = frame.group_by(*places, "block").agg(nw.len().alias("rows")).collect(backend="pyarrow")
    blocks: dict[_Place, set[int]] = defaultdict(set)
    for row in lying.to_arrow().to_pylist():
        blocks[tuple(row[name] for name in places)].add(row["block"])
    return blocks


def _too_few(frame: Frame, *, wide: _Sharing, threshold: int) -> bool:
    """Say whether too few people stand behind the comments, counting them where blocks prove nothing."""
    if len(set().union(*wide.values())) >= threshold:
        return False
    found: Sequence[dict[str, Any]] = people(frame=frame, keys=()).to_pylist()
    return not found or int(found[0]["people"]) < threshold


def _crowded(frame: Frame, *, wide: _Sharing, rows: Sequence[dict[str, Any]], threshold: int) -> set[_Place]:
    """Find the places of these comments, more or less closely told, that people enough share for certain."""
    sharing = dict(wide)
    for depth in range(2, len(PLACES) + 1):
        near = frame.filter([_any_of(name, values={row[name] for row in rows}) for name in PLACES[:depth]])
        sharing |= _sharing(near, places=PLACES[:depth])
    return {place for place, blocks in sharing.items() if len(blocks) >= threshold}


def _any_of(name: str, *, values: Collection[str | None]) -> nw.Expr:
    given = nw.col(name).is_in([value for value in values if value is not None])
    return given | nw.col(name).is_null() if None in values else given


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
