/**
 * Blocks that are drawn as cards: card, carousel, plan, task_card, call, file and video.
 */

import { h } from "./dom.js";
import { complaint, element, image } from "./elements.js";
import { harmless, link, plain, richly } from "./mrkdwn.js";
import { icon } from "./parts.js";
import { richText } from "./rich.js";

const STATUSES = {
  pending: ["clock", "Waiting"],
  in_progress: ["turn", "In progress"],
  complete: ["check", "Done"],
  error: ["alert", "Failed"],
};

const richWhole = (value, surface) =>
  value && (value.type === "rich_text" ? richText(value, surface.names) : richly(value, surface.names));

export function card(block, surface) {
  return h(
    "div",
    { class: "card" },
    block.hero_image ? h("div", { class: "hero" }, image(block.hero_image, block, surface)) : null,
    h(
      "div",
      { class: "card-head" },
      block.icon ? image(block.icon, block, surface) : null,
      h(
        "div",
        {},
        block.title ? h("strong", { class: "card-title" }, richly(block.title, surface.names)) : null,
        block.subtitle ? h("div", { class: "note" }, richly(block.subtitle, surface.names)) : null,
      ),
    ),
    block.body ? h("div", { class: "text" }, richly(block.body, surface.names)) : null,
    block.subtext ? h("div", { class: "note" }, richly(block.subtext, surface.names)) : null,
    block.actions?.length
      ? h("div", { class: "card-actions" }, block.actions.map((each) => element(each, block, surface)))
      : null,
  );
}

export function carousel(block, surface) {
  const slide = (each, at) =>
    h(
      "div",
      { role: "group", "aria-roledescription": "card", "aria-label": `${at + 1} of ${block.elements.length}` },
      each.type === "card" ? card(each, surface) : complaint(`Unknown element: ${each.type}`),
    );
  return h(
    "div",
    { class: "slides", role: "region", "aria-roledescription": "carousel", "aria-label": "Cards", tabindex: 0 },
    block.elements.map(slide),
  );
}

function source(each) {
  return each.type === "url" ? link(each.url, each.text) : complaint(`Unknown element: ${each.type}`);
}

export function taskCard(block, surface) {
  if (!Object.hasOwn(STATUSES, block.status)) return complaint(`Unknown status: ${block.status}`);
  const [sign, word] = STATUSES[block.status];
  const rest = [
    block.details ? h("div", {}, richWhole(block.details, surface)) : null,
    block.output ? h("div", { class: "task-output" }, richWhole(block.output, surface)) : null,
    block.sources?.length ? h("div", { class: "sources" }, block.sources.map(source)) : null,
  ].filter(Boolean);
  const head = [
    h("span", { class: `task-sign at-${block.status}` }, icon(sign), h("span", { class: "visually-hidden" }, `${word}: `)),
    h("span", {}, plain(block.title)),
  ];
  if (!rest.length) return h("div", { class: "task" }, h("div", { class: "task-head" }, head));
  return h(
    "details",
    { class: "task", "data-kept": "open", key: block.task_id },
    h("summary", { class: "task-head" }, head),
    rest,
  );
}

export function plan(block, surface) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((each) => each.status === "complete").length;
  return h(
    "section",
    { class: "plan", "aria-label": plain(block.title) },
    h("div", { class: "plan-head" }, h("strong", {}, plain(block.title)), tasks.length ? h("span", { class: "note" }, `${done} of ${tasks.length}`) : null),
    h("ul", {}, tasks.map((each) => h("li", {}, taskCard(each, surface)))),
  );
}

function leaving(url, label, face) {
  if (!harmless(url ?? "")) return null;
  return h("a", { class: "button", href: url, target: "_blank", rel: "noopener noreferrer" }, face ? icon(face) : null, label);
}

export function call(block) {
  const { v1: it = {} } = block.call ?? {};
  const many = it.all_participants?.length;
  return h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-face" }, icon("phone")),
    h(
      "div",
      { class: "names" },
      h("strong", {}, it.name || "Call"),
      h("small", {}, it.date_end ? "This call has ended" : many ? `${many} in the call` : (it.display_id ?? block.call_id)),
    ),
    it.date_end ? null : leaving(it.join_url, "Join"),
  );
}

/** A file that lies elsewhere; the workspace knows no more of it than its id. */
export function remoteFile(block) {
  return h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-face" }, icon("file")),
    h("div", { class: "names" }, h("strong", {}, block.file?.title ?? block.external_id), h("small", {}, "A file elsewhere")),
    leaving(block.file?.external_url, "Open", "leave"),
  );
}

/** A video is a picture that leads to it: nothing foreign plays inside this page. */
export function video(block, surface) {
  const { title_url: titleUrl, provider_name: provider, author_name: author } = block;
  return h(
    "div",
    { class: "video" },
    h("div", { class: "by-line note" }, [provider, author].filter(Boolean).join(" · ")),
    h("strong", {}, titleUrl ? link(titleUrl, plain(block.title)) : plain(block.title)),
    block.description ? h("div", { class: "text" }, plain(block.description)) : null,
    h(
      "a",
      { class: "thumb", href: harmless(block.video_url ?? "") ? block.video_url : null, target: "_blank", rel: "noopener noreferrer", "aria-label": `Play ${plain(block.title)}` },
      image({ image_url: block.thumbnail_url, alt_text: block.alt_text }, block, surface),
      h("span", { class: "play" }, icon("play")),
    ),
  );
}
