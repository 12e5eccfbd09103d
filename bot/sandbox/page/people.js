/** The people of both directories: found, compared, and one of them described from both sides. */

import { h } from "./dom.js";
import { icon, panel, pill } from "./parts.js";
import { details } from "./person.js";

const TYPED = 180; // milliseconds without a key, after which people are looked for

let typing = null;

function finder(app) {
  const look = (event) => {
    const find = event.target.value;
    clearTimeout(typing);
    typing = setTimeout(() => {
      app.set({ find });
      app.refresh();
    }, TYPED);
  };
  return h("input", { type: "search", class: "find", placeholder: "Find a person", "aria-label": "Find a person", oninput: look, autocomplete: "off", spellcheck: "false" });
}

async function choose(app, key) {
  app.set({ chosen: app.ui.chosen === key ? null : key });
  await app.refresh();
  const opened = document.querySelector(".people > .open");
  // Not scrollIntoView, which would move the whole page as well.
  if (opened) opened.parentElement.scrollTop = opened.offsetTop;
}

function said(state, directory) {
  return state ? pill(state) : h("span", { class: "pill none", title: `Not in ${directory}` }, "—");
}

function row(app, each) {
  const open = app.ui.chosen === each.key;
  const described = app.state.chosen?.key === each.key ? app.state.chosen : null;
  const odd = each.disagreement;
  return h(
    "li",
    { key: each.key, class: open ? "open" : null },
    h(
      "button",
      { type: "button", class: "person", "aria-expanded": String(open), onclick: () => choose(app, each.key), title: odd || null },
      h("span", { class: "names" }, h("strong", {}, each.name, each.asked ? h("span", { class: "asked" }, "push") : null), h("small", {}, each.login)),
      h("span", { class: "odd" }, odd ? [icon("alert"), h("span", { class: "visually-hidden" }, odd)] : null),
      h("span", { class: "in-okta" }, said(each.status, "Okta")),
      h("span", { class: "in-jumpcloud" }, said(each.state, "JumpCloud")),
    ),
    open && described ? details(app, described) : null,
  );
}

export function people(app) {
  const { directory, okta, jumpcloud } = app.state;
  const none = app.ui.find ? `Nobody is called “${app.ui.find}”.` : "Nobody is here.";
  const odd = directory.filter((each) => each.disagreement).length;
  const note = odd ? `the directories disagree on ${odd}` : "";
  return panel(
    "directory",
    "People",
    [h("span", {}, note), finder(app)],
    h(
      "div",
      { class: "heads", "aria-hidden": "true" },
      h("span", {}, directory.length < Math.max(okta.count, jumpcloud.count) ? `${directory.length} shown` : ""),
      h("span", { class: "okta" }, `Okta · ${okta.count.toLocaleString("en-GB")}`),
      h("span", { class: "jumpcloud" }, `JumpCloud · ${jumpcloud.count.toLocaleString("en-GB")}`),
    ),
    directory.length
      ? h("ul", { class: "people", tabindex: -1, "aria-label": "People" }, directory.map((each) => row(app, each)))
      : h("p", { class: "none" }, none),
  );
}
