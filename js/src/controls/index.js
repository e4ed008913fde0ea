// @ts-check
// The bar below the plot, the options and the switch of views.
export { createControls } from "./bar.js";
export { createBeside } from "./comparison.js";
export { createWorkBar } from "./progressbar.js";
export { createSwitch } from "./viewswitch.js";
