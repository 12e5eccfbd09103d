/** A small Slack: channels and DMs, messages, the thread drawer. */

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { message } from "./message.js";
import { modal } from "./modal.js";
import { avatar, icon } from "./parts.js";

function roomName(app, room) {
  return room.user ? app.person(room.user).real_name : room.name;
}

function entry(app, room) {
  const open = app.room.id === room.id;
  const unread = !open && app.unread(room);
  return h(
    "button",
    {
      type: "button",
      key: room.id,
      class: `room${open ? " open" : ""}${unread ? " unread" : ""}`,
      "aria-current": open ? "page" : null,
      onclick: () => app.set({ channel: room.id, thread: null }),
    },
    room.user ? avatar(app.person(room.user)) : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
    h("span", { class: "name" }, roomName(app, room)),
    unread ? h("span", { class: "dot", role: "img", "aria-label": "unread" }) : null,
  );
}

function sidebar(app) {
  const { channels, dms } = app.state;
  return h(
    "nav",
    { class: "sidebar", "aria-label": "Channels and direct messages" },
    h("div", { class: "workspace" }, h("span", { class: "mark", "aria-hidden": "true" }, "A"), "Acme"),
    h("h2", {}, "Channels"),
    channels.map((room) => entry(app, room)),
    h("h2", {}, "Direct messages"),
    dms.length ? dms.map((room) => entry(app, room)) : h("p", { class: "none" }, "None yet"),
  );
}

/** Messages and one's own ephemerals, in the order in which they came. */
function said(app, room, thread) {
  const parent = thread && room.messages.find((each) => each.ts === thread);
  const open = thread ? [parent, ...(parent?.replies ?? [])].filter(Boolean) : room.messages;
  const mine = app.state.ephemerals
    .filter((each) => each.channel === room.id && (each.thread_ts ?? null) === (thread ?? null))
    .map((each) => ({ ...each, ephemeral: true }));
  return [...open, ...mine].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** A list that stays at its foot while its reader is there. */
function log(name, children, label) {
  const list = h("div", { class: "log", key: name, role: "log", "aria-label": label, tabindex: 0 }, children);
  return list;
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
    h(
      "button",
      { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => app.set({}, { dismissed: key }) },
      icon("close"),
    ),
  );
}

function say(app, room, thread) {
  return (text) => {
    // As in Slack, a command cannot be given in a thread: there it is only text.
    if (text.startsWith("/") && !thread) {
      const [command, ...rest] = text.split(/\s+/);
      return app.act("command", { command, text: rest.join(" "), channel: room.id });
    }
    return app.act("message", { text, channel: room.id, thread_ts: thread ?? null });
  };
}

function conversation(app) {
  const { room } = app;
  const title = room.user ? roomName(app, room) : `#${room.name}`;
  return h(
    "section",
    { class: "conversation", "aria-label": title },
    h("header", {}, h("h2", {}, title), h("span", { class: "note" }, room.purpose ?? "")),
    log(`room-${room.id}`, [welcome(title), said(app, room).map((each) => message(app, each, room))], title),
    notices(app),
    composer("room", { room: room.id, placeholder: `Message ${title} or type /`, commands: app.state.commands, send: say(app, room) }),
  );
}

function welcome(title) {
  return h("p", { class: "welcome", key: "welcome" }, "This is the very beginning of ", h("strong", {}, title), ".");
}

function drawer(app) {
  const { room, ui } = app;
  if (!ui.thread || !room.messages.some((each) => each.ts === ui.thread)) return null;
  const close = () => app.set({ thread: null });
  const [parent, ...rest] = said(app, room, ui.thread);
  const draw = (each) => message(app, each, room, { threads: false });
  return h(
    "aside",
    { class: "thread", key: "thread", "aria-label": "Thread" },
    h(
      "header",
      {},
      h("h2", {}, "Thread"),
      h("span", { class: "note" }, `#${roomName(app, room)}`),
      h("button", { type: "button", class: "plain", "aria-label": "Close thread", onclick: close }, icon("close")),
    ),
    log(
      `thread-${ui.thread}`,
      [draw(parent), rest.length ? h("div", { class: "count", key: "count" }, rest.length === 1 ? "1 reply" : `${rest.length} replies`) : null, rest.map(draw)],
      "Thread",
    ),
    composer("thread", { room: ui.thread, placeholder: "Reply…", commands: [], send: say(app, room, ui.thread) }),
  );
}

/** Draw Slack; while a modal is open the rest of it cannot be reached, as in Slack. */
export function slack(app) {
  const open = app.state.modal !== null;
  app.read(app.room);
  const thread = drawer(app);
  return h(
    "main",
    { class: `slack${thread ? " threaded" : ""}`, "aria-label": "Slack" },
    h("div", { class: "workspace-body", inert: open }, sidebar(app), conversation(app), thread),
    modal(app),
  );
}
