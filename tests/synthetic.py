"""Make a synthetic next edition in the UN's layout, to try the book with: no figure in it is real.

``python tests/synthetic.py FOLDER`` writes it into a folder and prints its path.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import panel, ranks, uncsv
from egdi.panel import PARTS


def rows(seed: int = 7, folder: Path | None = None) -> pd.DataFrame:
    """Return next-edition rows in the panel's columns: the latest scores with seeded noise.

    Each part spans 0 to 1 again, the index is the mean of the parts, ranks follow from it.
    """
    record = panel.load("panel", folder)
    latest = int(record["edition"].max())
    out = record[record["edition"].eq(latest)].reset_index(drop=True)
    noise = np.random.default_rng(seed)
    for part in [*PARTS, "epi"]:
        moved = out[part] + noise.normal(0, 0.04, len(out))
        out[part] = ((moved - moved.min()) / (moved.max() - moved.min())).round(5)
    out["egdi"] = out[PARTS].mean(axis=1).round(5)
    out["rank"] = ranks.rank(out["egdi"])
    return out.assign(edition=latest + 2, status="ranked")


def write(target: Path, seed: int = 7, folder: Path | None = None) -> Path:
    """Write the synthetic edition into ``target`` and return the file, named as synthetic."""
    table = rows(seed, folder)
    path = target / f"EGOV_DATA_{table['edition'].iat[0]}_SYNTHETIC.csv"
    path.write_bytes(uncsv.layout(table, folder).encode("utf-8"))
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
