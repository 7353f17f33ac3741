import numpy as np
import pytest

from cxstats.drivers.gram import gram
from cxstats.drivers.missing import estimate_missing, pattern_grams
from cxstats.drivers.missing_blocks import without_each_block
from cxstats.drivers.table import drivers_from_gram, drivers_from_patterns

NAN = float("nan")
NAMES = ("a", "b", "y")


def people(n: int, *, seed: int, gaps: float) -> np.ndarray:
    """Draw answers, some of them left out."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, 3)).round(1)
    rows[:, 2] += rows[:, 0]
    rows[rng.random(rows.shape) < gaps] = NAN
    return rows


@pytest.mark.parametrize(
    ("n", "seed", "blocks"),
    [(120, 1, 20), (17, 3, 3)],
    ids=["a few moves do", "plain steps go on"],
)
@pytest.mark.parametrize("weighted", [False, True])
def test_each_is_what_the_other_blocks_say_alone(n: int, seed: int, blocks: int, *, weighted: bool) -> None:
    rows, place = people(n, seed=seed, gaps=0.25), np.arange(n) % blocks
    weights = 1.0 + np.arange(n) % 2 if weighted else None
    patterns = pattern_grams(rows, names=NAMES, weights=weights, blocks=place)
    found = without_each_block(patterns, whole=estimate_missing(patterns, names=NAMES).gram)
    for block in range(blocks):
        left = place != block
        alone = pattern_grams(rows[left], names=NAMES, weights=None if weights is None else weights[left])
        expected = estimate_missing(alone, names=NAMES).gram
        assert found.means()[block] == pytest.approx(expected.means(), abs=1e-6)
        assert found.covariance()[block] == pytest.approx(expected.covariance(), abs=1e-6)
        assert (found.n[block], found.w[block]) == (expected.n, expected.w)


def test_without_gaps_the_table_is_that_of_the_blocks() -> None:
    rows, place = people(60, seed=5, gaps=0.0), np.arange(60) % 12
    found = drivers_from_patterns(pattern_grams(rows, names=NAMES, blocks=place), names=NAMES)
    expected = drivers_from_gram(gram(rows, names=NAMES, blocks=place))
    for one, other in zip(found.drivers, expected.drivers, strict=True):
        assert (one.name, one.rank, one.importance.method) == (other.name, other.rank, "lmg-jackknife")
        assert one.share.low == pytest.approx(other.share.low, abs=1e-8)
        assert one.coefficient.estimate.high == pytest.approx(other.coefficient.estimate.high, abs=1e-8)


def test_answers_of_one_person_in_one_block_widen_the_ranges() -> None:
    rows = np.repeat(people(40, seed=2, gaps=0.2), 5, axis=0)
    person = np.arange(200) // 5
    told = [
        drivers_from_patterns(pattern_grams(rows, names=NAMES, blocks=blocks), names=NAMES).drivers[0].share
        for blocks in (person, np.arange(200) % 40)
    ]
    assert told[0].high - told[0].low > 1.5 * (told[1].high - told[1].low)


def estimated(rows: list[list[float]], blocks: list[int] | None) -> None:
    """Estimate without each block."""
    names = NAMES[-len(rows[0]) :]
    patterns = pattern_grams(rows, names=names, blocks=blocks)
    without_each_block(patterns, whole=estimate_missing(patterns, names=names).gram)


@pytest.mark.parametrize(
    ("rows", "blocks", "message"),
    [
        ([[1, 2], [2, NAN], [3, 5], [4, 4]], None, "have no blocks: pass `blocks`"),
        ([[1, 2], [2, NAN], [3, 5], [4, 4]], [7, 7, 7, 7], "at least two blocks that hold rows, not 1"),
        (
            [[1, 2], [2, 1], [3, NAN], [NAN, 4], [5, NAN], [NAN, 1]],
            [0, 1, 2, 3, 4, 5],
            "without block 0 fewer than 2 people answered both 'b' and 'y'",
        ),
        (
            [[1, 2], [1, 1], [1, 3], [5, 4], [1, 1]],
            [0, 1, 2, 3, 4],
            "'b' is the same in all rows without block 3",
        ),
        ([[1, 2], [2, 4], [3, 6], [4, 9], [NAN, 5]], [0, 1, 2, 3, 4], "perfectly collinear"),
    ],
)
def test_what_one_block_decides_alone_is_refused(
    rows: list[list[float]], blocks: list[int] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        estimated(rows, blocks)


def test_a_search_that_does_not_settle_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxstats.drivers.missing_blocks.MOST_STEPS", 1)
    with pytest.raises(ValueError, match="did not settle in 1 steps"):
        estimated(people(30, seed=1, gaps=0.2).tolist(), [place % 10 for place in range(30)])
