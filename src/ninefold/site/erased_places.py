"""Every place that may hold what is known of a customer, and why the others hold nothing.

A model or folder that is named nowhere here fails `tests/customers/erasure/test_registry.py`. The order
counts: uploads come before the facts, which tell whose files they were; waves are counted after both.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ninefold.customers.erasure.registry import Place

_TEXTS: Final = {"texts": _("Texts that name the person")}
_HERE: Final = "ninefold.customers.erasure.places"

PLACES: Final = (
    Place(
        key="bundles",
        title=_("Files to be joined"),
        words={"bundles": _("Sets of files, which are given anew")},
        eraser="ninefold.listen.joined_files.erasing:bundles",
        models=("listen.Bundle", "listen.BundleFile"),
    ),
    Place(
        key="uploads",
        title=_("Uploaded files"),
        words={
            "originals": _("Original files"),
            "left": _("Files left behind"),
            "rejects": _("Rows that were not taken"),
            "samples": _("Files whose cells are shown as examples"),
            "open": _("Imports under way, which begin anew"),
            **_TEXTS,
        },
        eraser="ninefold.listen.sources.erasing:imports",
        models=("listen.Import", "listen.Source", "listen.Survey", "listen.Question"),
        folders=("uploads",),
    ),
    Place(
        key="facts",
        title=_("Answers and what happened"),
        words={
            "feedback": _("Answers"),
            "comment": _("Comments"),
            "event": _("Events"),
            "outcome": _("Months"),
            "naming": _("Rows of other people that name the person"),
        },
        eraser=f"{_HERE}:facts",
        models=("engine.Segment", "engine.Manifest", "engine.TailRecord"),
        folders=("segments", "scratch"),
    ),
    Place(
        key="waves",
        title=_("Waves"),
        words={"waves": _("Waves whose rows are counted anew")},
        eraser="ninefold.listen.sources.erasing:waves",
        models=("listen.Wave",),
    ),
    Place(
        key="profiles",
        title=_("Customers"),
        words={
            "profiles": _("Profiles, with identifiers, attributes and consent"),
            "accounts": _("Accounts"),
            **_TEXTS,
        },
        eraser=f"{_HERE}:profiles",
        models=(
            "customers.Customer",
            "customers.Identifier",
            "customers.AttributeValue",
            "customers.Account",
            "customers.Merge",
            "customers.Consent",
        ),
    ),
    Place(
        key="jobs",
        title=_("Jobs"),
        words={"traces": _("Error messages that may quote a file"), **_TEXTS},
        eraser=f"{_HERE}:jobs",
        models=("kit.Job",),
    ),
    Place(
        key="mails",
        title=_("Mail"),
        words={"mails": _("Mails to the person"), **_TEXTS},
        eraser=f"{_HERE}:mails",
        models=("kit.Mail",),
    ),
    Place(
        key="sessions",
        title=_("Sessions"),
        words=_TEXTS,
        eraser=f"{_HERE}:sessions",
        models=("sessions.Session",),
    ),
    Place(
        key="views",
        title=_("Saved views"),
        words=_TEXTS,
        eraser=f"{_HERE}:views",
        models=("people.SavedView",),
    ),
    Place(
        key="charts",
        title=_("Drawn charts"),
        words={"charts": _("Drawings")},
        eraser=f"{_HERE}:charts",
        folders=("charts",),
    ),
)

_MEMBERS: Final = "about members of staff, not about customers"
_WORDS: Final = "words of the organisation about its own work"
MODELS_WITHOUT: Final = {
    "account.EmailAddress": _MEMBERS,
    "account.EmailConfirmation": _MEMBERS,
    "mfa.Authenticator": _MEMBERS,
    "auth.Group": "not used",
    "auth.Permission": "names of models",
    "contenttypes.ContentType": "names of models",
    "people.AccessLink": _MEMBERS,
    "people.AuditEntry": "opaque ids and counts alone, so that its chain outlives erasure",
    "people.Hierarchy": _WORDS,
    "people.Member": _MEMBERS,
    "people.Organisation": _WORDS,
    "people.RoleGrant": _MEMBERS,
    "people.StandingRule": _MEMBERS,
    "people.Unit": _WORDS,
    "people.UnitName": _WORDS,
    "people.User": _MEMBERS,
    "understand.AnomalyNotice": "numbers of metrics",
    "understand.BenchmarkSet": "what others have published about groups",
    "understand.BenchmarkValue": "what others have published about groups",
    "understand.EventMark": _WORDS,
    "understand.MetricSetting": _WORDS,
    "understand.MetricVersion": _WORDS,
    "understand.SurveyMethod": _WORDS,
    "journeys.Journey": _WORDS,
    "journeys.Ownership": _MEMBERS,
    "journeys.Stage": _WORDS,
    "journeys.Step": _WORDS,
    "journeys.Touchpoint": _WORDS,
    "journeys.TouchpointName": _WORDS,
    "demo.Example": "settings of an invented company",
    "customers.Erasure": "identifiers are emptied before its end, or a day after nobody confirmed it",
    "customers.Suppression": "keyed hashes, which are what keeps the person away",
    "customers.SuppressionSecret": "drawn by lot",
}
FOLDERS_WITHOUT: Final = {
    "ninefold.sqlite3": "the row database: its rows are erased as models, then it is rinsed",
    "test.sqlite3": "the row database of tests",
    "secret": "drawn by lot",
    "static": "parts of the program",
}
