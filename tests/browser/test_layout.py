"""Wide and narrow, light and dark: nothing sticks out, nothing is tiny, nothing jumps."""

import pytest
from bench import FAITHFUL
from widget_page import View

STICKS_OUT = """(root) => {
    const edge = root.getBoundingClientRect();
    const out = [];
    const hidden = (node) => node.closest('.sr, .inspector, .handle, [hidden]');
    for (const node of root.querySelectorAll('*')) {
        const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim());
        if (!own || hidden(node)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        const frame = (node.closest('.side, .bar, .head, .figure') ?? root).getBoundingClientRect();
        if (!box.width) continue;
        if (box.right > frame.right + 6 || box.left < frame.left - 14) out.push(node.textContent);
    }
    if (root.scrollWidth > root.clientWidth) out.push(`${root.scrollWidth} > ${root.clientWidth}`);
    if (edge.width > root.parentElement.clientWidth + 1) out.push('wider than its place');
    return out;
}"""
TINY = """(root) => [...root.querySelectorAll('*')]
    .filter((node) => [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
    .filter((node) => parseFloat(getComputedStyle(node).fontSize) < 11)
    .map((node) => node.textContent)"""
SMALL_TARGETS = """(root) => [...root.querySelectorAll('button, .handle, input.timeline')]
    .filter((node) => !node.closest('[hidden]'))
    .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([name]) => name)"""
OVERLAPS = """(root) => {
    const found = [];
    for (const family of ['.axis text', '.time text', '.above > *', '.below > *', '.bar button']) {
        const nodes = [...root.querySelectorAll(family)].filter((node) => !node.hidden);
        const boxes = nodes.map((node) => node.getBoundingClientRect());
        for (let i = 0; i < nodes.length; i++) for (let j = i + 1; j < nodes.length; j++) {
            const [a, b] = [boxes[i], boxes[j]];
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide <= 1 || high <= 3) continue;
            found.push(`${nodes[i].textContent} | ${nodes[j].textContent}`);
        }
    }
    return found;
}"""
FAINT = """(root) => {
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
            const c = value / 255;
            return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$|transparent/.test(colour)) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const faint = [];
    for (const node of root.querySelectorAll('p, p *, th, td, td *, button, .label, span')) {
        const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim());
        if (!own || node.closest('[aria-disabled=true], .sr, [hidden]')) continue;
        const [a, b] = [luminance(getComputedStyle(node).color), luminance(ground(node))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const badge = node.classList.contains('badge');
        if (contrast < (badge ? 3 : 4.5)) faint.push(`${node.textContent}: ${contrast.toFixed(2)}`);
    }
    return faint;
}"""
MIDDLE = """(root) => {
    const origin = root.getBoundingClientRect();
    return ['.plot', '.bar', 'table'].map((name) => {
        const { left, top } = root.querySelector(name).getBoundingClientRect();
        return [Math.round(left - origin.left), Math.round(top - origin.top)];
    });
}"""

FIT = {
    "two": FAITHFUL,
    "ten": "w = GMMWidget(datasets.blobs(), n_components=10)",
    "collapse": "w = GMMWidget(datasets.few(), seeds="
    "starts.random_points(datasets.few(), 4, random_state=0).means)",
    "far from zero": "w = GMMWidget(datasets.few().values * 1e5 + 3e8, n_components=2)",
    "minute": "w = GMMWidget(datasets.few().values * 1e-7 - 1e-6, n_components=2)",
}


def shown(bench, name: str, width: int, theme: str) -> View:
    size = f"w.theme = {theme!r}; w.layout.width = '{width}px'"
    return bench.show(f"{FIT[name]}\n{size}")


@pytest.mark.parametrize("name", FIT)
@pytest.mark.parametrize("width", [900, 420])
def test_nothing_sticks_out_overlaps_or_is_tiny(bench, name, width):
    view = shown(bench, name, width, "light")
    for cursor in {0, 3, view.last - 1, view.last} & set(range(view.last + 1)):
        view.scrub(cursor)
        assert view.root.evaluate(STICKS_OUT) == [], cursor
        assert view.root.evaluate(TINY) == []
        assert view.root.evaluate(OVERLAPS) == [], cursor
        assert view.root.evaluate(SMALL_TARGETS) == []
        assert not view.bad_words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_dark_enough_on_its_ground(bench, theme):
    view = shown(bench, "collapse", 900, theme)
    for cursor in (0, 3, view.last):
        view.scrub(cursor)
        assert view.root.evaluate(FAINT) == []


@pytest.mark.parametrize("width", [900, 420])
def test_nothing_jumps_from_step_to_step(bench, width):
    view = shown(bench, "two", width, "light")
    places = {}
    for cursor in range(view.last + 1):
        view.scrub(cursor)
        places[cursor] = view.root.evaluate(MIDDLE)
    assert places == dict.fromkeys(places, places[0])


UNDER_A_HANDLE = "([x, y]) => !!document.elementFromPoint(x, y)?.closest('.handle')"


@pytest.mark.parametrize("width", [900, 420])
def test_the_card_holds_its_words_and_stays_in_the_plot(bench, width):
    view = shown(bench, "ten", width, "light")
    view.scrub(3)
    spots = [view.spot(point) for point in bench.ask("w.points[::9]")]
    free = [spot for spot in spots if not view.page.evaluate(UNDER_A_HANDLE, list(spot))]
    assert len(free) > 5
    for spot in free[:16]:
        view.page.mouse.move(*spot)
        view.find(".note .rule").wait_for(
            state="attached"
        )  # with the formula it is as large as it gets
        card = view.find(".note .card").bounding_box()
        plot = view.find(".plot").bounding_box()
        assert card["x"] >= plot["x"] - 1
        assert card["x"] + card["width"] <= plot["x"] + plot["width"] + 1
        assert card["y"] + card["height"] <= plot["y"] + plot["height"] + 1
        for text in view.find(".note text").all():
            box = text.bounding_box()
            assert box["x"] >= card["x"] + 4
            assert box["x"] + box["width"] <= card["x"] + card["width"] - 4, text.text_content()


def test_a_resized_widget_is_drawn_anew(bench):
    view = bench.show(FAITHFUL + "\nw.layout.width = '900px'")
    wide = view.find(".plot").bounding_box()["width"]
    bench.run("w.layout.width = '420px'")
    view.page.wait_for_function(
        "(wide) => document.querySelector('.gmm .back').viewBox.baseVal.width < wide - 100",
        arg=wide,
    )
    assert view.root.evaluate(STICKS_OUT) == []
    view.drag(0, (60, -60)).settled().at(0)
    scale, _ = view.scale()
    assert abs(view.means - bench.ask("w.seeds")).max() < 0.03 / min(abs(scale))
