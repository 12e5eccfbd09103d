/** The log of what was said, newest first, as one can read it; a line opens to its bodies. */

import { h } from "./dom.js";
import { bodies, open } from "./exchange.js";
import { clockTime } from "./parts.js";

const PARTIES = ["Slack", "Okta", "JumpCloud"];

export function wrong(each) {
  return !each.status || each.status >= 400 || Boolean(each.summary);
}

/** What is left of the log when only some of it is wanted. */
function wanted(app, lines) {
  const { party, words = "", errors, cleared = 0 } = app.ui.log;
  const text = words.trim().toLowerCase();
  return lines.filter(
    (each) =>
      each.number > cleared &&
      (!party || each.to === party || each.source === party) &&
      (!errors || wrong(each)) &&
      (!text || `${each.said} ${each.method} ${each.path} ${each.status} ${each.summary}`.toLowerCase().includes(text)),
  );
}

function line(app, each) {
  const opened = app.ui.exchange === each.number;
  const party = (each.source === "Bot" ? each.to : each.source).toLowerCase();
  return h(
    "li",
    { key: each.number, class: wrong(each) ? "wrong" : null },
    h(
      "button",
      { type: "button", class: "line", "aria-expanded": String(opened), onclick: () => open(app, each) },
      h("time", {}, clockTime(each.at, true)),
      h("span", { class: `to to-${party}` }, `${each.source} → ${each.to}`),
      h(
        "span",
        { class: "what", title: `${each.method} ${each.path}` },
        each.said ? h("strong", {}, each.said) : null,
        h("span", { class: "path" }, `${each.method} ${each.path}`),
      ),
      each.fault ? h("span", { class: "pill bad", title: "A fault that was asked for" }, each.fault) : h("span", {}),
      h("span", { class: "code" }, each.status || "—"),
      h("span", { class: "ms" }, each.ms < 10 ? each.ms.toFixed(1) : Math.round(each.ms).toLocaleString("en-GB"), h("small", {}, " ms")),
      each.summary ? h("em", {}, each.summary) : null,
    ),
    opened ? bodies(app) : null,
  );
}

function choice(app, party) {
  const on = (app.ui.log.party ?? null) === party;
  return h(
    "button",
    { type: "button", class: "toggle", key: party ?? "all", "aria-pressed": String(on), onclick: () => app.set({ log: { ...app.ui.log, party } }) },
    party ?? "All",
  );
}

function bar(app, lines) {
  const log = (changes) => app.set({ log: { ...app.ui.log, ...changes } });
  const { errors, paused } = app.ui.log;
  return h(
    "div",
    { class: "bar", role: "toolbar", "aria-label": "Traffic" },
    h("span", { class: "toggles" }, [null, ...PARTIES].map((party) => choice(app, party))),
    h("input", { type: "search", class: "find", placeholder: "Filter", "aria-label": "Filter the traffic", oninput: (event) => log({ words: event.target.value }), autocomplete: "off", spellcheck: "false" }),
    h("button", { type: "button", class: "toggle", "aria-pressed": String(Boolean(errors)), onclick: () => log({ errors: !errors }) }, "Errors"),
    h("button", { type: "button", class: "toggle", "aria-pressed": String(Boolean(paused)), onclick: () => log({ paused: paused ? null : lines }) }, "Pause"),
    h("button", { type: "button", class: "toggle", onclick: () => log({ cleared: lines.at(-1)?.number ?? 0 }) }, "Clear"),
  );
}

export function traffic(app) {
  const all = app.ui.log.paused ?? app.state.traffic;
  const shown = wanted(app, all);
  const none = all.length ? "Nothing of what was said fits." : "Nothing was said yet.";
  return [
    bar(app, all),
    shown.length ? h("ol", { class: "traffic", "aria-label": "Traffic" }, [...shown].reverse().map((each) => line(app, each))) : h("p", { class: "none" }, none),
  ];
}
