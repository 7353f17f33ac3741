"""Charts drawn in six languages, beside the same engine left to look for its fonts itself, in the same run.

    python benchmarks/bench_charts.py [--times 9]

Drawn are the five figures of the gallery page, each for a page and for a phone, with the words of the
language and groups named in it; no drawing is kept. Told is also what one text costs the engine left to
itself. The median of some rounds, ours and theirs in turns.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, report
from benchmarks.stored import start_django

# Where a chart is drawn as quickly as in English, whatever the letters.
MOST_TIMES_ENGLISH, TEXTS = 1.5, 100
NAMES = {
    "en": ("Call centre", "Store in Leeds", "Returns", "Installation at home", "Invoices"),
    "fa": ("مرکز تماس", "فروشگاه تهران", "بازگشت کالا", "نصب در محل", "صورت‌حساب"),
    "uk": ("Кол-центр", "Магазин у Львові", "Повернення", "Встановлення вдома", "Рахунки"),
    "ru": ("Колл-центр", "Магазин в Казани", "Возвраты", "Установка на дому", "Счета"),
    "ar": ("مركز الاتصال", "متجر الرياض", "إرجاع البضائع", "التركيب في الموقع", "الفواتير"),
    "zh-hans": ("客户服务热线", "上海旗舰店", "退货与退款", "上门安装服务", "账单"),
}


def draw_all(language: str) -> None:
    """Draw the figures of the gallery page in a language, none of them kept."""
    from django.utils import translation

    from ninefold.kit import charts
    from ninefold.kit.locales import Reader
    from ninefold.site.gallery import samples

    reader, names = Reader(language=language), NAMES[language]
    charts.forget_drawings()
    with translation.override(language):
        shown = [samples.trend(reader=reader), samples.control(reader=reader), samples.histogram()]
        shown += [samples.groups(mark="dot"), samples.groups(mark="bar")]
    for figure in shown:
        rows = [
            row | {"name": names[place % len(names)]} for place, row in enumerate(figure.data.get("rows", ()))
        ]
        data = {**figure.data, **({"rows": rows} if rows else {})}
        for width in ("page", "phone"):
            charts.draw(chart=figure.chart, data=data, reader=reader, width=width)


def text_ms(names: Iterable[str], *, times: int) -> float:
    """What the engine left to itself takes for one text, in milliseconds."""
    from ninefold.kit.chart_process import draw_svg

    def drawn(count: int) -> float:
        words = [name for _place in range(count) for name in names][:count]
        spec = {
            "data": {"values": [{"s": word, "y": place} for place, word in enumerate(words)]},
            "mark": {"type": "text", "font": "sans-serif"},
            "encoding": {"text": {"field": "s"}, "y": {"field": "y", "type": "quantitative", "axis": None}},
        }
        return _median(lambda: draw_svg(spec=spec), times=times)

    return (drawn(TEXTS) - drawn(1)) / (TEXTS - 1)


def _median(do: Callable[[], object], *, times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        found.append(1000 * (time.perf_counter() - start))
    return statistics.median(found)


def by_turns(language: str, *, times: int) -> tuple[float, float]:
    """Draw with stand-ins and without, in turns; the median of each in milliseconds."""
    from ninefold.kit import charts
    from ninefold.kit.chart_letters import StandIns

    none = patch.object(charts, "stand_ins", lambda _spec: StandIns(singles={}, pairs={}))
    ours, theirs = [], []
    for _ in range(times):
        ours.append(_median(lambda: draw_all(language), times=1))
        with none:
            theirs.append(_median(lambda: draw_all(language), times=1))
    return statistics.median(ours), statistics.median(theirs)


def main() -> int:
    """Draw, and hold each language against English."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as home:
        os.environ["NINEFOLD_HOME"] = home
        start_django()
        for language in NAMES:  # the engine is slower the first times
            draw_all(language)
        found = {language: by_turns(language, times=times) for language in NAMES}
        texts = {language: text_ms(NAMES[language], times=3) for language in NAMES}
    bars = []
    for language, (ours, theirs) in found.items():
        bars += [
            Bar(name=f"{language}: ten drawings", value=ours, unit="ms"),
            Bar(name=f"{language}: by the engine left to itself", value=theirs, unit="ms"),
            Bar(name=f"{language}: one text by the engine left to itself", value=texts[language], unit="ms"),
            Bar(
                name=f"{language}: ten drawings, times English",
                value=ours / found["en"][0],
                unit="x",
                most=MOST_TIMES_ENGLISH,
            ),
        ]
    report("Charts in six languages", bars)
    return 0 if all(bar.reached for bar in bars if bar.judged) else 1


if __name__ == "__main__":
    sys.exit(main())
