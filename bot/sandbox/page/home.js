/** The app's own place: its Home tab, and the direct messages with it. */

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { surface } from "./surface.js";

/** The tabs that the app has: a Home tab as its manifest says, messages where any were exchanged. */
export function appTabs(app) {
  const { home_tab_enabled: home, messages_tab_enabled: messages } = app.state.app;
  return [(home || app.state.home) && ["home", "Home"], (messages || app.botRoom) && ["messages", "Messages"]].filter(Boolean);
}

function walk(app, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const tabs = appTabs(app).map(([name]) => name);
  app.openApp(tabs.at((tabs.indexOf(app.appTab) + step) % tabs.length), { wanted: ".app-tabs [aria-selected=true]" });
}

export function tabs(app) {
  const one = ([name, title]) => {
    const chosen = app.appTab === name;
    return h(
      "button",
      { type: "button", role: "tab", key: name, id: `app-tab-${name}`, "aria-selected": String(chosen), "aria-controls": "app-body", tabindex: chosen ? 0 : -1, onclick: () => app.openApp(name) },
      title,
    );
  };
  return h("div", { class: "app-tabs", role: "tablist", "aria-label": app.bot.real_name, onkeydown: (event) => walk(app, event) }, appTabs(app).map(one));
}

/** Draw the Home tab, as the app has published it for this person. */
export function home(app) {
  const view = app.state.home;
  const around = view && surface(app, { place: `home-${view.id}`, where: { at_home: true }, version: view.hash });
  return h(
    "div",
    { class: "home", id: "app-body", key: "home", role: "tabpanel", "aria-labelledby": "app-tab-home", tabindex: 0 },
    view ? h("div", { class: "content" }, blocks(view.blocks, around)) : h("p", { class: "welcome" }, `${app.bot.real_name} has not drawn this tab for you yet.`),
  );
}
