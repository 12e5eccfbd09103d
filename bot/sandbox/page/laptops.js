/** Each laptop's login screen, as somebody in front of it sees it now. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { avatar, panel } from "./parts.js";

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

function account(app, laptop, each) {
  const traits = [each.disabled ? "disabled" : null, each.managed ? "managed" : "local", each.admin ? "admin" : null];
  return h(
    "button",
    {
      type: "button",
      key: each.username,
      class: `account${each.disabled ? " disabled" : ""}`,
      disabled: each.disabled,
      title: `${each.username}: ${traits.filter(Boolean).join(", ")}`,
      onclick: () => signIn(app, laptop, each),
    },
    avatar({ id: each.username, real_name: each.full_name }),
    h("span", { class: "name" }, each.full_name),
    h("small", {}, each.disabled ? "disabled" : traits.filter(Boolean).join(" · ")),
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

/** Which system's login screen to hint at. */
function look(os) {
  if (/mac|darwin/i.test(os)) return "mac";
  return /win/i.test(os) ? "windows" : "linux";
}

function laptop(app, each) {
  const flip = () => app.control("laptops", { do: each.online ? "offline" : "online", name: each.name });
  return h(
    "li",
    { key: each.name, class: `laptop ${look(each.os)}${each.online ? "" : " away"}` },
    h(
      "div",
      { class: "screen" },
      each.signed_in.map((one) => session(app, each, one)),
      h("div", { class: "accounts" }, each.login_screen.map((one) => account(app, each, one))),
      each.sign_in_with_jumpcloud
        ? h("button", { type: "button", class: "self-service", onclick: () => selfService(app, each) }, "Sign in with JumpCloud")
        : null,
    ),
    h("div", { class: "base", "aria-hidden": "true" }),
    h(
      "div",
      { class: "label" },
      h("span", {}, h("strong", {}, each.name), h("small", {}, each.os)),
      h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(each.online), "aria-label": `${each.name} online`, onclick: flip }, each.online ? "online" : "offline"),
    ),
  );
}

export function laptops(app) {
  const all = app.state.laptops;
  const away = all.filter((each) => !each.online).length;
  const note = away ? `${all.length - away} online, ${away} offline` : `${all.length} online`;
  return panel("laptops", "Laptops", note, h("ul", { class: "shelf", tabindex: 0, "aria-label": "Laptops" }, all.map((each) => laptop(app, each))));
}
