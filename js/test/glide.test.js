import { expect, test, vi } from "vitest";
import { glideEllipse, shorterWay } from "../src/dom/transitions.js";

test("an ellipse turns the shorter way: from 88 to -88 degrees is a step of 4", () => {
  expect(shorterWay(88, -88)).toBe(-92);
  expect(shorterWay(-88, 88)).toBe(92);
  expect(shorterWay(10, 40)).toBe(10);
});

test("only the eye is led: the document keeps the new frame", () => {
  const group = document.createElement("div");
  group.append(document.createElement("i"), document.createElement("i"));
  const before = group.outerHTML;
  const seen = vi.fn();
  for (const node of [group, ...group.children]) node.animate = seen;
  const pose = { x: 1, y: 2, rx: 3, ry: 4, turn: 88 };
  glideEllipse(group, pose, { ...pose, turn: -88 });
  expect(group.outerHTML).toBe(before);
  expect(seen.mock.calls[0][0]).toEqual([
    { transform: "translate(1px, 2px) rotate(-92deg)" },
    { transform: "translate(1px, 2px) rotate(-88deg)" },
  ]);
  expect(seen.mock.calls[1][0][0]).toEqual({ rx: "6px", ry: "8px" });
});
