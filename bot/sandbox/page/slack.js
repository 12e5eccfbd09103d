/** A small Slack: search, channels and the app, messages, the thread drawer, modals. */

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { appTabs, home, tabs } from "./home.js";
import { message } from "./message.js";
import { modal } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { dayOf, icon } from "./parts.js";
import { search } from "./search.js";
import { roomName, sidebar } from "./sidebar.js";
import * as written from "./written.js";

const PERMALINK = /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?(?:.*&)?thread_ts=([\d.]+))?/;

/** Messages and one's own ephemerals, in the order in which they came. */
function said(app, room, thread) {
  const parent = thread && room.messages.find((each) => each.ts === thread);
  const open = thread ? [parent, ...(parent?.replies ?? [])].filter(Boolean) : room.messages;
  const mine = app.state.ephemerals
    .filter((each) => each.channel === room.id && (each.thread_ts ?? null) === (thread ?? null))
    .map((each) => ({ ...each, ephemeral: true }));
  return [...open, ...mine].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** Up and down go from message to message; t and r are Slack's own keys for a thread and a reaction. */
function walk(event) {
  const here = event.target.closest(".message");
  if (event.target !== event.currentTarget && event.target !== here) return;
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const at = here ? all.indexOf(here) : all.length;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  const tool = here && { t: ".reply", r: "[aria-label='Add a reaction']", ".": "[aria-label='More actions']" }[event.key];
  if (next !== undefined) all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
  else if (tool && !event.ctrlKey && !event.metaKey) here.querySelector(tool)?.click();
  else return;
  event.preventDefault();
}

/** A list that stays at its foot while its reader is there. */
function log(name, children, label) {
  return h("div", { class: "log", key: name, role: "log", "aria-label": label, tabindex: 0, onkeydown: walk }, children);
}

/** Messages, with a line where a new day begins. */
function days(app, list, draw) {
  let last = "";
  return list.flatMap((each) => {
    const day = dayOf(each.ts, app.state.clock);
    const line = day === last ? null : h("div", { class: "day", key: `day-${day}` }, h("span", {}, day));
    last = day;
    return [line, draw(each)];
  });
}

function notices(app) {
  const shown = app.state.notices.at(-1);
  const key = shown && `${app.ui.as} ${shown.id}`;
  if (!shown || app.dismissed === key) return null;
  return h(
    "div",
    { class: "notice", role: "alert", key: `notice-${shown.id}` },
    icon("alert"),
    h("span", {}, shown.text),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => app.set({}, { dismissed: key }) }, icon("close")),
  );
}

function say(app, room, thread) {
  return (text) => {
    // As in Slack, a command cannot be given in a thread: there it is only text.
    const [name, ...rest] = text.split(/\s+/);
    if (!/^\/\S/.test(text) || thread) {
      return app.act("message", { text: written.message(text, app.state), channel: room.id, thread_ts: thread ?? null });
    }
    const known = app.state.commands.find((each) => each.command === name);
    return app.act("command", { command: name, text: written.command(rest.join(" "), app.state, known), channel: room.id });
  };
}

function context(app) {
  return { state: app.state, shortcut: (each) => app.act("shortcut", { action_id: each.callback_id }) };
}

function welcome(title) {
  return h("p", { class: "welcome", key: "welcome" }, "This is the very beginning of ", h("strong", {}, title), ".");
}

function talk(app, room, title) {
  const list = days(app, said(app, room), (each) => message(app, each, room));
  return [
    log(`room-${room.id}`, [welcome(title), list], title),
    notices(app),
    room === app.botRoom && app.state.app.read_only
      ? h("p", { class: "read-only", key: "read-only" }, "Sending messages to this app has been turned off.")
      : composer("room", { room: room.id, placeholder: `Message ${title} or type /`, context: context(app), send: say(app, room) }),
  ];
}

function conversation(app) {
  const { room } = app;
  if (!room) return h("section", { class: "conversation", "aria-label": "Nothing" }, h("p", { class: "welcome" }, "There is no channel that this person may see."));
  const title = room.user ? roomName(app, room) : `#${room.name}`;
  return h(
    "section",
    { class: "conversation", key: "conversation", "aria-label": title },
    h("header", {}, h("h2", {}, title), h("span", { class: "note" }, room.purpose ?? "")),
    talk(app, room, title),
  );
}

function appPage(app) {
  const { bot, botRoom, appTab } = app;
  const empty = h("p", { class: "welcome", key: "welcome" }, "Nothing was said here yet.");
  return h(
    "section",
    { class: "conversation", key: "app", "aria-label": bot.real_name },
    h("header", { class: "app-head" }, h("h2", {}, bot.real_name), h("span", { class: "app" }, "APP"), tabs(app)),
    appTab === "home" && appTabs(app).some(([name]) => name === "home")
      ? [home(app), notices(app)]
      : botRoom ? talk(app, botRoom, bot.real_name) : empty,
  );
}

function drawer(app) {
  const { room, ui } = app;
  if (!ui.thread || !room?.messages.some((each) => each.ts === ui.thread)) return null;
  const close = () => app.set({ thread: null }, { wanted: `.conversation [data-ts="${ui.thread}"]` });
  const [parent, ...rest] = said(app, room, ui.thread);
  const draw = (each) => message(app, each, room, { threads: false });
  const count = rest.length ? h("div", { class: "count", key: "count" }, rest.length === 1 ? "1 reply" : `${rest.length} replies`) : null;
  return h(
    "aside",
    { class: "thread", key: "thread", "aria-label": "Thread" },
    h(
      "header",
      {},
      h("h2", {}, "Thread"),
      h("span", { class: "note" }, room.user ? roomName(app, room) : `#${room.name}`),
      h("button", { type: "button", class: "plain", "aria-label": "Close thread", onclick: close }, icon("close")),
    ),
    log(`thread-${ui.thread}`, [draw(parent), count, rest.map(draw)], "Thread"),
    composer("thread", { room: ui.thread, placeholder: "Reply…", plain: true, context: context(app), send: say(app, room, ui.thread) }),
  );
}

/** A link to a message of this workspace is followed here, and not on the web. */
function follow(app) {
  return (event) => {
    const found = PERMALINK.exec(event.target.closest("a[href]")?.href ?? "");
    if (!found) return;
    event.preventDefault();
    const [, channel, seconds, rest, thread] = found;
    app.jump({ channel, ts: `${seconds}.${rest}`, thread_ts: thread });
  };
}

function finder(app) {
  return search({
    as: app.ui.as,
    face: icon("search"),
    find: async (text) => (await app.act("search", { text }, { quiet: true })).results ?? null,
    go: (each) => app.jump(each),
    person: (id) => app.person(id),
    plainly: (text) => h("span", {}, mrkdwn(text, app.names)).textContent,
  });
}

/** Draw Slack; while a modal is open the rest of it cannot be reached, as in Slack. */
export function slack(app) {
  const open = app.state.modal !== null;
  if (app.room) app.read(app.room);
  const thread = drawer(app);
  return h(
    "main",
    { class: `slack${thread ? " threaded" : ""}`, "aria-label": "Slack", onclick: follow(app) },
    h("div", { class: "strip", inert: open }, finder(app)),
    h("div", { class: "workspace-body", inert: open }, sidebar(app), app.ui.channel === "app" ? appPage(app) : conversation(app), thread),
    modal(app),
  );
}
