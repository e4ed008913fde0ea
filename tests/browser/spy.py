"""A second front end beside the widget's own, which may look at the model and write to it.

Its page has the `traffic` of that model."""

import json

SPY = """
import anywidget, traitlets
class Spy(anywidget.AnyWidget):
    _esm = '''
    export default { async render({ model, el }) {
        const watched = await model.widget_manager.get_model(model.get('target'));
        const numbers = (packed) => {
            const { buffer, byteOffset, byteLength } = packed.data;
            const copy = buffer.slice(byteOffset, byteOffset + byteLength);
            return [...new Float64Array(copy)];
        };
        window.spied = watched;
        window.seen = [];
        window.traffic = [];
        const KINDS = { wish: '_request', heard: '_progress', answer: '_answered' };
        for (const [kind, name] of Object.entries(KINDS)) watched.on(`change:${name}`, () => {
            const { client, n } = watched.get(name) ?? {};
            if (client) window.traffic.push({ kind, client, n, at: performance.now() });
        });
        const names = ['cursor', 'iteration', 'phase', 'log_likelihood', 'means', 'seeds',
            'weights', 'responsibilities', 'covariances', 'n_components', 'status', 'message',
            '_film'];
        for (const name of names) watched.on(`change:${name}`, () => window.seen.push({
            because: name,
            seeds: numbers(watched.get('seeds')),
            means: numbers(watched.get('means')),
            K: watched.get('n_components'),
            cursor: watched.get('cursor'),
            iteration: watched.get('iteration'),
            phase: watched.get('phase'),
            log_likelihood: watched.get('log_likelihood'),
        }));
        el.className = 'spy-ready';
        el.textContent = 'spying';
    } };
    '''
    target = traitlets.Unicode().tag(sync=True)
display(Spy(target=w.model_id))
"""


def write(page, **values):
    """Write to the model as a foreign front end would, all in one message."""
    page.evaluate(
        f"""() => {{
            const values = {json.dumps(values)};
            for (const [name, value] of Object.entries(values)) window.spied.set(name, value);
            window.spied.save_changes();
        }}"""
    )
