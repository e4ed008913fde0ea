// @ts-check
// What a notebook's page shows while Python starts: which file is being loaded, how much of all of them
// is here, and then what Python is doing. The kernel's worker reports the bytes: see python.mjs.

const own = /** @type {HTMLScriptElement} */ (document.currentScript);
/** The files that Python is started from. @type {Map<string, {size: number, here: number}>} */
const files = new Map(
  Object.entries(JSON.parse(own.dataset.files ?? "{}")).map(([name, size]) => [name, { size, here: 0 }]),
);
const all = sum(({ size }) => size);

const line = document.createElement("p");
const bar = document.createElement("progress");
const box = document.createElement("div");
box.id = "gmm-start";
box.setAttribute("role", "status");
box.append(line, bar);
bar.max = all;
bar.setAttribute("aria-label", "Python: loaded");

const style = document.createElement("style");
style.textContent = `
  #gmm-start { position: fixed; z-index: 1001; right: 16px; bottom: 16px; max-width: 22rem; padding: 10px 14px;
    border: 1px solid #767676; border-radius: 6px; background: #fff; color: #1b1b1b;
    font: 13px/1.4 system-ui, sans-serif; }
  #gmm-start p { margin: 0 0 6px; }
  #gmm-start progress { width: 100%; }
  .jp-mod-dark #gmm-start, [data-jp-theme-light="false"] #gmm-start { background: #222; color: #eee; }`;

const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
const packageOf = (/** @type {string} */ path) =>
  /** @type {string} */ (path.split("/").pop()).replace(/-\d.*$/, "");

/** @param {(file: {size: number, here: number}) => number} what */
function sum(what) {
  return [...files.values()].map(what).reduce((total, one) => total + one, 0);
}

/** @param {string} text */
function say(text) {
  if (line.textContent !== text) line.textContent = text;
}

/** @param {string} name  of the file that has last grown */
function showLoaded(name) {
  const loaded = sum(({ here }) => here);
  bar.value = loaded;
  if (loaded < all) {
    say(`Loading Python: ${megabytes(loaded)} of ${megabytes(all)} MB (${packageOf(name)})`);
  } else {
    bar.removeAttribute("value");
    say("Python is loaded, and starts.");
  }
}

new BroadcastChannel("gmm-start").addEventListener("message", ({ data: { name, bytes } }) => {
  const file = files.get(name);
  if (!file) return;
  file.here = Math.min(file.size, file.here + bytes);
  showLoaded(name);
});

/** The notebook's kernel, once the app has one. */
function kernel() {
  const app = /** @type {any} */ (window).jupyterapp;
  return app?.shell?.currentWidget?.context?.sessionContext?.session?.kernel;
}

/** Wait until Python has answered. */
function watch() {
  const status = kernel()?.status;
  if (status === "idle" || status === "busy") box.remove();
  else if (status === "dead") say("Python could not be started. Reload the page to try again.");
  else setTimeout(watch, 100);
}

document.addEventListener("DOMContentLoaded", () => {
  document.head.append(style);
  document.body.append(box);
  bar.removeAttribute("value");
  say("The notebook opens; then Python is loaded.");
  watch();
});
