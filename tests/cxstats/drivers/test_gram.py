import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.cxstats.drivers.made_up import answers, correlation_of, few

from cxstats.drivers.gram import BLOCKS, CHUNK, EXACT_UP_TO, Gram, gram

NAMES = ("staff", "price", "overall")
WHOLE = arrays(np.int64, st.tuples(st.integers(2, 40), st.just(3)), elements=st.integers(-50, 50))


def same(one: Gram, other: Gram) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("n", "w", "ww", "sums", "products")
    )


def test_gram_holds_counts_sums_and_products() -> None:
    found = gram([[1, 2, 3], [4, 5, 6]], names=NAMES)
    assert (int(found.n), int(found.w), int(found.ww)) == (2, 2, 2)
    assert found.sums.tolist() == [5, 7, 9]
    assert found.products.tolist() == [[17, 22, 27], [22, 29, 36], [27, 36, 45]]


@few
@given(WHOLE, st.randoms(use_true_random=False))
def test_row_order_and_batches_do_not_matter_to_the_last_bit(rows, random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    cut = len(rows) // 2
    whole, shuffled = gram(rows, names=NAMES), rows[order]
    assert same(whole, gram(shuffled, names=NAMES))
    assert same(whole, gram(shuffled[:cut], names=NAMES) + gram(shuffled[cut:], names=NAMES))
    assert whole.products.dtype == np.int64


@few
@given(WHOLE, st.data())
def test_blocks_add_up_to_the_whole(rows, data) -> None:
    place = data.draw(arrays(np.int64, len(rows), elements=st.integers(0, BLOCKS - 1)))
    blocks = gram(rows, names=NAMES, blocks=place)
    assert blocks.n.shape == (100,)
    assert blocks.products.shape == (100, 3, 3)
    assert same(blocks.total(), gram(rows, names=NAMES))
    for block in set(place.tolist()):
        assert blocks.products[block].tolist() == (rows[place == block].T @ rows[place == block]).tolist()


def test_in_place_addition_equals_one_pass() -> None:
    rows, place = answers(seed=1, n=300, p=2).astype(np.int8), np.arange(300) % 7
    kept = gram(rows[:100], names=NAMES, blocks=place[:100])
    products = kept.products
    kept += gram(rows[100:], names=NAMES, blocks=place[100:])
    assert kept.products is products
    assert same(kept, gram(rows, names=NAMES, blocks=place))
    single = gram(rows[:100], names=NAMES)
    single += gram(rows[100:], names=NAMES)
    assert same(single, gram(rows, names=NAMES))


def test_in_place_addition_of_floats_to_whole_numbers_makes_floats() -> None:
    kept = gram([[1, 2, 3]], names=NAMES, blocks=[5])
    kept += gram([[0.5, 1.0, 1.5]], names=NAMES, blocks=[5])
    assert kept.sums[5].tolist() == [1.5, 3.0, 4.5]


def test_more_rows_than_a_chunk_are_summed_exactly() -> None:
    rows = np.full((CHUNK + 10, 2), EXACT_UP_TO, dtype=np.int64)
    rows[::2, 0] -= 1
    found = gram(rows, names=("x", "y"))
    assert found.products.tolist() == [[int(one) for one in line] for line in rows.T @ rows]
    assert found.products.dtype == np.int64


@pytest.mark.parametrize("largest", [15, 16, 17, 4097])
@pytest.mark.parametrize("blocks", [False, True])
def test_sums_are_exact_where_the_shorter_floats_end(largest: int, blocks: bool) -> None:
    rows = np.full((CHUNK, 2), largest, dtype=np.int64)
    rows[1::2, 0] -= 1
    rows[::3, 1] -= 1
    place = np.arange(CHUNK) % 3 if blocks else None
    assert gram(rows, names=("x", "y"), blocks=place).total().products.tolist() == (rows.T @ rows).tolist()


@pytest.mark.parametrize(
    ("rows", "settings"),
    [
        (np.full((3, 2), EXACT_UP_TO + 1), {}),
        (np.full((3, 2), 2), {"weights": [1, 1, 1]}),
        (np.full((3, 2), 2), {"centre": [1, 1]}),
        (np.full((3, 2), 0.5), {}),
    ],
)
def test_sums_are_floats_where_they_cannot_be_exact(rows, settings) -> None:
    assert gram(rows, names=("x", "y"), **settings).products.dtype == np.float64


def test_weighted_moments_agree_with_numpy() -> None:
    rows, weights = answers(seed=2, p=2), np.random.default_rng(3).lognormal(size=200)
    weights[:5] = 0
    found = gram(rows, names=NAMES, weights=weights, centre=[7, 7, 5])
    assert int(found.n) == 195
    assert found.ww == pytest.approx((weights**2).sum())
    assert found.means() == pytest.approx(np.average(rows, axis=0, weights=weights))
    assert found.covariance() == pytest.approx(np.cov(rows.T, aweights=weights, ddof=0))
    assert found.correlation() == pytest.approx(correlation_of(rows, weights))


def test_weighted_blocks_hold_their_own_weights() -> None:
    rows, weights, place = answers(seed=2, p=2), np.linspace(0, 2, 200), np.arange(200) % 3
    blocks = gram(rows, names=NAMES, weights=weights, blocks=place)
    for block in range(3):
        alone = gram(rows[place == block], names=NAMES, weights=weights[place == block])
        assert blocks.products[block] == pytest.approx(alone.products)
        assert (blocks.n[block], blocks.ww[block]) == (alone.n, pytest.approx(float(alone.ww)))


def test_a_centre_saves_digits_of_large_values() -> None:
    rows = 1e9 + np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 5.0]])
    found = gram(rows, names=("x", "y"), centre=[1e9, 1e9])
    assert found.covariance() == pytest.approx(np.cov((rows - 1e9).T, ddof=0))
    assert found.means() == pytest.approx(rows.mean(axis=0))


def test_whole_numbers_far_from_zero_lose_no_digit() -> None:
    rows = answers(seed=2, p=2).astype(np.int64)
    found, far = gram(rows, names=NAMES), gram(rows + EXACT_UP_TO - 50, names=NAMES)
    assert far.products.dtype == np.int64
    assert far.covariance() == pytest.approx(np.cov(rows.T, ddof=0), rel=1e-14)
    assert far.correlation() == pytest.approx(found.correlation(), rel=1e-14)
    one = gram(np.array([[EXACT_UP_TO, 1]] * 999 + [[EXACT_UP_TO - 1, 2]]), names=("x", "y"))
    assert one.correlation()[0, 1] == pytest.approx(-1)


def test_but_each_leaves_out_one_block_and_skips_empty_ones() -> None:
    rows, place = answers(seed=4, p=2).astype(int), np.arange(200) % 4
    without = gram(rows, names=NAMES, blocks=place).but_each()
    assert without.n.tolist() == [150] * 4
    assert without.products[2].tolist() == (rows[place != 2].T @ rows[place != 2]).tolist()


def test_but_each_refuses_a_single_gram() -> None:
    with pytest.raises(ValueError, match="this Gram has no blocks"):
        gram([[1, 2, 3]], names=NAMES).but_each()


def test_a_single_gram_is_its_own_total() -> None:
    found = gram([[1, 2, 3]], names=NAMES)
    assert found.total() is found


def test_select_keeps_columns_in_the_order_asked_for() -> None:
    rows, place = answers(seed=5, p=2).astype(int), np.arange(200) % 4
    found = gram(rows, names=NAMES, blocks=place).select(["overall", "staff"])
    assert same(found, gram(rows[:, [2, 0]], names=("overall", "staff"), blocks=place))
    assert found.names == ("overall", "staff")


@pytest.mark.parametrize("names", [["staff", "staff"], ["staff", "waits"]])
def test_select_refuses_what_is_not_there(names) -> None:
    with pytest.raises(ValueError, match="names must be different columns"):
        gram([[1, 2, 3]], names=NAMES).select(names)


def test_correlation_beside_a_constant_column_is_zero() -> None:
    found = gram([[1, 5], [2, 5], [4, 5]], names=("x", "y")).correlation()
    assert found.tolist() == [[1.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (gram([[1, 2]], names=("x", "z")), "same columns"),
        (gram([[1, 2]], names=("x", "y"), centre=[1, 1]), "same centre"),
        (gram([[1, 2]], names=("x", "y"), blocks=[1]), "blocks only add to blocks"),
    ],
)
def test_grams_of_other_kinds_do_not_add_up(other, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        gram([[1, 2]], names=("x", "y")) + other


@pytest.mark.parametrize(
    ("rows", "settings", "reason"),
    [
        ([1, 2], {}, r"a column for each of \('x', 'y'\), not shape \(2,\)"),
        ([[1, 2, 3]], {}, "a column for each"),
        ([["1", "b"]], {}, "must be numbers, but '1' stands"),
        ([[1.0, np.nan]], {}, "'y' holds nan in row 0"),
        ([[np.inf, 1.0]], {}, "'x' holds inf in row 0"),
        ([[1, 2]], {"names": ("x", "x")}, "must all differ"),
        ([[1, 2]], {"weights": [-1.0]}, "finite number of at least 0, not -1.0"),
        ([[1, 2]], {"weights": [np.inf]}, "not inf"),
        ([[1, 2]], {"weights": [1, 1]}, "one number for each of 1 rows"),
        ([[1, 2]], {"blocks": [100]}, "from 0 to 99, not 100"),
        ([[1, 2]], {"blocks": [-1]}, "from 0 to 99, not -1"),
        ([[1, 2]], {"blocks": [0.5]}, "a whole number for each of 1 rows, not float64"),
        ([[1, 2]], {"centre": [0.0]}, "one finite number for each"),
        ([[1, 2]], {"centre": [0.0, np.nan]}, "one finite number for each"),
    ],
)
def test_gram_refuses_what_it_cannot_sum(rows, settings, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        gram(rows, **{"names": ("x", "y"), **settings})


def test_gram_of_no_rows_is_empty() -> None:
    found = gram(np.empty((0, 2), dtype=np.int64), names=("x", "y"), blocks=np.empty(0, dtype=np.int64))
    assert found.n.sum() == 0
    assert (gram([[1, 2]], names=("x", "y"), blocks=[3]) + found).n.sum() == 1
