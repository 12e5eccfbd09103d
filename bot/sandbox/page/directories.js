/** What Okta and JumpCloud say of each person; choosing one shows the details. */

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { moment, panel, pill } from "./parts.js";

const PASSWORD = "Correct-Horse-7-Staple";

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", {}, shown.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function list(values) {
  return values?.length ? values.join(", ") : "—";
}

/** One row that opens into its details. */
function row(app, kind, each, { name, sub, state, details }) {
  const open = app.ui.picked[kind] === each.id;
  const toggle = () => app.set({ picked: { ...app.ui.picked, [kind]: open ? null : each.id } });
  return h(
    "li",
    { key: each.id, class: open ? "open" : null },
    h(
      "button",
      { type: "button", class: "person", "aria-expanded": String(open), onclick: toggle },
      h("span", { class: "names" }, h("strong", {}, name), h("small", {}, sub)),
      pill(state),
    ),
    open ? h("div", { class: "details" }, details()) : null,
  );
}

async function activate(app, user) {
  const answer = await ask({
    title: `${user.name} opens the activation mail`,
    body: [h("p", {}, "Okta asks the person to choose a password. It reaches JumpCloud, and each laptop, from there.")],
    fields: [{ name: "password", label: "New password", value: PASSWORD }],
    yes: "Choose this password",
  });
  if (!answer) return;
  const done = await app.control("okta", { do: "activate", login: user.login, password: answer.password });
  if (done.ok) app.set({ known: { ...app.ui.known, [user.login.split("@")[0]]: answer.password } });
}

async function signIn(app, user) {
  const answer = await ask({
    title: `${user.name} signs in to Okta`,
    body: [h("p", {}, "With a password that has to be changed, Okta asks for a new one at once.")],
    fields: [
      { name: "password", label: "Password", value: app.ui.known[user.login.split("@")[0]] ?? "" },
      { name: "new_password", label: "New password, where Okta asks for one", value: PASSWORD },
    ],
    yes: "Sign in",
  });
  if (!answer) return;
  const done = await app.control("okta", { do: "sign_in", login: user.login, ...answer });
  if (done.ok) app.set({ known: { ...app.ui.known, [user.login.split("@")[0]]: done.password } });
}

function appUser(link) {
  if (!link) return "not assigned";
  return [pill(link.status, link.status === "PROVISIONED" ? "good" : undefined), link.sync_state ? [" ", pill(link.sync_state)] : null, link.error ? h("span", { class: "wrong" }, link.error) : null];
}

function oktaDetails(app, user) {
  const mail = ["PROVISIONED", "RECOVERY"].includes(user.status);
  const canSignIn = ["ACTIVE", "PASSWORD_EXPIRED"].includes(user.status);
  return [
    facts([
      ["Groups", list(user.groups)],
      ["JumpCloud app", appUser(user.app_user)],
      ["Created", moment(user.created)],
      ["Password", user.password_changed ? `changed ${moment(user.password_changed)}` : "none yet"],
      ["Department", user.department],
      ["Title", user.title],
      ["Manager", user.manager],
    ]),
    mail
      ? h("button", { type: "button", class: "button primary", onclick: () => activate(app, user) }, "Opens the activation mail and chooses a password")
      : null,
    canSignIn
      ? h("button", { type: "button", class: "button", onclick: () => signIn(app, user) }, "Signs in to Okta")
      : null,
  ];
}

export function okta(app) {
  const { users, groups } = app.state.okta;
  const draw = (user) =>
    row(app, "okta", user, { name: user.name, sub: user.login, state: user.status, details: () => oktaDetails(app, user) });
  return panel(
    "okta",
    "Okta",
    `${app.state.okta.count} people, ${groups.length} groups`,
    h("ul", { class: "people", tabindex: -1 }, users.map(draw)),
  );
}

function jumpcloudDetails(user) {
  return facts([
    ["Groups", list(user.groups)],
    ["Devices", list(user.devices)],
    ["Comes from", user.managed_by],
    ["Local account", user.local_account],
    ["Password", user.password_date ? `set ${moment(user.password_date)}` : "none yet"],
    ["Locked", user.locked ? "yes" : null],
  ]);
}

function device(app, each) {
  return row(app, "jumpcloud", each, {
    name: each.name,
    sub: each.bound.length ? each.bound.join(", ") : "nobody bound",
    state: each.active ? "online" : "offline",
    details: () => facts([["System", each.os], ["Bound", list(each.bound)], ["Last contact", moment(each.last_contact)]]),
  });
}

export function jumpcloud(app) {
  const { users, devices } = app.state.jumpcloud;
  const draw = (user) =>
    row(app, "jumpcloud", user, { name: user.name, sub: user.username, state: user.state, details: () => jumpcloudDetails(user) });
  return panel(
    "jumpcloud",
    "JumpCloud",
    `${app.state.jumpcloud.count} people, ${devices.length} devices`,
    h(
      "ul",
      { class: "people", tabindex: -1 },
      users.map(draw),
      h("li", { class: "divider", key: "devices" }, "Devices"),
      devices.map((each) => device(app, each)),
    ),
  );
}
