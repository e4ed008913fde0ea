import { afterEach, expect, test, vi } from "vitest";
import { hostScheme, watchHost } from "../src/dom/theme.js";

const { body, documentElement: root } = document;
const NAMES = ["data-jp-theme-light", "data-vscode-theme-kind", "class", "theme", "data-theme"];

/** What matchMedia finds. @param {boolean} matches */
const media = (matches) => /** @type {MediaQueryList} */ ({ matches });

afterEach(() => {
  for (const name of NAMES) {
    body.removeAttribute(name);
    root.removeAttribute(name);
  }
});

test.each([
  ["JupyterLab light", body, "data-jp-theme-light", "true", "light"],
  ["JupyterLab dark", body, "data-jp-theme-light", "false", "dark"],
  ["VS Code light", body, "data-vscode-theme-kind", "vscode-light", "light"],
  ["VS Code dark", body, "data-vscode-theme-kind", "vscode-dark", "dark"],
  ["VS Code high contrast", body, "data-vscode-theme-kind", "vscode-high-contrast", "dark"],
  ["VS Code light contrast", body, "data-vscode-theme-kind", "vscode-high-contrast-light", "light"],
  ["marimo dark", body, "class", "app dark", "dark"],
  ["marimo dark on html", root, "class", "dark", "dark"],
  ["Colab dark", root, "theme", "dark", "dark"],
  ["Colab light", root, "theme", "light", "light"],
])("%s", (_, node, name, value, scheme) => {
  vi.spyOn(window, "matchMedia").mockReturnValue(media(scheme === "light"));
  node.setAttribute(name, value);
  expect(hostScheme(document)).toBe(scheme);
});

test.each([true, false])("elsewhere the system decides: dark %s", (matches) => {
  vi.spyOn(window, "matchMedia").mockReturnValue(media(matches));
  expect(hostScheme(document)).toBe(matches ? "dark" : "light");
});

test("a change of the host is noticed until one stops watching", async () => {
  const seen = vi.fn();
  const stop = watchHost(document, seen);
  body.setAttribute("data-jp-theme-light", "false");
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(1), { timeout: 60_000 });
  stop();
  body.setAttribute("data-jp-theme-light", "true");
  await new Promise((done) => setTimeout(done, 0));
  expect(seen).toHaveBeenCalledTimes(1);
});
