/** The box one types into; a `/` lists the bot's commands. */

import { h, patch, widget } from "./dom.js";
import { icon } from "./parts.js";

class Composer {
  constructor(props) {
    this.props = props;
    this.texts = {}; // what is half typed, by room
    this.active = 0;
    this.area = h("textarea", {
      rows: 1,
      spellcheck: "false",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.list(false),
      onfocus: () => this.list(),
    });
    this.matches = h("ul", { class: "commands", role: "listbox", id: `commands-${props.id}` });
    this.matches.addEventListener("mousedown", (event) => event.preventDefault());
    this.sendButton = h(
      "button",
      { type: "submit", class: "send", "aria-label": "Send" },
      icon("send"),
    );
    this.node = h(
      "form",
      { class: "composer", onsubmit: (event) => this.send(event) },
      this.matches,
      this.area,
      this.sendButton,
    );
    this.area.setAttribute("aria-controls", this.matches.id);
    this.update(props);
  }

  update(props) {
    if (props.room !== this.props.room) {
      this.area.value = this.texts[props.room] ?? "";
      this.active = 0;
    }
    this.props = props;
    this.area.placeholder = props.placeholder;
    this.area.setAttribute("aria-label", props.placeholder);
    this.sendButton.disabled = !this.area.value.trim();
    this.list();
  }

  typed() {
    this.texts[this.props.room] = this.area.value;
    this.active = 0;
    this.sendButton.disabled = !this.area.value.trim();
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 160)}px`;
    this.list();
  }

  get found() {
    const word = this.area.value;
    if (!/^\/\S*$/.test(word)) return [];
    return this.props.commands.filter((each) => each.command.startsWith(word.toLowerCase()));
  }

  list(wanted = document.activeElement === this.area) {
    const found = wanted ? this.found : [];
    this.matches.hidden = !found.length;
    patch(
      this.matches,
      found.map((each, index) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.matches.id}-${index}`,
            "aria-selected": String(index === this.active),
            class: index === this.active ? "active" : null,
            onclick: () => this.complete(each),
          },
          h("strong", {}, each.command),
          h("span", { class: "usage" }, each.usage_hint ?? ""),
          h("span", { class: "note" }, each.description),
        ),
      ),
    );
    const active = found.length ? `${this.matches.id}-${this.active}` : "";
    this.area.setAttribute("aria-activedescendant", active);
  }

  complete(command) {
    this.area.value = `${command.command} `;
    this.typed();
    this.area.focus();
  }

  key(event) {
    const { found } = this;
    const chosen = found[this.active];
    const done = chosen && chosen.command === this.area.value;
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      this.list();
    } else if (chosen && (event.key === "Tab" || (event.key === "Enter" && !done))) {
      event.preventDefault();
      this.complete(chosen);
    } else if (event.key === "Escape" && found.length) {
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

/** Draw a composer; `send(text)` gets what was typed. */
export function composer(id, props) {
  const create = (first) => {
    const made = new Composer({ id, ...first });
    return { node: made.node, update: (next) => made.update({ id, ...next }) };
  };
  return widget("composer", id, create, props);
}
