/**
 * The page's state: what the sandbox says, and what this browser chose to look at.
 *
 * The sandbox's state is fetched whole for the person acted as, at every change that the stream
 * announces; `draw` merges it into the page. Everything a person does goes out through `act` and
 * `control`.
 */

import { appTabs } from "./home.js";
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
    this.chosen = {}; // in messages and on the Home tab, by what it was chosen in
    this.sent = new Map();
    this.pending = new Set(); // what was pressed and is not answered yet
    this.wanted = null; // a selector: focused once it is there
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

  /** Change what is looked at, and draw; `own` are properties beside it, such as `wanted`. */
  set(changes, own = {}) {
    Object.assign(this.ui, changes);
    Object.assign(this, own);
    this.draw(this);
  }

  async actAs(id) {
    this.set({ as: id, told: null });
    await this.refresh();
    if (this.ui.channel === "app") this.entered();
  }

  /** Open a channel, a direct message or, as "app", the app's own place. */
  open(channel) {
    if (channel === "app") this.openApp(this.appTab);
    else this.set({ channel, thread: null, sought: null });
  }

  openApp(tab, own = {}) {
    this.set({ channel: "app", thread: null, sought: null, appTab: tab }, own);
    return this.entered();
  }

  /** As Slack does, tell the app that somebody looks at it. */
  entered() {
    return appTabs(this).length ? this.act(this.appTab) : this.refresh();
  }

  openThread(ts) {
    this.set({ thread: ts }, { wanted: ".thread .composer textarea" });
  }

  /** Go to a message; what this person cannot see is told. */
  jump({ channel, ts, thread_ts: thread }) {
    const room = [...this.state.channels, ...this.state.dms].find((each) => each.id === channel);
    const parent = thread && thread !== ts ? thread : ts;
    if (!room?.messages.some((each) => each.ts === parent)) {
      this.set({ told: "This message is not among those that you can see here." });
      return;
    }
    const place = parent === ts ? ".conversation" : ".thread";
    const where = room === this.botRoom ? { channel: "app", appTab: "messages" } : { channel };
    this.set({ ...where, thread: parent === ts ? null : parent, sought: ts }, { wanted: `${place} [data-ts="${ts}"]` });
  }

  /** A message's address, as `chat.getPermalink` tells it. */
  permalink(room, message) {
    const domain = this.state.app.team_domain;
    const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}&cid=${room.id}` : "";
    return `https://${domain}.slack.com/archives/${room.id}/p${message.ts.replace(".", "")}${thread}`;
  }

  copy(text) {
    return navigator.clipboard.writeText(text).catch(() => this.set({ told: `The browser copies nothing; it is ${text}` }));
  }

  react(room, message, name) {
    return this.act("react", { channel: room.id, in_message: message.ts, value: name });
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

  /** The app, as a member of the workspace. */
  get bot() {
    return this.person(this.state.app.user);
  }

  /** The direct message with the app, once there is one. */
  get botRoom() {
    return this.state.dms.find((each) => each.user === this.bot.id) ?? null;
  }

  get appTab() {
    const names = appTabs(this).map(([name]) => name);
    return names.includes(this.ui.appTab) ? this.ui.appTab : (names[0] ?? "messages");
  }

  /** The channel or DM that is open, or null; the first channel when that one is gone. */
  get room() {
    const { channels, dms } = this.state;
    if (this.ui.channel === "app") return this.appTab === "messages" ? this.botRoom : null;
    return [...channels, ...dms].find((each) => each.id === this.ui.channel) ?? channels[0] ?? null;
  }
}

/** The newest `ts` in a room, replies included; empty when nothing was said. */
function latest(room) {
  return room.messages
    .flatMap((message) => [message, ...(message.replies ?? [])])
    .reduce((newest, message) => (message.ts > newest ? message.ts : newest), "");
}
