/** Small parts that several places draw: avatars, pills, icons, times. */

import { h } from "./dom.js";

const ICONS = {
  sun: ["M12 4V2M12 22v-2M4 12H2M22 12h-2M5.6 5.6 4.2 4.2M19.8 19.8l-1.4-1.4M5.6 18.4l-1.4 1.4M19.8 4.2l-1.4 1.4", "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z"],
  moon: ["M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"],
  send: ["M4 12 20 5l-5 15-3.5-6z", "M11.5 14 20 5"],
  close: ["M6 6l12 12M18 6 6 18"],
  thread: ["M5 5h14v10H11l-4 4v-4H5z"],
  eye: ["M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z", "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"],
  hand: ["M8 12V6.5a1.5 1.5 0 0 1 3 0V11m0-6.5a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 0V14c0 4-2 6.5-5.5 6.5-3 0-4.5-1.5-6-4.5L4 13.5a1.5 1.5 0 0 1 2.5-1.5L8 14"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  laptop: ["M5 6h14v10H5z", "M3 19h18"],
  back: ["M19 12H5M11 6l-6 6 6 6"],
  leave: ["M9 5H5v14h14v-4", "M13 4h7v7M20 4l-9 9"],
  zap: ["M13 2 5 13.5h6L10 22l9-12.5h-6.5z"],
  trash: ["M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5"],
  search: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M15.5 15.5 21 21"],
  home: ["M3 11.5 12 4l9 7.5", "M6 10v10h4.5v-6h3v6H18V10"],
  more: ["M12 5.5v.01M12 12v.01M12 18.5v.01"],
  smile: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8 14.5c1 1.4 2.4 2 4 2s3-.6 4-2M9 9.5v.01M15 9.5v.01"],
  pin: ["M9 3h6l-1 6 4 4H6l4-4z", "M12 13v8"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3", "M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7L12 17.7"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4"],
  download: ["M12 4v11M7 11l5 5 5-5M5 20h14"],
  phone: ["M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1z"],
  play: ["M7 4.5v15l13-7.5z"],
  turn: ["M20 12a8 8 0 1 1-2.6-5.9M20 3.5V8h-4.5"],
  check: ["M5 12.5 10 17.5 19.5 7"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.5V12l3 2"],
  alert: ["M12 4 2.5 20h19z", "M12 10v4M12 17v.5"],
};

export function icon(name) {
  return h(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    ICONS[name].map((d) => h("path", { d })),
  );
}

/** A colour of a person's own that stays theirs: one of twelve, from the id. */
function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 12;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [name];
  return letters.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

export function avatar({ id, real_name: name, is_bot: bot }) {
  return bot
    ? h("span", { class: "avatar bot", "aria-hidden": "true" }, icon("hand"))
    : h("span", { class: `avatar hue-${hue(id)}`, "aria-hidden": "true" }, initials(name));
}

const MOODS = {
  good: ["ACTIVE", "ACTIVATED", "SYNCHRONIZED", "online"],
  wait: ["STAGED", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "SYNCHRONIZING", "SYNCING"],
  bad: ["SUSPENDED", "LOCKED_OUT", "ERROR", "LOCKED"],
};

/** A state in the provider's own word; the colour repeats it and never says it alone. */
export function pill(state, known) {
  const mood = known ?? Object.keys(MOODS).find((each) => MOODS[each].includes(state)) ?? "none";
  return h("span", { class: `pill ${mood}` }, state);
}

/** Hours and minutes of a Slack `ts` or an ISO time, in the reader's time zone. */
export function clockTime(at, seconds = false) {
  const date = new Date(/^\d+\.\d+$/.test(at) ? Number(at) * 1000 : at);
  return date.toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
}

export function day(at) {
  return new Date(at).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
}

/** The day of a Slack `ts`, as Slack's lines between days name it. */
export function dayOf(ts, clock) {
  const at = new Date(Number(ts) * 1000);
  const days = Math.round((new Date(clock).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  return ["Today", "Yesterday"][days] ?? at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
}

/** Day and time, or a dash where there is none. */
export function moment(at) {
  return at ? `${day(at)}, ${clockTime(at)}` : "—";
}

export function panel(name, title, note, ...children) {
  return h(
    "section",
    { class: `panel ${name}`, "aria-labelledby": `title-${name}` },
    h("header", {}, h("h2", { id: `title-${name}` }, title), h("span", { class: "note" }, note)),
    ...children,
  );
}
