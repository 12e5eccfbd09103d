/**
 * A search box with a list: every kind of select menu, one choice or several.
 *
 * `props`: `value` (an option, or a list of options when `multi`), `find(text)` (a promise of
 * options), `least` (characters before it looks), `most` (how many may be chosen), `choose(value)`,
 * `placeholder`, `label`, `id`, `invalid` (the id of what says so), `autofocus`.
 */

import { h, patch } from "./dom.js";
import { place } from "./menu.js";
import { plain } from "./mrkdwn.js";

const PAUSE = 180; // milliseconds of silence before a search, as Slack's own menus wait

let lists = 0;

class Select {
  constructor(props) {
    this.props = props;
    this.list = h("ul", { role: "listbox", class: "options", id: `options-${++lists}`, popover: "manual" });
    this.input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
      onfocus: () => this.open(),
      onclick: () => this.open(),
      onblur: () => this.close(),
      oninput: () => this.look(PAUSE),
      onkeydown: (event) => this.key(event),
    });
    this.chosen = h("span", { class: "chosen" });
    this.clear = h("button", { type: "button", class: "clear", "aria-label": "Clear", onclick: () => this.empty() }, "×");
    this.node = h("div", { class: "select" }, this.chosen, this.input, this.clear, this.list);
    // The list must not take the focus, or the blur closes it before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.options = [];
    this.active = 0;
    this.turn = 0;
    this.update(props);
  }

  get chips() {
    return this.props.multi ? (this.props.value ?? []) : [];
  }

  update(props) {
    this.props = props;
    const { value, multi, label, id, invalid, placeholder } = props;
    this.input.id = id ?? "";
    this.input.setAttribute("aria-label", label || placeholder || "Choose");
    this.input.setAttribute("aria-invalid", String(Boolean(invalid)));
    if (invalid) this.input.setAttribute("aria-describedby", invalid);
    else this.input.removeAttribute("aria-describedby");
    this.input.toggleAttribute("data-autofocus", Boolean(props.autofocus));
    this.input.placeholder = this.chips.length ? "" : (placeholder ?? "");
    if (!multi && !this.opened) this.input.value = value ? plain(value.text) : "";
    this.clear.hidden = multi || !value;
    patch(
      this.chosen,
      this.chips.map((option) =>
        h("span", { class: "chip", key: option.value }, plain(option.text), this.remover(option)),
      ),
    );
  }

  remover(option) {
    const drop = () => this.props.choose(this.chips.filter((each) => each.value !== option.value));
    return h("button", { type: "button", "aria-label": `Remove ${plain(option.text)}`, onclick: drop }, "×");
  }

  get opened() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  open() {
    if (this.opened) return;
    this.input.setAttribute("aria-expanded", "true");
    if (!this.props.multi) this.input.select();
    this.typed = false;
    this.look(0);
  }

  close() {
    this.turn += 1;
    this.input.setAttribute("aria-expanded", "false");
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    if (this.props.multi) this.input.value = "";
    this.update(this.props);
  }

  /** Look for options; of several searches under way only the newest is shown. */
  look(pause) {
    if (!this.opened) this.open();
    const turn = ++this.turn;
    this.typed ||= pause > 0;
    const text = this.typed || this.props.multi ? this.input.value.trim() : "";
    const least = this.props.least ?? 0;
    if (text.length < least) {
      this.say(`Type ${least === 1 ? "a character" : `at least ${least} characters`} to search`);
      return;
    }
    if (pause) setTimeout(() => this.search(text, turn), pause);
    else this.search(text, turn);
  }

  async search(text, turn) {
    if (turn !== this.turn) return;
    if (this.props.least !== undefined) this.say("Searching…");
    const found = await this.props.find(text).catch(() => null);
    if (turn !== this.turn) return;
    if (!found) this.say("Could not load the options. Try again?", true);
    else if (!found.length) this.say("No results");
    else this.show(found);
  }

  say(text, wrong = false) {
    this.options = [];
    this.draw([h("li", { class: wrong ? "hint wrong" : "hint", role: "presentation" }, text)]);
  }

  show(options) {
    this.options = options;
    const at = options.findIndex((each) => each.value === this.props.value?.value);
    this.active = Math.max(0, at);
    this.draw(this.rows());
  }

  rows() {
    const taken = new Set([this.props.value ?? []].flat().map((each) => each.value));
    return this.options.flatMap((option, index) => [
      option.group && option.group !== this.options[index - 1]?.group
        ? h("li", { class: "hint", role: "presentation" }, option.group)
        : null,
      h(
        "li",
        {
          role: "option",
          id: `${this.list.id}-${index}`,
          class: index === this.active ? "active" : null,
          "aria-selected": String(taken.has(option.value)),
          onclick: () => this.choose(option),
        },
        h("span", {}, plain(option.text)),
        option.description ? h("small", {}, plain(option.description)) : null,
      ),
    ]);
  }

  draw(rows) {
    patch(this.list, rows);
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    place(this.node, this.list, { wide: true });
    this.input.setAttribute("aria-activedescendant", this.options.length ? `${this.list.id}-${this.active}` : "");
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    const { multi, choose } = this.props;
    if (multi) {
      const rest = this.chips.filter((each) => each.value !== option.value);
      const added = rest.length === this.chips.length;
      if (added && rest.length >= (this.props.most ?? Infinity)) {
        this.say(`No more than ${this.props.most} can be chosen.`, true);
        return;
      }
      choose(added ? [...rest, option] : rest);
    } else choose(option);
    this.close();
  }

  /** The button that was pressed is gone then; its box is not. */
  empty() {
    this.choose(null);
    this.input.focus();
    this.close();
  }

  key(event) {
    if (event.key === "Backspace" && !this.input.value && this.chips.length) {
      this.props.choose(this.chips.slice(0, -1));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.opened) this.open();
      else this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (this.opened && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      if (this.options.length) this.choose(this.options[this.active]);
    } else if (this.opened && event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
  }

  step(by) {
    if (!this.options.length) return;
    this.active = (this.active + by + this.options.length) % this.options.length;
    this.draw(this.rows());
  }
}

/** For `widget()`. */
export function select(props) {
  const made = new Select(props);
  return { node: made.node, update: (next) => made.update(next) };
}
