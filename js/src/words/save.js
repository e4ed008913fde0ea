// @ts-check
// The picture as a file.
import { say } from "./say.js";

export const SAVE = {
  label: say("Save picture"),
  title: say("Download the plot as it is now, as a PNG"),
  failed: say("The picture cannot be saved here"),
};
