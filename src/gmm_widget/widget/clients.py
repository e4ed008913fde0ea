"""What each front end has asked for already: wishes come twice, and late, and merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

MOST_CLIENTS = 32
"""How many front ends are remembered."""


@dataclass(frozen=True)
class Seen:
    """Of one front end: how often it had asked for undo, redo and a record of its answer when it
    was last granted something, and the number of its last edit."""

    undo: int = 0
    redo: int = 0
    record: int = 0
    edit: int = 0


@dataclass(frozen=True)
class Due:
    """What of a wish is to be done once, and has not been done yet."""

    undo: int = 0
    redo: int = 0
    record: int = 0
    edits: tuple[Mapping[str, Any], ...] = ()
    back: int | None = None
    """How many steps could be undone when the front end last heard: what was done since, and it has
    given up, is to be taken back. None: nothing is."""


@dataclass
class Clients:
    """The front ends of a widget, by the names that they give themselves."""

    heard: dict[str, int] = field(default_factory=dict)
    """The number of each one's newest wish."""
    seen: dict[str, Seen] = field(default_factory=dict)

    def hears(self, client: str, n: Any) -> bool:
        """Whether a wish is newer than all of this front end's before; it is noted."""
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
        """The actions of a wish that are not done yet."""
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
        """Note that all actions of a wish are done."""
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
