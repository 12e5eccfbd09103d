/**
 * Block Kit's interactive elements.
 *
 * Each is drawn from `(element, block, surface)`. The surface is the modal or message around it:
 *
 *     names                             what ids mean; see mrkdwn.js, and `people()` as options
 *     value(block, element)             what is chosen now, in the shape of Slack's view state
 *     change(block, element, value)     somebody chose; a text is reported while it is typed
 *     commit(block, element)            a text is finished (left, or Enter)
 *     press(block, element, value)      a button, or an item of an overflow menu
 *     suggest(block, element, text)     asks the bot; a promise of options
 *     confirm(object)                   asks the person first; a promise of yes or no
 *     error(block)                      what is wrong with the field, if anything
 */

import { h, widget } from "./dom.js";
import { mrkdwn, plain, richly } from "./mrkdwn.js";
import { select } from "./select.js";

const idOf = (block, element) => `field-${block.block_id}-${element.action_id}`;

function described(block, surface) {
  const wrong = surface.error(block);
  return {
    "aria-invalid": String(Boolean(wrong)),
    "aria-describedby": wrong ? `error-${block.block_id}` : null,
  };
}

/** Ask first where the element says so. */
async function sure(element, surface, act) {
  if (!element.confirm || (await surface.confirm(element.confirm))) act();
}

function chooser(block, element, surface) {
  return (value) => sure(element, surface, () => surface.change(block, element, value));
}

function textual(type) {
  return (element, block, surface) => {
    const multiline = element.multiline === true;
    const onkeydown = (event) => {
      if (event.key === "Enter" && !multiline) surface.commit(block, element, event);
    };
    return h(multiline ? "textarea" : "input", {
      key: idOf(block, element),
      id: idOf(block, element),
      type: multiline ? null : type,
      rows: multiline ? 4 : null,
      value: surface.value(block, element) ?? "",
      placeholder: plain(element.placeholder),
      autocomplete: "off",
      spellcheck: "false",
      inputmode: type === "number" ? "decimal" : null,
      "data-autofocus": element.focus_on_load === true,
      ...described(block, surface),
      oninput: (event) => surface.change(block, element, event.target.value),
      onchange: () => surface.commit(block, element),
      onkeydown,
    });
  };
}

/** A unix time in seconds, as the browser's own field writes it: local, to the minute. */
function local(seconds) {
  if (!seconds) return "";
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function picker(type, read = (text) => text || null, write = (value) => value ?? "") {
  return (element, block, surface) =>
    h("input", {
      key: idOf(block, element),
      id: idOf(block, element),
      type,
      class: "picker",
      value: write(surface.value(block, element)),
      "aria-label": block.label ? null : plain(element.placeholder) || type,
      "data-autofocus": element.focus_on_load === true,
      ...described(block, surface),
      onchange: (event) => chooser(block, element, surface)(read(event.target.value)),
    });
}

function flat(element) {
  const groups = element.option_groups ?? [];
  return [
    ...(element.options ?? []),
    ...groups.flatMap((group) => group.options.map((option) => ({ ...option, group: plain(group.label) }))),
  ];
}

const among = (options) => async (text) =>
  options.filter((option) => plain(option.text).toLowerCase().includes(text.toLowerCase()));

/** A select menu; `source` says where its options come from, `least` when it starts to look. */
function menu(source, { multi = false, least = () => undefined, read, write } = {}) {
  return (element, block, surface) => {
    const value = surface.value(block, element);
    return widget("select", idOf(block, element), select, {
      id: idOf(block, element),
      multi,
      value: read ? read(value, surface) : value,
      find: source(element, block, surface),
      least: least(element),
      label: plain(block.label),
      placeholder: plain(element.placeholder) || "Choose…",
      invalid: surface.error(block),
      autofocus: element.focus_on_load === true,
      choose: (chosen) => chooser(block, element, surface)(write ? write(chosen) : chosen),
    });
  };
}

const fixed = (element) => among(flat(element));
const external = (element, block, surface) => (text) => surface.suggest(block, element, text);
const externally = { least: (element) => element.min_query_length ?? 3 };
const people = (element, block, surface) => among(surface.names.people());
const rooms = (element, block, surface) => among(surface.names.rooms());
const named = (list) => (id, surface) => surface.names[list]().find((each) => each.value === id) ?? null;
const single = (list) => ({ read: named(list), write: (option) => option?.value ?? null });
const several = (list) => ({
  multi: true,
  read: (ids, surface) => (ids ?? []).map((id) => named(list)(id, surface)).filter(Boolean),
  write: (options) => options.map((option) => option.value),
});

/** Radio buttons and checkboxes: a group of labelled boxes. */
function boxes(type) {
  return (element, block, surface) => {
    const value = surface.value(block, element);
    const chosen = new Set([value ?? []].flat().map((option) => option.value));
    const choose = chooser(block, element, surface);
    const toggled = (option, on) => {
      if (type === "radio") return option;
      return element.options.filter((each) => (each.value === option.value ? on : chosen.has(each.value)));
    };
    return h(
      "div",
      {
        class: "boxes",
        role: type === "radio" ? "radiogroup" : "group",
        id: idOf(block, element),
        "aria-label": plain(block.label) || null,
      },
      element.options.map((option) =>
        h(
          "label",
          { key: option.value },
          h("input", {
            type,
            name: idOf(block, element),
            checked: chosen.has(option.value),
            onchange: (event) => choose(toggled(option, event.target.checked)),
          }),
          h(
            "span",
            {},
            richly(option.text, surface.names),
            option.description ? h("small", {}, richly(option.description, surface.names)) : null,
          ),
        ),
      ),
    );
  };
}

function button(element, block, surface) {
  const press = () => sure(element, surface, () => surface.press(block, element, element.value));
  return h(
    "button",
    {
      type: "button",
      key: `${element.action_id}-${element.value ?? ""}`,
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label ?? null,
      "data-action": element.action_id,
      onclick: () => {
        if (element.url) window.open(element.url, "_blank", "noopener");
        press();
      },
    },
    plain(element.text),
  );
}

function overflow(element, block, surface) {
  const item = (option) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        onclick: (event) => {
          event.target.closest("details").open = false;
          sure(element, surface, () => surface.press(block, element, option.value));
        },
      },
      plain(option.text),
    );
  return h(
    "details",
    {
      class: "overflow",
      key: element.action_id,
      "data-kept": "open",
      onkeydown: (event) => {
        if (event.key !== "Escape" || !event.currentTarget.open) return;
        event.stopPropagation();
        event.currentTarget.open = false;
      },
    },
    h("summary", { "aria-label": "More actions", class: "button" }, "⋯"),
    h("div", { role: "menu" }, element.options.map(item)),
  );
}

export function image(element) {
  return h("img", { src: element.image_url ?? element.slack_file?.url, alt: element.alt_text, loading: "lazy" });
}

export const ELEMENTS = {
  button,
  overflow,
  image,
  plain_text: (element) => h("span", {}, plain(element)),
  mrkdwn: (element, block, surface) => h("span", {}, mrkdwn(element.text, surface.names)),
  plain_text_input: textual("text"),
  email_text_input: textual("email"),
  url_text_input: textual("url"),
  number_input: textual("number"),
  static_select: menu(fixed),
  multi_static_select: menu(fixed, { multi: true }),
  external_select: menu(external, externally),
  multi_external_select: menu(external, { ...externally, multi: true }),
  users_select: menu(people, single("people")),
  multi_users_select: menu(people, several("people")),
  channels_select: menu(rooms, single("rooms")),
  conversations_select: menu(rooms, single("rooms")),
  radio_buttons: boxes("radio"),
  checkboxes: boxes("checkbox"),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: picker("datetime-local", (text) => (text ? Date.parse(text) / 1000 : null), local),
};
