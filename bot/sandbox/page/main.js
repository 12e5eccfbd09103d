/** The page: draws the state whenever it changed. */

import { App } from "./app.js";
import { h, patch } from "./dom.js";
import { faults, trouble } from "./faults.js";
import { keys, movingFocus } from "./focus.js";
import { laptops } from "./laptops.js";
import { icon } from "./parts.js";
import { people } from "./people.js";
import { slack } from "./slack.js";
import { rememberTheme, topbar } from "./topbar.js";
import { traffic } from "./traffic.js";

const TABS = [
  ["traffic", "Traffic", traffic],
  ["faults", "Faults", faults],
];
const NEAR = 40; // pixels from its foot within which a list counts as being read there

function tab(app, [name, title]) {
  const active = trouble(app);
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      key: name,
      id: `tab-${name}`,
      "aria-selected": String(app.ui.tab === name),
      "aria-controls": "tab-body",
      tabindex: app.ui.tab === name ? 0 : -1,
      onclick: () => app.set({ tab: name }),
      onkeydown: (event) => beside(app, event),
    },
    title,
    name === "faults" && active ? h("span", { class: "badge" }, String(active)) : null,
  );
}

/** Left and right move between tabs, as everywhere. */
function beside(app, event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const names = TABS.map(([name]) => name);
  const next = names[(names.indexOf(app.ui.tab) + step + names.length) % names.length];
  app.set({ tab: next });
  document.getElementById(`tab-${next}`).focus();
}

function tabs(app) {
  const [name, , draw] = TABS.find(([each]) => each === app.ui.tab);
  return h(
    "section",
    { class: "panel tabs" },
    h("div", { role: "tablist", "aria-label": "Traffic and faults" }, TABS.map((each) => tab(app, each))),
    h("div", { class: "tab-body", id: "tab-body", role: "tabpanel", key: name, tabindex: 0, "aria-labelledby": `tab-${name}` }, draw(app)),
  );
}

/** Which panel somebody reads closely, and so has the room. */
function reading(app) {
  const below = app.ui.tab === "faults" || app.ui.exchange;
  if (app.state.chosen) return below ? "both" : "person";
  return below ? "tab" : null;
}

function told(app) {
  if (!app.ui.told) return null;
  return h(
    "div",
    { class: "toast", role: "alert" },
    icon("alert"),
    h("span", {}, app.ui.told),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => app.set({ told: null }) }, icon("close")),
  );
}

function page(app) {
  if (!app.state) return h("p", { class: "welcome" }, "The sandbox does not answer yet.");
  return [
    topbar(app),
    h(
      "div",
      { class: "columns" },
      slack(app),
      h("div", { class: "world", "data-reading": reading(app), role: "region", "aria-label": "People, laptops and trouble" }, people(app), laptops(app), tabs(app)),
    ),
    told(app),
  ];
}

/** Lists that are read at their foot follow what is new; a list that is new starts there. */
function keepingFeet(draw) {
  const above = new Set(
    [...document.querySelectorAll(".log")].filter((each) => each.scrollHeight - each.scrollTop - each.clientHeight > NEAR),
  );
  draw();
  for (const each of document.querySelectorAll(".log")) {
    if (!above.has(each)) each.scrollTop = each.scrollHeight;
  }
}

rememberTheme();
const memory = {};
const root = document.getElementById("page");
const app = new App((each) => keepingFeet(() => movingFocus(each, () => patch(root, [page(each)]), memory)));
document.addEventListener("keydown", keys(app));
app.start();
