/**
 * The person's open modal.
 *
 * What is typed is kept here, by view, block and element, until the view is gone: an update of the
 * view from the bot keeps what stands in fields that are still there, as Slack does.
 */

import { blocks } from "./blocks.js";
import { confirmed } from "./dialogs.js";
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { icon } from "./parts.js";
import { initial, sendable, stated } from "./values.js";

const TEXTS = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"];

/** The form of one view: drafts, what was not sent yet, and what a mended field no longer says. */
class Form {
  constructor(app, view) {
    this.app = app;
    this.view = view;
    this.drafts = new Map();
    this.unsent = new Map();
    this.mended = new Set();
    this.sent = Promise.resolve();
    this.place = view.id;
    this.pressed = new Set();
    this.submitting = false;
  }

  get names() {
    return this.app.names;
  }

  key(block, element) {
    return `${block.block_id} ${element.action_id}`;
  }

  value(block, element) {
    const key = this.key(block, element);
    if (this.drafts.has(key)) return this.drafts.get(key);
    const entry = this.view.state?.values?.[block.block_id]?.[element.action_id];
    return entry ? stated(entry) : initial(element);
  }

  change(block, element, value) {
    this.drafts.set(this.key(block, element), value);
    this.mended.add(block.block_id);
    this.unsent.set(block.block_id, sendable(value));
    const { trigger_actions_on: on = [] } = element.dispatch_action_config ?? {};
    const eager = block.dispatch_action && on.includes("on_character_entered");
    if (!TEXTS.includes(element.type) || eager) this.send([block.block_id]);
    this.app.set({});
  }

  /** Enter in a field that dispatches is the field's; any other Enter sends the form. */
  commit(block, element, event) {
    if (block.dispatch_action && event) event.preventDefault();
    if (!block.dispatch_action || event) this.send([block.block_id]);
  }

  /** One after the other, so that the bot hears of things in the order they were done. */
  send(ids) {
    const values = {};
    for (const id of ids.filter((each) => this.unsent.has(each))) {
      values[id] = this.unsent.get(id);
      this.unsent.delete(id);
    }
    if (!Object.keys(values).length) return this.sent;
    this.sent = this.sent.then(() => this.app.act("fill", { values }, { quiet: true }));
    return this.sent;
  }

  busy(block, element) {
    return this.pressed.has(this.key(block, element));
  }

  redraw() {
    this.app.set({});
  }

  tell(text) {
    this.app.set({ told: text });
  }

  async press(block, element, value) {
    const key = this.key(block, element);
    this.pressed.add(key);
    this.redraw();
    await this.pressing(block, element, value);
    this.pressed.delete(key);
    this.redraw();
  }

  async pressing(block, element, value) {
    await this.send([...this.unsent.keys()]);
    await this.app.act("click", { action_id: element.action_id, block_id: block.block_id, value: value ?? null, in_message: null });
  }

  async suggest(block, element, text) {
    const answer = await this.app.act("suggest", { block_id: block.block_id, action_id: element.action_id, text });
    return answer.options;
  }

  confirm(object) {
    return confirmed(object, this.names);
  }

  error(block) {
    return this.mended.has(block.block_id) ? null : (this.view.errors?.[block.block_id] ?? null);
  }

  async submit() {
    if (this.submitting) return;
    this.working(true);
    await this.send([...this.unsent.keys()]);
    this.mended.clear();
    await this.app.act("submit");
    this.working(false);
    document.querySelector(".modal :is([aria-invalid=true]:not(.boxes), .block-input:has(.error:not(:empty)) input)")?.focus();
  }

  /** Close the top view; the cross closes the whole stack, as in Slack. */
  async close(everything = false) {
    await this.sent;
    await this.app.act("close", { everything });
  }

  working(submitting) {
    this.submitting = submitting;
    this.redraw();
  }
}

/** The form of a view; forms of views that are gone are forgotten. */
function formOf(app, view) {
  const open = new Set((app.state.modals ?? [view]).map((each) => each.id));
  app.forms = new Map([...(app.forms ?? [])].filter(([id]) => open.has(id)));
  if (!app.forms.has(view.id)) app.forms.set(view.id, new Form(app, view));
  const form = app.forms.get(view.id);
  form.view = view;
  return form;
}

function head(view, form, depth) {
  return h(
    "header",
    {},
    depth > 1
      ? h("button", { type: "button", class: "plain", "aria-label": "Back", title: "Back", onclick: () => form.close() }, icon("back"))
      : h("span", { class: "avatar bot", "aria-hidden": "true" }, icon("hand")),
    h("h2", { id: "modal-title" }, plain(view.title)),
    h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => form.close(true) }, icon("close")),
  );
}

function foot(view, form) {
  const submit = h(
    "button",
    { type: "submit", class: `button primary${form.submitting ? " busy" : ""}`, "aria-busy": String(form.submitting), disabled: view.submit_disabled === true },
    plain(view.submit),
  );
  return h(
    "footer",
    {},
    h("button", { type: "button", class: "button", onclick: () => form.close() }, plain(view.close ?? "Close")),
    view.submit ? submit : null,
  );
}

/** Draw the top view of the person's stack; null when none is open. */
export function modal(app) {
  const view = app.state.modal;
  if (!view) {
    app.forms = new Map();
    return null;
  }
  const form = formOf(app, view);
  const depth = app.state.modals?.length ?? 1;
  // What concerns no field stands under the empty name.
  const trouble = view.errors?.[""];
  return h(
    "div",
    { class: `overlay depth-${Math.min(depth, 3)}`, key: "overlay" },
    h(
      "form",
      {
        class: "modal",
        key: view.id,
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": "modal-title",
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          if (view.submit) form.submit();
        },
      },
      head(view, form, depth),
      trouble ? h("div", { class: "notice", role: "alert" }, icon("alert"), trouble) : null,
      h("div", { class: "fields-scroll", tabindex: -1 }, blocks(view.blocks, form)),
      foot(view, form),
    ),
  );
}
