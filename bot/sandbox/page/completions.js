/** What a composer offers while one types: commands and shortcuts, people, channels, emoji. */

import { h } from "./dom.js";
import { SHORTCODES, emoji } from "./emoji.js";
import { avatar, icon } from "./parts.js";

const MOST = 8;
const EVERYBODY = [
  ["here", "Notify everybody who is active here"],
  ["channel", "Notify everybody in this channel"],
  ["everyone", "Notify everybody in the workspace"],
];

const has = (text, part) => text.toLowerCase().includes(part);

function commands(word, { state, shortcut }) {
  const text = word.slice(1).toLowerCase();
  const typed = state.commands
    .filter((each) => each.command.startsWith(word.toLowerCase()))
    .map((each) => ({ face: icon("hand"), title: each.command, usage: each.usage_hint, note: each.description, insert: each.command }));
  const shortcuts = (state.shortcuts ?? [])
    .filter((each) => each.type === "global" && has(each.name, text))
    .map((each) => ({ face: icon("zap"), title: each.name, note: each.description, run: () => shortcut(each) }));
  return [...typed, ...shortcuts];
}

function people(word, { state }) {
  const text = word.slice(1).toLowerCase();
  const members = state.people
    .filter((each) => has(each.real_name, text) || has(each.name, text))
    .map((each) => ({ face: avatar(each), title: each.real_name, usage: each.name, note: each.title, insert: `@${each.real_name}` }));
  const groups = (state.usergroups ?? [])
    .filter((each) => has(each.handle, text))
    .map((each) => ({ face: "@", title: `@${each.handle}`, note: "User group", insert: `@${each.handle}` }));
  const all = EVERYBODY.filter(([name]) => name.startsWith(text));
  return [...members, ...groups, ...all.map(([name, note]) => ({ face: "@", title: `@${name}`, note, insert: `@${name}` }))];
}

function channels(word, { state }) {
  return state.channels
    .filter((each) => has(each.name, word.slice(1).toLowerCase()))
    .map((each) => ({ face: "#", title: each.name, note: each.purpose, insert: `#${each.name}` }));
}

function signs(word) {
  const text = word.slice(1);
  const found = SHORTCODES.filter((each) => each.includes(text));
  const nearest = found.sort((one, other) => other.startsWith(text) - one.startsWith(text));
  return nearest.map((each) => ({ face: emoji(each), title: `:${each}:`, insert: `:${each}:` }));
}

const KINDS = [
  [/^\/[^\s/]*$/, commands],
  [/(?:^|[\s(])(@[\p{L}\d._-]*)$/u, people],
  [/(?:^|[\s(])(#[\p{L}\d_-]*)$/u, channels],
  [/(?:^|[\s(])(:[a-z0-9_+-]{2,})$/, signs],
];

/**
 * Find what fits the word before the caret.
 *
 * Each is `{ face, title, usage, note }` with the text to `insert` or what to `run`; `from` is where
 * the word begins.
 */
export function completions(before, context) {
  for (const [pattern, offer] of KINDS) {
    const found = pattern.exec(before);
    if (!found) continue;
    const word = found[1] ?? found[0];
    return { from: before.length - word.length, word, items: offer(word, context).slice(0, MOST) };
  }
  return { from: before.length, word: "", items: [] };
}

/** Draw the list; the active one is marked. */
export function offered(items, { id, active, choose }) {
  return items.map((each, at) =>
    h(
      "li",
      {
        role: "option",
        id: `${id}-${at}`,
        key: each.title,
        "aria-selected": String(at === active),
        class: at === active ? "active" : null,
        onclick: () => choose(each),
      },
      h("span", { class: "face", "aria-hidden": "true" }, each.face),
      h("strong", {}, each.title),
      h("span", { class: "usage" }, each.usage ?? ""),
      h("span", { class: "note" }, each.note ?? ""),
    ),
  );
}
