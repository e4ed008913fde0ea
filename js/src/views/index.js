// @ts-check
// The views of a fit, in the order of the switch. To add one, write views/<name>.js, or
// views/<name>/index.js (its sentences in words/<name>.js, its style in css/<name>.css, imported by
// css/index.css), and list it in VIEWS.
//
// A view draws; Python computes. The data that it needs beside the film are `now.viewData`, which Python
// sends while the trait `view` names this view: a header and arrays (see kernel/viewdata.js). It is null
// until they arrive, and a heavy one comes in improving versions, `viewData.share` of the work done.
// The axes, the points, the means with their handles, the bar and the story exist already, in the same
// place in every view except one that has a frame; a view adds layers and a panel, and declares in its
// Look what differs.

import { density } from "./density/index.js";
import { em } from "./em.js";
import { kmeans } from "./kmeans/index.js";
import { basins, components, restarts } from "./landscape/index.js";

/** @import { Component, Film, Geometry, Held, Mark, Range, Sentence, Shown, Snapshot, Steps, Store } from "../types.js" */

/**
 * @typedef {object} ViewKind
 * @property {string} name  the value of the trait `view`
 * @property {string} label  on the switch
 * @property {string} [about]  of a view of many fits: what it is for. These are behind one name
 * @property {boolean} hasData  whether it draws view data from Python, and is on its way without them
 * @property {(tools: Tools) => View} create  called when it is chosen
 */

/**
 * @typedef {object} Tools
 * @property {Store} store  to ask for things: goTo, hold and drop, setComponents,
 *   setComponent, setOption, setView
 * @property {() => void} redraw  after the view's own state has changed
 * @property {HTMLElement} plot  for listeners of its own; destroy removes them
 */

/**
 * @typedef {object} View  from when it is chosen until another is, or the widget goes
 * @property {HTMLElement[]} panel  what stands beside the plot, below it where it is narrow
 * @property {SVGElement} [under]  a <g> in the plot's pixels, under its grid and points
 * @property {HTMLElement} [ground]  of class "ground": below all, in the same pixels
 * @property {SVGElement} [over]  a <g> over the points, under the means
 * @property {HTMLElement} [legend]  above the plot, instead of the usual one
 * @property {(now: Snapshot) => [Range, Range] | null} [frame]  all that the plot is to show: of a map, what it maps
 * @property {(drawing: Drawing) => Look} update  draw; called for every change of what is shown
 * @property {(at: [number, number] | null) => void} [point]  a place under the pointer, or none
 * @property {(x: number, y: number) => boolean} [tap]  on the plot beside means; true when it was taken
 * @property {() => void} destroy
 */

/**
 * @typedef {object} Drawing
 * @property {Snapshot} now
 * @property {Film} film
 * @property {Geometry} geometry  of the plot: the same in every view that has no frame of its own
 * @property {string[]} colours  one a component
 * @property {"light" | "dark"} scheme
 * @property {[number, number]} digits  decimals that a coordinate on each axis deserves
 * @property {number} panelWidth
 * @property {number[][]} [beside]  the log-likelihoods of the fits that it is compared with, one an iteration
 */

/**
 * @typedef {object} Look  how this view differs from the plain plot of a fit; {} when it does not
 * @property {string} [title]
 * @property {Sentence} [sentence]  what is narrated
 * @property {boolean} [passing]  the sentence will soon be another: it is not announced
 * @property {Sentence} [moving]  what is, while a mean is held
 * @property {Held} [handles]  what the means are called here
 * @property {Steps} [steps]  what the two steps are called
 * @property {string} [summary]  what a screen reader hears for the plot
 * @property {Component[]} [mixture]  shown, and dragged, instead of the film's
 * @property {number[][]} [seeds]  its means in all columns: where a fit starts once one is dragged
 * @property {Shown} [shares]  what colours the points, instead of responsibilities
 * @property {number | null} [only]  the component that alone colours them
 * @property {readonly Mark[]} [without]  what of the plain plot is not drawn
 */

/** @type {readonly ViewKind[]} */
export const VIEWS = [em, kmeans, density, basins, restarts, components];
