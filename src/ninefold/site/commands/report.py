"""`ninefold report FILE -o report.html`: an answer from an export; no account, no server, nothing kept."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from ninefold.kit.chart_process import drawer
from ninefold.site.cli import start_django

if TYPE_CHECKING:
    from ninefold.understand.reports.asking import Asked
    from ninefold.understand.reports.contents import Report

BAD_INPUT = 2
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
LANGUAGES = ("en", "fa", "uk", "ru", "ar", "zh-hans")
# Nothing of a report is secret: the browser only prints one page of ours.
PRINT = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-pdf-header-footer")  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="report.html or report.pdf."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--calendar", type=click.Choice(["gregory", "persian"]), help="Persian for fa if left out.")
@click.option("--digits", type=click.Choice(["local", "latin"]), default="local", show_default=True)
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping as JSON."
)
@click.option(
    "--definition", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Qualtrics .qsf."
)
@click.option("--wave-date", help="Date of the wave, YYYY-MM-DD, where the file has no full date.")
@click.option(
    "--threshold", type=click.IntRange(min=5), default=10, show_default=True, help="Smallest group shown."
)
@click.option(
    "--json", "numbers", type=click.Path(dir_okay=False, path_type=Path), help="Also write every number."
)
def report(**given: Any) -> None:
    """Write a self-contained report of any export."""
    # One short run: what it imports stays, and to look through it for garbage would take a tenth of a second.
    gc.disable()
    with TemporaryDirectory(prefix="ninefold-report-") as home, ThreadPoolExecutor(2) as beside:
        # A report leaves nothing behind: what the house keeps lives and dies in this folder.
        os.environ["NINEFOLD_HOME"] = home
        # A process of its own, which needs a second to come up and asks for nothing of ours.
        beside.submit(drawer().ask, form="ready")
        start_django()
        # The file can be read before what measures it is at hand.
        beside.submit(_prepare)
        try:
            _write(given, beside=beside)
        finally:
            drawer().close()


def _prepare() -> None:
    from ninefold.understand.reports.page import prepare  # all that measures and lays out comes with it

    prepare()


def _write(given: dict[str, Any], *, beside: ThreadPoolExecutor) -> None:
    from ninefold.listen.sources.mapping import MappingProblem  # Django must stand first
    from ninefold.listen.sources.opened import Unreadable

    output: Path = given["output"] or given["file"].with_suffix(".report.html")
    try:
        measured = _measured(given, beside=beside)
    except (Unreadable, MappingProblem) as problem:
        click.echo(str(problem), err=True)
        sys.exit(BAD_INPUT)
    from ninefold.understand.reports.figures import figures_json
    from ninefold.understand.reports.page import write_html

    html = write_html(report=measured)
    if output.suffix.lower() == ".pdf":
        _print_pdf(html, output=output)
    else:
        _replace(output, html.encode())
    if given["numbers"]:
        _replace(given["numbers"], figures_json(report=measured))
    click.echo(str(output))


def _measured(given: dict[str, Any], *, beside: ThreadPoolExecutor) -> "Report":
    """Measure the file, and have the figures drawn as soon as there are numbers."""
    from django.utils import translation  # Django must stand first

    from ninefold.understand.reports.reading import taken

    asked = _asked(given)
    with (
        translation.override(given["language"]),
        _progress(given["file"].name) as progress,
        taken(asked=asked, progress=progress) as rows,
    ):
        from ninefold.understand.reports.operations import measure
        from ninefold.understand.reports.page import draw_ahead

        drawn: list[Future[None]] = []
        report = measure(
            taken=rows,
            asked=asked,
            at=datetime.now(UTC),
            told=lambda numbers: drawn.append(beside.submit(draw_ahead, numbers=numbers, asked=asked)),
        )
        progress(0.9)
    wait(drawn)
    return report


@contextmanager
def _progress(name: str) -> Iterator[Callable[[float], None]]:
    """Show a bar to whoever looks on."""
    if not sys.stderr.isatty():
        yield lambda _share: None
        return
    from rich.console import Console  # takes time to import
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _asked(given: dict[str, Any]) -> "Asked":
    import orjson  # Django must stand first

    from ninefold.kit.locales import Calendar, Reader
    from ninefold.listen.sources.mapping import Mapping
    from ninefold.understand.reports.asking import Asked

    usual: Calendar = "persian" if given["language"] == "fa" else "gregory"
    saved = given["mapping"]
    return Asked(
        file=given["file"],
        definition=given["definition"],
        mapping=None if saved is None else Mapping.from_json(orjson.loads(saved.read_bytes())),
        wave_date=_date(given["wave_date"]),
        reader=Reader(
            language=given["language"], calendar=given["calendar"] or usual, digits=given["digits"]
        ),
        threshold=given["threshold"],
    )


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is no date such as 2017-05-15.", param_hint="--wave-date") from None


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody ever opens half a report."""
    temporary = path.with_name(f".{path.name}.writing")
    temporary.write_bytes(content)
    temporary.replace(path)


def _print_pdf(html: str, *, output: Path) -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise click.ClickException(
            "A PDF is printed by Chromium, which is not installed. "
            "Write an .html report and print it from a browser."
        )
    with TemporaryDirectory(prefix="ninefold-print-") as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            browser,
            *PRINT,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, check=False, timeout=180)  # noqa: S603  # found on the path
        if done.returncode or not printed.exists():
            raise click.ClickException(
                "Chromium could not print the report. Write an .html report and print it."
            )
        _replace(output, printed.read_bytes())
