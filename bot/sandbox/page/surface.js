/** Where elements stand that are not in a modal: a message, or the Home tab. See elements.js. */

import { confirmed } from "./dialogs.js";
import { initial, sendable } from "./values.js";

/**
 * Make a surface.
 *
 * `place` tells it apart on the page, `where` tells the sandbox where it is, `version` forgets what
 * was chosen once the app has drawn it anew.
 */
export function surface(app, { place, where, version }) {
  const keyOf = (block, element) => `${app.ui.as} ${where.in_message ?? "home"} ${version} ${block.block_id} ${element.action_id}`;
  const told = (block, element) => ({ ...where, action_id: element.action_id, block_id: block.block_id });
  const waiting = async (key, asked) => {
    app.pending.add(key);
    app.set({});
    await asked();
    app.pending.delete(key);
    app.set({});
  };
  const hold = (block, element, value) => {
    app.chosen = { ...app.chosen, [keyOf(block, element)]: value };
  };
  const send = (block, element, value) => app.act("fill", { ...told(block, element), values: { [block.block_id]: sendable(value) } });
  return {
    place,
    names: app.names,
    value: (block, element) => app.chosen[keyOf(block, element)] ?? initial(element),
    busy: (block, element) => app.pending.has(keyOf(block, element)),
    change(block, element, value) {
      hold(block, element, value);
      if (!typing(element)) send(block, element, value);
      app.set({});
    },
    commit(block, element) {
      const key = keyOf(block, element);
      if (!typing(element) || app.chosen[key] === undefined || app.sent.get(key) === app.chosen[key]) return;
      app.sent.set(key, app.chosen[key]);
      send(block, element, app.chosen[key]);
    },
    press(block, element, value) {
      if (element.type === "feedback_buttons") hold(block, element, value);
      return waiting(keyOf(block, element), () => app.act("click", { ...told(block, element), value: value ?? null }));
    },
    suggest: async (block, element, text) => (await app.act("suggest", { ...told(block, element), text })).options,
    confirm: (object) => confirmed(object, app.names),
    redraw: () => app.set({}),
    tell: (text) => app.set({ told: text }),
    error: () => null,
  };
}

const typing = (element) => element.type.endsWith("_input") && element.type !== "file_input";
