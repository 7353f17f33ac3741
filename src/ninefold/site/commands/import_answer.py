"""What `ninefold import` answers: the state of an import, as JSON or in sentences."""

import json
import sys
from typing import Any, Final

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import understood
from ninefold.site.commands.joining_options import fitting

BAD_INPUT: Final = 2


def answer_of(*, upload: Import) -> dict[str, Any]:
    """Tell what is known of an import, as plain JSON values."""
    mapping = understood(upload=upload)
    return {
        "import": upload.pk,
        "file": upload.file_name,
        "state": str(upload.state),
        "kind": upload.kind,
        "found": {key: value for key, value in upload.found.items() if key != "columns"},
        "mapping": upload.mapping,
        "problems": list(mapping.problems()),
        "counts": upload.counts,
        "changes": upload.changes,
        "rejects": str(upload.rejects_file) if upload.rejects_file.exists() else None,
    }


def print_answer(answer: dict[str, Any], *, as_json: bool) -> None:
    """Print an answer; where the mapping cannot be used, say why and end as for bad input."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print_plain(answer, console=Console())
    for problem in answer["problems"]:
        click.echo(problem, err=True)
    if answer["problems"]:
        sys.exit(BAD_INPUT)


def _print_plain(answer: dict[str, Any], *, console: Console) -> None:
    if counts := answer["counts"]:
        told = _("%(file)s: %(taken)s of %(rows)s rows taken, %(rejected)s not.")
        if counts.get("records"):
            told = _("%(file)s: %(taken)s events of %(records)s rows taken, %(rejected)s not.")
        _say(console, told % {"file": answer["file"], **counts})
        for kind, times in counts["kinds"] if counts.get("records") else ():
            _say(console, _("%(kind)s: %(times)s.") % {"kind": kind, "times": times})
        if counts["ahead"]:
            _say(console, _("In the future: %(ahead)s.") % counts)
        if counts.get("erased"):
            _say(console, _("Left out, of customers who were erased: %(erased)s.") % counts)
    if answer["changes"]:
        _say(console, _("New %(new)s, changed %(changed)s, gone %(gone)s.") % answer["changes"])
    if answer["rejects"]:
        _say(console, _("The rows not taken stand in %(path)s.") % {"path": answer["rejects"]})
    _say(console, _("Taken as: %(kind)s.") % {"kind": SourceKind(answer["kind"]).label})
    for sentence in fitting(answer.get("joined")):
        _say(console, sentence)
    console.print(_mapping_table(answer["mapping"]))


def _say(console: Console, text: str) -> None:
    # As it stands: brackets in a file's name are no markup, and a path is not broken into lines.
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _mapping_table(mapping: dict[str, Any]) -> Table:
    table = Table(_("Your column"), _("We take it as"), _("Sure?"), _("Note"), box=None)
    for rule in mapping["rules"]:
        table.add_row(*(_shown(rule[name]) for name in ("column", "role", "sure", "why")))
    return table


def _shown(text: str) -> Text:
    """Show a text of the file without the signs that would steer the terminal."""
    return Text("".join(sign if sign.isprintable() else "�" for sign in text))
