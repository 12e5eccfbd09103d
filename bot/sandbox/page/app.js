/**
 * The page's state: what the sandbox says, and what this browser chose to look at.
 *
 * The sandbox's state is fetched whole for the person acted as, at every change that the stream
 * announces; `draw` merges it into the page. Everything a person does goes out through `act` and
 * `control`.
 */

import { names } from "./names.js";

const SEEN = "deskhand-seen";

export class App {
  constructor(draw) {
    this.draw = draw;
    this.state = null;
    this.ui = { as: null, channel: null, thread: null, tab: "traffic", find: "", chosen: null, log: {}, told: null, known: {} };
    this.seen = JSON.parse(sessionStorage.getItem(SEEN) ?? "{}");
    this.fetching = null;
    this.again = false;
    this.lost = false;
  }

  async start() {
    await this.refresh();
    this.followed = new EventSource("/control/stream");
    this.followed.onmessage = () => this.refresh();
    this.followed.onopen = () => this.lost && this.refresh();
    this.followed.onerror = () => this.set({}, { lost: true });
  }

  /** Fetch and draw the newest state; calls that overlap become one more fetch. */
  refresh() {
    if (this.fetching) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.load().finally(() => {
      this.fetching = null;
      if (this.again) {
        this.again = false;
        this.refresh();
      }
    });
    return this.fetching;
  }

  async load() {
    const { as: asked, find, chosen } = this.ui;
    const looked = Object.entries({ as: asked, find, chosen }).filter(([, value]) => value);
    try {
      const answer = await fetch(`/control/state?${new URLSearchParams(looked)}`);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const state = await answer.json();
      if (asked !== this.ui.as) return;
      this.state = state;
      this.lost = false;
      this.ui.as ??= state.me.id;
      this.ui.channel ??= state.channels[0]?.id ?? null;
    } catch {
      this.lost = true;
    }
    this.draw(this);
  }

  /** Change what is looked at, and draw. */
  set(changes, own = {}) {
    Object.assign(this.ui, changes);
    Object.assign(this, own);
    this.draw(this);
  }

  actAs(id) {
    this.set({ as: id, told: null });
    return this.refresh();
  }

  /** Do something in Slack as the person acted as. */
  act(what, args = {}, options = {}) {
    return this.control("act", { as: this.ui.as, do: what, ...args }, options);
  }

  /** Ask the sandbox for something; a refusal is told on the page, unless quiet, and returned. */
  async control(part, body, { quiet = false } = {}) {
    const answer = await fetch(`/control/${part}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
      .then((response) => response.json())
      .catch(() => ({ ok: false, error: "The sandbox does not answer." }));
    if (!answer.ok && !quiet) this.set({ told: answer.error ?? "The sandbox refused this." });
    await this.refresh();
    return answer;
  }

  /** Everything a person can read in a channel or DM has been read up to its newest message. */
  read(room) {
    const newest = latest(room);
    const key = `${this.ui.as}:${room.id}`;
    if (newest <= (this.seen[key] ?? "")) return;
    this.seen[key] = newest;
    sessionStorage.setItem(SEEN, JSON.stringify(this.seen));
  }

  unread(room) {
    const last = latest(room);
    return last > (this.seen[`${this.ui.as}:${room.id}`] ?? "");
  }

  /** What Slack's ids mean to the person acted as; see names.js. */
  get names() {
    return names(this.state);
  }

  person(id) {
    return this.state.people.find((each) => each.id === id) ?? { id, real_name: id, name: id };
  }

  /** The channel or DM that is open; the first channel when that one is gone. */
  get room() {
    const { channels, dms } = this.state;
    return [...channels, ...dms].find((each) => each.id === this.ui.channel) ?? channels[0];
  }
}

/** The newest `ts` in a room, replies included; empty when nothing was said. */
function latest(room) {
  return room.messages
    .flatMap((message) => [message, ...(message.replies ?? [])])
    .reduce((newest, message) => (message.ts > newest ? message.ts : newest), "");
}
