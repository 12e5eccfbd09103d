/** Files of a message: pictures where they stand, the rest as cards that can be downloaded. */

import { h } from "./dom.js";
import { icon } from "./parts.js";

const UNITS = ["B", "kB", "MB", "GB"];

/** Bytes in a unit that one can read. */
export function size(bytes) {
  let unit = 0;
  let left = bytes;
  while (left >= 1000 && unit < UNITS.length - 1) {
    left /= 1000;
    unit += 1;
  }
  return `${unit && left < 10 ? left.toFixed(1) : Math.round(left)} ${UNITS[unit]}`;
}

const HERE = ["127.0.0.1", "localhost"];

/** Only this sandbox's own files are fetched, under the name by which the page itself is open. */
export function own(url) {
  if (!url) return null;
  try {
    const at = new URL(url, location.href);
    const here = at.port === location.port && (at.hostname === location.hostname || HERE.includes(at.hostname));
    return here ? `${location.origin}${at.pathname}${at.search}` : null;
  } catch {
    return null;
  }
}

function picture(file) {
  return h(
    "figure",
    { class: "file-picture", key: file.id },
    h("figcaption", { class: "note" }, file.title ?? file.name),
    h("a", { href: own(file.url_private), target: "_blank", rel: "noopener" }, h("img", { src: own(file.url_private), alt: file.alt_txt ?? file.title ?? file.name, loading: "lazy" })),
  );
}

function card(file) {
  const facts = [file.pretty_type ?? file.filetype?.toUpperCase(), file.size === undefined ? null : size(file.size)];
  const url = own(file.url_private_download ?? file.url_private);
  return h(
    "div",
    { class: "file-card", key: file.id },
    h("span", { class: "file-face" }, icon("file")),
    h("div", { class: "names" }, h("strong", {}, file.title ?? file.name), h("small", {}, facts.filter(Boolean).join(" · "))),
    url ? h("a", { class: "plain", href: url, download: file.name, "aria-label": `Download ${file.name}` }, icon("download")) : null,
  );
}

export function files(message) {
  const gone = (file) => h("div", { class: "note", key: file.id }, "This file was deleted.");
  const draw = (file) => {
    if (file.mode === "tombstone") return gone(file);
    return file.mimetype?.startsWith("image/") && own(file.url_private) ? picture(file) : card(file);
  };
  return message.files?.length ? h("div", { class: "message-files" }, message.files.map(draw)) : null;
}
