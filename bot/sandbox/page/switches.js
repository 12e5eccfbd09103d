/** The switches of the faults: one that stays pressed, one that acts, and a row of them. */

import { h } from "./dom.js";

export function toggle(label, pressed, title, onclick, more = {}) {
  return h("button", { type: "button", key: label, class: "toggle", "aria-pressed": String(pressed), title, onclick, ...more }, label);
}

export function press(label, title, onclick, more = {}) {
  return h("button", { type: "button", key: label, class: "toggle", title, onclick, ...more }, label);
}

export function group(name, ...buttons) {
  return h("div", { class: "fault", key: name, role: "group", "aria-label": name }, h("strong", {}, name), h("div", { class: "toggles" }, buttons));
}
