/** `data_visualization`: pie, bar, area and line, each with its figures as a table for who cannot see it. */

import { h } from "./dom.js";
import { complaint } from "./elements.js";

const WIDTH = 480;
const HEIGHT = 200;
const FOOT = 22; // for the labels
const SIDE = 44; // for the scale
const RADIUS = 84;

function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, at) => h("li", {}, h("span", { class: `series-${at % 6} sample` }), name)));
}

function figures(head, rows) {
  const line = (tag, values) => h("tr", {}, values.map((value) => h(tag, {}, String(value))));
  return h("table", { class: "visually-hidden" }, h("thead", {}, line("th", head)), h("tbody", {}, rows.map((row) => line("td", row))));
}

function slice(from, to, at) {
  if (to - from >= 1) return h("circle", { class: `series-${at % 6} area`, cx: 100, cy: 100, r: RADIUS });
  const point = (turn) => {
    const angle = 2 * Math.PI * turn - Math.PI / 2;
    return `${(100 + RADIUS * Math.cos(angle)).toFixed(2)} ${(100 + RADIUS * Math.sin(angle)).toFixed(2)}`;
  };
  const large = to - from > 0.5 ? 1 : 0;
  return h("path", { class: `series-${at % 6} area`, d: `M100 100L${point(from)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${point(to)}Z` });
}

function pie({ segments }) {
  const whole = segments.reduce((sum, each) => sum + each.value, 0) || 1;
  let from = 0;
  const slices = segments.map((each, at) => {
    const to = from + each.value / whole;
    const drawn = slice(from, to, at);
    from = to;
    return drawn;
  });
  const share = (each) => `${each.label} · ${Math.round((100 * each.value) / whole)} %`;
  return [
    h("svg", { viewBox: "0 0 200 200", class: "pie", "aria-hidden": "true" }, slices),
    legend(segments.map(share)),
    figures(["", "Value"], segments.map((each) => [each.label, each.value])),
  ];
}

/** From 0, or the least value below it, to a round number above the greatest. */
function scale(values) {
  const most = Math.max(...values, 0);
  const least = Math.min(...values, 0);
  const step = 10 ** Math.floor(Math.log10(most - least || 1));
  const top = Math.ceil(most / step) * step || step;
  const foot = Math.floor(least / step) * step;
  return { top, foot, y: (value) => HEIGHT - FOOT - ((value - foot) / (top - foot)) * (HEIGHT - FOOT - 8) };
}

const DRAWN = {
  bar(values, at, { x, y, slot, count }) {
    const width = (slot * 0.7) / count;
    return values.map((value, point) =>
      h("rect", {
        class: `series-${at % 6} area`,
        x: x(point) - (slot * 0.7) / 2 + at * width,
        y: Math.min(y(value), y(0)),
        width: Math.max(width - 2, 1),
        height: Math.abs(y(value) - y(0)),
        rx: 2,
      }),
    );
  },
  line(values, at, { x, y }) {
    const d = values.map((value, point) => `${point ? "L" : "M"}${x(point)} ${y(value)}`).join("");
    return [h("path", { class: `series-${at % 6} stroke`, d })];
  },
  area(values, at, { x, y }) {
    const tops = values.map((value, point) => `L${x(point)} ${y(value)}`).join("");
    const d = `M${x(0)} ${y(0)}${tops}L${x(values.length - 1)} ${y(0)}Z`;
    return [h("path", { class: `series-${at % 6} veil`, d }), ...DRAWN.line(values, at, { x, y })];
  },
};

function plotted(chart) {
  const { categories, x_label: across, y_label: up } = chart.axis_config;
  const valuesOf = (series) => categories.map((name) => series.data.find((each) => each.label === name)?.value ?? 0);
  const rows = chart.series.map(valuesOf);
  const { top, foot, y } = scale(rows.flat());
  const slot = (WIDTH - SIDE) / categories.length;
  const space = { x: (at) => SIDE + slot * (at + 0.5), y, slot, count: rows.length };
  const mark = (value) => [
    h("line", { class: "grid", x1: SIDE, x2: WIDTH, y1: y(value), y2: y(value) }),
    h("text", { x: SIDE - 6, y: y(value) + 4, "text-anchor": "end" }, value.toLocaleString("en-GB")),
  ];
  return [
    h(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "plot", "aria-hidden": "true" },
      [...new Set([foot, 0, (top + foot) / 2, top])].map(mark),
      rows.map((values, at) => DRAWN[chart.type](values, at, space)),
      categories.map((name, at) => h("text", { x: space.x(at), y: HEIGHT - 6, "text-anchor": "middle" }, name)),
    ),
    across || up ? h("div", { class: "note" }, [up, across].filter(Boolean).join(" by ")) : null,
    legend(chart.series.map((each) => each.name)),
    figures(["", ...categories], chart.series.map((each, at) => [each.name, ...rows[at]])),
  ];
}

export function chart(block) {
  const known = block.chart.type === "pie" || Object.hasOwn(DRAWN, block.chart.type);
  if (!known) return complaint(`Unknown chart: ${block.chart.type}`);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title),
    block.chart.type === "pie" ? pie(block.chart) : plotted(block.chart),
  );
}
