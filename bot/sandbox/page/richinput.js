/** `rich_text_input`: a small editor whose content is Slack's own tree of formatted text. */

import { h, patch } from "./dom.js";
import { richText } from "./rich.js";

const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const LISTS = { UL: "bullet", OL: "ordered" };
const BLOCKS = new Set(["DIV", "P", "BLOCKQUOTE", "PRE", ...Object.keys(LISTS)]);
const TOOLS = [
  ["bold", "Bold", h("strong", {}, "B")],
  ["italic", "Italic", h("em", {}, "I")],
  ["strikeThrough", "Strikethrough", h("s", {}, "S")],
  ["insertOrderedList", "Numbered list", "1."],
  ["insertUnorderedList", "Bulleted list", "•"],
];

/** The runs of a node, with the styles around them. */
function runs(node, style = {}) {
  if (node.said) return [node.said];
  // A browser keeps a space at a line's end as one that does not break.
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ? [text(node.nodeValue.replaceAll("\u00a0", " "), style)] : [];
  if (node.nodeName === "BR") return [text("\n", style)];
  const name = STYLES[node.nodeName];
  const inside = name ? { ...style, [name]: true } : style;
  return [...node.childNodes].flatMap((child) => runs(child, inside));
}

function text(content, style) {
  return { type: "text", text: content, ...(Object.keys(style).length ? { style } : {}) };
}

/** An empty line's break is how the browser keeps it open; it is no text. */
function trimmed(elements) {
  const last = elements.at(-1);
  return last?.type === "text" && last.text === "\n" ? elements.slice(0, -1) : elements;
}

function block(node) {
  if (node.nodeName in LISTS) {
    const items = [...node.children].map((child) => ({ type: "rich_text_section", elements: trimmed(runs(child)) }));
    return { type: "rich_text_list", style: LISTS[node.nodeName], elements: items };
  }
  const type = { BLOCKQUOTE: "rich_text_quote", PRE: "rich_text_preformatted" }[node.nodeName] ?? "rich_text_section";
  return { type, elements: trimmed(runs(node)) };
}

function blocksOf(node) {
  const inner = [...(node.children ?? [])].some((child) => BLOCKS.has(child.nodeName));
  if (inner && (node.nodeName === "DIV" || node.nodeName === "P")) return [...node.childNodes].flatMap(blocksOf);
  return [BLOCKS.has(node.nodeName) ? block(node) : { type: "rich_text_section", elements: runs(node), loose: true }];
}

/** Sections that follow each other are one, with breaks between their lines. */
function joined(parts) {
  const out = [];
  for (const { loose, ...part } of parts) {
    const last = out.at(-1);
    if (part.type !== "rich_text_section" || last?.type !== "rich_text_section") out.push(part);
    else last.elements.push(...(loose ? [] : [text("\n", {})]), ...part.elements);
  }
  return out;
}

/** What stands in an editor, as a rich_text block; null when nothing does. */
export function readRich(editor) {
  if (!editor.textContent.trim()) return null;
  const elements = joined([...editor.childNodes].flatMap(blocksOf)).filter((part) => part.elements.length);
  return { type: "rich_text", elements };
}

class RichInput {
  constructor(props) {
    this.editor = h("div", {
      class: "editor",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      oninput: () => this.typed(),
      onblur: () => this.props.commit(),
      onpaste: (event) => this.pasted(event),
    });
    this.tools = h(
      "div",
      { role: "toolbar", class: "tools", "aria-label": "Formatting", onkeydown: (event) => this.walk(event) },
      TOOLS.map(([command, label, face], at) =>
        h(
          "button",
          {
            type: "button",
            "aria-label": label,
            title: label,
            tabindex: at ? -1 : 0,
            onmousedown: (event) => event.preventDefault(),
            onclick: () => this.apply(command),
          },
          face.cloneNode?.(true) ?? face,
        ),
      ),
    );
    this.node = h("div", { class: "rich-input" }, this.tools, this.editor);
    this.update(props);
  }

  update(props) {
    const first = !this.props;
    this.props = props;
    for (const [name, value] of Object.entries(props.described)) {
      if (value === null) this.editor.removeAttribute(name);
      else this.editor.setAttribute(name, value);
    }
    this.editor.id = props.id;
    this.editor.setAttribute("aria-label", props.label);
    this.editor.dataset.placeholder = props.placeholder;
    this.editor.toggleAttribute("data-autofocus", props.autofocus);
    // Somebody who types here is ahead of any state; only the first value comes from outside.
    if (first && props.value) this.start(props);
    this.blank();
  }

  /** What is no text stays whole: one types beside a mention, never into it. */
  start({ value, names }) {
    patch(this.editor, richText(value, names));
    for (const node of this.editor.querySelectorAll("*")) {
      if (node.said) node.contentEditable = "false";
    }
  }

  blank() {
    this.editor.classList.toggle("blank", !this.editor.textContent && !this.editor.querySelector("li"));
  }

  typed() {
    this.blank();
    this.props.change(readRich(this.editor));
  }

  apply(command) {
    this.editor.focus();
    // Deprecated on paper, and still the one way that every browser edits and undoes with.
    document.execCommand(command);
    this.typed();
  }

  /** Foreign formatting stays outside. */
  pasted(event) {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  }

  walk(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const all = [...this.tools.children];
    const next = all.at((all.indexOf(document.activeElement) + step) % all.length);
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    next.focus();
    event.preventDefault();
  }
}

/** For `widget()`. */
export function richInput(props) {
  const made = new RichInput(props);
  return { node: made.node, update: (next) => made.update(next) };
}
