/** Dates as Slack's `<!date^…>` and rich text write them, in the reader's own time zone. */

const DAY = 86_400_000; // milliseconds
const AGO = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

const say = (at, options) => at.toLocaleString("en-GB", options);
const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const two = (number) => String(number).padStart(2, "0");

/** How long ago, or how soon, in the largest unit that fits. */
function ago(at, now) {
  const seconds = (at - now) / 1000;
  const [unit, length] = AGO.find(([, each]) => Math.abs(seconds) >= each) ?? AGO.at(-1);
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

/** The `_pretty` forms say today, yesterday or tomorrow where that is so. */
function near(at, now) {
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

const FORMS = {
  date: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  date_long_full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  date_slash: { day: "2-digit", month: "2-digit", year: "numeric" },
  day_divider: { weekday: "long", day: "numeric", month: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function token(name, at, now) {
  if (name === "date_num") return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (name === "ago") return ago(at, now);
  const plain = name.replace(/_pretty$/, "");
  if (!Object.hasOwn(FORMS, plain)) return undefined;
  return (plain !== name && near(at, now)) || say(at, FORMS[plain]);
}

/** Write a time in `format`, whose unknown tokens stay; `fallback` for what is no time. */
export function date(seconds, format, fallback, now = new Date()) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, name) => token(name, at, now) ?? whole);
}
