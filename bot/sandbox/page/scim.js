/** The link from Okta to JumpCloud: how slow it is, what is wrong with it, and what failed. */

import { h } from "./dom.js";
import { pill } from "./parts.js";
import { group, press, toggle } from "./switches.js";

const DELAYS = [0, 1, 2, 5, 15, 60, 300];

function slider(app) {
  const { delay } = app.state.scim;
  const at = Math.max(0, DELAYS.findLastIndex((each) => each <= delay));
  const label = delay < 60 ? `${delay} s` : `${Math.round(delay / 60)} min`;
  return h(
    "label",
    { class: "slider", key: "delay" },
    "Delay",
    h("input", {
      type: "range",
      min: 0,
      max: DELAYS.length - 1,
      value: String(at),
      "aria-valuetext": label,
      onchange: (event) => app.control("scim", { do: "delay", seconds: DELAYS[event.target.value] }),
    }),
    h("output", {}, label),
  );
}

function failed(app) {
  const { failing } = app.state.scim;
  if (!failing.length) return null;
  const line = (each) =>
    h(
      "li",
      { key: `${each.user_id}-${each.kind}` },
      pill(each.kind, "bad"),
      h("span", { class: "meant" }, h("span", {}, each.login || each.user_id), h("small", { class: "quiet" }, each.reason)),
      h("button", { type: "button", class: "toggle", "aria-label": `Retry ${each.login}`, onclick: () => app.control("scim", { do: "retry", login: each.login }) }, "Retry"),
    );
  return h("section", { class: "in-force", key: "failing" }, h("h3", {}, "Pushes that failed"), h("ul", {}, failing.map(line)));
}

export function scim(app) {
  const link = app.state.scim;
  const flip = (on, asked, back = { do: "mend" }) => () => app.control("scim", on ? back : asked);
  return [
    group(
      "SCIM link",
      slider(app),
      toggle("Refuses", Boolean(link.refusing), "JumpCloud refuses every write", flip(link.refusing, { do: "refuse" })),
      toggle("Wants strong passwords", link.complexity.shortest > 0, "JumpCloud wants 20 characters with a symbol", flip(link.complexity.shortest > 0, { do: "complexity", shortest: 20 })),
      toggle("Token rotated", !link.token_ok, "Okta comes with a key that is no longer good", flip(!link.token_ok, { do: "bad_token" })),
      toggle("Throttled", link.throttled > 0, "JumpCloud answers the next three calls with 429", flip(link.throttled > 0, { do: "throttle", times: 3 })),
      toggle("Fails", Boolean(link.outage), "JumpCloud answers everything with 503", flip(link.outage, { do: "fail" })),
      toggle("Holds", link.held, "JumpCloud does not answer", flip(link.held, { do: "hold" }, { do: "release" })),
      press("Retry failed", "As on Okta's Tasks page", () => app.control("scim", { do: "retry" }), { disabled: !link.failing.length }),
    ),
    failed(app),
  ];
}
