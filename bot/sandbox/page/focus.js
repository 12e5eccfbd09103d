/**
 * Where the keyboard is: modals take the focus and give it back, F6 goes from part to part, Esc
 * closes what is on top, and what was asked for is focused once it is drawn.
 */

const PARTS = [".topbar", ".search", ".sidebar", ".conversation", ".thread", ".modal", ".world"];
const REACHED = "a[href], button:not(:disabled), input:not(:disabled), textarea, summary, [contenteditable=true], [tabindex]";

/** What Tab stops at inside a node, in its order. */
export function stops(node) {
  return [...node.querySelectorAll(REACHED)].filter((each) => each.tabIndex >= 0 && each.checkVisibility() && !each.closest("[inert]"));
}

const fieldOf = (modal) =>
  modal?.querySelector("[data-autofocus]") ?? modal?.querySelector(".fields-scroll :is(input, textarea, [contenteditable=true])");

function takeModal(modal) {
  const field = fieldOf(modal);
  (field ?? modal.querySelector("footer [type=submit]:not(:disabled), footer button")).focus({ preventScroll: !field });
}

/** Draw; then the focus is where its person expects it. */
export function movingFocus(app, draw, memory) {
  const before = document.querySelector(".modal");
  if (!before && document.activeElement !== document.body) memory.focus = document.activeElement;
  draw();
  const now = document.querySelector(".modal");
  // A view that was only loading gets its first field later.
  if (now && (now.key !== memory.shown || (!memory.field && fieldOf(now)))) takeModal(now);
  memory.field = Boolean(fieldOf(now));
  if (before && !now) (memory.focus?.isConnected ? memory.focus : document.querySelector(".composer textarea"))?.focus();
  memory.shown = now?.key;
  const wanted = app.wanted && document.querySelector(app.wanted);
  if (!wanted) return;
  app.wanted = null;
  wanted.focus({ preventScroll: true });
  wanted.scrollIntoView({ block: "nearest" });
}

/** Tab stays within an open modal; F6 is the way out of it. */
function trapped(event, modal) {
  const all = stops(modal);
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (document.activeElement !== from) return;
  event.preventDefault();
  to?.focus();
}

/** The next part of the page that can be reached, or the one before it. */
function nextPart(event) {
  const parts = PARTS.map((each) => document.querySelector(each)).filter((each) => each && stops(each).length);
  const at = parts.findIndex((each) => each.contains(document.activeElement));
  const next = parts.at((at + (event.shiftKey ? (at < 0 ? 0 : -1) : 1)) % parts.length);
  event.preventDefault();
  const composing = next.querySelector(".composer textarea");
  (composing ?? next.querySelector("[aria-current=page], [aria-checked=true]") ?? stops(next)[0]).focus();
}

function close(app) {
  if (app.state?.modal) app.act("close");
  else if (app.ui.thread) app.set({ thread: null }, { wanted: `.conversation [data-ts="${app.ui.thread}"]` });
}

/** The page's own keys; what has an open list or menu hears them first. */
export function keys(app) {
  return (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const modal = document.querySelector(".modal");
    if (event.key === "Escape") close(app);
    else if (event.key === "F6") nextPart(event);
    else if (event.key === "Tab" && modal?.contains(document.activeElement)) trapped(event, modal);
    else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.querySelector(".search input")?.focus();
    }
  };
}
