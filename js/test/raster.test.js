// The parts of saving a picture that need no pixels; tests/browser/test_export.py has the pixels.
import { afterEach, expect, test, vi } from "vitest";
import { freeze, insets } from "../src/plot/raster.js";
import { createSave } from "../src/plot/savepng.js";
import { SAVE } from "../src/words/save.js";

afterEach(() => document.body.replaceChildren());

test.each([
  ["none", []],
  ["inset(6px 0px 20px)", [6, 0, 20]],
  ["inset(1.5px)", [1.5]],
])("%s cuts off", (clipPath, wanted) => {
  expect(insets(clipPath)).toEqual(wanted);
});

test("a frozen drawing carries its looks as attributes, and no style", () => {
  document.body.innerHTML =
    '<svg viewBox="0 0 9 9"><circle class="a" r="2" style="fill: rgb(1, 2, 3); opacity: 0.5"/></svg>';
  const drawing = document.querySelector("svg");
  const text = freeze(drawing, 90, 45);
  const copy = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  const circle = copy.querySelector("circle");
  expect(copy.getAttribute("width")).toBe("90");
  expect(copy.getAttribute("viewBox")).toBe("0 0 9 9");
  expect(circle.getAttribute("fill")).toBe("rgb(1, 2, 3)");
  expect(circle.getAttribute("opacity")).toBe("0.5");
  expect(text).not.toContain("style=");
  expect(drawing.querySelector("circle").hasAttribute("fill")).toBe(false);
});

test("a picture that cannot be made is said on the button", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const button = createSave({ figure: document.createElement("div"), name: () => "a.png" });
  button.click();
  await vi.waitFor(() => expect(button.textContent).toBe(SAVE.failed), { timeout: 60_000 });
  expect(warned).toHaveBeenCalledTimes(1);
});
