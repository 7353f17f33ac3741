import numpy as np
import pytest

from cxstats.formulas.simultaneous import goodman, sison_glaz


@pytest.mark.parametrize("counts", [[1], [0, 1], [5, 0, 0], [200_000, 150_000, 1]])
def test_sison_glaz_stands_rare_and_huge_counts(counts: list[int]) -> None:
    n = sum(counts)
    for count, (low, high) in zip(counts, sison_glaz(counts=counts, level=0.95), strict=True):
        assert 0 <= low <= count / n <= high <= 1


@pytest.mark.parametrize("intervals", [goodman, sison_glaz])
def test_all_shares_are_covered_at_once_as_often_as_promised(intervals: object) -> None:
    shares, rng = np.array([0.1, 0.15, 0.2, 0.25, 0.3]), np.random.default_rng(3)
    covered = 0
    for counts in rng.multinomial(200, shares, size=300).tolist():
        limits = intervals(counts=counts, level=0.9)
        covered += all(low <= share <= high for share, (low, high) in zip(shares, limits, strict=True))
    assert covered / 300 >= 0.87
