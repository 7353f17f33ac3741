"""Whatever is wrong with the input of cxstats is refused in our own words, or answered without NaN."""

import importlib
import inspect
import re
import traceback
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cxstats.bad import comparisons, drivers, journeys, models, samples, scores, trends
from tests.cxstats.bad.arguments import Call

from cxstats.compare.designs import design_difference
from cxstats.designs import Design, design_mean
from cxstats.drivers.table import drivers_from_gram, drivers_from_patterns
from cxstats.estimates import Columns
from cxstats.trends.forecasts import forecast

ROOMS = (scores, comparisons, samples, journeys, drivers, models, trends)
CALLS = tuple(call for room in ROOMS for call in room.calls())
ROOT = Path(__file__).parents[2]


def outcome(call: Call, arguments: Mapping[str, Any]) -> Any:
    """What the function gives, or the refusal in its place; any other error is let through."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return call.function(**arguments)
        except ValueError as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            ours = last.filename.startswith(str(ROOT / "src" / "cxstats")) and (last.line or "").startswith(
                "raise"
            )
            if not ours:
                raise AssertionError(f"not in our words: {error}") from error
            return error


def numbers(found: Any) -> Iterator[float]:
    """Every number in a result."""
    if isinstance(found, (tuple, list, Columns)):  # columns as whoever looks at one of them sees it
        for one in found:
            yield from numbers(one)
    elif is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name))
    elif isinstance(found, Mapping):
        for one in found.values():
            yield from numbers(one)
    elif isinstance(found, np.ndarray) and found.dtype.kind in "fiub":
        yield from found.ravel().tolist()
    elif isinstance(found, float):
        yield found


QUOTED = {
    "a word": "often",
    "text": ("'often'", "'heavy'", "'many'", "'much'", "'95%'", "'x'", "'yes'", "'a'", "'sums'"),
    "a gap": ("nan", "gaps"),
    "an infinity": "inf",
    "another word": "none such",
}
"""What a refusal of this quotes."""

WRONG = [
    pytest.param(call, {**call.good, name: value}, what, id=f"{call.name}-{name}-{what}")
    for call in CALLS
    for name, argument in call.arguments.items()
    for what, value in argument.wrong.items()
]
ODD = [
    pytest.param(call, {**call.good, name: value}, id=f"{call.name}-{name}-{what}")
    for call in CALLS
    for name, argument in call.arguments.items()
    for what, value in argument.odd.items()
] + [
    pytest.param(call, call.cut(n), id=f"{call.name}-{n} rows")
    for call in CALLS
    if call.rows
    for n in (0, 1, 2, 3, 4)
]


def named() -> Iterator[str]:
    """Address of each function that docs/methods/index.md names; a bare one is of the module before it."""
    module = ""
    for name in re.findall(
        r"`([\w.]+)`", (ROOT / "docs" / "methods" / "index.md").read_text(encoding="utf-8")
    ):
        before, _, last = name.rpartition(".")
        module = before or module
        found = getattr(importlib.import_module(module), last, None) if module else None
        if inspect.isfunction(found):
            yield f"{module}.{last}"
        if inspect.ismodule(found):
            own = inspect.getmembers(found, inspect.isfunction)
            yield from (f"{name}.{one}" for one, made in own if made.__module__ == name and one[0] != "_")


def test_every_function_of_the_index_is_called():
    assert sorted(set(named()) - {call.name for call in CALLS}) == []


@pytest.mark.parametrize("call", CALLS, ids=[f"{place}-{call.name}" for place, call in enumerate(CALLS)])
def test_a_call_in_order_is_answered(call):
    found = outcome(call, call.good)
    assert not isinstance(found, ValueError)
    assert not np.isnan(list(numbers(found))).any()


@pytest.mark.parametrize(("call", "arguments", "what"), WRONG)
def test_what_is_wrong_is_refused_in_our_words_and_quoted(call, arguments, what):
    found = outcome(call, arguments)
    assert isinstance(found, ValueError)
    words = QUOTED.get(what, "")
    assert any(word in str(found) for word in ((words,) if isinstance(words, str) else words))


@pytest.mark.parametrize(("call", "arguments"), ODD)
def test_what_is_odd_is_refused_in_our_words_or_answered_without_nan(call, arguments):
    found = outcome(call, arguments)
    assert isinstance(found, ValueError) or not np.isnan(list(numbers(found))).any()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (lambda: drivers_from_gram("sums"), "gram must be sums .* not 'sums'"),
        (lambda: drivers_from_patterns(["sums"], names=("a", "b")), "patterns must be sums .* not 'sums'"),
        (lambda: design_mean(answers=[1, 2], design="simple"), "a Design must say .* not 'simple'"),
        (
            lambda: design_difference(
                before=[1, 2], now=[1, 2], designs=(Design(weights=[1, 1]),), kind="mean"
            ),
            "designs must be two, .* not 1",
        ),
        (lambda: forecast(list(range(20)), horizon=True), "horizon must be a whole number .* not True"),
    ],
)
def test_things_of_another_kind_are_refused(asked: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        asked()
