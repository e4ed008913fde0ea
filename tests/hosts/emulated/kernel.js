// A real kernel for a page: Jupyter's own client, over the server's WebSocket.
import { KernelManager, ServerConnection } from "@jupyterlab/services";

export const WIDGET = "application/vnd.jupyter.widget-view+json";

/** The kernel that runs, or a new one where `anew`, which ends any other. */
export async function startKernel(name, anew) {
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: `${location.origin}/`,
    wsUrl: `${location.origin.replace("http", "ws")}/`,
  });
  const kernels = new KernelManager({ serverSettings });
  await kernels.ready;
  if (anew) await kernels.shutdownAll();
  const [running] = kernels.running();
  return running ? kernels.connectTo({ model: running }) : kernels.startNew({ name });
}

/** Run cells one after another; `show` gets each output that is a widget: {data, metadata}. */
export async function runCells(kernel, cells, show) {
  for (const code of cells) {
    const future = kernel.requestExecute({ code });
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === "error") throw new Error(content.traceback.join("\n"));
      if (content.data?.[WIDGET]) show(content);
    };
    await future.done;
  }
}
