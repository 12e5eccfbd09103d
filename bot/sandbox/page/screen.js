/** One laptop's login screen, as somebody in front of it sees it now. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { avatar } from "./parts.js";

async function selfService(app, laptop) {
  const known = Object.keys(app.ui.known);
  const answer = await ask({
    title: `Sign in with JumpCloud on ${laptop.name}`,
    body: [h("p", {}, "The person signs in with their own account; the laptop makes their local one.")],
    fields: [
      { name: "username", label: "Username", value: known.at(-1) ?? "", offers: known },
      { name: "password", label: "Password", value: app.ui.known[known.at(-1)] ?? "", offers: [...new Set(Object.values(app.ui.known))] },
    ],
    yes: "Sign in",
  });
  if (answer) await app.control("laptops", { do: "self_service", name: laptop.name, ...answer });
}

async function signIn(app, laptop, account) {
  const answer = await ask({
    title: `${account.full_name} signs in on ${laptop.name}`,
    fields: [{ name: "password", label: "Password", value: app.ui.known[account.username] ?? "" }],
    yes: "Sign in",
  });
  if (!answer) return;
  await app.control("laptops", { do: "sign_in", name: laptop.name, username: account.username, ...answer });
}

function traits(each) {
  return [each.disabled ? "disabled" : null, each.managed ? "managed" : "local", each.admin ? "admin" : null].filter(Boolean);
}

function account(app, laptop, each) {
  const inside = laptop.signed_in.includes(each.username);
  return h(
    "button",
    {
      type: "button",
      key: each.username,
      class: `account${each.disabled ? " disabled" : ""}${inside ? " inside" : ""}`,
      disabled: each.disabled,
      title: `${each.full_name} (${each.username}): ${traits(each).join(", ")}`,
      onclick: () => signIn(app, laptop, each),
    },
    avatar({ id: each.username, real_name: each.full_name }),
    h("span", { class: "name" }, each.full_name),
    h("small", {}, each.disabled ? "disabled" : traits(each).join(" · ")),
  );
}

function session(app, laptop, username) {
  const leave = () => app.control("laptops", { do: "sign_out", name: laptop.name, username });
  return h(
    "button",
    { type: "button", class: "session", key: `session-${username}`, title: `Sign ${username} out`, onclick: leave },
    `${username} is signed in`,
  );
}

export function screen(app, laptop) {
  const none = laptop.login_screen.length ? null : h("p", { class: "nobody" }, "No account to choose");
  return h(
    "div",
    { class: "screen", role: "group", "aria-label": `Login screen of ${laptop.name}` },
    laptop.signed_in.map((one) => session(app, laptop, one)),
    h("div", { class: "accounts" }, laptop.login_screen.map((one) => account(app, laptop, one)), none),
    laptop.sign_in_with_jumpcloud
      ? h("button", { type: "button", class: "self-service", onclick: () => selfService(app, laptop) }, "Sign in with JumpCloud")
      : null,
  );
}
