/**
 * A button with a menu: opened by click, Enter or arrow; walked by arrows, Home, End and first letters.
 *
 * The menu lies above everything, so that no scrolling box cuts it off. Esc and Tab close it, and the
 * focus goes back to the button.
 */

import { h, patch, widget } from "./dom.js";

const GAP = 4; // pixels between a button and what it opened
const EDGE = 8; // pixels that stay free at the window's edges

/** Put an open popover below its anchor where there is room, else above it, and inside the window. */
export function place(anchor, popup, { wide = false, end = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (wide) popup.style.width = `${box.width}px`;
  const { offsetHeight: height, offsetWidth: width } = popup;
  const below = box.bottom + height + EDGE < innerHeight;
  const left = end ? box.right - width : box.left;
  popup.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  popup.style.top = `${below ? box.bottom + GAP : Math.max(EDGE, box.top - height - GAP)}px`;
}

let menus = 0;

class Menu {
  constructor(props) {
    this.list = h("div", {
      role: "menu",
      class: "menu",
      id: `menu-${++menus}`,
      popover: "manual",
      onkeydown: (event) => this.key(event),
      onfocusout: (event) => this.left(event),
    });
    this.button = h("button", {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      onclick: () => (this.opened ? this.close() : this.open()),
      onkeydown: (event) => this.opening(event),
    });
    this.node = h("span", { class: "menu-button" }, this.button, this.list);
    this.update(props);
  }

  update(props) {
    this.props = props;
    this.button.className = props.class ?? "button";
    this.button.setAttribute("aria-label", props.label);
    this.button.title = props.hint ?? "";
    this.button.tabIndex = props.tabindex ?? 0;
    if (props.action) this.button.dataset.action = props.action;
    this.list.setAttribute("aria-label", props.label);
    patch(this.button, [props.face]);
    patch(this.list, props.items.map((each) => this.item(each)));
  }

  item({ key, text, note, danger, act }) {
    return h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: -1,
        key: key ?? text,
        class: danger ? "danger" : null,
        onclick: () => {
          this.close();
          act();
        },
      },
      h("span", {}, text),
      note ? h("small", {}, note) : null,
    );
  }

  get opened() {
    return this.list.matches(":popover-open");
  }

  get items() {
    return [...this.list.querySelectorAll("[role=menuitem]")];
  }

  open(at = 0) {
    this.list.showPopover();
    this.button.setAttribute("aria-expanded", "true");
    place(this.button, this.list, { end: this.props.end });
    this.items.at(at)?.focus();
  }

  close(back = true) {
    if (!this.opened) return;
    if (back) this.button.focus();
    this.list.hidePopover();
    this.button.setAttribute("aria-expanded", "false");
  }

  left({ relatedTarget: to }) {
    if (to !== this.button && !this.list.contains(to)) this.close(false);
  }

  opening(event) {
    const at = { ArrowDown: 0, ArrowUp: -1 }[event.key];
    if (at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.open(at);
  }

  key(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items.at(next % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (event.key.length === 1 && event.key !== " ") this.jump(event.key, items, at);
    else return;
    event.stopPropagation();
    // After Tab the focus goes on from the button.
    if (event.key !== "Tab") event.preventDefault();
  }

  jump(letter, items, at) {
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    order.find((each) => each.textContent.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
  }
}

/**
 * Draw a button with a menu.
 *
 * `props`: `label` (its name), `face` (what stands on it), `items` (`{ text, note, danger, act }`),
 * `class`, `end` (the menu ends where the button ends), `tabindex`, `action`, `hint`.
 */
export function menu(key, props) {
  const create = (first) => {
    const made = new Menu(first);
    return { node: made.node, update: (next) => made.update(next) };
  };
  return widget("menu", key, create, props);
}
