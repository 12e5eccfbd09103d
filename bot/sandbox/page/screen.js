/** What one laptop's screen shows now, to somebody in front of it, and what they do there. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { avatar, icon } from "./parts.js";

function use(app, laptop, asked) {
  return app.control("laptops", { name: laptop.name, ...asked });
}

async function selfService(app, laptop) {
  const known = Object.keys(app.ui.known);
  const passwords = [...new Set(Object.values(app.ui.known))];
  const answer = await ask({
    title: `Sign in with JumpCloud on ${laptop.name}`,
    body: [h("p", {}, "The person signs in with their own account; the laptop makes their local one.")],
    fields: [
      { name: "username", label: "Username", value: known.at(-1) ?? "", offers: known },
      { name: "password", label: "Password", value: app.ui.known[known.at(-1)] ?? "", offers: passwords },
    ],
    yes: "Sign in",
  });
  if (answer) await use(app, laptop, { do: "self_service", ...answer });
}

/** What the login screen asks of somebody: their password, or what else it wants or takes. */
async function signIn(app, laptop, account) {
  const previous = { name: "previous_password", label: "Previous password, for the keychain" };
  const pin = { name: "pin", label: "Windows Hello PIN, in place of the password", optional: true };
  const hello = account.hello === "ready";
  const answer = await ask({
    title: `${account.full_name} ${account.screen_locked ? "unlocks" : "signs in on"} ${laptop.name}`,
    fields: [
      { name: "password", label: "Password", value: app.ui.known[account.username] ?? "", optional: hello },
      ...(account.asks_previous_password ? [previous] : []),
      ...(hello ? [pin] : []),
    ],
    yes: account.screen_locked ? "Unlock" : "Sign in",
  });
  if (!answer) return;
  const given = Object.fromEntries(Object.entries(answer).filter(([, value]) => value));
  await use(app, laptop, { do: "sign_in", username: account.username, ...given });
}

async function unlockMac(app, laptop) {
  const answer = await ask({ title: `${laptop.name} was locked from afar`, fields: [{ name: "pin", label: "PIN" }], yes: "Unlock" });
  if (answer) await use(app, laptop, { do: "unlock", ...answer });
}

function traits(each) {
  return [
    each.disabled ? "disabled" : null,
    each.locked_out ? "locked out" : null,
    each.screen_locked ? "screen locked" : null,
    each.asks_previous_password ? "asks for the keychain" : null,
    each.hello ? `Hello ${each.hello}` : null,
    each.managed ? "managed" : "local",
    each.admin ? "admin" : null,
  ].filter(Boolean);
}

/** The trait that matters most, as there is room for one or two. */
function brief(each) {
  const all = traits(each);
  return each.disabled || each.locked_out || each.screen_locked ? all[0] : all.slice(-2).join(" · ");
}

function account(app, laptop, each) {
  const out = each.disabled || each.locked_out;
  const inside = laptop.signed_in.includes(each.username);
  return h(
    "button",
    {
      type: "button",
      key: each.username,
      class: `account${out ? " disabled" : ""}${inside ? " inside" : ""}`,
      disabled: each.disabled,
      title: `${each.full_name} (${each.username}): ${traits(each).join(", ")}`,
      onclick: () => signIn(app, laptop, each),
    },
    avatar({ id: each.username, real_name: each.full_name }),
    h("span", { class: "name" }, each.full_name),
    h("small", {}, brief(each)),
  );
}

function session(app, laptop, username) {
  return h(
    "button",
    { type: "button", class: "session", key: `session-${username}`, title: `Sign ${username} out`, onclick: () => use(app, laptop, { do: "sign_out", username }) },
    `${username} is signed in`,
  );
}

/** Somebody's desktop: they are at work, and the login screen is not to be seen. */
function desktop(app, laptop) {
  const who = laptop.login_screen.find((each) => each.username === laptop.front);
  return [
    h("div", { class: "at-work" }, avatar({ id: laptop.front, real_name: who?.full_name ?? laptop.front }), h("span", { class: "name" }, who?.full_name ?? laptop.front)),
    h("button", { type: "button", class: "self-service", key: "lock", onclick: () => use(app, laptop, { do: "lock" }) }, "Lock the screen"),
  ];
}

function login(app, laptop) {
  const none = laptop.login_screen.length ? null : h("p", { class: "nobody" }, "No account to choose");
  return [
    h("div", { class: "accounts", key: "accounts" }, laptop.login_screen.map((one) => account(app, laptop, one)), none),
    laptop.sign_in_with_jumpcloud
      ? h("button", { type: "button", class: "self-service", key: "self-service", onclick: () => selfService(app, laptop) }, "Sign in with JumpCloud")
      : null,
  ];
}

function lockedFromAfar(app, laptop) {
  return [
    h("div", { class: "at-work" }, icon("lock"), h("span", { class: "name" }, "Locked from afar")),
    h("button", { type: "button", class: "self-service", key: "pin", onclick: () => unlockMac(app, laptop) }, "Enter the PIN"),
  ];
}

export function screen(app, laptop) {
  const shown = laptop.pin_locked ? lockedFromAfar : laptop.front ? desktop : login;
  return h(
    "div",
    { class: "screen", role: "group", "aria-label": `Screen of ${laptop.name}` },
    laptop.signed_in.map((one) => session(app, laptop, one)),
    shown(app, laptop),
  );
}
