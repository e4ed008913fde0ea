"""What really travels between a page and Python, noted on the page, in any host."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, Page

LISTEN = r"""() => {
    if (window.traffic) return;
    window.traffic = [];
    const named = (trait) =>
        new RegExp(trait + '\\W{1,9}client\\W{1,9}(\\w+)\\W{1,9}n\\W{1,6}(\\d+)', 'g');
    const KINDS = {
        wish: named('_request'), answer: named('_answered'), heard: named('_progress'),
    };
    const now = () => performance.timeOrigin + performance.now();
    const decoder = new TextDecoder('latin1');
    const text = (data) => {
        if (typeof data === 'string') return data;
        if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return decoder.decode(data);
        return '';
    };
    const note = (kind, data) => {
        for (const [, client, n] of text(data).matchAll(KINDS[kind])) {
            window.traffic.push({ kind, client, n: Number(n), at: now() });
        }
    };
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...where) {
            super(...where);
            this.addEventListener('message', ({ data }) => {
                note('heard', data);
                note('answer', data);
            });
        }
        send(data) {
            note('wish', data);
            super.send(data);
        }
    };
    const bodies = new WeakMap();
    window.Request = class extends Request {
        constructor(what, options) {
            super(what, options);
            bodies.set(this, options?.body ?? bodies.get(what));
        }
    };
    const { fetch } = window;
    window.fetch = (what, options) => {
        note('wish', options?.body ?? bodies.get(what));
        return fetch.call(window, what, options);
    };
}"""
"""A page that opened its socket, or that sends by `fetch`: both are heard."""

ALL_ANSWERED = """() => {
    const last = { wish: new Map(), answer: new Map() };
    for (const { kind, client, n } of window.traffic) last[kind]?.set(client, n);
    return [...last.wish].every(([client, n]) => last.answer.get(client) >= n);
}"""
AGAIN = 1000
"""Milliseconds. The gate waits for twice that before it asks again; a host may hold a wish back."""


@dataclass(frozen=True)
class Message:
    """A wish that left the page, or what came back of it: that Python works on it ("heard"), or
    the answer. `at` is in milliseconds."""

    kind: str
    client: str
    n: int
    at: float


def listen(page: Page) -> None:
    """Note everything from here on, on every page that is opened next."""
    page.add_init_script(f"({LISTEN})()")


def heard(page: Page | Frame, *, client: str | None = None) -> list[Message]:
    """All that travelled since the page was opened or `forget` was called, oldest first."""
    found: list[dict[str, Any]] = page.evaluate("() => window.traffic")
    messages = [Message(**each) for each in found]
    return [each for each in messages if client in (None, each.client)]


def forget(page: Page | Frame) -> None:
    page.evaluate("() => { window.traffic.length = 0; }")


def waits(messages: list[Message]) -> list[float]:
    """How long each wish waited for its answer, or for the answer to a later one, in ms."""
    answers = [each for each in messages if each.kind == "answer"]
    found = []
    for wish in messages:
        if wish.kind == "wish":
            own = (each.at for each in answers if each.client == wish.client and each.n >= wish.n)
            found.append(next(own) - wish.at)
    return found


def too_early(messages: list[Message]) -> list[Message]:
    """The wishes that broke the gate's promise (kernel/gate.js): one of each front end under way.

    A wish may leave when the one under way was answered, or heard of. Before that it may only ask
    for the same again, under a new number, when no answer has come for two seconds; the answer to
    the first asking is enough. So two may be on their way at once, and their answers come in any
    order: on a busy machine that is no fault.
    """
    found = []
    under_way: dict[str, int] = {}
    left: dict[str, float] = {}
    for each in messages:
        first = under_way.get(each.client)
        if each.kind != "wish":
            if first is not None and each.n >= first:
                del under_way[each.client]
            continue
        if first is None:
            under_way[each.client] = each.n
        elif each.at - left[each.client] < AGAIN:
            found.append(each)
        left[each.client] = each.at
    return found


def wait_until_answered(page: Page | Frame) -> None:
    """Wait until Python has answered the last wish of every front end that is heard here."""
    page.wait_for_function(ALL_ANSWERED)
