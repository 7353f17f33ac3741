"""Telling the owner of a metric that its newest period is out of the ordinary, once."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.kit.units import end_text, value_text
from ninefold.people.members.models import Member
from ninefold.understand.trends.anomalies import Anomaly


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The mail about an anomaly, in the words and digits of whoever gets it, as `kit.mail` takes it."""

    subject: str
    text: str
    html: str


def letter_of(anomaly: Anomaly, *, to: Member, reader: Reader, site: str) -> Letter:
    """Write the mail.

    Parameters
    ----------
    site : where people reach this installation, such as "https://cx.example.org".
    """
    with translation.override(reader.language):
        told = sentences(anomaly, reader=reader)
        context = _context(anomaly, told=told, to=to, reader=reader, site=site)
        return Letter(
            subject=" ".join(told[0].split()),
            text=render_to_string("trends/mail/anomaly.txt", context),
            html=render_to_string("trends/mail/anomaly.html", context),
        )


def sentences(anomaly: Anomaly, *, reader: Reader) -> tuple[str, ...]:
    """Say what is out of the ordinary, against what, and how often such a mail is false."""
    metric, alert = anomaly.metric, anomaly.alert
    words = {
        "metric": str(metric.name),
        "period": anomaly.period.label,
        "value": value_text(anomaly.estimate.value, unit=metric, reader=reader),
        "low": end_text(anomaly.estimate.low, unit=metric, reader=reader),
        "high": end_text(anomaly.estimate.high, unit=metric, reader=reader),
        "n": number(anomaly.estimate.n, reader=reader),
        "window": number(anomaly.window, reader=reader),
        "expected": value_text(alert.expected, unit=metric, reader=reader),
        "lower": end_text(alert.low, unit=metric, reader=reader),
        "upper": end_text(alert.high, unit=metric, reader=reader),
    }
    return (
        (
            _("%(metric)s is out of the ordinary: %(value)s, higher than expected.")
            if alert.value > alert.expected
            else _("%(metric)s is out of the ordinary: %(value)s, lower than expected.")
        )
        % words,
        _("%(period)s: %(value)s, 95%% sure between %(low)s and %(high)s, n %(n)s.") % words,
        _(
            "The %(window)s periods before let expect %(expected)s; by chance alone it would lie between "
            "%(lower)s and %(upper)s."
        )
        % words,
        _false(anomaly, reader=reader),
    )


def _false(anomaly: Anomaly, *, reader: Reader) -> str:
    alarms = round(anomaly.false_alarms)
    told = ngettext(
        "%(alarms)s false notice a year is to be expected of %(looks)s looks, if nothing ever happens.",
        "%(alarms)s false notices a year are to be expected of %(looks)s looks, if nothing ever happens.",
        alarms,
    )
    return told % {
        "alarms": number(alarms, reader=reader),
        "looks": number(anomaly.looks, reader=reader),
    }


def _context(
    anomaly: Anomaly, *, told: tuple[str, ...], to: Member, reader: Reader, site: str
) -> dict[str, object]:
    query = urlencode({"metric": anomaly.metric.slug, "every": anomaly.every})
    return {
        "sentences": told,
        "organisation": " ".join(to.organisation.name.split()),
        "link": f"{site.rstrip('/')}{reverse('understand:trends')}?{query}",
        "language": reader.language,
        "direction": reader.direction,
    }
