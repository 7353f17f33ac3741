"""What changed, in one sentence that its intervals carry."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Verdict
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader, isolated
from ninefold.understand.changes.queries import Changes, Look


def headline(*, found: Changes, reader: Reader) -> str:
    """Name the surest real change, of everybody before that of a group; or say that there is none."""
    if found.family.size == 0:
        return _("There is nothing to compare with yet.")
    if not found.real:
        return _("Nothing really changed.")
    first = (*found.whole, *found.real)[0]
    words = {"metric": str(first.change.metric.name), "group": isolated(first.change.name)}
    rest = len(found.real) - 1
    if not rest:
        return _alone(first) % words
    return _with_others(first, rest) % (words | {"others": number(rest, reader=reader)})


def _alone(look: Look) -> str:
    better = look.change.verdict is Verdict.BETTER
    if not look.side:
        return _("%(metric)s got better.") if better else _("%(metric)s got worse.")
    if better:
        return _("%(metric)s rose for “%(group)s”.")
    return _("%(metric)s fell for “%(group)s”.")


def _with_others(look: Look, rest: int) -> str:
    better = look.change.verdict is Verdict.BETTER
    if not look.side and better:
        return ngettext(
            "%(metric)s got better, and %(others)s more change is real.",
            "%(metric)s got better, and %(others)s more changes are real.",
            rest,
        )
    if not look.side:
        return ngettext(
            "%(metric)s got worse, and %(others)s more change is real.",
            "%(metric)s got worse, and %(others)s more changes are real.",
            rest,
        )
    if better:
        return ngettext(
            "%(metric)s rose for “%(group)s”, and %(others)s more change is real.",
            "%(metric)s rose for “%(group)s”, and %(others)s more changes are real.",
            rest,
        )
    return ngettext(
        "%(metric)s fell for “%(group)s”, and %(others)s more change is real.",
        "%(metric)s fell for “%(group)s”, and %(others)s more changes are real.",
        rest,
    )


def looked(*, found: Changes, reader: Reader) -> str:
    """Say of how many looks this is, and how false alarms are held."""
    if found.family.size == 0:
        return ""
    told = ngettext(
        "%(looks)s comparison was looked at; false alarms are held to 1 in 20 of what is called real.",
        "%(looks)s comparisons were looked at; false alarms are held to 1 in 20 of what is called real.",
        found.family.size,
    )
    return told % {"looks": number(found.family.size, reader=reader)}
