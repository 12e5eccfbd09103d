/** Block Kit's buttons and what is pressed like one; drawn from `(element, block, surface)`. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { menu } from "./menu.js";
import { harmless, plain } from "./mrkdwn.js";
import { icon } from "./parts.js";

const STYLES = ["primary", "danger"];

/** Ask first where the element says so; after a no, what was changed on the screen is drawn back. */
export async function sure(element, surface, act) {
  if (!element.confirm || (await surface.confirm(element.confirm))) act();
  else surface.redraw?.();
}

function face(element, block, surface, press, ...inside) {
  const busy = surface.busy?.(block, element) ?? false;
  return h(
    "button",
    {
      type: "button",
      key: `${element.action_id}-${element.value ?? ""}`,
      class: `button${STYLES.includes(element.style) ? ` ${element.style}` : ""}${busy ? " busy" : ""}`,
      "aria-busy": busy ? "true" : null,
      "aria-label": element.accessibility_label ?? null,
      "data-action": element.action_id,
      onclick: press,
    },
    ...inside,
  );
}

export function button(element, block, surface) {
  const press = () => {
    if (element.url && harmless(element.url)) window.open(element.url, "_blank", "noopener");
    sure(element, surface, () => surface.press(block, element, element.value));
  };
  const leaves = element.url ? [icon("leave"), h("span", { class: "visually-hidden" }, " (opens a page)")] : [];
  return face(element, block, surface, press, plain(element.text), ...leaves);
}

/** Starts a workflow, of which there are none here; the app is told nothing. */
export function workflowButton(element, block, surface) {
  const press = () => surface.tell?.("There are no workflows here; this button starts nothing.");
  return face(element, block, surface, press, icon("zap"), plain(element.text));
}

export function overflow(element, block, surface) {
  const item = (option, at) => ({
    key: `${at}-${option.value}`,
    text: plain(option.text),
    note: option.description ? plain(option.description) : null,
    act: () => {
      if (option.url && harmless(option.url)) window.open(option.url, "_blank", "noopener");
      sure(element, surface, () => surface.press(block, element, option.value));
    },
  });
  return menu(`overflow-${element.action_id}`, {
    label: "More options",
    face: "⋯",
    class: "button overflow",
    end: true,
    action: element.action_id,
    items: element.options.map(item),
  });
}

function small(props, ...inside) {
  return h("button", { type: "button", class: "icon-button", ...props }, ...inside);
}

/** Thumbs up and down; the app hears which. */
export function feedbackButtons(element, block, surface) {
  const chosen = surface.value(block, element);
  const thumb = (name, sign) => {
    const each = element[`${name}_button`];
    return small(
      {
        key: name,
        "data-action": element.action_id,
        "aria-label": each.accessibility_label ?? plain(each.text),
        "aria-pressed": String(chosen === each.value),
        title: plain(each.text),
        onclick: () => surface.press(block, element, each.value),
      },
      emoji(sign),
    );
  };
  return h("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, thumb("positive", "+1"), thumb("negative", "-1"));
}

/** An icon alone; drawn only for those it is meant for. */
export function iconButton(element, block, surface) {
  const { visible_to_user_ids: meant } = element;
  if (meant?.length && !meant.includes(surface.names.me?.())) return null;
  return small(
    {
      key: `${element.action_id}-${element.value ?? ""}`,
      "data-action": element.action_id,
      "aria-label": element.accessibility_label ?? plain(element.text),
      title: plain(element.text),
      onclick: () => sure(element, surface, () => surface.press(block, element, element.value)),
    },
    element.icon === "trash" ? icon("trash") : h("span", {}, plain(element.text)),
  );
}
