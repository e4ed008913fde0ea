// What the kernel's worker imports in Pyodide's place: Pyodide itself, after a `fetch` that tells the
// page how much of each file has arrived. start.js shows it.
const channel = new BroadcastChannel("gmm-start");
const fetched = self.fetch;

self.fetch = async (resource, options) => {
  const response = await fetched(resource, options);
  const { pathname } = new URL(resource.url ?? resource, self.location.href);
  const name = pathname.split("/").pop();
  if (!response.ok || !response.body || !/\.(wasm|zip|whl)$/.test(name)) return response;
  const counted = new TransformStream({
    transform(part, out) {
      channel.postMessage({ name, bytes: part.byteLength });
      out.enqueue(part);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
};

export * from "./pyodide.mjs";
