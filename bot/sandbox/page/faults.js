/** What goes wrong on a bad day: by button, by form, and what of it is in force. */

import { h } from "./dom.js";
import { faultForm } from "./faultform.js";
import { standing } from "./standing.js";
import { scim } from "./scim.js";
import { group, press, toggle } from "./switches.js";

const PROVIDERS = [
  ["Okta", "* /okta/*", "POST /okta/*"],
  ["JumpCloud", "* /jumpcloud/*", "POST /jumpcloud/*"],
  ["Slack", "* /slack/api/*", "POST /slack/api/chat.postMessage"],
];
const KINDS = [
  ["refuse", "Refuse", "answers 403"],
  ["throttle", "Throttle", "answers 429"],
  ["crowd", "Crowd", "answers 429, too many calls at once"],
  ["slow", "Slow", "answers after 5 seconds"],
  ["down", "Down", "answers 503"],
  ["stop", "Cut off", "closes the connection before the work"],
  ["lost", "Lose answer", "does the work, then closes the connection; once"],
  ["hold", "Hold", "waits until this is ended"],
  ["crash", "Crash after", "does the work, then the bot is killed before the answer; once"],
];
const REASONS = [
  ["refresh_requested", "refresh"],
  ["warning", "warning"],
  ["too_many_websockets", "too many"],
  ["link_disabled", "link disabled"],
];
const MOVES = [
  ["+10 min", 600],
  ["+1 hour", 3600],
  ["+1 day", 86_400],
  ["+3 days", 259_200],
  ["+30 days", 2_592_000],
];

function kindButton(app, [to, all, writes], [kind, label, effect]) {
  if (kind === "crowd" && to !== "Okta") return null;
  const match = kind === "crash" ? writes : all;
  const active = app.state.faults.find((each) => each.match === match && each.kind === kind);
  const asked = { do: "add", match, kind, times: kind === "lost" ? 1 : null, seconds: kind === "slow" ? 5 : 1 };
  const flip = () => app.control("faults", active ? { do: "remove", id: active.id } : asked);
  const off = kind === "crash" && !app.state.bot.killable;
  return toggle(label, Boolean(active), `${kind === "crash" ? match : to} ${effect}`, flip, { disabled: off });
}

function tokens(app, of) {
  const good = app.state.tokens[of];
  const set = (verb) => () => app.control("tokens", { do: verb, of });
  return [
    toggle("Token revoked", !good, good ? `Take the bot's token for ${of} away` : `Give the bot's token for ${of} back`, set(good ? "revoke" : "give_back")),
    of === "Slack" ? null : press("Expire tokens", "Ends the tokens that were fetched for an hour", set("expire")),
  ];
}

function sockets(app) {
  const drop = (asked) => () => app.control("slack", { do: "drop_sockets", ...asked });
  const off = app.state.bot.mode !== "socket";
  return group(
    "Sockets",
    REASONS.map(([reason, label]) => press(`Drop: ${label}`, `Slack says ${reason} and closes every socket`, drop({ reason }), { disabled: off })),
    press("Drop: no word", "Every socket breaks without a word", drop({ politely: false }), { disabled: off }),
  );
}

function clock(app) {
  const move = ([label, seconds]) => press(label, "Sets the clock forward, for the bot too", () => app.control("clock", { do: "move", seconds }));
  return group("Clock", MOVES.map(move));
}

function bot(app) {
  const alone = !app.state.bot.killable;
  const title = alone ? "This sandbox did not start the bot" : "kill -9; it is started again";
  return group("Bot", press("Crash now", title, () => app.control("bot", { do: "crash" }), { class: "toggle danger", disabled: alone }));
}

/** How many things are wrong on purpose right now. */
export function trouble(app) {
  const { faults: rules, tokens: good, scim: link } = app.state;
  const broken = [link.refusing, link.outage, link.held, !link.token_ok, link.throttled].filter(Boolean).length;
  return rules.length + Object.values(good).filter((each) => !each).length + broken;
}

function mender(app) {
  const mend = async () => {
    await app.control("faults", { do: "clear" });
    await app.control("scim", { do: "mend" });
    for (const [of, good] of Object.entries(app.state.tokens)) {
      if (!good) await app.control("tokens", { do: "give_back", of });
    }
  };
  return h("button", { type: "button", class: "button", key: "mend", disabled: !trouble(app), onclick: mend }, "Mend everything");
}

export function faults(app) {
  return h(
    "div",
    { class: "faults" },
    standing(app),
    PROVIDERS.map((each) => group(each[0], KINDS.map((kind) => kindButton(app, each, kind)), tokens(app, each[0]))),
    sockets(app),
    scim(app),
    clock(app),
    bot(app),
    faultForm(app),
    mender(app),
  );
}
