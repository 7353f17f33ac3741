"""`ninefold import FILE`: bring an export in from the terminal, the same way the page does."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import orjson
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ninefold.listen.joined_files.jobless import Wish
from ninefold.listen.joined_files.recipe import RecipeProblem
from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.correcting import with_events
from ninefold.listen.sources.destinations import stem_of
from ninefold.listen.sources.jobless import at_hand, stop_abandoned
from ninefold.listen.sources.mapping import Mapping, MappingProblem
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import (
    Destination,
    Refused,
    accept,
    begin_import,
    refuse,
    store_file,
    understand_file,
    understood,
)
from ninefold.listen.sources.reading import Stopped
from ninefold.people.organisations.models import Organisation
from ninefold.site.commands.import_answer import BAD_INPUT, answer_of, print_answer
from ninefold.site.commands.joining_options import (
    EXAMPLE,
    JoinedFile,
    joined_file,
    joining_options,
    wish_of,
)


@click.command("import", epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", help="Name of the source; the file's name if left out.")
@click.option("--wave", help="Name of the wave; the file's name if left out. The same wave is replaced.")
@click.option("--wave-date", help="Date of the wave, YYYY-MM-DD, where the file has no full date.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["answers", "events", "outcomes", "customers"]),
    help="What the file holds; guessed if left out.",
)
@joining_options
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="COLUMN[=NAME]",
    help="The dates in COLUMN are events called NAME; guessed where no column tells what happened.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="Mapping as JSON.")
@click.option("--definition", type=click.Path(path_type=Path), help="Qualtrics .qsf.")
@click.option("--organisation", help="Short name of the organisation, if there are several.")
@click.option("--dry-run", is_flag=True, help="Say what would be stored and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def import_command(**given: Any) -> None:
    """Import answers, events or customers from an export of any tool; importing a wave again replaces it."""
    try:
        organisation = _organisation(given["organisation"])
        with translation.override(organisation.language):
            order = _order(given, organisation=organisation)
            answer = _run(order, bar=_progress(quiet=given["as_json"]))
            print_answer(answer, as_json=given["as_json"])
    except (Refused, MappingProblem, RecipeProblem) as problem:
        _fail(str(problem), as_json=given["as_json"])


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What the command line asks for, checked as far as it can be without reading the file."""

    organisation: Organisation
    file: Path
    definition: Path | None
    mapping: Mapping | None
    kind: SourceKind | None
    events: dict[str, str]
    wish: Wish | None
    destination: Destination
    dry_run: bool
    at: datetime


def _order(given: dict[str, Any], *, organisation: Organisation) -> _Order:
    file = _there(given["file"])
    kind = _kind(given)
    source = given["source"] or stem_of(file.name)
    wish = wish_of(given, file=file, organisation=organisation, source=source)
    for join in () if wish is None else wish.joins:
        _there(join.file)
    return _Order(
        organisation=organisation,
        file=file,
        definition=None if given["definition"] is None else _there(given["definition"]),
        mapping=None if given["mapping"] is None else _mapping(_there(given["mapping"])),
        kind=kind,
        events=_events(given["events"]),
        wish=wish,
        destination=Destination(
            source=source,
            wave=given["wave"] or stem_of(file.name),
            wave_date=_date(given["wave_date"]),
        ),
        dry_run=given["dry_run"],
        at=datetime.now(UTC),
    )


def _kind(given: dict[str, Any]) -> SourceKind | None:
    kind = None if given["kind"] is None else SourceKind(given["kind"])
    if not given["events"]:
        return kind
    if given["mapping"] is not None:
        raise Refused(_("Say either --event or --mapping: a mapping names its events itself."))
    if kind not in {None, SourceKind.EVENTS}:
        raise Refused(_("--event is for a file of events. Leave --as out, or say --as events."))
    return SourceKind.EVENTS


def _events(texts: Sequence[str]) -> dict[str, str]:
    parted = (text.partition("=") for text in texts)
    return {column.strip(): name.strip() for column, _sign, name in parted}


def _run(order: _Order, *, bar: Progress) -> dict[str, Any]:
    stop_abandoned(organisation=order.organisation, at=order.at)
    task = bar.add_task(_("Joining"), total=1.0, visible=order.wish is not None)
    with (
        bar,
        joined_file(
            wish=order.wish,
            file=order.file,
            organisation=order.organisation,
            progress=lambda share: bar.update(task, completed=share),
        ) as file,
    ):
        answer = _imported(order, file=file, bar=bar)
    return answer if file.joined is None else answer | {"joined": file.told()}


def _imported(order: _Order, *, file: JoinedFile, bar: Progress) -> dict[str, Any]:
    upload = _begun(order, file=file)
    with at_hand(upload=upload):
        if order.mapping is not None:
            upload.mapping = _as_kind(order.mapping, kind=order.kind).to_json()
        task = bar.add_task(_("Reading"), total=1.0)
        understand_file(upload=upload, progress=lambda share: bar.update(task, completed=share))
        _refused(upload)
        if order.events:
            _name_events(upload, named=order.events)
            understand_file(upload=upload, progress=lambda share: bar.update(task, completed=share))
        if order.dry_run:
            answer = answer_of(upload=upload)
            upload.delete()
            return answer
        try:
            accept(
                upload=upload, mapping=understood(upload=upload), destination=order.destination, at=order.at
            )
        except Refused as problem:
            refuse(upload=upload, problem=str(problem))
            raise
        task = bar.add_task(_("Storing"), total=1.0)
        with suppress(Stopped):
            store_file(upload=upload, at=order.at, progress=lambda share: bar.update(task, completed=share))
    upload.refresh_from_db()
    _refused(upload)
    return answer_of(upload=upload)


def _name_events(upload: Import, *, named: dict[str, str]) -> None:
    try:
        upload.mapping = with_events(understood(upload=upload), named=named).to_json()
    except MappingProblem as problem:
        refuse(upload=upload, problem=str(problem))
        raise


def _as_kind(mapping: Mapping, *, kind: SourceKind | None) -> Mapping:
    return mapping if kind is None else replace(mapping, kind=kind, kind_sure="sure")


def _begun(order: _Order, *, file: JoinedFile) -> Import:
    sources = Source.objects.for_organisation(order.organisation)
    return begin_import(
        organisation=order.organisation,
        by=None,
        file=file.path,
        name=order.file.name,
        definition=order.definition,
        source=sources.filter(name=order.destination.source).first(),
        at=order.at,
        kind=order.kind,
        recipe=file.recipe,
    )


def _refused(upload: Import) -> None:
    if upload.problem:
        raise Refused(upload.problem)
    if upload.state == ImportState.STOPPED:
        raise Refused(str(upload.words.stopped))


def _there(path: Path) -> Path:
    """Give a file's full place; it is read where it lies, and nothing of it is changed."""
    try:
        with path.open("rb"):
            return path.resolve()
    except OSError as problem:
        told = _("The file %(path)s cannot be opened: %(why)s.")
        raise Refused(told % {"path": path, "why": problem.strerror}) from None


def _mapping(path: Path) -> Mapping:
    try:
        value = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as problem:
        told = _("The mapping %(path)s is not JSON: line %(line)d, column %(column)d.")
        where = {"path": path, "line": problem.lineno, "column": problem.colno}
        raise Refused(told % where) from None
    return Mapping.from_json(value)


def _organisation(slug: str | None) -> Organisation:
    found = Organisation.objects.order_by("pk")
    if slug:
        found = found.filter(slug=slug)
    organisations = list(found[:2])
    if len(organisations) == 1:
        return organisations[0]
    if slug:
        raise Refused(_("There is no organisation with the short name %(slug)s.") % {"slug": slug})
    if not organisations:
        raise Refused(_("There is no organisation yet. Start Ninefold and open its one-time link first."))
    raise Refused(_("There are several organisations. Name one with --organisation."))


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            _("The date of the wave must be written like 2017-05-15, not %(text)s.") % {"text": text}
        ) from None


def _progress(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet or not sys.stderr.isatty())


def _fail(problem: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": problem}, ensure_ascii=False))
    click.echo(problem, err=True)
    sys.exit(BAD_INPUT)
