/** Emoji below a message, and the picker for more of them. */

import { h, patch, widget } from "./dom.js";
import { SHORTCODES, emoji } from "./emoji.js";
import { place } from "./menu.js";
import { icon } from "./parts.js";

const FIRST = [
  "+1", "-1", "white_check_mark", "x", "eyes", "tada", "raised_hands", "heart", "joy", "thinking_face", "rocket", "pray",
  "wave", "clap", "fire", "100", "hourglass_flowing_sand", "lock", "unlock", "warning", "question", "bulb", "computer", "key",
];
const MOST = 48;
const COLUMNS = 8; // as in rich.css

function whose(app, users) {
  return users.map((id) => (id === app.ui.as ? "you" : app.person(id).real_name)).join(", ");
}

/** The chips below a message; a press adds one's own or takes it away. */
export function reactions(app, message, room) {
  if (!message.reactions?.length) return null;
  const chip = ({ name, users = [], count = users.length }) => {
    const mine = users.includes(app.ui.as);
    return h(
      "button",
      {
        type: "button",
        key: name,
        class: "reaction",
        "aria-pressed": String(mine),
        "aria-label": `${name}, ${count}: ${whose(app, users)}`,
        title: `${whose(app, users)} reacted with :${name}:`,
        onclick: () => app.react(room, message, name),
      },
      h("span", { "aria-hidden": "true" }, emoji(name)),
      String(count),
    );
  };
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, message.reactions.map(chip));
}

let pickers = 0;

class Picker {
  constructor(props) {
    this.grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
    this.search = h("input", { type: "text", "aria-label": "Find an emoji", placeholder: "Find an emoji", oninput: () => this.draw() });
    this.popup = h(
      "div",
      {
        class: "picker-box",
        id: `picker-${++pickers}`,
        popover: "manual",
        role: "dialog",
        "aria-label": "Add a reaction",
        onkeydown: (event) => this.key(event),
        onfocusout: (event) => this.left(event),
      },
      this.search,
      this.grid,
    );
    this.button = h(
      "button",
      { type: "button", class: "tool", "aria-label": "Add a reaction", title: "Add a reaction", "aria-haspopup": "dialog", "aria-controls": this.popup.id, onclick: () => this.toggle() },
      icon("smile"),
    );
    this.node = h("span", { class: "menu-button" }, this.button, this.popup);
    this.update(props);
  }

  update(props) {
    this.props = props;
    this.button.tabIndex = props.tabindex ?? 0;
  }

  get opened() {
    return this.popup.matches(":popover-open");
  }

  toggle() {
    if (this.opened) return this.close();
    this.search.value = "";
    this.draw();
    this.popup.showPopover();
    place(this.button, this.popup, { end: true });
    this.search.focus();
  }

  close(back = true) {
    if (!this.opened) return;
    if (back) this.button.focus();
    this.popup.hidePopover();
  }

  left({ relatedTarget: to }) {
    if (to !== this.button && !this.popup.contains(to)) this.close(false);
  }

  draw() {
    const text = this.search.value.trim().toLowerCase();
    const found = text ? SHORTCODES.filter((each) => each.includes(text)) : [...new Set([...FIRST, ...SHORTCODES])];
    const one = (name) =>
      h("button", { type: "button", key: name, "aria-label": name, title: `:${name}:`, onclick: () => this.pick(name) }, emoji(name));
    patch(this.grid, found.length ? found.slice(0, MOST).map(one) : [h("p", { class: "note" }, "No emoji is called that")]);
  }

  pick(name) {
    this.close();
    this.props.pick(name);
  }

  key(event) {
    const all = [...this.grid.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && at < 0) all[0]?.click();
    else if (step && (at >= 0 || event.key === "ArrowDown")) (all[at + step] ?? (step < 0 ? this.search : all.at(-1)))?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A button that opens a picker; `pick(name)` hears what was chosen. */
export function picker(key, props) {
  const create = (first) => {
    const made = new Picker(first);
    return { node: made.node, update: (next) => made.update(next) };
  };
  return widget("picker", key, create, props);
}
