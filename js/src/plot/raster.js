// @ts-check
// The plot as a PNG, composed of its SVG, with styles written into it, and its canvas.

/** How many pixels of the picture stand for one on the screen. */
const RATIO = 2;
const MARGIN = 12;
const LINE = 22;
/** What the style sheet may say of a mark. */
const LOOKS = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"],
  ...["opacity", "display", "visibility", "paint-order"],
  ...["font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline"],
];

/**
 * A drawing that needs no style sheet. Looks become attributes, which every policy allows.
 * @param {Element} drawing
 * @param {number} width
 * @param {number} height
 */
export function freeze(drawing, width, height) {
  const copy = /** @type {Element} */ (drawing.cloneNode(true));
  const all = [copy, ...copy.querySelectorAll("*")];
  [drawing, ...drawing.querySelectorAll("*")].forEach((node, i) => {
    const look = getComputedStyle(node);
    all[i].removeAttribute("style");
    for (const name of LOOKS) {
      const value = look.getPropertyValue(name);
      if (value) all[i].setAttribute(name, value);
    }
  });
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  return new XMLSerializer().serializeToString(copy);
}

/**
 * @param {Element} layer
 * @param {number} width
 * @param {number} height
 * @returns {Promise<CanvasImageSource>}
 */
async function imageOf(layer, width, height) {
  if (layer instanceof HTMLCanvasElement) return layer;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(freeze(layer, width, height))}`;
  await image.decode();
  return image;
}

/**
 * Draw a layer where it lies, cut off where its style cuts it off.
 * @param {CanvasRenderingContext2D} context  in the pixels of the layers
 * @param {HTMLElement} layers
 * @param {Element} layer
 */
async function draw(context, layers, layer) {
  const [outer, box] = [layers.getBoundingClientRect(), layer.getBoundingClientRect()];
  if (!box.width || !box.height) return;
  const image = await imageOf(layer, box.width, box.height);
  const { clipPath, imageRendering } = getComputedStyle(layer);
  const [above = 0, right = 0, below = above, left = right] = insets(clipPath);
  const [x, y] = [box.left - outer.left, box.top - outer.top];
  context.save();
  context.beginPath();
  context.rect(0, 0, outer.width, outer.height);
  context.clip();
  context.beginPath();
  context.rect(x + left, y + above, box.width - left - right, box.height - above - below);
  context.clip();
  context.imageSmoothingEnabled = imageRendering !== "pixelated";
  context.drawImage(image, x, y, box.width, box.height);
  context.restore();
}

/** The lengths of "inset(6px 0px 20px)", as CSS orders them. @param {string} clipPath */
export const insets = (clipPath) =>
  (/^inset\(([^)]*)\)/.exec(clipPath)?.[1] ?? "").split(" ").filter(Boolean).map(Number.parseFloat);

/**
 * The plot as it is drawn now, with the names of its axes.
 * @param {HTMLElement} figure  the plot and what is above and below it
 * @returns {Promise<Blob>}
 */
export async function raster(figure) {
  const layers = /** @type {HTMLElement} */ (figure.querySelector(".layers"));
  const { clientWidth: width, clientHeight: height } = layers;
  const canvas = document.createElement("canvas");
  canvas.width = RATIO * (width + 2 * MARGIN);
  canvas.height = RATIO * (height + 2 * LINE);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(RATIO, RATIO);
  const root = getComputedStyle(/** @type {Element} */ (figure.closest(".gmm")));
  context.fillStyle = root.backgroundColor;
  context.fillRect(0, 0, width + 2 * MARGIN, height + 2 * LINE);
  context.translate(MARGIN, LINE);
  for (const layer of layers.children) await draw(context, layers, layer);
  context.fillStyle = root.color;
  context.font = `600 11px ${root.fontFamily}`;
  context.fillText(nameOf(figure, "y"), 0, -7);
  context.textAlign = "right";
  context.fillText(nameOf(figure, "x"), width, height + LINE - 8);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made"))));
  });
}

/**
 * The name of an axis, shown plainly or as a choice.
 * @param {HTMLElement} figure
 * @param {string} axis
 */
function nameOf(figure, axis) {
  const plain = /** @type {HTMLElement | null} */ (figure.querySelector(`.${axis}-name`));
  const choice = /** @type {HTMLSelectElement | null} */ (figure.querySelector(`.${axis}-axis`));
  return (choice?.hidden ? plain?.textContent : choice?.selectedOptions[0]?.textContent) ?? "";
}
