/** What a person typed, as Slack sends it: mentions by id, addresses in brackets, the rest escaped. */

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const WHOLE = /(`[^`\n]+`|```[\s\S]+?```)|(https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?'")\]])/;

const escaped = (text) => text.replace(/[&<>]/g, (sign) => ENTITIES[sign]);
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What can be mentioned: `[written, token]`; a token with a name is what escaped commands carry. */
export function mentionable({ people, channels, usergroups = [] }, { named = false } = {}) {
  const name = (text) => (named ? `|${text}` : "");
  return [
    ...people.flatMap((each) => [each.real_name, each.name].map((by) => [`@${by}`, `<@${each.id}${name(each.name)}>`])),
    ...usergroups.map((each) => [`@${each.handle}`, `<!subteam^${each.id}${name(`@${each.handle}`)}>`]),
    ...["here", "channel", "everyone"].map((each) => [`@${each}`, `<!${each}>`]),
    ...channels.map((each) => [`#${each.name}`, `<#${each.id}${name(each.name)}>`]),
  ];
}

/** Replace mentions by their tokens; the longest name wins, and a name ends where its word ends. */
function mentioned(text, tokens, rest) {
  const longest = [...tokens.keys()].sort((one, other) => other.length - one.length).map(literal);
  const found = new RegExp(`(^|[^\\w@#])(${longest.join("|")})(?![\\w-])`, "i").exec(text);
  if (!found) return rest(text);
  const start = found.index + found[1].length;
  const token = tokens.get(found[2].toLowerCase());
  return `${rest(text.slice(0, start))}${token}${mentioned(text.slice(start + found[2].length), tokens, rest)}`;
}

const table = (pairs) => new Map(pairs.map(([written, token]) => [written.toLowerCase(), token]));

/** A message's text. */
export function message(text, state) {
  const tokens = table(mentionable(state));
  let rest = text;
  let out = "";
  for (let found = WHOLE.exec(rest); found; found = WHOLE.exec(rest)) {
    out += mentioned(rest.slice(0, found.index), tokens, escaped);
    out += found[1] ? escaped(found[1]) : `<${escaped(found[2])}>`;
    rest = rest.slice(found.index + found[0].length);
  }
  return out + mentioned(rest, tokens, escaped);
}

/** A command's text: as it was typed, but with mentions where the command asks for that. */
export function command(text, state, { should_escape: wanted = false } = {}) {
  return wanted ? mentioned(text, table(mentionable(state, { named: true })), (each) => each) : text;
}
