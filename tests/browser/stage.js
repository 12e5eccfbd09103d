/* Draws blocks on an empty page, with a surface that remembers what was done. */
async (list) => {
  const { blocks } = await import("/blocks.js");
  const { h, patch } = await import("/dom.js");
  const { initial } = await import("/values.js");
  const people = { U1: "Mina Okafor", U2: "Lee Tanaka" };
  const options = (all) => Object.entries(all).map(([value, text]) => ({ value, text }));
  window.chosen ??= {};
  window.pressed ??= [];
  window.refused ??= false;
  const draw = (list) => patch(document.getElementById("page"), h("div", { class: "content" }, blocks(list, {
    place: "stage",
    redraw: () => draw(list),
    names: {
      person: (id) => people[id] ?? id,
      channel: () => "it-desk",
      group: () => "helpdesk",
      people: () => options(people),
      rooms: () => options({ C1: "it-desk" }),
      talks: () => options({ C1: "it-desk", D1: "Deskhand" }),
      me: () => "U1",
      now: () => new Date("2026-11-24T12:00:00Z"),
    },
    value: (block, element) => window.chosen[block.block_id] ?? initial(element),
    change: (block, element, value) => {
      window.chosen[block.block_id] = value;
      draw(list);
    },
    commit: () => {},
    press: (block, element, value) => window.pressed.push([element.action_id, value]),
    suggest: async (block, element, text) =>
      options({ ada: "Ada Lovelace", adam: "Adam Smith" })
        .filter((each) => each.value.includes(text)),
    confirm: async () => !window.refused,
    error: (block) => (block.block_id === "wrong" ? "This address exists" : null),
  })));
  draw(list);
}
