/** The faults in force: what they mean, how often they have struck, and how they end. */

import { h } from "./dom.js";
import { icon } from "./parts.js";

function times(count) {
  return { 0: "not yet", 1: "once", 2: "twice" }[count] ?? `${count} times`;
}

function told(each) {
  const left = each.times === null ? "until it is ended" : `${times(each.times)} more`;
  const how = [each.status, each.kind === "slow" ? `${each.seconds} s` : null].filter(Boolean).join(", ");
  return [how, `struck ${times(each.struck)}`, each.times === 0 ? "holds somebody" : left].filter(Boolean).join(" · ");
}

function rule(app, each) {
  const end = () => app.control("faults", { do: "remove", id: each.id });
  return h(
    "li",
    { key: each.id },
    h("span", { class: "pill bad" }, each.kind),
    h("span", { class: "meant" }, h("code", {}, each.match), h("small", { class: "quiet" }, told(each))),
    h("button", { type: "button", class: "toggle", "aria-label": `End ${each.kind} of ${each.match}`, onclick: end }, "End"),
  );
}

export function standing(app) {
  const { faults } = app.state;
  if (!faults.length) return null;
  return h("section", { class: "in-force", key: "in-force" }, h("h3", {}, icon("alert"), "In force"), h("ul", {}, faults.map((each) => rule(app, each))));
}
