/** The log of what was said over HTTP, newest first; a line opens to its bodies. */

import { h } from "./dom.js";
import { clockTime } from "./parts.js";

async function open(app, each) {
  const closing = app.ui.exchange === each.number;
  app.set({ exchange: closing ? null : each.number, bodies: null });
  if (closing) return;
  const bodies = await fetch(`/control/traffic/${each.number}`).then((answer) => answer.json());
  if (app.ui.exchange === each.number) app.set({ bodies });
}

function written(body) {
  if (body === null || body === undefined || body === "") return "—";
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

function bodies(app) {
  const shown = app.ui.bodies;
  if (!shown) return h("div", { class: "bodies" }, "…");
  return h(
    "div",
    { class: "bodies" },
    shown.query ? [h("h3", {}, "Query"), h("pre", {}, shown.query)] : null,
    h("h3", {}, "Request"),
    h("pre", {}, written(shown.request_body)),
    h("h3", {}, "Answer"),
    h("pre", {}, written(shown.response_body)),
    shown.request_id ? h("p", { class: "note" }, `Request id ${shown.request_id}`) : null,
  );
}

function line(app, each) {
  const opened = app.ui.exchange === each.number;
  const wrong = !each.status || each.status >= 400 || each.summary;
  return h(
    "li",
    { key: each.number, class: wrong ? "wrong" : null },
    h(
      "button",
      { type: "button", "aria-expanded": String(opened), onclick: () => open(app, each), title: each.summary || null },
      h("time", {}, clockTime(each.at, true)),
      h("span", { class: `to to-${each.to.toLowerCase()}` }, h("span", {}, `${each.source} → `), each.to),
      h("span", { class: "method" }, each.method),
      h("span", { class: "path" }, each.path, each.summary ? h("em", {}, each.summary) : null),
      h("span", { class: "code" }, each.status || "—"),
      h("span", { class: "ms" }, each.ms < 10 ? each.ms.toFixed(1) : Math.round(each.ms), h("small", {}, " ms")),
    ),
    opened ? bodies(app) : null,
  );
}

export function traffic(app) {
  const all = app.state.traffic;
  if (!all.length) return h("p", { class: "none" }, "Nothing was said yet.");
  return h("ol", { class: "traffic" }, [...all].reverse().map((each) => line(app, each)));
}
