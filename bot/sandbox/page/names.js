/** What Slack's ids mean, for mrkdwn, for menus and for search. */

import { own } from "./files.js";

const KINDS = { im: (room) => Boolean(room.user), private: (room) => room.is_private === true, public: (room) => !room.user && !room.is_private };

function option(value, text) {
  return { value, text: { type: "plain_text", text, emoji: false } };
}

const find = (list, id, name) => list.find((each) => each.id === id)?.[name] ?? id;

/** Build the names of one state; `talks(filter)` takes a conversation select's filter. */
export function names(state) {
  const { people, channels, dms, usergroups = [], me, clock } = state;
  const called = (room) => (room.user ? find(people, room.user, "real_name") : room.name);
  const talks = ({ include = Object.keys(KINDS), exclude_bot_users: noBots } = {}) =>
    [...channels, ...dms]
      .filter((room) => include.some((kind) => KINDS[kind]?.(room)))
      .filter((room) => !noBots || !room.user || !people.find((each) => each.id === room.user)?.is_bot)
      .map((room) => option(room.id, called(room)));
  return {
    person: (id) => find(people, id, "real_name"),
    channel: (id) => find(channels, id, "name"),
    group: (id) => find(usergroups, id, "handle"),
    file: (id) => own(state.files?.[id]),
    people: () => people.filter((each) => !each.is_bot).map((each) => option(each.id, each.real_name)),
    rooms: () => channels.map((each) => option(each.id, each.name)),
    talks,
    me: () => me.id,
    now: () => new Date(clock),
  };
}
