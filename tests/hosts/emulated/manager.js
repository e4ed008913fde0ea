// A widget manager of the kind that Colab loads into every output's frame, on Jupyter's own classes.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";

const { requirejs, define } = window;

/** Colab's channel to a model, in the words that Jupyter's models use. */
function createComm(id, channel) {
  return {
    comm_id: id,
    target_name: "jupyter.widget",
    open: () => "",
    close: () => "",
    on_close() {},
    on_msg(hear) {
      (async () => {
        for await (const { data, buffers } of channel.messages) {
          hear({ content: { comm_id: id, data }, buffers });
        }
      })();
    },
    send(data, callbacks, _metadata, buffers) {
      channel.send(data, { buffers }).then(() => {
        callbacks?.iopub?.status?.({ content: { execution_state: "idle" } });
      });
      return "";
    },
  };
}

class Manager extends ManagerBase {
  constructor(environment) {
    super();
    this.environment = environment;
    this.made = new Map();
  }

  get_model(id) {
    if (!this.made.has(id)) this.made.set(id, this.make(id));
    return this.made.get(id);
  }

  async make(id) {
    const found = await this.environment.getModelState(id);
    if (!found) throw new Error(`no model ${id}`);
    const names = {
      model_id: id,
      model_name: found.modelName,
      model_module: found.modelModule,
      model_module_version: found.modelModuleVersion,
    };
    return this.new_model({ ...names, comm: createComm(id, found.comm) }, found.state);
  }

  async loadClass(name, module) {
    requirejs.config({ paths: { anywidget: "/static/nbextensions/anywidget/index" } });
    const loaded = await new Promise((found, failed) => requirejs([module], found, failed));
    return loaded[name];
  }

  async render(id, place) {
    const view = await this.create_view(await this.get_model(id));
    Widget.attach(view.luminoWidget, place);
  }

  async _create_comm() {
    throw new Error("a front end that opens a comm is not emulated");
  }

  async _get_comm_info() {
    return {};
  }
}

define("@jupyter-widgets/base", [], () => base);

export const createWidgetManager = (environment) => new Manager(environment);
