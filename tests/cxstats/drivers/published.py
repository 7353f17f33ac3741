"""Published tables of ordered answers, as cells with their counts."""

import numpy as np

# Satisfaction with housing in Copenhagen, Madsen (1976): R's MASS::housing. ModelRows: contact low then high, within it
# tower, apartment, atrium, terrace, within it influence low, medium, high; columns: satisfaction low, medium, high.
HOUSING = [
    [21, 21, 28], [34, 22, 36], [10, 11, 36], [61, 23, 17], [43, 35, 40], [26, 18, 54],
    [13, 9, 10], [8, 8, 12], [6, 7, 9], [18, 6, 7], [15, 13, 13], [7, 5, 11],
    [14, 19, 37], [17, 23, 40], [3, 5, 23], [78, 46, 43], [48, 45, 86], [15, 25, 62],
    [20, 23, 20], [10, 22, 24], [7, 10, 21], [57, 23, 13], [31, 21, 13], [5, 6, 13],
]  # fmt: skip

# Bitterness of white wine, Randall (1989): R's ordinal::wine. ModelRows: cold without and with contact of juice and
# skins, warm without and with; columns: rating 1 to 5.
WINE = [[4, 9, 5, 0, 0], [1, 7, 8, 2, 0], [0, 5, 8, 3, 2], [0, 1, 5, 7, 5]]


def housing() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Predictors (influence medium, high; apartment, atrium, terrace; high contact), answers, counts."""
    design = [
        [infl == 1, infl == 2, kind == 1, kind == 2, kind == 3, contact]
        for contact in (0, 1)
        for kind in range(4)
        for infl in range(3)
    ]
    return cells(np.array(design, dtype=float), np.array(HOUSING))


def wine() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Predictors (warm, contact), answers, counts."""
    return cells(np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array(WINE))


def cells(design: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One row a cell of a table of counts, the empty ones among them."""
    return (
        np.repeat(design, table.shape[1], axis=0),
        np.tile(np.arange(1, table.shape[1] + 1), len(table)),
        table.ravel(),
    )
