/**
 * Block Kit's interactive elements.
 *
 * Each is drawn from `(element, block, surface)`. The surface is the modal or message around it:
 *
 *     place                             where it is drawn; ids begin with it
 *     names                             what ids mean; see mrkdwn.js, and `people()`, `rooms()` and
 *                                       `talks(filter)` as options, `file(id)` as an address
 *     value(block, element)             what is chosen now, in the shape of Slack's view state
 *     change(block, element, value)     somebody chose; a text is reported while it is typed
 *     commit(block, element)            a text is finished (left, or Enter)
 *     press(block, element, value)      a button, or an item of an overflow menu
 *     busy(block, element)              whether the bot has not yet answered the last press
 *     suggest(block, element, text)     asks the bot; a promise of options
 *     confirm(object)                   asks the person first; a promise of yes or no
 *     error(block)                      what is wrong with the field, if anything
 */

import { button, feedbackButtons, iconButton, overflow, workflowButton } from "./buttons.js";
import { h, widget } from "./dom.js";
import { own } from "./files.js";
import { boxes, chooser, errorOf, fileInput, idOf, described, local, nameOf, picker, textual } from "./inputs.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { richInput } from "./richinput.js";
import { select } from "./select.js";

export function complaint(text) {
  return h("div", { class: "unknown", role: "alert" }, text);
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
    return widget("select", idOf(block, element, surface), select, {
      id: idOf(block, element, surface),
      multi,
      most: element.max_selected_items,
      value: read ? read(value, surface) : value,
      find: source(element, block, surface),
      least: least(element),
      label: nameOf(block, element, surface, "Choose"),
      placeholder: plain(element.placeholder) || "Choose…",
      invalid: surface.error(block) ? errorOf(block, surface) : null,
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
const talks = (element, block, surface) => among(surface.names.talks(element.filter));
const named = (list) => (id, surface) => surface.names[list]().find((each) => each.value === id) ?? null;
const single = (list) => ({ read: named(list), write: (option) => option?.value ?? null });
const several = (list) => ({
  multi: true,
  read: (ids, surface) => (ids ?? []).map((id) => named(list)(id, surface)).filter(Boolean),
  write: (options) => options.map((option) => option.value),
});

function richTextInput(element, block, surface) {
  return widget("rich", idOf(block, element, surface), richInput, {
    id: idOf(block, element, surface),
    label: nameOf(block, element, surface, "Text"),
    placeholder: plain(element.placeholder),
    value: surface.value(block, element),
    names: surface.names,
    described: described(block, surface),
    autofocus: element.focus_on_load === true,
    change: (value) => surface.change(block, element, value),
    commit: () => surface.commit(block, element),
  });
}

/** A picture by its address, or by the id of a file that was uploaded. */
export function image(element, _block, surface) {
  const { image_url: url, slack_file: file, alt_text: text } = element;
  return h("img", { src: url ?? own(file?.url) ?? surface.names.file?.(file?.id), alt: text, loading: "lazy" });
}

export const ELEMENTS = {
  button,
  workflow_button: workflowButton,
  overflow,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  image,
  plain_text: (element) => h("span", {}, plain(element)),
  mrkdwn: (element, block, surface) => h("span", {}, mrkdwn(element.text, surface.names)),
  plain_text_input: textual("text"),
  email_text_input: textual("email"),
  url_text_input: textual("url"),
  number_input: textual("number"),
  rich_text_input: richTextInput,
  file_input: fileInput,
  static_select: menu(fixed),
  multi_static_select: menu(fixed, { multi: true }),
  external_select: menu(external, externally),
  multi_external_select: menu(external, { ...externally, multi: true }),
  users_select: menu(people, single("people")),
  multi_users_select: menu(people, several("people")),
  channels_select: menu(rooms, single("rooms")),
  multi_channels_select: menu(rooms, several("rooms")),
  conversations_select: menu(talks, single("talks")),
  multi_conversations_select: menu(talks, several("talks")),
  radio_buttons: boxes("radio"),
  checkboxes: boxes("checkbox"),
  datepicker: picker("date", "Date"),
  timepicker: picker("time", "Time"),
  datetimepicker: picker("datetime-local", "Date and time", (text) => (text ? Date.parse(text) / 1000 : null), local),
};

/** Draw an element; one that is unknown is said in red. */
export function element(each, block, surface) {
  const draw = Object.hasOwn(ELEMENTS, each.type) && ELEMENTS[each.type];
  return draw ? draw(each, block, surface) : complaint(`Unknown element: ${each.type}`);
}
