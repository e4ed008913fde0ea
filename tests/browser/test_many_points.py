"""Many points: a canvas instead of circles, and a film that holds no responsibilities."""

import numpy as np
from playwright.sync_api import expect
from widget_page import same

MANY = """
random = np.random.default_rng(1)
centres = random.uniform(0, 60, (8, 2))
points = np.concatenate([centre + random.normal(0, 4, (2_500, 2)) for centre in centres])
w = GMMWidget(points, n_components=8)
"""
PIXELS = """(root) => {
    const canvas = root.querySelector('canvas.points');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    let painted = 0;
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] < 200) continue;
        painted += 1;
        sum = (sum * 31 + data[i] * 65536 + data[i + 1] * 256 + data[i + 2]) % 1000000007;
        colours.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
    }
    return { painted, colours: colours.size, sum };
}"""


def test_a_film_without_responsibilities_still_colours_every_point(bench):
    view = bench.show(MANY)
    assert view.find("canvas.points").count() == 1
    assert view.find(".points circle").count() == 0
    grey = view.root.evaluate(PIXELS)
    assert grey["painted"] > 10_000
    assert grey["colours"] < 40
    plot = view.find(".plot").bounding_box()
    for layer in view.find(".layers > *").all():
        box = layer.bounding_box()
        assert same([box["x"], box["width"]], [plot["x"], plot["width"]], within=1)
        assert abs(box["height"] - plot["height"]) < 2
    seen: dict[int, dict[str, int]] = {}
    for cursor in (1, 3, 9):
        view.scrub(cursor).settled()
        view.page.wait_for_function(
            f"(before) => ({PIXELS})(document.querySelector('.gmm')).sum !== before",
            arg=seen[max(seen)]["sum"] if seen else grey["sum"],
        )
        seen[cursor] = view.root.evaluate(PIXELS)
        assert seen[cursor]["colours"] > 100
    view.scrub(3).settled()
    view.page.wait_for_function(
        f"(wanted) => ({PIXELS})(document.querySelector('.gmm')).sum === wanted",
        arg=seen[3]["sum"],
    )
    view.scrub(view.last - 2)
    view.press("play")
    view.at(view.last).settled()
    view.drag(0, (60, -40)).settled().at(0)
    assert bench.ask("w.cursor") == 0
    assert not view.bad_words


HUGE = """
random = np.random.default_rng(1)
centres = random.uniform(0, 60, (8, 2))
points = np.concatenate([centre + random.normal(0, 4, (25_000, 2)) for centre in centres])
w = GMMWidget(points, n_components=8)
sent = []
send = w.comm.send
def counting(*arguments, buffers=None, **options):
    sent.append(sum(memoryview(buffer).nbytes for buffer in buffers or []))
    return send(*arguments, buffers=buffers, **options)
w.comm.send = counting
"""
N, LITTLE = 200_000, 20_000


def repainted(view, before):
    """The canvas, once it has other colours than before."""
    view.page.wait_for_function(
        f"(before) => ({PIXELS})(document.querySelector('.gmm')).sum !== before",
        arg=before["sum"],
    )
    view.settled()
    return view.root.evaluate(PIXELS)


def test_200_000_points_are_scrubbed_and_dragged_for_two_bytes_a_point(bench):
    view = bench.show(HUGE)
    shown = view.root.evaluate(PIXELS)
    assert shown["colours"] < 40, "greys: the darker, the more points"
    bench.run("sent.clear()")
    seen: dict[int, dict[str, int]] = {}
    for cursor in (5, 9, 5):
        view.scrub(cursor)
        assert view.cursor == cursor, "the mixture does not wait for the colours"
        shown = repainted(view, shown)
        assert shown["colours"] > 100
        assert seen.setdefault(cursor, shown) == shown
    sizes = [size for size in bench.ask("sent") if size > LITTLE]
    assert len(sizes) == 3
    assert all(2 * N <= size <= 2 * N + LITTLE for size in sizes)
    assert bench.ask("w.responsibilities.shape") == [N, 8]
    bench.run("sent.clear()")
    with view.held(0, (80, -50)):
        repainted(view, shown)
        sizes = [size for size in bench.ask("sent") if size > LITTLE]
        assert sizes
        assert max(sizes) <= 2 * N + LITTLE
    view.settled().at(0)
    assert not view.bad_words


def test_hover_finds_a_point_among_many(bench):
    view = bench.show(MANY + "w.cursor = 1").at(1)
    view.settled()
    box = view.find(".plot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    card = view.find(".note .card")
    for step in range(40):
        view.page.mouse.move(x - 200 + 10 * step, y - 100 + 5 * step)
        if card.count():
            break
    row = int(view.find("input.inspector").get_attribute("aria-valuetext").split()[1].rstrip(":"))
    shares = np.array(bench.ask(f"w.responsibilities[{row}]"))
    shown = [float(text.rstrip("%")) for text in view.find(".note .n").all_text_contents()]
    # Of many components the card has those that have a share worth telling.
    assert same(shown, 100 * shares[shares >= 0.005], within=0.51)


def test_two_thousand_points_are_circles(bench):
    view = bench.show("w = GMMWidget(np.random.default_rng(1).normal(size=(2000, 2)))")
    expect(view.find(".points circle")).to_have_count(2000)
    view.step().at(1).settled()
    assert len(set(view.fills)) > 50
