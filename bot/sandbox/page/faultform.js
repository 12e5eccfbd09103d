/** A fault of one's own: for one method and path, some times, with a status and a pause. */

import { h } from "./dom.js";

const METHODS = ["*", "GET", "POST", "PUT", "PATCH", "DELETE"];
const KINDS = [
  ["refuse", "refuse, with a status"],
  ["throttle", "throttle (429)"],
  ["crowd", "too many at once (429)"],
  ["slow", "answer late"],
  ["down", "down (503)"],
  ["stop", "cut off before the work"],
  ["lost", "lose the answer after the work"],
  ["hold", "hold until it is ended"],
  ["crash", "kill the bot after the work"],
];
const AN_ID = /\/(?:00[a-z]\w{15,}|0oa\w{15,}|[0-9a-f]{24})(?=\/|$)/g;

/** The paths that were asked for lately, with ids made any. */
function lately(app) {
  const paths = app.state.traffic.filter((each) => each.source === "Bot").map((each) => each.path.replaceAll(AN_ID, "/*"));
  return [...new Set(paths)].sort();
}

function field(label, input, hint) {
  return h("label", { class: "small-field" }, h("span", {}, label), input, hint ? h("small", { class: "quiet" }, hint) : null);
}

function options(pairs, chosen) {
  return pairs.map(([value, label]) => h("option", { value, selected: value === chosen }, label));
}

function number(name, placeholder, limits) {
  return h("input", { type: "number", name, placeholder, inputmode: "numeric", ...limits });
}

async function add(app, event) {
  event.preventDefault();
  const form = event.currentTarget;
  const typed = Object.fromEntries(new FormData(form));
  const given = (name, read) => (typed[name] ? { [name]: read(typed[name]) } : {});
  const done = await app.control("faults", {
    do: "add",
    match: `${typed.method} ${typed.path.trim() || "*"}`,
    kind: typed.kind,
    ...given("times", Number),
    ...given("status", Number),
    ...given("seconds", Number),
    ...given("retry_after", (text) => text === "yes"),
  });
  if (done.ok) form.reset();
}

export function faultForm(app) {
  const kind = app.ui.faultKind ?? "refuse";
  const pauses = ["slow", "throttle", "crowd"].includes(kind);
  return h(
    "form",
    { class: "fault-form", key: "form", "aria-label": "A fault of your own", onsubmit: (event) => add(app, event), onreset: () => app.set({ faultKind: null }) },
    h("h3", {}, "A fault of your own"),
    h(
      "div",
      { class: "fields" },
      field("Method", h("select", { name: "method" }, options(METHODS.map((each) => [each, each === "*" ? "any" : each])))),
      field("Path", h("input", { name: "path", list: "lately", placeholder: "/okta/api/v1/users/*", autocomplete: "off", spellcheck: "false" })),
      h("datalist", { id: "lately" }, lately(app).map((each) => h("option", { value: each, key: each }))),
      field("What happens", h("select", { name: "kind", onchange: (event) => app.set({ faultKind: event.target.value }) }, options(KINDS))),
      field("Times", number("times", "for ever", { min: 1, max: 1000 })),
      kind === "refuse" || kind === "down" ? field("Status", number("status", kind === "down" ? "503" : "403", { min: 400, max: 599, key: "status" })) : null,
      pauses ? field("Seconds", number("seconds", "1", { min: 0, max: 60, step: "any", key: "seconds" })) : null,
      kind === "throttle"
        ? field("Retry-After", h("select", { name: "retry_after", key: "retry" }, options([["", "as the provider does"], ["yes", "sent"], ["no", "not sent"]])))
        : null,
    ),
    h("button", { type: "submit", class: "button primary" }, "Add this fault"),
  );
}
