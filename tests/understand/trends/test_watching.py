"""Anomaly notices: told once to whom it concerns, with the rate at which they are false, and silent else."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.jobs.models import Job
from ninefold.kit.locales import Reader
from ninefold.kit.mail.models import Mail
from ninefold.understand.metrics.models import MetricSetting
from ninefold.understand.metrics.queries import metrics_of
from ninefold.understand.trends.anomalies import anomaly_of
from ninefold.understand.trends.models import AnomalyNotice
from ninefold.understand.trends.tasks import LOOK, look, watch
from ninefold.understand.trends.watching import tell_anomalies, watched_organisations

pytestmark = pytest.mark.django_db
MONDAY = date(2025, 1, 6)
WEEKS = 40
LAST = MONDAY + timedelta(days=7 * WEEKS - 1)
AT = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC) + timedelta(days=2)
SITE = "https://cx.example.org/"


@pytest.fixture
def mail_on(settings):
    settings.EMAIL_HOST = "127.0.0.1"


def rows(*, last=0.6, n=40, weeks=WEEKS, seed=3, **more):
    """Answers of so many weeks; only the share of promoters of the last one is another."""
    dice = random.Random(seed)
    return [
        {
            "local_date": MONDAY + timedelta(days=7 * week + number % 7),
            "person": f"p{week}-{number}",
            "nps": 10.0 if dice.random() < (last if week == weeks - 1 else 0.6) else 0.0,
            **more,
        }
        for week in range(weeks)
        for number in range(n)
    ]


def owned(answers, *, role="analyst", **fields):
    of = factories.organisation()
    factories.answers(of=of, rows=answers)
    owner = factories.member(of=of, name="Olena", role=role, **fields)
    MetricSetting.objects.create(organisation=of, slug="nps", owner=owner, changed_at=factories.AT)
    return of, owner


def told(of, at=AT):
    return tell_anomalies(organisation=of, site=SITE, at=at)


def test_owner_is_told_once_with_the_numbers_and_the_rate(mail_on):
    of, owner = owned(rows(last=0.0))
    assert told(of) == 1
    assert (told(of), told(of, at=AT + timedelta(days=1))) == (0, 0)
    letter, notice = Mail.objects.get(), AnomalyNotice.objects.get()
    assert (letter.to, letter.key) == (owner.user.email, f"anomaly-{notice.pk}")
    assert letter.subject == "NPS is out of the ordinary: −100.0, lower than expected."
    for sentence in (
        "6 Oct to 12 Oct 2025: −100.0, 95% sure between ",
        ", n 40.",
        "The 26 periods before let expect ",
        "1 false notice a year is to be expected of 52 looks, if nothing ever happens.",
        "https://cx.example.org/understand/trends/?metric=nps&every=week",
    ):
        assert sentence in letter.text
    assert "<b>NPS is out of the ordinary: −100.0, lower than expected.</b>" in letter.html
    assert (notice.metric, notice.every, notice.first_day, notice.member) == (
        "nps", "week", LAST - timedelta(days=6), owner,
    )  # fmt: skip
    assert (round(notice.value, 9), notice.value < notice.low < notice.expected < notice.high) == (-1.0, True)


def test_higher_than_expected_is_told_too(mail_on):
    of, _owner = owned(rows(last=1.0))
    assert told(of) == 1
    assert "higher than expected" in Mail.objects.get().subject


def test_what_is_ordinary_is_not_told(mail_on):
    of, _owner = owned(rows())
    assert told(of) == 0
    assert not AnomalyNotice.objects.exists()


def test_without_mail_nothing_is_read_or_kept():
    of, _owner = owned(rows(last=0.0))
    assert told(of) == 0
    assert not AnomalyNotice.objects.exists()


def test_period_of_too_few_people_is_not_looked_at(mail_on):
    last = [row for row in rows(last=0.0) if row["local_date"] > LAST - timedelta(days=7)]
    few = [row for row in rows() if row["local_date"] <= LAST - timedelta(days=7)]
    of, _owner = owned([*few, *last[:9], {**last[0], "local_date": LAST, "person": "p39-0"}])
    assert told(of) == 0


def test_months_are_looked_at_where_weeks_are_too_few(mail_on):
    sparse = [row for row in rows(n=40, weeks=75) if row["local_date"].day <= 7]
    end = max(row["local_date"] for row in sparse)
    month_end = (end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    bad = [{"local_date": month_end, "person": f"late{n}", "nps": 0.0} for n in range(200)]
    of, _owner = owned([*sparse, *bad])
    at = datetime(month_end.year, month_end.month, month_end.day, tzinfo=UTC) + timedelta(days=2)
    assert told(of, at=at) == 1
    notice = AnomalyNotice.objects.get()
    assert (notice.every, notice.first_day.day) == ("month", 1)
    assert "expected of 12 looks" in Mail.objects.get().text


def test_history_is_no_news(mail_on):
    of, _owner = owned(rows(last=0.0))
    assert told(of, at=AT + timedelta(days=60)) == 0


def test_constant_metric_and_short_series_are_passed_over(mail_on):
    of, _owner = owned([{**row, "nps": 9.0} for row in rows()])
    short, _other = owned(rows(last=0.0, weeks=5))
    assert (told(of), told(short, at=datetime(2025, 2, 10, tzinfo=UTC))) == (0, 0)


def test_owner_sees_no_more_than_their_unit(mail_on):
    north, south = rows(last=0.6, unit="North"), rows(last=0.0, seed=4, unit="South")
    of = factories.organisation()
    factories.answers(of=of, rows=[*north, *({**row, "person": "s" + row["person"]} for row in south)])
    part = factories.unit(of=of, name="North")
    owner = factories.member(of=of, role="manager", unit=part)
    MetricSetting.objects.create(organisation=of, slug="nps", owner=owner, changed_at=factories.AT)
    assert told(of) == 0
    other = factories.member(of=of, name="South", role="manager", unit=factories.unit(of=of, name="South"))
    MetricSetting.objects.filter(organisation=of).update(owner=other)
    assert told(of) == 1


@pytest.mark.parametrize("change", ["left", "no role", "no owner"])
def test_who_has_left_or_may_not_see_is_not_told(mail_on, change):
    of, owner = owned(rows(last=0.0), role="" if change == "no role" else "analyst")
    if change == "left":
        owner.left_at = factories.AT
        owner.save()
    if change == "no owner":
        MetricSetting.objects.update(owner=None)
    assert told(of) == 0
    assert (of.pk in watched_organisations()) is (change == "no role")


def test_letter_is_in_the_language_and_calendar_of_its_owner(mail_on):
    # A Persian week begins on Saturday: the last whole one holds five of the bad days.
    of, _owner = owned(rows(last=0.0), language="fa", calendar="persian")
    assert told(of) == 1
    letter = Mail.objects.get()
    assert 'dir="rtl"' in letter.html
    assert "۱۸ مهر ۱۴۰۴" in letter.text


def test_more_false_notices_make_narrower_limits_and_more_metrics_wider(mail_on):
    of, _owner = owned(rows(last=0.0))
    metric = metrics_of(organisation=of, survey=None)[0]
    asked = {
        "organisation": of, "where": Filter(sight=EVERYTHING), "metric": metric, "reader": Reader(), "today": LAST,
    }  # fmt: skip
    one, ten = anomaly_of(**asked, watched=1), anomaly_of(**asked, watched=10)
    of.false_alarms = 12
    narrow = anomaly_of(**asked, watched=1)
    assert narrow.alert.low > one.alert.low > ten.alert.low
    assert [(each.looks, round(each.false_alarms)) for each in (one, ten, narrow)] == [
        (52, 1),
        (520, 1),
        (52, 12),
    ]


def test_daily_job_asks_for_one_look_a_day_in_each_organisation(mail_on):
    of, _owner = owned(rows(last=0.0))
    factories.organisation()

    class Run:
        at, organisation = AT, of.pk

    watch(Run)
    watch(Run)
    (job,) = Job.objects.filter(kind=LOOK)
    assert job.organisation == of.pk
    look(Run)
    assert Mail.objects.count() == 1

    class Gone:
        at, organisation = AT, 999_999

    look(Gone)
