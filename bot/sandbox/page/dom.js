/**
 * DOM: elements are built, then patched into the page.
 *
 * Every state is drawn whole with `h()` and merged by `patch()`: a node that is still wanted stays
 * the same node, so focus, typed text and scroll survive a redraw. Text only ever becomes a text
 * node; nothing here or anywhere on the page parses data as HTML.
 */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "circle", "rect", "g", "line", "text"]);

/** One listener for each type and node; a redraw swaps the function behind it. */
function listen(node, type, handler) {
  node.handlers ??= {};
  if (!(type in node.handlers)) {
    node.addEventListener(type, (event) => node.handlers[type]?.(event));
  }
  node.handlers[type] = handler;
}

function setProperty(node, name, value) {
  if (name === "key") node.key = String(value);
  else if (name === "value" || name === "checked") {
    node.live = { ...node.live, [name]: value };
    node[name] = value;
  } else if (name.startsWith("on")) listen(node, name.slice(2), value);
  else if (value === true) node.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
}

/** Strings and numbers become text nodes; null, undefined and false are left out; lists are flat. */
function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/**
 * Build an element.
 *
 * `props` are attributes, except `on…` (listeners), `value` and `checked` (live properties) and
 * `key` (tells siblings apart across redraws).
 */
export function h(tag, props, ...children) {
  const node = SVG_TAGS.has(tag)
    ? document.createElementNS(SVG, tag)
    : document.createElement(tag);
  node.append(...nodes(children));
  for (const [name, value] of Object.entries(props ?? {})) setProperty(node, name, value);
  return node;
}

/**
 * An element that keeps state of its own (a search box with its list).
 *
 * `create(props)` returns `{ node, update(props) }`; a redraw calls `update` and leaves the rest.
 */
export function widget(kind, key, create, props) {
  const made = create(props);
  made.node.key = String(key);
  made.node.widget = { kind, props, update: made.update };
  return made.node;
}

function morphAttributes(old, next) {
  // What a person opened stays open: `data-kept` names the attribute that is theirs.
  const kept = old.getAttribute("data-kept");
  for (const { name } of [...old.attributes]) {
    if (name !== kept && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (name !== kept && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function morphLive(old, next) {
  for (const type of Object.keys(old.handlers ?? {})) old.handlers[type] = undefined;
  for (const [type, handler] of Object.entries(next.handlers ?? {})) listen(old, type, handler);
  for (const [name, value] of Object.entries(next.live ?? {})) {
    // What somebody is typing right now is newer than any state.
    if (name === "value" && old === document.activeElement) continue;
    if (old[name] !== value) old[name] = value;
  }
  old.live = next.live;
}

function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  if (old.widget) {
    old.widget.update(next.widget.props);
    return;
  }
  morphAttributes(old, next);
  patch(old, [...next.childNodes]);
  morphLive(old, next);
}

function alike(old, next) {
  return (
    old.nodeName === next.nodeName &&
    old.key === next.key &&
    old.widget?.kind === next.widget?.kind
  );
}

/** Make `children` the children of `parent`, keeping every node that is still wanted. */
export function patch(parent, children) {
  const wanted = nodes([children]);
  const keys = new Set(wanted.map((node) => node.key).filter(Boolean));
  const kept = new Map();
  for (const node of [...parent.childNodes]) {
    // Removed first, so that what stays need not move: a moved node loses its focus.
    if (node.key && !keys.has(node.key)) node.remove();
    else if (node.key) kept.set(node.key, node);
  }
  let at = parent.firstChild;
  for (const next of wanted) {
    const match = next.key ? kept.get(next.key) : at;
    if (match && alike(match, next)) {
      if (match === at) at = at.nextSibling;
      else parent.insertBefore(match, at);
      morph(match, next);
    } else {
      if (next.key && match === at) at = at?.nextSibling ?? null;
      if (next.key) match?.remove();
      parent.insertBefore(next, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}
