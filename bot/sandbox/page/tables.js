/** The blocks `table` and `data_table`; the latter has pages, and sorts by a press on a column. */

import { h, widget, patch } from "./dom.js";
import { complaint, element } from "./elements.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./rich.js";

const CELLS = {
  raw_text: (cell) => plain(cell.text),
  raw_number: (cell) => cell.text ?? String(cell.value),
  rich_text: (cell, surface) => richText(cell, surface.names),
  action: (cell, surface, block) => element(cell.element, block, surface),
};

function cell(each, surface, block) {
  const draw = Object.hasOwn(CELLS, each.type) && CELLS[each.type];
  return draw ? draw(each, surface, block) : complaint(`Unknown cell: ${each.type}`);
}

/** Draw a table block; its first row is the head. */
export function table(block, surface) {
  const settings = block.column_settings ?? [];
  const draw = (tag) => (row) =>
    h(
      "tr",
      {},
      row.map((each, column) =>
        h(
          tag,
          {
            scope: tag === "th" ? "col" : null,
            class: `${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? " wrapped" : ""}`,
          },
          cell(each, surface, block),
        ),
      ),
    );
  const [head, ...body] = block.rows;
  return scrolling("Table", h("table", {}, h("thead", {}, draw("th")(head)), h("tbody", {}, body.map(draw("td")))));
}

function scrolling(label, ...inside) {
  return h("div", { class: "scrolling", role: "region", "aria-label": label, tabindex: 0 }, ...inside);
}

/** What a cell is sorted by: a number, or the words in it. */
function sortable(each) {
  if (each.type === "raw_number") return each.value;
  if (each.type === "raw_text") return each.text.toLowerCase();
  return h("span", {}, each.type === "rich_text" ? richText(each, { person: String, channel: String, group: String }) : "").textContent.toLowerCase();
}

class DataTable {
  constructor(props) {
    this.page = 0;
    this.column = null;
    this.down = false;
    this.node = h("div", { class: "data-table" });
    this.update(props);
  }

  update({ block, surface }) {
    this.block = block;
    this.surface = surface;
    this.draw();
  }

  get rows() {
    const rows = this.block.rows.slice(1);
    if (this.column === null) return rows;
    const order = (one, other) => {
      const [a, b] = [sortable(one[this.column]), sortable(other[this.column])];
      return (a > b) - (a < b);
    };
    rows.sort(order);
    return this.down ? rows.reverse() : rows;
  }

  sort(column) {
    this.down = this.column === column && !this.down;
    this.column = column;
    this.page = 0;
    this.draw();
  }

  turn(by) {
    this.page += by;
    this.draw();
  }

  head(each, column) {
    const sorted = this.column === column;
    return h(
      "th",
      { scope: "col", "aria-sort": sorted ? (this.down ? "descending" : "ascending") : null },
      h("button", { type: "button", class: "sort", onclick: () => this.sort(column) }, cell(each, this.surface, this.block), sorted ? (this.down ? " ↓" : " ↑") : null),
    );
  }

  row(cells) {
    const first = this.block.row_header_column_index ?? 0;
    return h(
      "tr",
      {},
      cells.map((each, column) =>
        h(
          column === first ? "th" : "td",
          { scope: column === first ? "row" : null, class: each.type === "raw_number" ? "right" : null },
          cell(each, this.surface, this.block),
        ),
      ),
    );
  }

  draw() {
    const { rows } = this;
    const size = this.block.page_size ?? 5;
    const pages = Math.ceil(rows.length / size);
    const step = (label, by) =>
      h("button", { type: "button", class: "button", disabled: !(this.page + by in [...Array(pages)]), onclick: () => this.turn(by) }, label);
    const shown = rows.slice(this.page * size, (this.page + 1) * size);
    patch(this.node, [
      scrolling(
        this.block.caption,
        h(
          "table",
          {},
          h("caption", {}, this.block.caption),
          h("thead", {}, h("tr", {}, this.block.rows[0].map((each, column) => this.head(each, column)))),
          h("tbody", {}, shown.map((each) => this.row(each))),
        ),
      ),
      pages > 1 ? h("div", { class: "pages" }, step("Previous", -1), h("span", { class: "note", role: "status" }, `Page ${this.page + 1} of ${pages}`), step("Next", 1)) : null,
    ]);
  }
}

export function dataTable(block, surface) {
  const create = (props) => {
    const made = new DataTable(props);
    return { node: made.node, update: (next) => made.update(next) };
  };
  return widget("data-table", `data-table-${block.block_id}`, create, { block, surface });
}
