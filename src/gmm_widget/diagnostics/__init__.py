"""Diagnostics of a fit: collapses, flat data, the state of each component."""

from gmm_widget.diagnostics.collapse import anatomy, likelihood_by_width, narrowing, sentence
from gmm_widget.diagnostics.flatness import propped, spurious
from gmm_widget.diagnostics.narration import Sentence, agreement, narrate, sentences
from gmm_widget.diagnostics.states import (
    STATES,
    SURE,
    Component,
    component_states,
    components,
    undecided,
)

__all__ = [
    "STATES",
    "SURE",
    "Component",
    "Sentence",
    "agreement",
    "anatomy",
    "component_states",
    "components",
    "likelihood_by_width",
    "narrate",
    "narrowing",
    "propped",
    "sentence",
    "sentences",
    "spurious",
    "undecided",
]
