"""The requests of each front end so far, since they can arrive twice, late, or merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_CLIENTS = 32
"""The number of front ends that are remembered."""


@dataclass(frozen=True)
class Due:
    """The actions of a request that are to be done once, and have not been done yet."""

    times: Mapping[str, int] = field(default_factory=dict)
    """How often to do each of the actions that are counted, such as undo."""
    edits: tuple[Mapping[str, Any], ...] = ()
    back: int | None = None
    """The number of steps that could be undone when the front end last got a message. It has given
    up what was done since, so that this is undone. None: nothing is."""


@dataclass
class Clients:
    """The front ends of a widget, by the names that they choose."""

    actions: tuple[str, ...] = ("undo", "redo")
    """The fields of a request that count how often a front end has asked for an action."""
    heard: dict[str, int] = field(default_factory=dict)
    """The number of each one's newest request."""
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    """Each one's counts of actions at its last request that was applied, and its last edit."""

    def hears(self, client: str, n: Any) -> bool:
        """Note a request, and return whether it is newer than all before from this front end."""
        if not isinstance(n, int) or n <= self.heard.get(client, -1):
            return False
        self.heard.pop(client, None)
        self.heard[client] = n
        while len(self.heard) > MOST_CLIENTS:
            oldest = next(iter(self.heard))
            del self.heard[oldest]
            self.done.pop(oldest, None)
        return True

    def due(self, client: str, wish: Mapping[str, Any]) -> Due:
        """The actions of a request that have not been done yet."""
        done = self.done.get(client, {})
        edits = wish.get("edits")
        new = [
            edit
            for edit in (edits if isinstance(edits, list) else ())
            if isinstance(edit, Mapping) and _count(edit.get("id")) > done.get("edit", 0)
        ]
        ahead = {name: _count(wish.get(name)) - done.get(name, 0) for name in self.actions}
        return Due(
            {name: times for name, times in ahead.items() if times > 0},
            tuple(new),
            _count(wish["back"]) if wish.get("stop") is True and "back" in wish else None,
        )

    def did(self, client: str, wish: Mapping[str, Any]) -> None:
        """Note that all actions of a request have been done."""
        done, due = self.done.get(client, {}), self.due(client, wish)
        counts = {name: done.get(name, 0) + times for name, times in due.times.items()}
        last = max([done.get("edit", 0), *(int(edit["id"]) for edit in due.edits)])
        self.done[client] = {**done, **counts, "edit": last}


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
