// @ts-check
// Elements, their widths, transitions and colour schemes, and the host's keys.
export { button, createDisclosure, icon, isRefused, refuse } from "./buttons.js";
export { createChanges, remember } from "./changes.js";
export { html, keep, put, px, set, svg, write } from "./elements.js";
export { isNotebooks, markKeys } from "./hostkeys.js";
export { createChoice } from "./radios.js";
export { createScheme } from "./scheme.js";
export { watchOverflow } from "./scroll.js";
export { createStory, say } from "./textlines.js";
export { GLIDE, glideEllipse, glideFrom, glideLayout } from "./transitions.js";
export { createWidths } from "./widths.js";
