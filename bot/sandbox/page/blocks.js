/**
 * Block Kit, drawn as Slack draws it.
 *
 * What is unknown or broken is said in red where it stands, never left blank: a bot's author must
 * see it here and not first in Slack. `surface` is described in elements.js.
 */

import { h } from "./dom.js";
import { ELEMENTS, image } from "./elements.js";
import { markdown, richText, table } from "./markdown.js";
import { plain, richly } from "./mrkdwn.js";

const LEVELS = { info: "Note", default: "Note", success: "Success", warning: "Warning", error: "Error" };

function complaint(text) {
  return h("div", { class: "unknown", role: "alert" }, text);
}

function element(each, block, surface) {
  const draw = Object.hasOwn(ELEMENTS, each.type) && ELEMENTS[each.type];
  return draw ? draw(each, block, surface) : complaint(`Unknown element: ${each.type}`);
}

function section(block, surface) {
  return [
    h(
      "div",
      { class: "body" },
      block.text ? h("div", { class: "text" }, richly(block.text, surface.names)) : null,
      block.fields
        ? h("div", { class: "fields" }, block.fields.map((each) => h("div", {}, richly(each, surface.names))))
        : null,
    ),
    block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, surface)) : null,
  ];
}

function input(block, surface) {
  const wrong = surface.error(block);
  const grouped = ["radio_buttons", "checkboxes"].includes(block.element.type);
  return [
    h(
      grouped ? "div" : "label",
      { class: "label", for: grouped ? null : `field-${block.block_id}-${block.element.action_id}` },
      plain(block.label),
      block.optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    element(block.element, block, surface),
    block.hint ? h("div", { class: "hint" }, plain(block.hint)) : null,
    h("div", { class: "error", id: `error-${block.block_id}`, role: "alert" }, wrong ? plain({ text: wrong }) : null),
  ];
}

function alerting(block, surface) {
  const level = Object.hasOwn(LEVELS, block.level) ? block.level : "default";
  return h(
    "div",
    { class: `alert ${level}`, role: level === "error" ? "alert" : "note" },
    h("span", { class: "visually-hidden" }, `${LEVELS[level]}: `),
    h("span", {}, richly(block.text, surface.names)),
  );
}

const BLOCKS = {
  section,
  input,
  alert: alerting,
  header: (block) => h("h3", {}, plain(block.text)),
  divider: () => h("hr"),
  context: (block, surface) => block.elements.map((each) => element(each, block, surface)),
  actions: (block, surface) => block.elements.map((each) => element(each, block, surface)),
  image: (block) => [block.title ? h("div", { class: "hint" }, plain(block.title)) : null, image(block)],
  markdown: (block) => markdown(block.text),
  rich_text: (block, surface) => richText(block, surface.names),
  table: (block, surface) => table(block, surface.names),
};

function drawn(block, surface) {
  const draw = Object.hasOwn(BLOCKS, block.type) && BLOCKS[block.type];
  if (!draw) return complaint(`Unknown block: ${block.type}`);
  try {
    return draw(block, surface);
  } catch (fault) {
    return complaint(`Broken block: ${block.type} (${fault.message})`);
  }
}

/** Draw a list of blocks. */
export function blocks(list, surface) {
  return list.map((block, index) =>
    h(
      "div",
      { class: `block block-${block.type}`, key: block.block_id ?? `block-${index}`, "data-block": block.block_id },
      drawn(block, surface),
    ),
  );
}
