/** One exchange, whole: its parameters, headers and bodies, without its secrets. */

import { h } from "./dom.js";

const HTTP = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export async function open(app, each) {
  const closing = app.ui.exchange === each.number;
  app.set({ exchange: closing ? null : each.number, bodies: null });
  if (closing) return;
  const bodies = await fetch(`/control/traffic/${each.number}`)
    .then((answer) => answer.json())
    .catch(() => ({ ok: false, error: "The sandbox does not answer." }));
  if (app.ui.exchange === each.number) app.set({ bodies });
}

function written(body) {
  if (body === null || body === undefined || body === "") return "—";
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

function quoted(text) {
  return `'${String(text).replaceAll("'", "'\\''")}'`;
}

/** The request as a line for a terminal; where a secret was, there are dots to be replaced. */
export function asCurl(shown, origin) {
  const query = new URLSearchParams(shown.query).toString();
  const form = shown.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const kept = Object.entries(shown.headers).filter(([name]) => ["authorization", "x-api-key", "x-org-id", "content-type", "accept"].includes(name));
  const parts = [`curl -X ${shown.method} ${quoted(`${origin}${shown.path}${query ? `?${query}` : ""}`)}`];
  parts.push(...kept.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`));
  const body = shown.request_body;
  if (form && body && typeof body === "object") {
    const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
    parts.push(...Object.entries(body).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${text(value)}`)}`));
  } else if (body !== null) parts.push(`--data ${quoted(typeof body === "string" ? body : JSON.stringify(body))}`);
  return parts.join(" \\\n  ");
}

function copier(app, shown) {
  if (!HTTP.includes(shown.method) || shown.source !== "Bot") return null;
  const copy = async () => {
    await navigator.clipboard.writeText(asCurl(shown, location.origin));
    app.set({ copied: shown.number });
  };
  return h("button", { type: "button", class: "toggle", onclick: copy }, app.ui.copied === shown.number ? "Copied" : "Copy as curl");
}

function named(title, values) {
  const pairs = Object.entries(values ?? {});
  if (!pairs.length) return null;
  return h(
    "details",
    { "data-kept": "open", key: title, open: title === "Query" },
    h("summary", {}, title),
    h("dl", {}, pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

export function bodies(app) {
  const shown = app.ui.bodies;
  if (!shown) return h("div", { class: "bodies" }, "…");
  if (shown.ok === false) return h("div", { class: "bodies" }, shown.error);
  return h(
    "div",
    { class: "bodies" },
    h("div", { class: "head" }, h("code", {}, `${shown.method} ${shown.path}`), copier(app, shown)),
    named("Query", shown.query),
    named("Headers", shown.headers),
    h("h3", {}, shown.source === "Slack" ? "What Slack said" : "Request"),
    h("pre", { tabindex: 0 }, written(shown.request_body)),
    h("h3", {}, shown.source === "Slack" ? "Acknowledged with" : "Answer"),
    h("pre", { tabindex: 0 }, written(shown.response_body)),
    shown.request_id ? h("p", { class: "note" }, `Request id ${shown.request_id}`) : null,
  );
}
