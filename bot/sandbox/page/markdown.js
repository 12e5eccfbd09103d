/** The `markdown` block: standard Markdown, as far as Slack draws it. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    /\\([\\`*_{}[\]()#+.!~|>-])/, // 1 escaped
    /(`+)(.+?)\2(?!`)/, // 2, 3 code
    /!\[([^\]]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, // 4, 5 picture
    /\[([^\]]+)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, // 6, 7 link
    /<(https?:\/\/[^\s>]+)>/, // 8 address
    /(\*\*|__)(?=\S)(.+?\S|\S)\9/, // 9, 10 strong
    /~~(?=\S)(.+?)~~/, // 11 struck
    /\*(?=[^\s*])(.*?[^\s*])\*(?!\*)/, // 12 emphasis
    /\b_(?=[^\s_])(.*?[^\s_])_\b/, // 13 emphasis
  ]
    .map((each) => each.source)
    .join("|"),
);

function found(match) {
  const [, escaped, , code, alt, picture, label, url, address, , strong, struck, stars, lines] = match;
  if (escaped) return escaped;
  if (code) return h("code", {}, code.trim());
  // Slack shows a picture in Markdown as a link to it.
  if (picture) return link(picture, alt || picture);
  if (url) return link(url, inline(label));
  if (address) return link(address, address);
  if (strong) return h("strong", {}, inline(strong));
  if (struck) return h("s", {}, inline(struck));
  return h("em", {}, inline(stars ?? lines));
}

function inline(text) {
  const match = INLINE.exec(text);
  if (!match) return [withEmoji(text)];
  return [withEmoji(text.slice(0, match.index)), found(match), ...inline(text.slice(match.index + match[0].length))];
}

function cells(row) {
  return row.replace(/^\s*\||\|\s*$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function alignment(rule) {
  if (!rule.endsWith(":")) return "";
  return rule.startsWith(":") ? "center" : "right";
}

function grid(lines) {
  const [head, rules, ...body] = lines.map(cells);
  const aligned = (rules ?? []).map(alignment);
  const row = (tag) => (values) =>
    h("tr", {}, values.map((value, at) => h(tag, { class: aligned[at] || null }, inline(value))));
  return h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, body.map(row("td"))));
}

const ITEM = /^(\s*)([-*+]|\d+[.)]) (?:\[([ xX])\] )?(.*)$/;

function item({ done, text }, nested) {
  const box = done === undefined ? null : h("span", { class: "task", role: "img", "aria-label": done ? "done" : "open" }, done ? "☑" : "☐");
  return h("li", { class: box ? "todo" : null }, box, inline(text), nested);
}

/** Items, each with those that stand further in below it. */
function items(rows) {
  const out = [];
  for (let at = 0; at < rows.length; ) {
    let end = at + 1;
    while (end < rows.length && rows[end].depth > rows[at].depth) end += 1;
    out.push(item(rows[at], end > at + 1 ? list(rows.slice(at + 1, end)) : null));
    at = end;
  }
  return out;
}

function list(rows) {
  const start = Number.parseInt(rows[0].mark, 10);
  return Number.isNaN(start)
    ? h("ul", {}, items(rows))
    : h("ol", { start: start === 1 ? null : start }, items(rows));
}

function listed(lines) {
  const rows = [];
  for (const line of lines) {
    const match = ITEM.exec(line);
    if (!match) rows.at(-1).text += ` ${line.trim()}`;
    else {
      const [, inset, mark, box, text] = match;
      rows.push({ depth: inset.length, mark, done: box === undefined ? undefined : box !== " ", text });
    }
  }
  return list(rows);
}

const broken = (lines) => lines.flatMap((line, at) => [at ? h("br") : null, inline(line)]);

function heading(lines) {
  return lines.map((line) => {
    const [, marks, text] = /^(#{1,6}) (.*)$/.exec(line);
    return h("h4", { class: `level-${marks.length}` }, inline(text));
  });
}

const PARTS = [
  [/^#{1,6} /, heading],
  [/^> ?/, (lines) => h("blockquote", {}, broken(lines.map((line) => line.replace(/^> ?/, ""))))],
  [/^\s*(?:---+|\*\*\*+|___+)\s*$/, (lines) => lines.map(() => h("hr"))],
  [ITEM, listed],
  [/^\s*\|/, grid],
];

const kind = (line) => PARTS.findIndex(([pattern]) => pattern.test(line));

function part(lines) {
  const draw = PARTS[kind(lines[0])]?.[1];
  return draw ? draw(lines) : h("p", {}, broken(lines));
}

const continues = (line, last) => last === kind("- ") && /^\s+\S/.test(line);

function gathered(text) {
  const groups = [];
  let last = null;
  for (const line of text.split("\n")) {
    if (!line.trim()) last = null;
    else if (last !== null && (kind(line) === last || continues(line, last))) groups.at(-1).push(line);
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
    .split(/^```[^\n`]*\n([\s\S]*?)^```[ \t]*$/m)
    .map((piece, at) => (at % 2 ? h("pre", {}, piece.replace(/\n$/, "")) : gathered(piece)));
}
