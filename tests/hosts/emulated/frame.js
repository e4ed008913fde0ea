// One output's frame: the environment that Colab gives to a custom widget manager, over a port.
const output = document.querySelector("#output");

/** A queue that is read as an async iterator. */
function createMessages() {
  const waiting = [];
  let wake = () => {};
  return {
    push(message) {
      waiting.push(message);
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (waiting.length) yield waiting.shift();
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function createEnvironment(port) {
  const asked = new Map();
  const comms = new Map();
  const ask = (question, rest) =>
    new Promise((resolve) => {
      asked.set(asked.size, resolve);
      port.postMessage({ question, n: asked.size - 1, ...rest });
    });

  port.onmessage = ({ data: { n, answer, message } }) => {
    if (message) comms.get(message.id)?.push(message);
    else asked.get(n)(answer);
  };

  return {
    async getModelState(id) {
      const messages = createMessages();
      comms.set(id, messages);
      const state = await ask("state", { id });
      if (!state) return undefined;
      const plain = (data) => JSON.parse(JSON.stringify(data));
      return {
        modelName: state._model_name,
        modelModule: state._model_module,
        modelModuleVersion: state._model_module_version,
        state,
        comm: {
          messages,
          send: (data, { buffers } = {}) => ask("send", { id, data: plain(data), buffers }),
          close() {},
        },
      };
    },
  };
}

function dress(theme) {
  document.documentElement.setAttribute("theme", theme);
}

window.addEventListener("message", async ({ data, ports: [port] }) => {
  dress(data.theme);
  if (!port) return;
  const { createWidgetManager } = await import(data.manager);
  await createWidgetManager(createEnvironment(port)).render(data.id, output);
});

new ResizeObserver(() => {
  window.parent.postMessage({ height: Math.ceil(output.getBoundingClientRect().height) }, "*");
}).observe(output);
