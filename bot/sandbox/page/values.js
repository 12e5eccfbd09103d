/** What elements hold, in the shapes of Slack's view state and of the control surface. */

const INITIAL = [
  "initial_value", "initial_option", "initial_options", "initial_user", "initial_users", "initial_channel",
  "initial_channels", "initial_conversation", "initial_conversations", "initial_date", "initial_time",
  "initial_date_time",
];
const ENTRIES = ["value", "rich_text_value", "files"];

/** What an element shows before anybody chose, in the shape of Slack's view state. */
export function initial(element) {
  return INITIAL.map((name) => element[name]).find((value) => value !== undefined) ?? null;
}

/** A chosen value as the control surface takes it: options by their values, the rest as it is. */
export function sendable(value) {
  if (Array.isArray(value)) return value.map(sendable);
  return value && typeof value === "object" && "value" in value ? value.value : value;
}

/** One element's entry in Slack's view state, as the bare value. */
export function stated(entry) {
  const key = Object.keys(entry).find((name) => ENTRIES.includes(name) || name.startsWith("selected_"));
  return key ? entry[key] : null;
}
