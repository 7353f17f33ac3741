"""The audit of nine building blocks: true levels, who sees them how, and last year's baseline."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from ninefold.demo.world.chance import Chance
from ninefold.demo.world.parameters import Doubles, Whole

QUESTIONS_A_BLOCK: Final = 6
ROUNDS: Final = ("baseline", "this year")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A building block.

    Attributes
    ----------
    code : the letter of its six questions in the bank, such as V1 to V6.
    level : how far it truly is, 1 to 5, as the front line sees it this year.
    before : a year ago.
    evidenced : the share of its answers that come with evidence.
    """

    code: str
    name: str
    level: float
    before: float
    evidenced: float


BLOCKS: Final = (
    Block(code="V", name="Core values", level=2.8, before=2.2, evidenced=0.8),
    Block(code="M", name="Mission, vision and purpose", level=2.6, before=2.5, evidenced=0.5),
    Block(code="P", name="Brand promise", level=2.3, before=2.2, evidenced=0.7),
    Block(code="X", name="Executive commitment", level=2.6, before=2.1, evidenced=0.5),
    Block(code="L", name="Leadership alignment", level=2.2, before=2.1, evidenced=0.6),
    Block(code="E", name="Employees and their experience", level=1.7, before=1.7, evidenced=0.6),
    Block(code="C", name="Customer understanding", level=3.5, before=2.9, evidenced=0.9),
    Block(code="G", name="Governance structure", level=2.9, before=2.3, evidenced=0.9),
    Block(code="O", name="Adoption and alignment", level=2.1, before=2.0, evidenced=0.6),
)


@dataclass(frozen=True, kw_only=True)
class RoleGroup:
    """Who answers the audit: how many, and how much better they see things than the front line does."""

    name: str
    raters: int
    sees: float


ROLE_GROUPS: Final = (
    RoleGroup(name="leaders", raters=11, sees=0.8),
    RoleGroup(name="managers", raters=46, sees=0.3),
    RoleGroup(name="front line", raters=157, sees=0.0),
)
_QUESTION_SD, _RATER_SD, _NOISE_SD, _UNKNOWN = 0.25, 0.30, 0.55, 0.10


def audit_answers(*, chance: Chance) -> pa.Table:
    """Give one row a rater, question and round: a level from 1 to 5, nothing for "I do not know"."""
    group = np.repeat(np.arange(len(ROLE_GROUPS)), [each.raters for each in ROLE_GROUPS])
    tables = [_round(number, group=group, chance=chance) for number in range(len(ROUNDS))]
    return pa.concat_tables(tables)


def _round(number: int, *, group: Whole, chance: Chance) -> pa.Table:
    stream, questions = chance.stream("audit", month=number), len(BLOCKS) * QUESTIONS_A_BLOCK
    block = np.repeat(np.arange(len(BLOCKS)), QUESTIONS_A_BLOCK)
    sees = np.array([each.sees for each in ROLE_GROUPS])[group]
    level = _levels(number)[block] + _question_effects(chance)
    felt = level + (sees + _RATER_SD * _centred(stream, group))[:, None]
    answer = np.clip(np.rint(felt + _NOISE_SD * stream.standard_normal(felt.shape)), 1, 5).astype(np.int8)
    unknown = stream.random(felt.shape) < _UNKNOWN
    shown = np.array([each.evidenced for each in BLOCKS])[block] > stream.random(felt.shape)
    rater, question = (axis.ravel() for axis in np.indices((group.size, questions)))
    codes = [f"{each.code}{place}" for each in BLOCKS for place in range(1, QUESTIONS_A_BLOCK + 1)]
    return pa.table(
        {
            "round": pa.array([ROUNDS[number]] * rater.size),
            "rater": pa.array([f"A-{place + 1:03d}" for place in rater]),
            "role_group": pa.array([ROLE_GROUPS[group[place]].name for place in rater]),
            "block": pa.array([BLOCKS[block[place]].name for place in question]),
            "question": pa.array([codes[place] for place in question]),
            "level": pa.array(answer.ravel(), mask=unknown.ravel()),
            "evidence": pa.array((shown & ~unknown).ravel()),
        }
    )


def _levels(number: int) -> Doubles:
    return np.array([each.before if number == 0 else each.level for each in BLOCKS])


def _question_effects(chance: Chance) -> Doubles:
    """Some questions of a block are harder than others, in both rounds the same."""
    drawn = chance.stream("questions").standard_normal((len(BLOCKS), QUESTIONS_A_BLOCK)) * _QUESTION_SD
    effects: Doubles = (drawn - drawn.mean(axis=1, keepdims=True)).ravel()
    return effects


def _centred(stream: np.random.Generator, group: Whole) -> Doubles:
    """Some raters are stricter; within each group that evens out, so that eleven leaders are 0.8 higher."""
    drawn = stream.standard_normal(group.size)
    means: Doubles = np.bincount(group, weights=drawn) / np.bincount(group)
    return drawn - means[group]
