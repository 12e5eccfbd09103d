/** Emoji by their Slack shortcodes: the ones that a helpdesk bot is likely to use. */

const EMOJI = {
  "100": "💯", "+1": "👍", "-1": "👎", adult: "🧑", alarm_clock: "⏰", ambulance: "🚑", arrow_left: "⬅️",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", ballot_box_with_check: "☑️",
  bangbang: "‼️", bell: "🔔", black_circle: "⚫", black_square_button: "🔲", blue_circle: "🔵", blush: "😊",
  boom: "💥", bow: "🙇", building_construction: "🏗️", bulb: "💡", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", calendar: "📆", chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋",
  clock1: "🕐", clock3: "🕒", clock9: "🕘", cloud: "☁️", computer: "💻", construction: "🚧", cry: "😢", date: "📅",
  desktop_computer: "🖥️", email: "📧", envelope: "✉️", exclamation: "❗", eyes: "👀", file_folder: "📁", fire: "🔥",
  gear: "⚙️", ghost: "👻", globe_with_meridians: "🌐", green_circle: "🟢", grey_exclamation: "❕",
  grey_question: "❔", grin: "😁", hammer_and_wrench: "🛠️", hand: "✋", heart: "❤️", heavy_check_mark: "✔️",
  heavy_minus_sign: "➖", heavy_multiplication_x: "✖️", heavy_plus_sign: "➕", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", house: "🏠", id: "🆔", inbox_tray: "📥", information_source: "ℹ️", joy: "😂",
  key: "🔑", large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_red_circle: "🔴",
  large_yellow_circle: "🟡", link: "🔗", lock: "🔒", lock_with_ink_pen: "🔏", closed_lock_with_key: "🔐",
  mag: "🔍", mag_right: "🔎", mega: "📣", memo: "📝", minidisc: "💽", muscle: "💪", mute: "🔇",
  new: "🆕", no_bell: "🔕", no_entry: "⛔", no_entry_sign: "🚫", ok: "🆗", ok_hand: "👌", octagonal_sign: "🛑",
  orange_circle: "🟠", outbox_tray: "📤", package: "📦", page_facing_up: "📄", paperclip: "📎",
  partying_face: "🥳", pause_button: "⏸️", pencil: "📝", pencil2: "✏️", people_hugging: "🫂", point_down: "👇",
  point_left: "👈", point_right: "👉", point_up: "☝️", pray: "🙏", printer: "🖨️", pushpin: "📌", question: "❓",
  raised_hand: "✋", raised_hands: "🙌", recycle: "♻️", red_circle: "🔴", rocket: "🚀", rotating_light: "🚨",
  round_pushpin: "📍", scroll: "📜", shield: "🛡️", shrug: "🤷", slightly_smiling_face: "🙂", smile: "😄",
  smiley: "😃", snail: "🐌", sos: "🆘", sparkles: "✨", speech_balloon: "💬", star: "⭐", stopwatch: "⏱️",
  sunny: "☀️", tada: "🎉", telephone_receiver: "📞", thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍",
  ticket: "🎫", timer_clock: "⏲️", trophy: "🏆", unlock: "🔓", warning: "⚠️", wastebasket: "🗑️", watch: "⌚",
  wave: "👋", white_check_mark: "✅", white_circle: "⚪", white_large_square: "⬜", white_small_square: "▫️",
  wrench: "🔧", writing_hand: "✍️", x: "❌", yellow_circle: "🟡", zap: "⚡", zzz: "💤",
};

const SHORTCODE = /:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g;

/** The character of hexadecimal code points, as rich text spells it; empty when they are none. */
function spelled(unicode) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode ?? "")) return "";
  const points = unicode.split("-").map((each) => Number.parseInt(each, 16));
  return points.every((each) => each <= 0x10ffff) ? String.fromCodePoint(...points) : "";
}

/** All shortcodes that are known, in the order of the alphabet. */
export const SHORTCODES = Object.keys(EMOJI);

/** The emoji of a shortcode, or the shortcode itself in colons, as Slack shows an unknown one. */
export function emoji(name, unicode) {
  if (!Object.hasOwn(EMOJI, name)) return spelled(unicode) || `:${name}:`;
  // A lone sign may also be in a text font; the selector asks for the coloured one.
  return EMOJI[name].length === 1 ? `${EMOJI[name]}\uFE0F` : EMOJI[name];
}

/** Replace the shortcodes in a plain text. */
export function withEmoji(text) {
  return text.replace(SHORTCODE, (_, name) => emoji(name));
}
