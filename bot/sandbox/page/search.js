/** The box above everything: finds messages that one may read, and goes there. */

import { h, patch, widget } from "./dom.js";
import { place } from "./menu.js";
import { moment, avatar } from "./parts.js";

const PAUSE = 180; // milliseconds of silence before it looks

/** A text with the words that were looked for marked in it. */
function marked(text, sought) {
  const words = sought.split(/\s+/).filter(Boolean).map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!words.length) return [text];
  const parts = text.split(new RegExp(`(${words.join("|")})`, "gi"));
  return parts.map((part, at) => (at % 2 ? h("mark", {}, part) : part));
}

class Search {
  constructor(props) {
    this.props = props;
    this.found = [];
    this.active = 0;
    this.turn = 0;
    this.list = h("ul", { role: "listbox", id: "search-results", class: "results", "aria-label": "Results", popover: "manual" });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.input = h("input", {
      type: "search",
      role: "combobox",
      "aria-label": "Search messages",
      "aria-autocomplete": "list",
      "aria-controls": "search-results",
      "aria-expanded": "false",
      "aria-keyshortcuts": "Control+K",
      placeholder: "Search messages",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.look(PAUSE),
      onfocus: () => this.look(0),
      onblur: () => this.close(),
      onkeydown: (event) => this.key(event),
    });
    this.said = h("span", { class: "visually-hidden", role: "status" });
    this.node = h("div", { class: "search", role: "search" }, props.face, this.input, h("kbd", { "aria-hidden": "true" }, "Ctrl K"), this.list, this.said);
  }

  update(props) {
    // What was found is one person's; another may see less.
    if (props.as !== this.props.as) {
      this.input.value = "";
      this.close();
    }
    this.props = props;
  }

  look(pause) {
    const turn = ++this.turn;
    const text = this.input.value.trim();
    if (text) setTimeout(() => this.ask(text, turn), pause);
    else this.close();
  }

  async ask(text, turn) {
    if (turn !== this.turn) return;
    const found = await this.props.find(text);
    if (turn !== this.turn) return;
    this.found = found ?? [];
    this.active = 0;
    const said = found ? (found.length === 1 ? "1 message" : `${found.length} messages`) : "The search failed. Try again?";
    patch(this.said, [said]);
    this.draw(text, found?.length ? null : found ? "No messages were found" : said);
  }

  draw(text, instead = null) {
    patch(this.list, instead ? [h("li", { class: "hint", role: "presentation" }, instead)] : this.found.map((each, at) => this.row(each, at, text)));
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    place(this.node, this.list, { wide: true });
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-activedescendant", this.found.length ? `search-result-${this.active}` : "");
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  row(each, at, text) {
    const author = this.props.person(each.user);
    return h(
      "li",
      {
        role: "option",
        key: `${each.channel}-${each.ts}`,
        id: `search-result-${at}`,
        class: at === this.active ? "active" : null,
        "aria-selected": String(at === this.active),
        onclick: () => this.go(each),
      },
      avatar(author),
      h(
        "span",
        { class: "names" },
        h("span", {}, h("strong", {}, author.real_name), h("span", { class: "note" }, ` ${each.channel_name ? `#${each.channel_name}` : "Direct message"} · ${moment(new Date(Number(each.ts) * 1000))}`)),
        h("span", { class: "excerpt" }, marked(this.props.plainly(each.text), text)),
      ),
    );
  }

  close() {
    this.turn += 1;
    this.found = [];
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-activedescendant", "");
  }

  go(each) {
    this.close();
    this.props.go(each);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.draw(this.input.value.trim());
    } else if (event.key === "Enter" && this.found.length) this.go(this.found[this.active]);
    else if (event.key === "Escape" && this.input.getAttribute("aria-expanded") === "true") this.close();
    else if (event.key === "Escape" && this.input.value) {
      this.input.value = "";
      this.close(); // what was asked for may still be on its way
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * Draw the search.
 *
 * `props`: `as` (who looks), `find(text)` (a promise of results, or null), `go(result)`,
 * `person(id)`, `plainly(text)` (mrkdwn without its marks), `face`.
 */
export function search(props) {
  const create = (first) => {
    const made = new Search(first);
    return { node: made.node, update: (next) => made.update(next) };
  };
  return widget("search", "search", create, props);
}
