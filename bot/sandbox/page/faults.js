/** What goes wrong on a bad day, by button. */

import { h } from "./dom.js";

const PROVIDERS = [
  ["Okta", "* /okta/*"],
  ["JumpCloud", "* /jumpcloud/*"],
  ["Slack", "* /slack/api/*"],
];
const KINDS = [
  ["refuse", "Refuse", "answers 403"],
  ["throttle", "Throttle", "answers 429"],
  ["crowd", "Crowd", "answers 429, too many calls at once"],
  ["slow", "Slow", "answers after 5 seconds"],
  ["down", "Down", "answers 503"],
  ["stop", "Cut off", "closes the connection before the work"],
  ["lost", "Lose answer", "does the work, then closes the connection"],
];
const DELAYS = [0, 1, 2, 5, 15, 60, 300];
const MOVES = [
  ["+10 min", 600],
  ["+1 hour", 3600],
  ["+1 day", 86_400],
  ["+3 days", 259_200],
];

function kindButton(app, match, to, [kind, title, effect]) {
  const active = app.state.faults.find((each) => each.match === match && each.kind === kind);
  const flip = () =>
    app.control("faults", active ? { do: "remove", id: active.id } : { do: "add", match, kind, times: kind === "lost" ? 1 : null, seconds: kind === "slow" ? 5 : 1 });
  return h(
    "button",
    { type: "button", key: kind, class: "toggle", "aria-pressed": String(Boolean(active)), title: `${to} ${effect}${kind === "lost" ? ", once" : ""}`, onclick: flip },
    title,
  );
}

function provider(app, [to, match]) {
  return h(
    "div",
    { class: "fault", key: to },
    h("strong", {}, to),
    h("div", { class: "toggles" }, KINDS.map((kind) => kindButton(app, match, to, kind))),
  );
}

function scim(app) {
  const { delay, refusing } = app.state.scim;
  const at = Math.max(0, DELAYS.findLastIndex((each) => each <= delay));
  const label = delay < 60 ? `${delay} s` : `${Math.round(delay / 60)} min`;
  return h(
    "div",
    { class: "fault", key: "scim" },
    h("strong", {}, "SCIM link"),
    h(
      "div",
      { class: "toggles" },
      h(
        "label",
        { class: "slider" },
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
      ),
      h(
        "button",
        { type: "button", class: "toggle", "aria-pressed": String(Boolean(refusing)), title: "JumpCloud refuses what Okta sends", onclick: () => app.control("scim", refusing ? { do: "mend" } : { do: "refuse" }) },
        "Refuses",
      ),
    ),
  );
}

function other(app, each) {
  const known = PROVIDERS.some(([, match]) => match === each.match);
  if (known) return null;
  return h(
    "div",
    { class: "fault", key: each.id },
    h("strong", {}, each.kind),
    h("code", {}, each.match),
    h("button", { type: "button", class: "toggle", "aria-pressed": "true", onclick: () => app.control("faults", { do: "remove", id: each.id }) }, "End"),
  );
}

export function faults(app) {
  const move = ([title, seconds]) =>
    h("button", { type: "button", class: "toggle", key: title, onclick: () => app.control("clock", { do: "move", seconds }) }, title);
  const any = app.state.faults.length > 0 || app.state.scim.refusing;
  const mend = async () => {
    await app.control("faults", { do: "clear" });
    await app.control("scim", { do: "mend" });
  };
  return h(
    "div",
    { class: "faults" },
    PROVIDERS.map((each) => provider(app, each)),
    scim(app),
    h("div", { class: "fault", key: "clock" }, h("strong", {}, "Clock"), h("div", { class: "toggles" }, MOVES.map(move))),
    h(
      "div",
      { class: "fault", key: "bot" },
      h("strong", {}, "Bot"),
      h(
        "div",
        { class: "toggles" },
        h("button", { type: "button", class: "toggle danger", disabled: !app.state.bot.killable, title: "kill -9; it is started again", onclick: () => app.control("bot", { do: "crash" }) }, "Crash"),
      ),
    ),
    app.state.faults.map((each) => other(app, each)),
    h("div", { class: "fault", key: "mend" }, h("strong", {}, ""), h("button", { type: "button", class: "button", disabled: !any, onclick: mend }, "Mend everything")),
  );
}
