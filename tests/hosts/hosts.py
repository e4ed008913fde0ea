"""All hosts by name; where they are real and where they are emulated, docs/hosts.md tells."""

from fast import Fast, Throttled
from stage import Host, only

HOSTS: dict[str, type[Host]] = {
    "fast": Fast,
    "throttled": Throttled,
}

__all__ = ["HOSTS", "only"]
