/**
 * The `markdown` block (standard Markdown) and `rich_text`, Slack's own tree.
 */

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { date, link, plain } from "./mrkdwn.js";

const INLINE =
  /(`[^`]+`)|(\*\*[^*]+\*\*)|(~~[^~]+~~)|(\*[^*\s][^*]*\*|\b_[^_\s][^_]*_\b)|\[([^\]]+)\]\(([^)\s]+)\)/;

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return [withEmoji(text)];
  const [whole, code, bold, strike, italic, label, url] = found;
  const node =
    (code && h("code", {}, code.slice(1, -1))) ||
    (bold && h("strong", {}, inline(bold.slice(2, -2)))) ||
    (strike && h("s", {}, inline(strike.slice(2, -2)))) ||
    (italic && h("em", {}, inline(italic.slice(1, -1)))) ||
    link(url, label);
  const after = text.slice(found.index + whole.length);
  return [withEmoji(text.slice(0, found.index)), node, ...inline(after)];
}

function cells(row) {
  return row.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

function grid(lines) {
  const [head, , ...body] = lines.map(cells);
  const row = (tag) => (values) => h("tr", {}, values.map((value) => h(tag, {}, inline(value))));
  return h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, body.map(row("td"))));
}

const PARTS = [
  [/^#{1,6} /, (lines) => lines.map((line) => h("h4", {}, inline(line.replace(/^#+ /, ""))))],
  [/^> ?/, (lines) => h("blockquote", {}, lines.flatMap((line, i) => [i ? h("br") : null, inline(line.slice(1).trim())]))],
  [/^\s*[-*+] /, (lines) => h("ul", {}, lines.map((line) => h("li", {}, inline(line.replace(/^\s*[-*+] /, "")))))],
  [/^\s*\d+[.)] /, (lines) => h("ol", {}, lines.map((line) => h("li", {}, inline(line.replace(/^\s*\d+[.)] /, "")))))],
  [/^\|/, grid],
  [/^(?:---+|\*\*\*+)$/, () => h("hr")],
];

const kind = (line) => PARTS.findIndex(([pattern]) => pattern.test(line));

function part(lines) {
  const draw = PARTS[kind(lines[0])]?.[1];
  return draw ? draw(lines) : h("p", {}, lines.flatMap((line, i) => [i ? h("br") : null, inline(line)]));
}

function gathered(text) {
  const groups = [];
  let last = null;
  for (const line of text.split("\n")) {
    if (!line.trim()) last = null;
    else if (last !== null && kind(line) === last) groups.at(-1).push(line);
    else {
      groups.push([line]);
      last = kind(line);
    }
  }
  return groups.map(part);
}

/** Draw standard Markdown. */
export function markdown(text) {
  return text
    .split(/```\w*\n([\s\S]*?)```/)
    .map((piece, index) => (index % 2 ? h("pre", {}, piece) : gathered(piece)));
}

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

const RICH = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text ?? part.url),
  user: (part, names) => h("span", { class: "mention" }, `@${names.person(part.user_id)}`),
  channel: (part, names) => h("span", { class: "mention" }, `#${names.channel(part.channel_id)}`),
  usergroup: (part, names) => h("span", { class: "mention" }, `@${names.group(part.usergroup_id)}`),
  broadcast: (part) => h("span", { class: "mention" }, `@${part.range}`),
  emoji: (part) => emoji(part.name),
  date: (part) => h("time", {}, date(part.timestamp, part.format, part.fallback ?? "")),
  color: (part) => h("code", {}, part.value),
};

function leaf(part, names) {
  const draw = RICH[part.type];
  if (!draw) return h("span", { class: "unknown" }, `Unknown text: ${part.type}`);
  return Object.keys(part.style ?? {})
    .filter((style) => part.style[style] && STYLE_TAGS[style])
    .reduce((node, style) => h(STYLE_TAGS[style], {}, node), draw(part, names));
}

const leaves = (part, names) => part.elements.map((each) => leaf(each, names));

const SECTIONS = {
  rich_text_section: (part, names) => h("div", {}, leaves(part, names)),
  rich_text_preformatted: (part, names) => h("pre", {}, leaves(part, names)),
  rich_text_quote: (part, names) => h("blockquote", {}, leaves(part, names)),
  rich_text_list: (part, names) =>
    h(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null },
      part.elements.map((each) => h("li", {}, leaves(each, names))),
    ),
};

/** Draw the parts of a rich_text block. */
export function richText(block, names) {
  return block.elements.map((part) => {
    const draw = SECTIONS[part.type];
    return draw ? draw(part, names) : h("span", { class: "unknown" }, `Unknown text: ${part.type}`);
  });
}

const CELLS = {
  raw_text: (cell) => plain(cell.text),
  raw_number: (cell) => String(cell.value ?? cell.text),
  rich_text: richText,
};

/** Draw a table block; its first row is the head. */
export function table(block, names) {
  const settings = block.column_settings ?? [];
  const draw = (tag) => (row) =>
    h(
      "tr",
      {},
      row.map((cell, column) =>
        h(
          tag,
          { class: `${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? " wrapped" : ""}` },
          (CELLS[cell.type] ?? (() => h("span", { class: "unknown" }, `Unknown cell: ${cell.type}`)))(cell, names),
        ),
      ),
    );
  const [head, ...body] = block.rows;
  return h("table", {}, h("thead", {}, draw("th")(head)), h("tbody", {}, body.map(draw("td"))));
}
