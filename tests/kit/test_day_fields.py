"""A day in a form: typed in any digits and either calendar, shown as it was typed."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from ninefold.kit.day_fields import DayField, read_days_for
from ninefold.kit.locales import Reader

PERSIAN = Reader(language="fa", calendar="persian")


class Form(forms.Form):
    since = DayField(label="First day")
    until = DayField(label="Last day", required=False)


def form(data=None, *, reader=PERSIAN, **options):
    made = Form(data, **options)
    read_days_for(made, reader=reader)
    return made


def shown(bound, reader=PERSIAN):
    return Template("{% load ninefold %}{% form_day field %}").render(
        Context({"field": bound, "reader": reader})
    )


@pytest.mark.parametrize("typed", ["۱۴۰۵/۹/۱", "2026-11-22", "22.11.2026"])
def test_a_day_is_read_in_any_calendar(typed):
    sent = form({"since": typed})
    assert sent.is_valid()
    assert sent.cleaned_data == {"since": date(2026, 11, 22), "until": None}


def test_what_is_no_day_stays_in_the_field_with_a_sentence():
    sent = form({"since": "31/2/2026"}, reader=Reader())
    assert not sent.is_valid()
    text = shown(sent["since"], reader=Reader())
    assert 'value="31/2/2026"' in text
    assert "does not exist: February 2026 has 28 days" in text


def test_a_missing_day_is_asked_for():
    assert not form({"since": ""}).is_valid()


def test_a_form_begins_with_a_day_in_the_readers_calendar():
    text = shown(form(initial={"since": date(2026, 11, 22)})["since"])
    assert 'value="۱۴۰۵/۰۹/۰۱"' in text
    assert 'data-day="2026-11-22"' in text
    assert 'value=""' in shown(form()["until"])
