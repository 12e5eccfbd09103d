/** The page: draws the state whenever it changed. */

import { App } from "./app.js";
import { jumpcloud, okta } from "./directories.js";
import { h, patch } from "./dom.js";
import { faults } from "./faults.js";
import { keys, movingFocus } from "./focus.js";
import { laptops } from "./laptops.js";
import { icon } from "./parts.js";
import { slack } from "./slack.js";
import { rememberTheme, topbar } from "./topbar.js";
import { traffic } from "./traffic.js";

const TABS = [
  ["traffic", "Traffic", traffic],
  ["faults", "Faults", faults],
];
const NEAR = 40; // pixels from its foot within which a list counts as being read there

function tab(app, [name, title]) {
  const active = (app.state.faults.length || 0) + (app.state.scim.refusing ? 1 : 0);
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      key: name,
      id: `tab-${name}`,
      "aria-selected": String(app.ui.tab === name),
      "aria-controls": "tab-body",
      onclick: () => app.set({ tab: name }),
    },
    title,
    name === "faults" && active ? h("span", { class: "badge" }, String(active)) : null,
  );
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
      h("div", { class: "world", role: "region", "aria-label": "Directories and laptops" }, okta(app), jumpcloud(app), laptops(app), tabs(app)),
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
