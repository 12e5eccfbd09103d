/** `rich_text`, Slack's own tree of formatted text. */

import { date } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };
const MENTIONED = new Set(["highlight", "client_highlight", "unlink"]);

const mention = (text) => h("span", { class: "mention" }, text);

function coloured(part) {
  // Only what is a colour may reach a style; anything else stays a word.
  const known = /^#[0-9a-f]{3,8}$/i.test(part.value);
  return h("code", {}, known ? h("span", { class: "swatch", style: `background: ${part.value}` }) : null, part.value);
}

function dated(part, names) {
  const shown = date(part.timestamp, part.format ?? "{date_num}", part.fallback ?? "", names.now?.());
  return h("time", { title: part.fallback ?? null }, part.url ? link(part.url, shown) : shown);
}

const PARTS = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  user: (part, names) => mention(`@${names.person(part.user_id)}`),
  channel: (part, names) => mention(`#${names.channel(part.channel_id)}`),
  usergroup: (part, names) => mention(`@${names.group(part.usergroup_id)}`),
  team: (part) => mention(`@${part.team_id}`),
  broadcast: (part) => mention(`@${part.range}`),
  emoji: (part) => emoji(part.name, part.unicode),
  date: dated,
  color: coloured,
};

export function unknownText(type) {
  return h("span", { class: "unknown", role: "alert" }, `Unknown text: ${type}`);
}

function leaf(part, names) {
  const draw = Object.hasOwn(PARTS, part.type) && PARTS[part.type];
  if (!draw) return unknownText(part.type);
  const styles = Object.keys(part.style ?? {}).filter((style) => part.style[style]);
  const odd = styles.find((style) => !STYLE_TAGS[style] && !MENTIONED.has(style));
  if (odd) return unknownText(odd);
  const drawn = draw(part, names);
  // An editor that starts with this reads it back as what it is.
  if (drawn instanceof Node) drawn.said = part;
  return styles.filter((style) => STYLE_TAGS[style]).reduce((node, style) => h(STYLE_TAGS[style], {}, node), drawn);
}

const leaves = (part, names) => part.elements.map((each) => leaf(each, names));

function list(part, names) {
  const indent = Math.min(part.indent ?? 0, 8);
  return h(
    part.style === "ordered" ? "ol" : "ul",
    {
      class: `indent indent-${indent}${part.border ? " bordered" : ""}`,
      start: part.style === "ordered" && part.offset ? part.offset + 1 : null,
    },
    part.elements.map((each) => h("li", {}, leaves(each, names))),
  );
}

const SECTIONS = {
  rich_text_section: (part, names) => h("div", {}, leaves(part, names)),
  rich_text_preformatted: (part, names) => h("pre", { class: part.border ? "bordered" : null }, leaves(part, names)),
  rich_text_quote: (part, names) => h("blockquote", {}, leaves(part, names)),
  rich_text_list: list,
};

/** Draw the parts of a rich_text block. */
export function richText(block, names) {
  return block.elements.map((part) => {
    const draw = Object.hasOwn(SECTIONS, part.type) && SECTIONS[part.type];
    return draw ? draw(part, names) : unknownText(part.type);
  });
}
