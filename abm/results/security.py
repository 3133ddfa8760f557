"""What changed net security: the ledger's lines over states, weighed by their people, and put together by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from abm.ledger import ENTRIES

if TYPE_CHECKING:
    import pandas as pd

WEIGHED = tuple(entry for entry in ENTRIES if entry.outcome != "human")
"""Lines that count in net security; the security of persons stands beside it."""

MOVED, OTHERS = "by migration", "otherwise"
"""Whether a line is there because people move, in words."""

IN_ALL = "net security"


def shares_of_people(states: pd.DataFrame) -> pd.DataFrame:
    """Return each state's share of the world's people, mean over the months: rows iso3, a column for each seed."""
    people = states.pivot_table(index="iso3", columns="seed", values="population", aggfunc="mean")
    return people.div(people.sum(axis=0), axis=1)


def lines_of(ledger: pd.DataFrame, among: Sequence[int]) -> pd.DataFrame:
    """Return what each line changed of net security over the rows given: rows iso3, outcome, channel; columns seeds."""
    kept = ledger[ledger["outcome"] != "human"]
    keys = ["iso3", "outcome", "channel"]
    found = kept.pivot_table(index=keys, columns="seed", values="security", aggfunc="sum", fill_value=0.0)
    return found.reindex(columns=list(among), fill_value=0.0).astype(float)


def of_world(found: pd.DataFrame, share: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over states, weighed by people: rows outcome, channel; a column for each seed."""
    weights = share.reindex(index=found.index.get_level_values("iso3"), columns=found.columns).to_numpy()
    return (found * weights).groupby(level=["outcome", "channel"]).sum()


def by_outcome(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines (rows outcome, channel) put together: rows outcome and how, in the ledger's order, with sums.

    How is `MOVED` or `OTHERS`; the last rows are those of `IN_ALL`. The rows of an outcome that no line stands for are
    left out.
    """
    import pandas as pd

    found: dict[tuple[str, str], pd.Series] = {}
    for entry in WEIGHED:
        values = pd.Series(0.0, lines.columns)
        if (entry.outcome, entry.channel) in lines.index:
            values = lines.loc[(entry.outcome, entry.channel)]
        how = MOVED if entry.migration else OTHERS
        for outcome in (entry.outcome, IN_ALL):
            found[outcome, how] = found.get((outcome, how), 0.0) + values
    order = [key for key in found if key[0] != IN_ALL] + [(IN_ALL, MOVED), (IN_ALL, OTHERS)]
    return pd.DataFrame({key: found[key] for key in order}).T
