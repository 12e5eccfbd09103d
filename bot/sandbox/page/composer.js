/** The box one types into; a list offers what fits the word that is typed. */

import { completions, offered } from "./completions.js";
import { h, patch, widget } from "./dom.js";
import { menu } from "./menu.js";
import { icon } from "./parts.js";

const TALLEST = 160; // pixels

class Composer {
  constructor(props) {
    this.props = props;
    this.texts = {}; // what is half typed, by room
    this.active = 0;
    this.area = h("textarea", {
      rows: 1,
      spellcheck: "false",
      "aria-autocomplete": "list",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.list(false),
      onfocus: () => this.list(),
    });
    this.options = h("ul", { class: "completions", role: "listbox", "aria-label": "Suggestions", id: `completions-${props.id}`, hidden: true });
    this.options.addEventListener("mousedown", (event) => event.preventDefault());
    this.button = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
    this.tools = h("span", { class: "composer-tools" });
    this.node = h("form", { class: "composer", onsubmit: (event) => this.send(event) }, this.options, this.tools, this.area, this.button);
    this.area.setAttribute("aria-controls", this.options.id);
    this.update(props);
  }

  update(props) {
    if (props.room !== this.props.room) {
      this.area.value = this.texts[props.room] ?? "";
      this.active = 0;
      this.grow();
    }
    this.props = props;
    this.area.placeholder = props.placeholder;
    this.area.setAttribute("aria-label", props.placeholder);
    this.button.disabled = !this.area.value.trim();
    patch(this.tools, this.shortcuts());
    this.list();
  }

  /** The lightning: what the app can be asked for from anywhere. */
  shortcuts() {
    const items = (this.props.context.state.shortcuts ?? [])
      .filter((each) => each.type === "global")
      .map((each) => ({ key: each.callback_id, text: each.name, note: each.description, act: () => this.props.context.shortcut(each) }));
    if (!items.length || this.props.plain) return [];
    return [menu("shortcuts", { label: "Shortcuts", hint: "Shortcuts", face: icon("zap"), class: "plain", items })];
  }

  typed() {
    this.texts[this.props.room] = this.area.value;
    this.active = 0;
    this.button.disabled = !this.area.value.trim();
    this.grow();
    this.list();
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, TALLEST)}px`;
  }

  get found() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = completions(before, this.props.context);
    // A thread knows no commands.
    return this.props.plain && found.word.startsWith("/") ? { ...found, items: [] } : found;
  }

  list(wanted = document.activeElement === this.area) {
    const { items } = wanted ? this.found : { items: [] };
    this.options.hidden = !items.length;
    patch(this.options, offered(items, { id: this.options.id, active: this.active, choose: (each) => this.complete(each) }));
    this.area.setAttribute("aria-activedescendant", items.length ? `${this.options.id}-${this.active}` : "");
    this.options.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  complete({ insert, run }) {
    const { from, word } = this.found;
    const { value } = this.area;
    const text = run ? "" : `${insert} `;
    this.area.value = value.slice(0, from) + text + value.slice(from + word.length).replace(/^ /, "");
    this.area.setSelectionRange(from + text.length, from + text.length);
    this.typed();
    if (run) run();
    else this.area.focus();
  }

  key(event) {
    const { items, word } = this.found;
    const chosen = this.options.hidden ? undefined : items[this.active];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (chosen && move) {
      event.preventDefault();
      this.active = (this.active + move + items.length) % items.length;
      this.list();
    } else if (chosen && (event.key === "Tab" || (event.key === "Enter" && chosen.insert !== word))) {
      event.preventDefault();
      this.complete(chosen);
    } else if (event.key === "Escape" && chosen) {
      event.stopPropagation();
      this.list(false);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.node.requestSubmit();
    }
  }

  send(event) {
    event.preventDefault();
    const text = this.area.value.trim();
    if (!text) return;
    this.area.value = "";
    this.typed();
    this.props.send(text);
  }
}

/**
 * Draw a composer.
 *
 * `props`: `room` (whose half-typed text it holds), `placeholder`, `context` (see completions.js),
 * `plain` (no commands and shortcuts, as in threads), `send(text)`.
 */
export function composer(id, props) {
  const create = (first) => {
    const made = new Composer({ id, ...first });
    return { node: made.node, update: (next) => made.update({ id, ...next }) };
  };
  return widget("composer", id, create, props);
}
