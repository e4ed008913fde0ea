// @ts-check
// The picture as a file.

export const SAVE = {
  label: "Save picture",
  title: "Download the plot as it is now, as a PNG",
  failed: "The picture cannot be saved here",
};
