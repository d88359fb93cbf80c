"""What it would take: the points a state needs in its parts to hold a place at a later edition.

The answer comes from joint draws of that edition, a projection or a nowcast. In each draw the state
needs what it is short of the line (the k-th best other member), divided by the weight of the part
that is to give it, and cannot give more than what is left to the part's ceiling of one. The points
that hold the place with a probability of 80 % are the 80 % quantile of these needs: exact for the
draws, with nothing searched for.

Two meanings:

- :data:`SHIFT`, the book's: the part comes out higher by so many points than it does in each draw.
  Its surprises stay, and with them the shock of the edition that it shares with the rivals' parts.
- :data:`FIX`: the part comes out at so many points over its present value, whatever the edition
  brings. That takes its surprises away, those it shares with the rivals too, and so gives another
  answer.

And two readings of the rivals: :data:`MOVING`, as they usually do (in the draws), and
:data:`FROZEN`, each as far from the mean of all states as now. The difference between the two
answers is what the rivals' own moves do to it, for better or for worse.

- ``holding``: the race, a state and the line in every draw; what it needs.
- ``points``: tables of it, part by part and together. ``telling``: sentences and a short table.
- ``charts``: the picture of two parts.
"""

from egdi.needed.charts import frontier_lines, frontier_title
from egdi.needed.holding import (
    ALL,
    FIX,
    FROZEN,
    HELD,
    LEVELS,
    MOVING,
    NEAR,
    OUT_OF_REACH,
    REACHABLE,
    SHIFT,
    SINCE,
    Race,
    at_level,
    directions,
    needs,
    race,
)
from egdi.needed.points import (
    components_left,
    frontier,
    frontiers,
    frontiers_open,
    past_gains,
    points_needed,
)
from egdi.needed.telling import Answer, Need, answers, in_thousandths, short_table, told

__all__ = [
    "ALL",
    "FIX",
    "FROZEN",
    "HELD",
    "LEVELS",
    "MOVING",
    "NEAR",
    "OUT_OF_REACH",
    "REACHABLE",
    "SHIFT",
    "SINCE",
    "Answer",
    "Need",
    "Race",
    "answers",
    "at_level",
    "components_left",
    "directions",
    "frontier",
    "frontier_lines",
    "frontier_title",
    "frontiers",
    "frontiers_open",
    "in_thousandths",
    "needs",
    "past_gains",
    "points_needed",
    "race",
    "short_table",
    "told",
]
