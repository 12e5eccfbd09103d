/** The list at the left: channels, the app, direct messages. */

import { h } from "./dom.js";
import { avatar } from "./parts.js";

export function roomName(app, room) {
  return room.user ? app.person(room.user).real_name : room.name;
}

/** Up and down go through the list, as in Slack. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".room")];
  all.at((all.indexOf(document.activeElement) + step) % all.length)?.focus();
}

function entry(key, { open, unread, face, name, go }) {
  return h(
    "button",
    {
      type: "button",
      key,
      class: `room${open ? " open" : ""}${unread ? " unread" : ""}`,
      "aria-current": open ? "page" : null,
      onclick: go,
    },
    face,
    h("span", { class: "name" }, name),
    unread ? h("span", { class: "dot", role: "img", "aria-label": "unread" }) : null,
  );
}

function channel(app, room) {
  const open = app.ui.channel !== "app" && app.room?.id === room.id;
  return entry(room.id, {
    open,
    unread: !open && app.unread(room),
    face: room.user ? avatar(app.person(room.user)) : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
    name: roomName(app, room),
    go: () => app.open(room.id),
  });
}

function bot(app) {
  const { botRoom: room, bot: it } = app;
  const open = app.ui.channel === "app";
  return entry("app", { open, unread: !open && room && app.unread(room), face: avatar(it), name: it.real_name, go: () => app.open("app") });
}

export function sidebar(app) {
  const { channels, dms } = app.state;
  const others = dms.filter((each) => each !== app.botRoom);
  return h(
    "nav",
    { class: "sidebar", "aria-label": "Channels, apps and direct messages", onkeydown: walk },
    h("div", { class: "workspace" }, h("span", { class: "mark", "aria-hidden": "true" }, "A"), "Acme"),
    h("h2", {}, "Channels"),
    channels.length ? channels.map((each) => channel(app, each)) : h("p", { class: "none" }, "None that you may see"),
    others.length ? [h("h2", {}, "Direct messages"), others.map((each) => channel(app, each))] : null,
    h("h2", {}, "Apps"),
    bot(app),
  );
}
