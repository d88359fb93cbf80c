"""Where a state stands by other indices, and given its income.

- ``comparing``: places by other indices beside the EGDI's, standing for income, their records.
- ``charts``: their pictures.
"""

from egdi.yardsticks.comparing import (
    LADDER,
    NAMES,
    SHARES,
    SOURCES,
    Comparison,
    ForIncome,
    Yardstick,
    compare,
    comparison,
    figures,
    for_income,
    given_income,
    income_name,
    publishers,
    short_name,
    source_name,
    world_ranks,
)

__all__ = [
    "LADDER",
    "NAMES",
    "SHARES",
    "SOURCES",
    "Comparison",
    "ForIncome",
    "Yardstick",
    "compare",
    "comparison",
    "figures",
    "for_income",
    "given_income",
    "income_name",
    "publishers",
    "short_name",
    "source_name",
    "world_ranks",
]
