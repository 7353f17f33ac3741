"""What a column of a file can stand for."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a column stands for in a record."""

    RECORD = "record"
    AT = "at"
    HAPPENED = "happened"
    KIND = "kind"
    CASE = "case"
    AMOUNT = "amount"
    REVENUE = "revenue"
    MARGIN = "margin"
    COST = "cost"
    ACTIVE = "active"
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    ITEM = "item"
    COMMENT = "comment"
    TOUCHPOINT = "touchpoint"
    UNIT = "unit"
    AGENT = "agent"
    CHANNEL = "channel"
    LANGUAGE = "language"
    SEGMENT = "segment"
    CUSTOMER = "customer"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    WEIGHT = "weight"
    ATTRIBUTE = "attribute"
    LEAVE_OUT = "leave_out"


SCORES: Final = (Role.NPS, Role.CSAT, Role.CES, Role.RATING)
FIGURES: Final = (Role.REVENUE, Role.MARGIN, Role.COST, Role.ACTIVE)
MONEY: Final = (Role.AMOUNT, Role.REVENUE, Role.MARGIN, Role.COST)
NUMBERS: Final = frozenset((*SCORES, *FIGURES, Role.ITEM, Role.WEIGHT, Role.AMOUNT))
DIMENSIONS: Final = (
    Role.TOUCHPOINT,
    Role.UNIT,
    Role.AGENT,
    Role.CHANNEL,
    Role.LANGUAGE,
    Role.SEGMENT,
    Role.CUSTOMER,
    Role.ACCOUNT,
)
DATED: Final = (Role.AT, Role.HAPPENED)
# What one column tells of a whole row, and so of a single thing that happened.
OF_ONE: Final = (Role.AT, Role.KIND, Role.RECORD)
IDENTIFIERS: Final = (Role.CUSTOMER, Role.EMAIL, Role.PHONE)
MANY: Final = (Role.ITEM, Role.COMMENT, Role.ATTRIBUTE, Role.HAPPENED, Role.LEAVE_OUT)
