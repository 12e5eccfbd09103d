/**
 * Slack's mrkdwn, drawn as Slack draws it.
 *
 * A text is cut into fences, quotes and lines, a line into runs. Entities (`&lt;`) are undone at the
 * leaves only, so that escaped markup can never come back to life.
 *
 * `names` tells what ids mean: `person(id)`, `channel(id)`, `group(id)` each return a name.
 */

import { date } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const BARE = /\bhttps?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?'")\]*_~]/;
const RUN = new RegExp(`(<[^<>\\n]+>)|(\`[^\`\\n]+\`)|(:[a-z0-9_+-]+:(?::skin-tone-\\d:)?)|(${BARE.source})`);
const STYLES = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
];

/** Undo Slack's three entities, once. */
export function unescaped(text) {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** A plain_text object: emoji unless refused, no markup, entities undone. */
export function plain(text) {
  const { text: raw = "", emoji: wanted = true } = typeof text === "string" ? { text } : text ?? {};
  return unescaped(wanted === false ? raw : withEmoji(raw));
}

/** A text object of either kind, as nodes. */
export function richly(text, names) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : [plain(text)];
}

/** Whether an address cannot run anything. */
export function harmless(url) {
  return /^(https?:|mailto:|tel:)/i.test(url);
}

/** Only harmless addresses become links. */
export function link(url, label) {
  return harmless(url)
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label)
    : h("span", {}, label);
}

/** What stands in angle brackets: a mention, a date or a link. */
function angle(inner, names) {
  const [target, label] = split(inner, "|");
  if (target.startsWith("@")) return mention(`@${names.person(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1))}`);
  if (target.startsWith("!subteam^")) return mention(`@${names.group(target.slice(9))}`);
  if (target.startsWith("!date^")) {
    const [, seconds, format, address] = target.split("^");
    const shown = date(seconds, unescaped(format ?? ""), unescaped(label ?? ""), names.now?.());
    return h("time", { title: label ?? null }, address ? link(address, shown) : shown);
  }
  if (target.startsWith("!")) return mention(`@${target.slice(1).split("^")[0]}`);
  return link(unescaped(target), unescaped(label ?? target.replace(/^mailto:/, "")));
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function mention(text) {
  return h("span", { class: "mention" }, text);
}

/** The first styled stretch of a text: marks hug their words and do not stand inside one. */
function styled(text) {
  let best = null;
  for (const [mark, tag] of STYLES) {
    const m = `\\${mark}`;
    const found = new RegExp(`(^|[^\\w${m}])${m}(?!\\s)([^${m}\\n]*[^${m}\\s])${m}(?!\\w)`).exec(text);
    if (found && (!best || found.index < best.start)) {
      best = { start: found.index + found[1].length, inner: found[2], tag };
      best.end = best.start + found[2].length + 2;
    }
  }
  return best;
}

/** Angle brackets, code and emoji are whole; they are put back after the styles are found. */
function line(text, names) {
  const whole = [];
  let rest = text;
  let flat = "";
  for (let found = RUN.exec(rest); found; found = RUN.exec(rest)) {
    flat += `${rest.slice(0, found.index)}\u0000${whole.push(found[0]) - 1}\u0000`;
    rest = rest.slice(found.index + found[0].length);
  }
  return runs(flat + rest, whole, names);
}

function runs(text, whole, names) {
  const found = styled(text);
  if (!found) return leaves(text, whole, names);
  return [
    ...leaves(text.slice(0, found.start), whole, names),
    h(found.tag, {}, runs(found.inner, whole, names)),
    ...runs(text.slice(found.end), whole, names),
  ];
}

function leaves(text, whole, names) {
  return text.split("\u0000").map((piece, index) => {
    if (index % 2 === 0) return unescaped(piece);
    const token = whole[Number(piece)];
    if (token.startsWith("<")) return angle(token.slice(1, -1), names);
    if (token.startsWith("`")) return h("code", {}, unescaped(token.slice(1, -1)));
    if (token.startsWith(":")) return emoji(token.slice(1, -1).split(":")[0]);
    return link(unescaped(token), unescaped(token));
  });
}

/** After `>>>` everything is quoted. */
function lines(text) {
  let all = false;
  return text.split("\n").map((raw) => {
    const opening = /^(?:>|&gt;){3} ?(.*)$/.exec(raw);
    all ||= opening !== null;
    return all ? `>${opening ? opening[1] : raw}` : raw;
  });
}

/** Lines in their order: quotes are gathered, bullets hang, the rest is parted by breaks. */
function paragraphs(text, names) {
  const out = [];
  let quote = null;
  for (const [index, raw] of lines(text).entries()) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(raw);
    const bullet = /^(\s*)([•◦▪-]|\d+\.) (.*)$/.exec(raw);
    if (quoted) {
      if (quote) quote.append(h("br"));
      else out.push((quote = h("blockquote", {})));
      quote.append(...line(quoted[1], names));
      continue;
    }
    const afterBlock = quote !== null || out.at(-1)?.className === "bullet";
    quote = null;
    if (bullet) {
      out.push(h("span", { class: "bullet" }, h("span", {}, bullet[2]), h("span", {}, line(bullet[3], names))));
    } else {
      if (index > 0 && !afterBlock) out.push(h("br"));
      out.push(...line(raw, names));
    }
  }
  return out;
}

/** Draw a mrkdwn text. */
export function mrkdwn(text, names) {
  return (text ?? "")
    .replaceAll("\u0000", "")
    .split(/```\n?([\s\S]+?)\n?```\n?/)
    .map((part, index) => (index % 2 ? h("pre", {}, unescaped(part)) : part && paragraphs(part, names)))
    .flat();
}
