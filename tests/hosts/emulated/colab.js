// Colab's page: it holds the kernel and every model's state; each output is drawn in a frame of its
// own, from another origin, by the manager that the output's metadata names.
import { runCells, startKernel, WIDGET } from "./kernel.js";

/** @type {Map<string, {comm: object, state: object, ports: Set<MessagePort>}>} */
const models = new Map();
const frames = new Set();

const bytes = (buffer) =>
  ArrayBuffer.isView(buffer)
    ? buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength)
    : buffer.slice(0);

/** Put what travelled beside a state into its places. */
function fill(state, paths = [], buffers = []) {
  paths.forEach((path, i) => {
    const keys = [...path];
    const last = keys.pop();
    const place = keys.reduce((object, key) => object[key], state);
    place[last] = new DataView(bytes(buffers[i]));
  });
  return state;
}

/** The kernel made a model: keep its state, and pass on what is said to it. */
function opened(comm, { content, buffers }) {
  const state = fill(content.data.state, content.data.buffer_paths, buffers);
  const model = { comm, state, ports: new Set() };
  models.set(comm.commId, model);
  comm.onMsg = (message) => {
    const { data } = message.content;
    const sent = { id: comm.commId, data, buffers: (message.buffers ?? []).map(bytes) };
    for (const port of model.ports) port.postMessage({ message: sent });
    if (data.method !== "update") return;
    Object.assign(state, fill(structuredClone(data.state), data.buffer_paths, message.buffers));
  };
}

/** What a frame may ask for: a model's state, and that a message goes to the kernel. */
const answers = {
  state(port, { id }) {
    const model = models.get(id);
    if (!model) return undefined;
    model.ports.add(port);
    return { ...model.state };
  },
  /** Answered as soon as it is on its way, not when the kernel has dealt with it. */
  send(_port, { id, data, buffers }) {
    models.get(id).comm.send(data, undefined, buffers);
  },
};

function show({ data, metadata }) {
  const manager = metadata?.[WIDGET]?.colab?.custom_widget_manager?.url;
  if (!manager) throw new Error("the output names no custom widget manager");
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.className = "output";
  const other = new URL("/static/frame.html", location.href);
  other.hostname = "localhost";
  frame.src = other.href;
  frame.onload = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data: { question, n, ...rest } }) => {
      port1.postMessage({ n, answer: answers[question](port1, rest) });
    };
    const start = { manager, id: data[WIDGET].model_id, theme: theme() };
    frame.contentWindow.postMessage(start, other.origin, [port2]);
    frames.add(frame);
  };
}

const theme = () => document.documentElement.getAttribute("theme");

/** A frame is as high as what it shows. */
window.addEventListener("message", ({ data, source }) => {
  for (const frame of frames) {
    if (frame.contentWindow === source && data.height) frame.style.height = `${data.height}px`;
  }
});

window.notebook = {
  async run(cells, anew) {
    const kernel = await startKernel("colab", anew);
    kernel.registerCommTarget("jupyter.widget", opened);
    await runCells(kernel, cells, show);
  },
  dark(on) {
    document.documentElement.setAttribute("theme", on ? "dark" : "light");
    for (const frame of frames) frame.contentWindow.postMessage({ theme: theme() }, "*");
  },
};
