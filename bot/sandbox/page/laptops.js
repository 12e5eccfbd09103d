/** The laptops: each with what its login screen shows now, its network, and what JumpCloud knows. */

import { h } from "./dom.js";
import { clockTime, icon, moment, panel } from "./parts.js";
import { screen } from "./screen.js";

/** Which system's login screen to hint at. */
function look(os) {
  if (/mac|darwin/i.test(os)) return "mac";
  return /win/i.test(os) ? "windows" : "linux";
}

function contact(each) {
  if (!each.enrolled) return "not enrolled";
  if (each.online) return "online";
  return each.last_contact ? `offline since ${clockTime(each.last_contact)}` : "never online";
}

/** What else there is to know of it, in a line each. */
function more(each) {
  return [
    each.preboot?.length ? `FileVault lists ${each.preboot.join(", ")}` : null,
    each.service_account && each.service_account !== "healthy" ? `JumpCloud's own account: ${each.service_account}` : null,
    each.joined ? "joined to a domain" : null,
    each.waiting?.length ? `waits: ${each.waiting.join(", ")}` : null,
  ].filter(Boolean);
}

function restart(app, each) {
  // Only where laptops can: the switch stands beside it.
  if (each.front === undefined) return null;
  const press = () => app.control("laptops", { do: "restart", name: each.name });
  return h("button", { type: "button", class: "restart", "aria-label": `Restart ${each.name}`, title: "Restart", onclick: press }, icon("turn"));
}

function laptop(app, each) {
  const flip = () => app.control("laptops", { do: each.online ? "offline" : "online", name: each.name });
  const bound = each.bound.length ? `bound to ${each.bound.join(", ")}` : "bound to nobody";
  return h(
    "li",
    { key: each.name, class: `laptop ${look(each.os)}${each.online ? "" : " away"}` },
    screen(app, each),
    h("div", { class: "base", "aria-hidden": "true" }),
    h(
      "div",
      { class: "label" },
      h("strong", {}, each.name),
      restart(app, each),
      h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(each.online), "aria-label": `${each.name} online`, title: each.online ? "Take it off the network" : "Put it on the network", onclick: flip }),
    ),
    h("p", { class: "about", title: [each.os, bound, `last contact ${moment(each.last_contact)}`, ...more(each)].join("; ") }, h("span", {}, each.os), h("span", {}, bound), h("span", {}, contact(each)), more(each).map((line) => h("span", { class: "more" }, line))),
  );
}

export function laptops(app) {
  const all = app.state.laptops;
  const away = all.filter((each) => !each.online).length;
  const note = away ? `${all.length - away} online, ${away} offline` : `${all.length} online`;
  return panel("laptops", "Laptops", note, h("ul", { class: "shelf", tabindex: 0, "aria-label": "Laptops" }, all.map((each) => laptop(app, each))));
}
