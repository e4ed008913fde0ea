// @ts-check
// Light or dark: the host's theme, observed for changes.

/** @typedef {"light" | "dark"} Scheme */

const QUERY = "(prefers-color-scheme: dark)";
const ATTRIBUTES = [
  "class",
  "theme",
  "data-theme",
  "data-jp-theme-light",
  "data-vscode-theme-kind",
];

/** @param {Document} page @returns {Scheme} */
export function hostScheme(page) {
  const { body, documentElement: root } = page;
  const jupyter = body?.getAttribute("data-jp-theme-light");
  if (jupyter) return jupyter === "false" ? "dark" : "light";
  const code = body?.getAttribute("data-vscode-theme-kind");
  if (code) return code === "vscode-dark" || code === "vscode-high-contrast" ? "dark" : "light";
  for (const node of [body, root]) {
    if (node?.classList.contains("dark")) return "dark";
    if (node?.classList.contains("light")) return "light";
  }
  const named = root.getAttribute("theme") ?? root.getAttribute("data-theme");
  if (named === "dark" || named === "light") return named;
  return page.defaultView?.matchMedia?.(QUERY).matches ? "dark" : "light";
}

/** @param {Document} page @param {() => void} onChange @returns {() => void} stop watching */
export function watchHost(page, onChange) {
  const observer = new MutationObserver(onChange);
  for (const node of [page.documentElement, page.body]) {
    if (node) observer.observe(node, { attributes: true, attributeFilter: ATTRIBUTES });
  }
  const media = page.defaultView?.matchMedia?.(QUERY);
  media?.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    media?.removeEventListener("change", onChange);
  };
}
