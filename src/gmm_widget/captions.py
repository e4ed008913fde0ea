"""What the views of the landscape say, in sentences that a first-year student reads."""

from __future__ import annotations

import math

from gmm_widget.basins import Basins
from gmm_widget.restarts import Restarts
from gmm_widget.selection import Criterion, Selection

NAMES: dict[Criterion, str] = {"bic": "BIC", "aic": "AIC", "icl": "ICL"}
REFERENCE = "These fits are the reference's, not made by your functions."
SELDOM = 0.01
"""A best of several starts misses seldom when it does so in this share of the cases."""


def basins(found: Basins, component: int, here: int | None) -> str:
    """What a map of basins shows; `here` is the optimum that the start itself leads to."""
    name, n_optima = f"mean {component + 1}", len(found.optima)
    if n_optima == 0:
        return f"Wherever {name} starts on this map, a component is lost: it collapses or empties."
    best = found.log_likelihoods[0]
    if n_optima == 1:
        text = f"Wherever {name} starts on this map, EM reaches the same optimum, {_nats(best)}."
    else:
        text = (
            f"From {_percent(found.shares[0])} of this map EM takes {name} to the best of "
            f"{n_optima} optima, {_nats(best)}."
        )
    if found.lost and n_optima == 1:
        text = f"From this map EM reaches one optimum, {_nats(best)}."
    if found.lost:
        text += f" From {_percent(found.lost)} a component is lost: it collapses or empties."
    if here is None:
        return f"{text} The present start loses a component."
    if here > 0:
        gap = best - found.log_likelihoods[here]
        return f"{text} The present start leads to number {here + 1}, {_nats(gap)} lower."
    return text if n_optima == 1 else f"{text} The present start leads there."


def restarts(found: Restarts) -> str:
    """What many random starts show."""
    n_optima = len(found.mixtures)
    if n_optima == 0:
        return f"All {found.n_init} random starts lost a component: it collapsed or emptied."
    starts = f"{found.n_init} random starts"
    lost = f" {found.n_lost} of them lost a component." if found.n_lost else ""
    if n_optima == 1 and not found.n_lost:
        return f"All {starts} led to the same optimum."
    optima = "one optimum" if n_optima == 1 else f"{n_optima} optima"
    needed = math.ceil(math.log(SELDOM) / math.log(found.miss)) if found.miss < 1 else 0
    return (
        f"{starts} led to {optima}.{lost} A single one misses the best with probability "
        f"{_percent(found.miss)}; the best of {needed} misses it less than once in a hundred "
        "times."
    )


def selection(found: Selection) -> str:
    """What the criteria prefer."""
    chosen: dict[str, list[str]] = {}
    for criterion, name in NAMES.items():
        row = found.table[found.winner(criterion)]
        count = f"{row.n_components} component{'' if row.n_components == 1 else 's'}"
        chosen.setdefault(f"{count} with {row.covariance_type} covariance", []).append(name)
    each = [f"{_list(who)} prefer{'s' * (len(who) == 1)} {what}" for what, who in chosen.items()]
    lost = sum(row.n_lost for row in found.table)
    n_fits = sum(row.n_fits for row in found.table)
    left_out = (
        f" Left out: {lost} of {n_fits} fits that lost a component: their likelihood has no bound."
        if lost
        else ""
    )
    return f"Lower is better: {'; '.join(each)}.{left_out}"


def _nats(value: float) -> str:
    """As the front end writes numbers: a true minus sign, thin spaces between thousands."""
    return f"{value:,.1f}".replace("-", "\u2212").replace(",", "\u2009")


def _percent(share: float) -> str:
    """A share in percent, never rounded to all or nothing."""
    if 0 < share < 0.01:
        return "less than 1%"
    if 0.99 < share < 1:
        return "more than 99%"
    return f"{share:.0%}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
