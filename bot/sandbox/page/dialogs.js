/** Small questions in front of everything: the browser's own dialog traps focus and hears Esc. */

import { h } from "./dom.js";
import { plain, richly } from "./mrkdwn.js";

/** Show a form; a promise of its fields by name, or null when it was dismissed. */
export function ask({ title, body = [], fields = [], yes, no = "Cancel", style = "primary" }) {
  return new Promise((resolve) => {
    const form = h(
      "form",
      { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      h("div", { class: "text" }, body),
      fields.map(field),
      h(
        "footer",
        {},
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, no),
        h("button", { type: "submit", class: `button ${style}`, value: "yes" }, yes),
      ),
    );
    const dialog = h("dialog", { "aria-labelledby": "dialog-title", class: "ask" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector("input") ?? form.querySelector("[type=submit]")).focus();
  });
}

function field({ name, label, value = "", offers = [], hint, optional = false }) {
  const list = `offers-${name}`;
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", { name, value, required: !optional, list: offers.length ? list : null, autocomplete: "off", spellcheck: "false" }),
    h("datalist", { id: list }, offers.map((offer) => h("option", { value: offer }))),
    hint ? h("small", {}, hint) : null,
  );
}

/** Slack's confirm object; a promise of yes or no. */
export async function confirmed(object, names) {
  const answer = await ask({
    title: plain(object.title),
    body: richly(object.text, names),
    yes: plain(object.confirm),
    no: plain(object.deny),
    style: object.style ?? "primary",
  });
  return answer !== null;
}
