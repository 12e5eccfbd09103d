/** Block Kit's fields without a menu; drawn from `(element, block, surface)`, see elements.js. */

import { sure } from "./buttons.js";
import { h } from "./dom.js";
import { plain, richly } from "./mrkdwn.js";

const LONGEST_NAME = 80;

/** Ids are the page's: the same block may stand in a message and in its thread at once. */
export const idOf = (block, element, surface) => `field-${surface.place}-${block.block_id}-${element.action_id}`;
export const errorOf = (block, surface) => `error-${surface.place}-${block.block_id}`;

/** What a field outside an input block is called: there is no label beside it, but perhaps a text. */
export function nameOf(block, element, surface, otherwise) {
  const beside = () => h("span", {}, richly(block.text, surface.names)).textContent.split("\n")[0].slice(0, LONGEST_NAME);
  return plain(block.label) || plain(element.placeholder) || (block.text && beside()) || otherwise;
}

export function described(block, surface) {
  const wrong = surface.error(block);
  return {
    "aria-invalid": String(Boolean(wrong)),
    "aria-describedby": wrong ? errorOf(block, surface) : null,
  };
}

export function chooser(block, element, surface) {
  return (value) => sure(element, surface, () => surface.change(block, element, value));
}

export function textual(type) {
  return (element, block, surface) => {
    const multiline = element.multiline === true;
    const onkeydown = (event) => {
      if (event.key === "Enter" && !multiline) surface.commit(block, element, event);
    };
    return h(multiline ? "textarea" : "input", {
      key: idOf(block, element, surface),
      id: idOf(block, element, surface),
      type: multiline ? null : type,
      rows: multiline ? 4 : null,
      value: surface.value(block, element) ?? "",
      placeholder: plain(element.placeholder),
      autocomplete: "off",
      spellcheck: "false",
      step: type === "number" ? "any" : null,
      "aria-required": String(block.optional !== true),
      "data-autofocus": element.focus_on_load === true,
      ...described(block, surface),
      oninput: (event) => surface.change(block, element, event.target.value),
      onchange: () => surface.commit(block, element),
      onkeydown,
    });
  };
}

/** A unix time in seconds, as the browser's own field writes it: local, to the minute. */
export function local(seconds) {
  if (!seconds) return "";
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function picker(type, name, read = (text) => text || null, write = (value) => value ?? "") {
  return (element, block, surface) => {
    const field = h("input", {
      key: idOf(block, element, surface),
      id: idOf(block, element, surface),
      type,
      class: "picker",
      value: write(surface.value(block, element)),
      "aria-label": block.label ? null : nameOf(block, element, surface, name),
      "data-autofocus": element.focus_on_load === true,
      ...described(block, surface),
      onchange: (event) => chooser(block, element, surface)(read(event.target.value)),
    });
    return element.timezone
      ? h("span", { class: "zoned" }, field, h("span", { class: "note" }, element.timezone))
      : field;
  };
}

function box(type, element, block, surface, option, chosen, choose) {
  return h(
    "label",
    { key: option.value },
    h("input", {
      type,
      name: idOf(block, element, surface),
      checked: chosen.has(option.value),
      onchange: (event) => choose(option, event.target.checked),
    }),
    h(
      "span",
      {},
      richly(option.text, surface.names),
      option.description ? h("small", {}, richly(option.description, surface.names)) : null,
    ),
  );
}

/** Radio buttons and checkboxes: a group of labelled boxes. */
export function boxes(type) {
  return (element, block, surface) => {
    const chosen = new Set([surface.value(block, element) ?? []].flat().map((option) => option.value));
    const report = chooser(block, element, surface);
    const choose = (option, on) => {
      if (type === "radio") report(option);
      else report(element.options.filter((each) => (each.value === option.value ? on : chosen.has(each.value))));
    };
    return h(
      "div",
      {
        class: "boxes",
        key: idOf(block, element, surface),
        role: type === "radio" ? "radiogroup" : "group",
        id: idOf(block, element, surface),
        "aria-label": nameOf(block, element, surface, "Options"),
        ...described(block, surface),
        ...(type === "radio" ? {} : { "aria-invalid": null }),
      },
      element.options.map((option) => box(type, element, block, surface, option, chosen, choose)),
    );
  };
}

/** A file as the control surface takes it: its bytes in base64. */
async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = bytes.reduce((all, byte) => all + String.fromCodePoint(byte), "");
  return { name: file.name, mimetype: file.type || "application/octet-stream", size: file.size, content: btoa(text) };
}

/** Choose files from the disk; each can be taken away again. */
export function fileInput(element, block, surface) {
  const chosen = surface.value(block, element) ?? [];
  const most = element.max_files ?? 10;
  const take = async (event) => {
    const added = await Promise.all([...event.target.files].map(read));
    event.target.value = "";
    surface.change(block, element, [...chosen, ...added].slice(0, most));
  };
  const drop = (at) => surface.change(block, element, chosen.filter((_, each) => each !== at));
  return h(
    "div",
    { class: "files-chosen", key: idOf(block, element, surface) },
    chosen.map((file, at) =>
      h(
        "span",
        { class: "chip", key: `${at}-${file.name}` },
        file.name,
        h("button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => drop(at) }, "×"),
      ),
    ),
    h("input", {
      type: "file",
      key: "choose",
      id: idOf(block, element, surface),
      multiple: most > 1,
      disabled: chosen.length >= most,
      accept: element.filetypes?.map((each) => `.${each}`).join(",") ?? null,
      ...described(block, surface),
      onchange: take,
    }),
  );
}
