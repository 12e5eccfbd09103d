/** Who one is, what time it is, whether the bot is there, and the light. */

import { h } from "./dom.js";
import { avatar, clockTime, day, icon } from "./parts.js";

const THEME = "deskhand-theme";

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The theme of the last visit, before anything is drawn. */
export function rememberTheme() {
  const theme = localStorage.getItem(THEME);
  if (theme) document.documentElement.dataset.theme = theme;
}

function toggle(app) {
  const theme = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(THEME, theme);
  app.set({});
}

function switcher(app) {
  const people = app.state.people.filter((each) => !each.is_bot);
  const pick = (person) =>
    h(
      "button",
      {
        type: "button",
        role: "radio",
        key: person.id,
        class: "actor",
        "aria-checked": String(person.id === app.ui.as),
        title: `${person.real_name}${person.title ? ` · ${person.title}` : ""}`,
        onclick: () => app.actAs(person.id),
        onkeydown: arrows,
      },
      avatar(person),
      h("span", { class: "who" }, h("span", {}, person.real_name.split(" ")[0]), h("small", {}, person.title ?? "")),
    );
  return h(
    "div",
    { class: "switcher" },
    h("span", { class: "note", id: "act-as" }, "Act as"),
    h("div", { role: "radiogroup", "aria-labelledby": "act-as", class: "actors" }, people.map(pick)),
  );
}

/** Left and right move within a group of radios, as everywhere. */
function arrows(event) {
  const step = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[event.key];
  const next = step && event.currentTarget[step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}

function bot(app) {
  const { connected, mode } = app.state.bot;
  const state = app.lost ? "Sandbox stopped" : connected ? "Bot connected" : "Bot not connected";
  return h(
    "span",
    { class: `status ${connected && !app.lost ? "good" : "bad"}`, role: "status", title: mode ? `${mode} mode` : null },
    state,
  );
}

/** By how much the clock was moved, in the largest unit that fits. */
function moved(seconds) {
  const [unit, size] = [["d", 86_400], ["h", 3600], ["min", 60]].find(([, each]) => seconds >= each) ?? ["s", 1];
  return `+${Math.round((seconds / size) * 10) / 10} ${unit}`;
}

export function topbar(app) {
  const { clock, ahead } = app.state;
  return h(
    "header",
    { class: "topbar" },
    h("div", { class: "brand" }, icon("hand"), h("span", {}, h("strong", {}, "Deskhand"), " sandbox")),
    switcher(app),
    h(
      "div",
      { class: "right" },
      bot(app),
      h("time", { class: "clock", title: "The sandbox's clock" }, h("strong", {}, clockTime(clock)), h("span", {}, day(clock), ahead ? h("b", {}, ` ${moved(ahead)}`) : null)),
      h(
        "button",
        { type: "button", class: "plain", "aria-label": dark() ? "Light theme" : "Dark theme", onclick: () => toggle(app) },
        icon(dark() ? "sun" : "moon"),
      ),
    ),
  );
}
