"""The process that draws: it answers, is replaced when it dies, and never outlives who asks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import vl_convert

from ninefold.kit import chart_process
from ninefold.kit.chart_drawer import WARMING, answer, grown
from ninefold.kit.chart_process import Drawer

SOURCE = Path(__file__).resolve().parents[2] / "src"
SPEC = json.loads(WARMING.read_text(encoding="utf-8"))
CHANGED = "import sys; from ninefold.kit import chart_drawer as drawer; {change}; drawer.main()"


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    made = Drawer()
    yield made
    made.close()


def _gone(process: int | None, *, within: float = 10.0) -> bool:
    deadline = time.monotonic() + within
    while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not Path(f"/proc/{process}").exists()


def _commanded(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(chart_process, "COMMAND", (sys.executable, "-c", code))
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))


def test_drawing_is_what_the_engine_draws(drawer: Drawer) -> None:
    assert drawer.ask(form="svg", spec=SPEC).decode() == vl_convert.vegalite_to_svg(SPEC)
    assert drawer.ask(form="png", spec=SPEC, scale=1.0) == vl_convert.vegalite_to_png(SPEC, scale=1.0)


def test_drawer_asked_by_many_gives_each_its_own(drawer: Drawer) -> None:
    specs = [{**SPEC, "width": 100 + each} for each in range(8)]
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda spec: drawer.ask(form="svg", spec=spec).decode(), specs))
    assert drawn == [vl_convert.vegalite_to_svg(spec) for spec in specs]


def test_drawer_that_was_killed_is_started_again(drawer: Drawer) -> None:
    before = drawer.ask(form="svg", spec=SPEC)
    killed = drawer.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert drawer.ask(form="svg", spec=SPEC) == before
    assert drawer.pid != killed
    # Nor does it stay as a zombie.
    assert _gone(killed)


def test_drawer_tells_what_it_cannot_draw_and_goes_on(drawer: Drawer) -> None:
    with pytest.raises(ValueError, match="conversion failed"):
        drawer.ask(form="svg", spec={**SPEC, "layer": [{"mark": "no such mark"}]})
    process = drawer.pid
    assert drawer.ask(form="ready") == b""
    assert drawer.pid == process


@pytest.mark.parametrize("code", ["pass", "print('ok 10'); print('short')"])
def test_drawer_that_dies_twice_is_an_error(monkeypatch, drawer, code) -> None:
    _commanded(monkeypatch, code)
    with pytest.raises(ChildProcessError, match="died twice"):
        drawer.ask(form="svg", spec=SPEC)


def test_drawer_that_hangs_is_an_error(monkeypatch, drawer) -> None:
    _commanded(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(chart_process, "PATIENCE", 0.2)
    with pytest.raises(ChildProcessError, match="died twice"):
        drawer.ask(form="svg", spec=SPEC)


def test_drawer_that_has_grown_starts_itself_anew_in_its_rest(monkeypatch, drawer, tmp_path) -> None:
    starts = tmp_path / "starts"
    note = f"open({str(starts)!r}, 'a').write('x')"
    _commanded(monkeypatch, CHANGED.format(change=f"drawer.REST, drawer.LARGE = 0.1, 0; {note}"))
    before = drawer.ask(form="svg", spec=SPEC)
    process = drawer.pid
    for _ in range(1000):
        if len(starts.read_text()) > 1:
            break
        time.sleep(0.02)
    assert drawer.ask(form="svg", spec=SPEC) == before
    assert (drawer.pid, len(starts.read_text()) > 1) == (process, True)


def test_what_a_library_prints_is_no_answer(monkeypatch, drawer) -> None:
    said = "answer = drawer.answer; drawer.answer = lambda line: (print('said', flush=True), answer(line))[1]"
    _commanded(monkeypatch, CHANGED.format(change=said))
    assert drawer.ask(form="svg", spec=SPEC).decode() == vl_convert.vegalite_to_svg(SPEC)


def test_closed_drawer_leaves_no_process_and_can_be_asked_again(drawer: Drawer) -> None:
    assert drawer.pid is None
    drawer.ask(form="ready")
    process = drawer.pid
    drawer.close()
    assert (_gone(process, within=0), drawer.pid) == (True, None)
    drawer.close()
    assert drawer.ask(form="ready") == b""


@pytest.mark.parametrize("end", ["pass", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_drawer_ends_with_who_asks(end: str) -> None:
    code = (
        "import os; from ninefold.kit.chart_process import drawer; drawer().ask(form='ready');"
        f"print(drawer().pid, flush=True); {end}"
    )
    asking = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asking.stderr == ""
    assert _gone(int(asking.stdout))


def test_answer_names_its_length() -> None:
    assert answer(b'{"form": "ready"}') == b"ok 0\n"
    assert answer(b'{"form": "pdf"}') == b"no 5\n'pdf'"
    assert answer(b'{"form": "svg"}') == b"no 6\n'spec'"


def test_process_with_numerical_libraries_counts_as_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ninefold.kit.chart_drawer.LARGE", 1024**2)
    assert grown()
    monkeypatch.setattr("ninefold.kit.chart_drawer.LARGE", 1024**4)
    assert not grown()
