"""Rows of the facts on their way into a notebook: read when they are asked for, and written into the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import gettext as _

from ninefold.engine.engines import engine, vanished
from ninefold.engine.facts import Table
from ninefold.engine.sight import among
from ninefold.engine.snapshot import Snapshot, snapshot
from ninefold.people.organisations.models import Organisation
from ninefold.site.notebook.narrowing import Narrowed
from ninefold.site.notebook.refusals import Missing, Unclear

# Whose rows they are is known, and how a search or a later version finds them tells nobody anything.
KEPT_BACK: Final = frozenset({"organisation", "folded", "version"})
# Rows come in this order, so that a notebook run again meets them in the same one.
ORDER: Final = ("local_date", "at", "source", "record")
Taken = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows that nobody has read yet.

    Attributes
    ----------
    table : which facts they are.
    narrowed : which of them.
    columns : which columns; none means all.
    read : runs a function where rows can be read.
    still : refuses where the member has lost what the rows need.
    taken : writes into the audit log that so many rows are given in such a form.
    """

    organisation: Organisation
    table: Table
    narrowed: Narrowed
    columns: tuple[str, ...]
    read: Callable[[Callable[[], pa.Table]], pa.Table]
    still: Callable[[], None]
    taken: Taken

    def to_arrow(self) -> pa.Table:
        """Give the rows as a table of Arrow.

        Returns
        -------
        pyarrow.Table
            Sorted by day; a column that no file has is there, and empty.
        """
        return self._given("arrow")

    def to_polars(self) -> Any:
        """Give the rows as a `polars.DataFrame`.

        Raises
        ------
        Missing
            If Polars is not installed.
        """
        polars = _package("polars")
        return polars.from_arrow(self._given("polars"))

    def to_pandas(self) -> Any:
        """Give the rows as a `pandas.DataFrame`.

        Raises
        ------
        Missing
            If pandas is not installed.
        """
        _package("pandas")
        return self._given("pandas").to_pandas()

    def _given(self, form: str) -> pa.Table:
        def given() -> pa.Table:
            self.still()
            table = self._table()
            self.taken(form, table.num_rows)
            return table

        return self.read(given)

    def _table(self) -> pa.Table:
        try:
            return self._collected(snapshot(organisation=self.organisation.pk, table=self.table))
        except Exception as problem:
            if not vanished(problem):
                raise
            # A file went while it was read, because somebody was erased: once more, on what is there now.
            return self._collected(snapshot(organisation=self.organisation.pk, table=self.table))

    def _collected(self, found: Snapshot) -> pa.Table:
        where = self.narrowed.where
        known = found.schema.names
        _refuse_strange(where.attributes, known=known)
        wanted = self.columns or tuple(name for name in known if name not in KEPT_BACK)
        if strange := [name for name in wanted if name not in known or name in KEPT_BACK]:
            raise Unclear(
                _("There is no column “%(name)s” here. There are: %(known)s.")
                % {"name": strange[0], "known": _listed(name for name in known if name not in KEPT_BACK)}
            )
        filtering = [*where.columns(), "block", *(["folded"] if where.words else []), *self._kind()]
        read = tuple(dict.fromkeys([*wanted, *ORDER, *filtering]))
        within = found.within(survey=where.survey, since=where.since, until=where.until)
        reader = engine()
        frame = where.apply(reader.frame(within, columns=read), engine=reader)
        if self.narrowed.kinds:
            frame = frame.filter(among("kind", self.narrowed.kinds))
        kept = frame.select(*dict.fromkeys([*wanted, *ORDER])).sort(*ORDER, nulls_last=True)
        table: pa.Table = kept.collect(backend="pyarrow").to_arrow()
        return table.select(list(wanted))

    def _kind(self) -> list[str]:
        return ["kind"] if self.narrowed.kinds else []


def _refuse_strange(attributes: Iterable[tuple[str, object]], *, known: Iterable[str]) -> None:
    """Refuse an attribute that no row has: it would select nothing, and look like a finding."""
    own = [name.removeprefix("a_") for name in known if name.startswith("a_")]
    if strange := [name for name, _values in attributes if name not in own]:
        raise Unclear(
            _("There is no attribute “%(name)s” here. There are: %(known)s.")
            % {"name": strange[0], "known": _listed(own)}
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise Missing(
            _(
                "%(package)s is not installed here. "
                "Install it with “pip install %(package)s”, or use to_arrow()."
            )
            % {"package": name}
        ) from None
