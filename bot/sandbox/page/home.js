/** The app's own place: its Home tab, and the direct messages with it. */

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { surface } from "./surface.js";

/** The tabs that the app has; without a word from the sandbox, the messages alone. */
export function appTabs(app) {
  const { home_tab_enabled: home = app.state.home !== null && app.state.home !== undefined, messages_tab_enabled: messages = true } = app.state.app ?? {};
  return [home && ["home", "Home"], (messages || app.botRoom) && ["messages", "Messages"]].filter(Boolean);
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
  const around = view && surface(app, { place: `home-${view.id}`, where: { home: true }, version: view.hash ?? "" });
  return h(
    "div",
    { class: "home", id: "app-body", key: "home", role: "tabpanel", "aria-labelledby": "app-tab-home", tabindex: 0 },
    view ? h("div", { class: "content" }, blocks(view.blocks, around)) : h("p", { class: "welcome" }, `${app.bot.real_name} has not drawn this tab for you yet.`),
  );
}
