/**
 * Block Kit, drawn as Slack draws it.
 *
 * What is unknown or broken is said in red where it stands, never left blank: a bot's author must
 * see it here and not first in Slack. `surface` is described in elements.js.
 */

import { call, card, carousel, plan, remoteFile, taskCard, video } from "./cards.js";
import { chart } from "./charts.js";
import { h } from "./dom.js";
import { complaint, element, image } from "./elements.js";
import { errorOf, idOf } from "./inputs.js";
import { markdown } from "./markdown.js";
import { plain, richly } from "./mrkdwn.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./tables.js";

const LEVELS = { info: "Note", default: "Note", success: "Success", warning: "Warning", error: "Error" };

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

const UNLABELLED = ["radio_buttons", "checkboxes", "rich_text_input"]; // named by themselves

function input(block, surface) {
  const wrong = surface.error(block);
  const grouped = UNLABELLED.includes(block.element.type);
  return [
    h(
      grouped ? "div" : "label",
      { class: "label", for: grouped ? null : idOf(block, block.element, surface) },
      plain(block.label),
      block.optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    element(block.element, block, surface),
    block.hint ? h("div", { class: "hint" }, plain(block.hint)) : null,
    h("div", { class: "error", id: errorOf(block, surface), role: "alert" }, wrong ? plain({ text: wrong }) : null),
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

const WIDTHS = ["narrow", "standard", "wide", "full"];

function containerHead(block, surface) {
  const { rich_text_title: rich } = block;
  return [
    block.icon ? image(block.icon, block, surface) : null,
    h(
      "span",
      {},
      h("strong", {}, rich ? richText(rich, surface.names) : plain(block.title)),
      block.subtitle ? h("small", { class: "note" }, richly(block.subtitle, surface.names)) : null,
    ),
  ];
}

/** Blocks in a frame of their own, which may fold. */
function container(block, surface) {
  const width = WIDTHS.includes(block.width) ? block.width : "standard";
  const inside = h("div", { class: "inside" }, blocks(block.child_blocks, surface));
  if (!block.is_collapsible) {
    const head = h("div", { class: `container-head${block.has_header_divider ? " ruled" : ""}` }, containerHead(block, surface));
    return h("section", { class: `container ${width}`, "aria-label": plain(block.title) || null }, head, inside);
  }
  return h(
    "details",
    { class: `container ${width}`, "data-kept": "open", open: block.default_collapsed !== true },
    h("summary", { class: "container-head" }, containerHead(block, surface)),
    inside,
  );
}

const elements = (block, surface) => block.elements.map((each) => element(each, block, surface));

const BLOCKS = {
  section,
  input,
  alert: alerting,
  header: (block) => h("h3", {}, plain(block.text)),
  divider: () => h("hr"),
  context: elements,
  actions: elements,
  context_actions: elements,
  image: (block, surface) => [block.title ? h("div", { class: "hint" }, plain(block.title)) : null, image(block, block, surface)],
  markdown: (block) => markdown(block.text),
  rich_text: (block, surface) => richText(block, surface.names),
  table,
  data_table: dataTable,
  data_visualization: chart,
  card,
  carousel,
  container,
  plan,
  task_card: taskCard,
  call,
  file: remoteFile,
  video,
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
