/** One message, as Slack draws it: who, when, what, and how many answered. */

import { blocks } from "./blocks.js";
import { confirmed } from "./dialogs.js";
import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, clockTime, icon } from "./parts.js";
import { initial, sendable } from "./values.js";

/** What a message's elements need; see elements.js. */
function surface(app, message, thread) {
  const where = { in_message: message.ts };
  const send = (element, block, value) =>
    app.act("click", { action_id: element.action_id, block_id: block.block_id, value: value ?? null, ...where });
  const keyOf = (block, element) => `${message.ts} ${block.block_id} ${element.action_id}`;
  return {
    place: `${thread ? "thread" : "room"}-${message.ts}`,
    names: app.names,
    value: (block, element) => app.chosen?.[keyOf(block, element)] ?? initial(element),
    change: (block, element, value) => {
      app.chosen = { ...app.chosen, [keyOf(block, element)]: value };
      send(element, block, sendable(value));
    },
    commit: () => {},
    press: (block, element, value) => send(element, block, value),
    suggest: async (block, element, text) => {
      const args = { block_id: block.block_id, action_id: element.action_id, text };
      return (await app.act("suggest", args)).options;
    },
    confirm: (object) => confirmed(object, app.names),
    error: () => null,
  };
}

function replies(app, message) {
  const count = message.replies?.length ?? 0;
  if (!count) return null;
  const authors = [...new Set(message.replies.map((each) => each.user))].slice(0, 3);
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => app.set({ thread: message.ts }) },
    authors.map((id) => avatar(app.person(id))),
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "note" }, `last at ${clockTime(message.replies.at(-1).ts)}`),
  );
}

function body(app, message, thread) {
  const drawn = message.blocks?.length
    ? blocks(message.blocks, surface(app, message, thread))
    : h("div", { class: "text" }, mrkdwn(message.text, app.names));
  return h("div", { class: "content" }, drawn, message.edited ? h("span", { class: "edited" }, "(edited)") : null);
}

/** Draw a message; `threads` is false inside the drawer, where there is nothing more to open. */
export function message(app, each, room, { threads = true } = {}) {
  const author = app.person(each.user);
  return h(
    "article",
    {
      class: `message${each.ephemeral ? " ephemeral" : ""}`,
      key: each.ts,
      "data-ts": each.ts,
      "aria-label": `${author.real_name} at ${clockTime(each.ts)}`,
    },
    avatar(author),
    h(
      "div",
      { class: "main" },
      each.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      h(
        "div",
        { class: "by" },
        h("strong", {}, author.real_name),
        author.is_bot ? h("span", { class: "app" }, "APP") : null,
        h("time", {}, clockTime(each.ts)),
        threads && !each.ephemeral
          ? h(
              "button",
              {
                type: "button",
                class: "reply",
                "aria-label": "Reply in thread",
                onclick: () => app.set({ thread: each.ts }),
              },
              icon("thread"),
            )
          : null,
      ),
      body(app, each, !threads),
      threads ? replies(app, each) : null,
    ),
  );
}
