// VS Code's outputs: its own bundle of widgets in a page with RequireJS, one page for all outputs.
// Others' widgets come from the kernel's nbextensions, as its setting for local scripts has it.
import { runCells, startKernel, WIDGET } from "./kernel.js";

const { requirejs } = window;
const outputs = document.querySelector("#container");

const scripts = {
  widgetsRegisteredInRequireJs: new Set(),
  async loadWidgetScript(name) {
    requirejs.config({ paths: { [name]: `/static/nbextensions/${name}/index` } });
    this.widgetsRegisteredInRequireJs.add(name);
  },
  successHandler() {},
  errorHandler(className, name, version, error) {
    throw new Error(`no ${className} of ${name} ${version}`, { cause: error });
  },
};

async function createManager(kernel) {
  // Not part of this page's own bundle: the file as VS Code has it.
  const bundle = "/static/vscode/dist/ipywidgets.js";
  const { activate } = await import(bundle);
  activate();
  window.vscIPyWidgets8.load();
  return new window.vscIPyWidgets.WidgetManager(kernel, outputs, scripts, () => {});
}

async function show(manager, { data }) {
  const node = outputs.appendChild(document.createElement("div"));
  node.className = "output";
  const model = await manager.get_model(data[WIDGET].model_id);
  const view = await manager.create_view(model, { el: node });
  await manager.display_view(data, view, { node });
}

window.notebook = {
  async run(cells, anew) {
    const kernel = await startKernel("python3", anew);
    const manager = await createManager(kernel);
    await runCells(kernel, cells, (output) => show(manager, output));
  },
  dark(on) {
    const kind = on ? "vscode-dark" : "vscode-light";
    document.body.className = kind;
    document.body.dataset.vscodeThemeKind = kind;
  },
};
