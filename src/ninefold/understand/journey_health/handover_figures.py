"""The picture of the hand-overs that events tell of: how many runs come over, and how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, hidden_people_words
from ninefold.understand.journey_health.durations import duration_text
from ninefold.understand.journey_health.figures import share_cells, share_columns
from ninefold.understand.journey_health.handover_words import apart_text, over_text
from ninefold.understand.journey_health.handovers import HandOver, Passed


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """A hand-over, and what runs tell of it; None where too few people came to it."""

    over: HandOver
    passed: Passed | None

    @property
    def steps(self) -> str:
        """From which touchpoint to which."""
        return f"{self.over.before.touchpoint.name} › {self.over.after.touchpoint.name}"


def crossed_figure(*, found: Sequence[Crossed], threshold: int, reader: Reader) -> Figure:
    """Draw the share of runs that came over at every hand-over, in the order of the journey."""
    hidden = hidden_people_words(reader=reader, threshold=threshold)
    return Figure(
        key="handovers",
        chart="bars",
        data={
            "label": _("Share of runs that came to the next step, wherever another department takes over"),
            "rows": [_bar(each) for each in found],
            "mark": "dot",
            "hidden": hidden,
            "decimals": 1,
            "suffix": "%",
        },
        table=Table(
            name=_("Hand-overs"),
            columns=(
                Column(key="over", title=_("Hand-over")),
                Column(key="steps", title=_("Steps")),
                *share_columns(of_share=_("Runs that came from the step before"), of_all=_("Runs in all")),
                Column(key="median", title=_("Half of them take at most")),
                Column(key="note", title=_("Note")),
            ),
            rows=[_row(each, hidden=hidden, reader=reader) for each in found],
        ),
    )


def _bar(crossed: Crossed) -> dict[str, Any]:
    if crossed.passed is None:
        return {"name": crossed.steps, "hidden": True}
    share = crossed.passed.share
    return {"name": crossed.steps, **as_shown(share, unit="percent"), "n": share.n}


def _row(crossed: Crossed, *, hidden: str, reader: Reader) -> dict[str, Any]:
    told = {"over": over_text(crossed.over), "steps": crossed.steps}
    if crossed.passed is None:
        return told | {"note": hidden}
    share, seconds = crossed.passed.share, crossed.passed.seconds
    return {
        **told,
        **share_cells(share),
        "median": "" if seconds is None else duration_text(seconds, reader=reader),
        "note": apart_text(crossed.passed, reader=reader),
    }
