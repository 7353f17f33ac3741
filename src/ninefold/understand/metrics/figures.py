"""The picture of the answers 0 to 10 and the table behind it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.tables import Column, Table

PASSIVE, PROMOTER = 7, 9


def recommendation_figure(*, counts: Sequence[int], key: str = "answers") -> Figure:
    """Draw how many gave each answer, parted into detractors, passives and promoters.

    Parameters
    ----------
    counts : eleven counts, answers 0 to 10.
    """
    total = sum(counts)
    return Figure(
        key=key,
        chart="histogram",
        data={
            "label": _("How many gave each answer from 0 to 10"),
            "bins": [
                {"name": str(answer), "count": count, "tone": _tone(answer)}
                for answer, count in enumerate(counts)
            ],
            "groups": [
                {"name": _("Detractors"), "first": 0, "last": PASSIVE - 1},
                {"name": _("Passives"), "first": PASSIVE, "last": PROMOTER - 1},
                {"name": _("Promoters"), "first": PROMOTER, "last": 10},
            ],
        },
        table=Table(
            name=_("Answers 0 to 10"),
            columns=(
                Column(key="answer", title=_("Answer"), kind="integer"),
                Column(key="count", title=_("n"), kind="integer"),
                Column(key="share", title=_("Share"), kind="percent"),
            ),
            rows=[
                {"answer": answer, "count": count, "share": count / total if total else None}
                for answer, count in enumerate(counts)
            ],
        ),
    )


def _tone(answer: int) -> str:
    if answer < PASSIVE:
        return "worse"
    return "better" if answer >= PROMOTER else "none"
