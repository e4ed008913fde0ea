"""The requests of each front end so far, since they can arrive twice, late, or merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

MOST_CLIENTS = 32
"""The number of front ends that are remembered."""


@dataclass(frozen=True)
class Seen:
    """The state of one front end at its last request that was applied.

    These are its counts of undo, redo and recordings, and the number of its last edit.
    """

    undo: int = 0
    redo: int = 0
    record: int = 0
    edit: int = 0


@dataclass(frozen=True)
class Due:
    """The actions of a request that are to be done once, and have not been done yet."""

    undo: int = 0
    redo: int = 0
    record: int = 0
    edits: tuple[Mapping[str, Any], ...] = ()
    back: int | None = None
    """The number of steps that could be undone when the front end last got a message. It has given
    up what was done since, so that this is undone. None: nothing is."""


@dataclass
class Clients:
    """The front ends of a widget, by the names that they choose."""

    heard: dict[str, int] = field(default_factory=dict)
    """The number of each one's newest request."""
    seen: dict[str, Seen] = field(default_factory=dict)

    def hears(self, client: str, n: Any) -> bool:
        """Note a request, and return whether it is newer than all before from this front end."""
        if not isinstance(n, int) or n <= self.heard.get(client, -1):
            return False
        self.heard.pop(client, None)
        self.heard[client] = n
        while len(self.heard) > MOST_CLIENTS:
            oldest = next(iter(self.heard))
            del self.heard[oldest]
            self.seen.pop(oldest, None)
        return True

    def due(self, client: str, wish: Mapping[str, Any]) -> Due:
        """The actions of a request that have not been done yet."""
        seen = self.seen.get(client, Seen())
        edits = wish.get("edits")
        new = [
            edit
            for edit in (edits if isinstance(edits, list) else ())
            if isinstance(edit, Mapping) and _count(edit.get("id")) > seen.edit
        ]
        return Due(
            max(_count(wish.get("undo")) - seen.undo, 0),
            max(_count(wish.get("redo")) - seen.redo, 0),
            max(_count(wish.get("record")) - seen.record, 0),
            tuple(new),
            _count(wish["back"]) if wish.get("stop") is True and "back" in wish else None,
        )

    def did(self, client: str, wish: Mapping[str, Any]) -> None:
        """Note that all actions of a request have been done."""
        seen, due = self.seen.get(client, Seen()), self.due(client, wish)
        self.seen[client] = replace(
            seen,
            undo=seen.undo + due.undo,
            redo=seen.redo + due.redo,
            record=seen.record + due.record,
            edit=max([seen.edit, *(int(edit["id"]) for edit in due.edits)]),
        )


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
