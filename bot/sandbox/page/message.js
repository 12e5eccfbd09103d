/** One message, as Slack draws it: who, when, what, and how many answered. */

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { files } from "./files.js";
import { menu } from "./menu.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";
import { avatar, clockTime, icon } from "./parts.js";
import { picker, reactions } from "./reactions.js";
import { surface } from "./surface.js";

function replies(app, message) {
  const count = message.replies?.length ?? 0;
  if (!count) return null;
  const authors = [...new Set(message.replies.map((each) => each.user))].slice(0, 3);
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => app.openThread(message.ts) },
    authors.map((id) => avatar(app.person(id))),
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "note" }, `last at ${clockTime(message.replies.at(-1).ts)}`),
  );
}

/** The older way to add to a message: a bar of colour, with blocks or a few texts beside it. */
function attachment(each, around) {
  const colour = /^#?[0-9a-f]{6}$/i.test(each.color ?? "") ? `#${each.color.replace("#", "")}` : null;
  const fields = (each.fields ?? []).map((field) => h("div", {}, h("strong", {}, field.title), h("br"), mrkdwn(field.value, around.names)));
  return h(
    "div",
    { class: "attachment", style: colour ? `border-color: ${colour}` : null },
    each.pretext ? h("div", { class: "text" }, mrkdwn(each.pretext, around.names)) : null,
    each.title ? h("strong", {}, each.title_link ? link(each.title_link, plain(each.title)) : plain(each.title)) : null,
    each.text ? h("div", { class: "text" }, mrkdwn(each.text, around.names)) : null,
    fields.length ? h("div", { class: "fields" }, fields) : null,
    each.blocks ? blocks(each.blocks, around) : null,
    each.footer ? h("div", { class: "note" }, each.footer) : null,
  );
}

function body(app, message, thread) {
  const around = surface(app, {
    place: `${thread ? "thread" : "room"}-${message.ts}`,
    where: { in_message: message.ts },
    version: message.edited?.ts ?? "",
  });
  const text = () => h("div", { class: "text" }, message.mrkdwn === false ? plain(message.text) : mrkdwn(message.text, app.names));
  return h(
    "div",
    { class: "content" },
    message.blocks?.length ? blocks(message.blocks, around) : message.text ? text() : null,
    (message.attachments ?? []).map((each) => attachment(each, around)),
    files(message),
    message.edited ? h("span", { class: "edited" }, "(edited)") : null,
  );
}

/** What can be done with a message: the app's shortcuts for messages, and its address. */
function more(app, message, room) {
  const asked = (each) => () => app.act("message_shortcut", { action_id: each.callback_id, channel: room.id, in_message: message.ts });
  const shortcuts = (app.state.shortcuts ?? [])
    .filter((each) => each.type === "message")
    .map((each) => ({ key: each.callback_id, text: each.name, note: `${app.bot.real_name}${each.description ? ` · ${each.description}` : ""}`, act: asked(each) }));
  const copy = { text: "Copy link", act: () => app.copy(app.permalink(room, message)) };
  return menu("more", { label: "More actions", hint: "More actions", face: icon("more"), class: "tool", end: true, tabindex: -1, items: [...shortcuts, copy] });
}

/** Left and right go through the buttons: a message is one stop of Tab for all of them. */
function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = [...event.currentTarget.querySelectorAll(".tool")];
  const at = all.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  all.at((at + step) % all.length).focus();
}

function tools(app, message, room, threads) {
  const reply = threads
    ? h("button", { type: "button", class: "tool reply", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => app.openThread(message.ts) }, icon("thread"))
    : null;
  return h(
    "div",
    { class: "tools-over", role: "toolbar", "aria-label": "Message", onkeydown: walk },
    reply,
    picker("react", { tabindex: threads ? -1 : 0, pick: (name) => app.react(room, message, name) }),
    more(app, message, room),
  );
}

function marks(app, message, room) {
  return [
    message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    message.pinned_to?.includes(room.id) ? h("div", { class: "only-you" }, icon("pin"), "Pinned") : null,
    message.subtype === "thread_broadcast" ? h("div", { class: "only-you" }, icon("thread"), "Also sent to the channel") : null,
  ];
}

function by(app, message, author) {
  return h(
    "div",
    { class: "by" },
    h("strong", {}, message.username ?? author.real_name),
    author.is_bot || message.bot_id ? h("span", { class: "app" }, "APP") : null,
    h("time", {}, clockTime(message.ts)),
  );
}

/** Draw a message; `threads` is false inside the drawer, where there is nothing more to open. */
export function message(app, each, room, { threads = true } = {}) {
  const author = app.person(each.user ?? app.bot.id);
  const gone = each.subtype === "tombstone";
  const states = [each.ephemeral && "ephemeral", each.pinned_to?.includes(room.id) && "pinned", gone && "gone", app.ui.sought === each.ts && "sought"];
  return h(
    "article",
    {
      class: ["message", ...states.filter(Boolean)].join(" "),
      key: each.ts,
      "data-ts": each.ts,
      tabindex: -1,
      "aria-label": `${each.username ?? author.real_name} at ${clockTime(each.ts)}`,
    },
    avatar(author),
    h(
      "div",
      { class: "main" },
      marks(app, each, room),
      by(app, each, author),
      gone ? h("div", { class: "note" }, "This message was deleted.") : body(app, each, !threads),
      reactions(app, each, room),
      threads ? replies(app, each) : null,
    ),
    each.ephemeral || gone ? null : tools(app, each, room, threads),
  );
}
