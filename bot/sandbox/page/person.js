/** One person as Okta and JumpCloud know them, side by side, and what is done about them by hand. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { icon, moment, pill } from "./parts.js";

const PASSWORD = "Correct-Horse-7-Staple";
const WORDS = {
  activate: "Activate",
  deactivate: "Deactivate",
  expire_password: "Expire password",
  reactivate: "Send mail again",
  reset_factors: "Reset factors",
  reset_password: "Reset password",
  restore: "Restore",
  suspend: "Suspend",
  unlock: "Unlock",
  unsuspend: "Unsuspend",
};

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", {}, shown.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function list(values) {
  return values?.length ? values.join(", ") : "—";
}

/** What somebody's password is, as far as this page knows: offered where it is asked for. */
function knows(app, user, password) {
  app.set({ known: { ...app.ui.known, [user.login.split("@")[0]]: password } });
}

async function openMail(app, user, name) {
  const answer = await ask({
    title: `${name} opens the activation mail`,
    body: [h("p", {}, "Okta asks the person to choose a password. It reaches JumpCloud, and each laptop, from there.")],
    fields: [{ name: "password", label: "New password", value: PASSWORD }],
    yes: "Choose this password",
  });
  if (!answer) return;
  const done = await app.control("okta", { do: "activate", login: user.login, password: answer.password });
  if (done.ok) knows(app, user, answer.password);
}

async function signIn(app, user, name) {
  const answer = await ask({
    title: `${name} signs in to Okta`,
    body: [h("p", {}, "With a password that has to be changed, Okta asks for a new one at once.")],
    fields: [
      { name: "password", label: "Password", value: app.ui.known[user.login.split("@")[0]] ?? "" },
      { name: "new_password", label: "New password, where Okta asks for one", value: PASSWORD },
    ],
    yes: "Sign in",
  });
  if (!answer) return;
  const done = await app.control("okta", { do: "sign_in", login: user.login, ...answer });
  if (done.ok) knows(app, user, done.password);
}

function button(label, onclick, kind = "") {
  return h("button", { type: "button", class: `button ${kind}`, onclick }, label);
}

/** The console's own buttons, as the status allows them. */
function console_(app, of, it) {
  const press = (verb) => () => app.control("console", { of, do: verb, who: it.id });
  return it.buttons.map((verb) => h("button", { type: "button", class: "toggle", key: verb, onclick: press(verb) }, WORDS[verb] ?? verb));
}

/** The phone with Okta Verify: what it asks, and what its owner may press. */
function phone(app, user, name) {
  if (!user.factors.includes("push")) {
    return button("Set up Okta Verify", () => app.control("okta", { do: "enrol_phone", login: user.login }));
  }
  if (!user.push) return null;
  const press = (said) => () => app.control("okta", { login: user.login, ...said });
  const yes = user.push.offered.map((number) => button(String(number), press({ do: "approve_push", number })));
  return h(
    "div",
    { class: "phone", role: "group", "aria-label": `The phone of ${name}` },
    h("p", {}, "Okta Verify asks: ", h("strong", {}, "Did you just try to sign in?")),
    yes.length ? h("p", { class: "quiet" }, "Choose the number that is shown where you signed in.") : null,
    h("div", { class: "doing" }, yes.length ? yes : button("Yes, it's me", press({ do: "approve_push" }), "primary"), button("No, it's not me", press({ do: "refuse_push" }), "danger")),
  );
}

function appUser(link) {
  if (!link) return "not assigned";
  return [
    pill(link.status, link.status === "PROVISIONED" ? "good" : undefined),
    " ",
    pill(link.sync_state),
    h("small", { class: "quiet" }, link.scope === "GROUP" ? "by group" : "by hand"),
    link.error ? h("span", { class: "wrong" }, link.error) : null,
  ];
}

function inOkta(app, one) {
  const user = one.okta;
  if (!user) return h("section", { class: "side okta" }, h("h3", {}, "Okta"), h("p", { class: "quiet" }, "Okta does not know them."));
  const canSignIn = ["ACTIVE", "PASSWORD_EXPIRED"].includes(user.status);
  return h(
    "section",
    { class: "side okta", "aria-label": `${one.name} in Okta` },
    h("h3", {}, "Okta ", pill(user.status)),
    user.push ? phone(app, user, one.name) : null,
    facts([
      ["Since", moment(user.status_changed ?? user.created)],
      ["Last sign-in", user.last_login ? moment(user.last_login) : "never"],
      ["Password", user.password_changed ? `changed ${moment(user.password_changed)}` : "none yet"],
      ["Wrong tries", user.failed_sign_ins || null],
      ["Sessions", String(user.sessions)],
      ["Factors", user.factors.length ? list(user.factors) : "none"],
      ["Groups", list(user.groups)],
      ["Admin roles", user.roles.length ? list(user.roles) : null],
      ["Work", [user.title, user.department].filter(Boolean).join(", ")],
      ["Manager", user.manager],
      ["JumpCloud app", appUser(user.app_user)],
      ["External id", user.app_user?.external_id ? h("code", {}, user.app_user.external_id) : null],
    ]),
    h(
      "div",
      { class: "doing" },
      user.push ? null : phone(app, user, one.name),
      user.mailed ? button("Open the activation mail", () => openMail(app, user, one.name), "primary") : null,
      canSignIn ? button("Sign in to Okta", () => signIn(app, user, one.name)) : null,
      console_(app, "Okta", user),
    ),
  );
}

function inJumpCloud(app, one) {
  const user = one.jumpcloud;
  if (!user) return h("section", { class: "side jumpcloud" }, h("h3", {}, "JumpCloud"), h("p", { class: "quiet" }, "JumpCloud does not know them."));
  const attributes = Object.entries(user.attributes).map(([name, value]) => `${name} = ${value}`);
  return h(
    "section",
    { class: "side jumpcloud", "aria-label": `${one.name} in JumpCloud` },
    h("h3", {}, "JumpCloud ", pill(user.state)),
    facts([
      ["Username", user.username],
      ["Password", user.password_date ? `set ${moment(user.password_date)}` : "none yet"],
      ["Expired", user.password_expired ? "yes" : null],
      ["Locked", user.locked ? pill("LOCKED") : "no"],
      ["Local account", user.local_account || `${user.username} (as the username)`],
      ["Devices", list(user.devices)],
      ["Groups", list(user.groups)],
      ["Comes from", user.managed_by],
      ["Restricted", user.restricted.length ? list(user.restricted) : "nothing"],
      ["Attributes", attributes.length ? list(attributes) : null],
      ["Id", h("code", {}, user.id)],
    ]),
    h("div", { class: "doing" }, console_(app, "JumpCloud", user)),
  );
}

export function details(app, one) {
  return h(
    "div",
    { class: "details" },
    one.disagreement ? h("p", { class: "disagreement", role: "note" }, icon("alert"), one.disagreement) : null,
    inOkta(app, one),
    inJumpCloud(app, one),
  );
}
