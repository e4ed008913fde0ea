"""Captions of the landscape views, in sentences for first-year students.

Each says what was found, what else there is to know, and what to do next.
"""

from __future__ import annotations

import math
from dataclasses import replace

from gmm_widget.diagnostics import Sentence
from gmm_widget.em import Criterion
from gmm_widget.landscape.basin_map import Basins
from gmm_widget.landscape.random_starts import Restarts
from gmm_widget.landscape.selection import Selection
from gmm_widget.words import joined, say, together

NAMES: dict[Criterion, str] = {"bic": "BIC", "aic": "AIC", "icl": "ICL"}
REFERENCE = say("These fits use the reference steps, not your functions.")
SELDOM = 0.01
"""The best of several starts seldom misses the best optimum: at most in this share of cases."""


def so_far(sentence: Sentence, share: float) -> Sentence:
    """Mark a caption as an interim result, and leave its body to the final one."""
    lead = say(
        "So far, after {share} of the work: {said}", share=_percent(share), said=sentence.lead
    )
    return replace(sentence, lead=lead, body="")


def basins(found: Basins, component: int, here: int | None) -> Sentence:
    """Compose the caption of a map of basins.

    Parameters
    ----------
    found : Basins
    component : int
        Which mean was moved, from 0.
    here : int or None
        The optimum that the start itself leads to; None if it loses a component.

    Returns
    -------
    Sentence
    """
    k, n_optima = component + 1, len(found.optima)
    act = say("Hover to preview a path, click to start there.")
    if n_optima == 0:
        lost = say(
            "Wherever mean {k} starts on this map, a component is lost: it collapses or empties.",
            k=k,
        )
        return Sentence(lost, "", act)
    best = _nats(found.log_likelihoods[0])
    lost = say("From {share} of it a component is lost.", share=_percent(found.lost))
    return Sentence(
        _reached(found, k, best),
        together(lost if found.lost else "", _present(found, here)),
        act,
    )


def _reached(found: Basins, k: int, best: str) -> str:
    n_optima = len(found.optima)
    if n_optima > 1:
        return say(
            "From {share} of this map EM takes mean {k} to the best of {n} optima, {best}.",
            share=_percent(found.shares[0]),
            k=k,
            n=n_optima,
            best=best,
        )
    if found.lost:
        return say("From this map EM reaches one optimum, {best}.", best=best)
    return say(
        "Wherever mean {k} starts on this map, EM reaches the same optimum, {best}.",
        k=k,
        best=best,
    )


def _present(found: Basins, here: int | None) -> str:
    if here is None:
        return say("The current start loses a component.")
    if here > 0:
        gap = found.log_likelihoods[0] - found.log_likelihoods[here]
        return say(
            "The current start leads to optimum {number}, {gap} lower.",
            number=here + 1,
            gap=_nats(gap),
        )
    return say("The current start leads to the best optimum.") if len(found.optima) > 1 else ""


def restarts(found: Restarts, here: int | None = None, *, stopped: bool = False) -> Sentence:
    """Compose the caption of many random starts.

    Parameters
    ----------
    found : Restarts
    here : int or None
        The optimum that the current start leads to; None if it is none of them.
    stopped : bool
        Whether the current fit stopped before its optimum.

    Returns
    -------
    Sentence
    """
    n, n_optima = found.n_init, len(found.mixtures)
    if n_optima == 0:
        return Sentence(
            say("All {n} random starts lost a component: it collapsed or emptied.", n=n), ""
        )
    act = say("Hover to preview one, click to load it.")
    if n_optima == 1 and not found.n_lost:
        return Sentence(say("All {n} random starts led to the same optimum.", n=n), "", act)
    needed = math.ceil(math.log(SELDOM) / math.log(found.miss)) if found.miss < 1 else 0
    best, reached = _nats(found.log_likelihoods[0]), int(found.counts[0])
    return Sentence(
        say(
            "{reached} of {n} random starts led to one optimum, {best}.",
            reached=reached,
            n=n,
            best=best,
        )
        if n_optima == 1
        else say(
            "{reached} of {n} random starts led to the best of {optima} optima, {best}.",
            reached=reached,
            n=n,
            optima=n_optima,
            best=best,
        ),
        together(
            say("{n} of them lost a component.", n=found.n_lost) if found.n_lost else "",
            say(
                "The best of {needed} starts misses it less than once in a hundred times.",
                needed=needed,
            )
            if needed > 1
            else "",
            say("The current fit stopped on its way to optimum {number}.", number=here + 1)
            if stopped and here is not None
            else "",
        ),
        act,
    )


def selection(found: Selection) -> Sentence:
    """Compose the caption of a model selection: what the criteria prefer."""
    chosen: dict[str, list[str]] = {}
    for criterion, name in NAMES.items():
        row = found.table[found.winner(criterion)]
        chosen.setdefault(_model(row.n_components, row.covariance_type), []).append(name)
    each = [_preferred(who, what) for what, who in chosen.items()]
    lost = sum(row.n_lost for row in found.table)
    n_fits = sum(row.n_fits for row in found.table)
    return Sentence(
        say("Components preferred by {each}.", each=joined(each, "; ")),
        together(
            say("{lost} of {n} fits lost a component and are left out.", lost=lost, n=n_fits)
            if lost
            else "",
            *found.notes,
        ),
        say("Hover to preview one, click to load it."),
    )


def _model(n_components: int, covariance_type: str) -> str:
    return say("{n} ({type})", n=n_components, type=covariance_type)


def _preferred(who: list[str], what: str) -> str:
    names = who[0] if len(who) == 1 else say("{a} and {b}", a=", ".join(who[:-1]), b=who[-1])
    return say("{who}: {what}", who=names, what=what)


def _nats(value: float) -> str:
    """Format a number as the front end does: a true minus sign, thin spaces between thousands."""
    return f"{value:,.1f}".replace("-", "\u2212").replace(",", "\u2009")


def _percent(share: float) -> str:
    """Format a share in percent, never rounded to all or nothing."""
    if 0 < share < 0.01:
        return say("less than 1%")
    if 0.99 < share < 1:
        return say("more than 99%")
    return say("{n}%", n=f"{share:.0%}"[:-1])
