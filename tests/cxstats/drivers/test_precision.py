"""What a Gram matrix can tell apart, held against QR of the rows themselves."""

import numpy as np
import pytest
from scipy.special import fdtr

from cxstats.drivers.coefficients import regression
from cxstats.drivers.gram import gram
from cxstats.drivers.precision import least_told
from cxstats.drivers.table import drivers

NAMES = ("staff", "mood", "price", "overall")


def nearly_alike(apart: float, *, middle: float = 7.0) -> np.ndarray:
    rng = np.random.default_rng(20261126)
    one, price = rng.normal(middle, 2, size=(2, 1000))
    two = one + apart * rng.normal(0, 2, 1000)
    return np.column_stack([one, two, price, one + price + rng.normal(size=1000)])


@pytest.mark.parametrize(("apart", "off"), [(1e-3, 1e-7), (1e-5, 1e-3), (5e-6, 1e-3)])
def test_columns_hardly_apart_are_fitted_as_by_qr(apart: float, off: float) -> None:
    table = nearly_alike(apart)
    away = table - table.mean(axis=0)
    q, r = np.linalg.qr(away[:, :3])
    slopes, inverse = np.linalg.solve(r, q.T @ away[:, 3]), np.linalg.inv(r)
    found = drivers(table[:, :3], table[:, 3], names=NAMES[:3])
    error = np.sqrt(np.diag(inverse @ inverse.T))
    got = np.array([one.coefficient.estimate.value for one in found.drivers])
    assert np.abs((got - slopes) / error).max() < off
    assert found.overlapping


def together_by_qr(table: np.ndarray, outcome: np.ndarray) -> float:
    """T2 in a basis in which nothing is inverted, by HC3 and by even errors: the larger p-value."""
    n, p = table.shape
    q, _ = np.linalg.qr(table - table.mean(axis=0))
    away = outcome - outcome.mean()
    parts = q.T @ away
    rest = away - q @ parts
    scaled = q * (rest / (1 - 1 / n - (q**2).sum(axis=1)))[:, None]
    df = n - p - 1
    both = (scaled.T @ scaled, np.eye(p) * (rest @ rest) / df)
    statistics = [parts @ np.linalg.solve(one, parts) * (df - p + 1) / (p * df) for one in both]
    return max(1 - fdtr(p, df - p + 1, one) for one in statistics)


@pytest.mark.parametrize("apart", [0.3, 1e-2, 1e-3])
def test_all_coefficients_are_tested_together_as_by_qr(apart: float) -> None:
    table = nearly_alike(apart)[:, :3]
    outcome = 0.02 * table[:, 0] + np.random.default_rng(3).normal(size=1000)
    found = drivers(table, outcome, names=NAMES[:3])
    assert found.p_value == pytest.approx(together_by_qr(table, outcome), rel=0.01)
    assert 0.0001 < found.p_value < 0.9


@pytest.mark.parametrize("apart", [1e-4, 1e-5])
def test_of_drivers_hardly_apart_the_surest_speaks_for_all(apart: float) -> None:
    table = nearly_alike(apart)[:, :3]
    outcome = 0.03 * table[:, 2] + np.random.default_rng(3).normal(size=1000)
    found = drivers(table, outcome, names=NAMES[:3])
    assert found.p_value == min(one.coefficient.p_adjusted for one in found.drivers)
    assert 0 < found.p_value < 1


@pytest.mark.parametrize("apart", [1e-6, 1e-7, 0.0])
def test_columns_that_differ_by_rounding_are_refused(apart: float) -> None:
    table = nearly_alike(apart)
    with pytest.raises(ValueError, match=r"\('staff', 'mood'\) are perfectly collinear"):
        drivers(table[:, :3], table[:, 3], names=NAMES[:3])


def test_sums_far_from_the_means_tell_less_apart() -> None:
    table = nearly_alike(1e-4, middle=1e4)
    near = gram(table, names=NAMES, centre=table.mean(axis=0).tolist())
    assert regression(near).r2 == pytest.approx(8 / 9, abs=0.03)
    with pytest.raises(ValueError, match="perfectly collinear"):
        regression(gram(table, names=NAMES))


def test_whole_numbers_lose_nothing() -> None:
    whole = np.rint(nearly_alike(0.5, middle=1e5)).astype(int)
    assert least_told(gram(whole, names=NAMES)) == 1e-11
    assert least_told(gram(whole.astype(float), names=NAMES)) > 1e-6
