// @ts-check
// A saved page: the same store and the same view as in a notebook, over a model that has no Python.
import { createStore } from "../state/index.js";
import { createView } from "../view.js";
import { VIEWS } from "../views/index.js";
import { SAVED } from "../words/index.js";
import { createFoot } from "./foot.js";
import { createModel, read } from "./model.js";
import { createPlayer } from "./player.js";
import "./page.css";

/** Show what is saved in a page. @param {Document} page */
function open(page) {
  const saved = read(page.getElementById("saved")?.textContent ?? "");
  const player = createPlayer(createStore(createModel(saved)), {
    answers: saved.answers,
    refusal: SAVED.how(saved.install),
  });
  const main = page.createElement("main");
  page.body.append(main, createFoot(page));
  const kinds = VIEWS.filter(({ name, hasData }) => !hasData || name === saved.state.view);
  createView(main, player, kinds);
}

try {
  open(document);
} catch (error) {
  document.body.append(`${SAVED.broken} (${error})`);
}
