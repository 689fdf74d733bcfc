// A list in groups: one line each, chosen with a press; what was done keeps its line, with its undo.
export default { render({ model, el }) {
  const make = (tag, text, ...classes) => {
    const made = document.createElement(tag);
    made.className = classes.join(" ");
    if (text) made.textContent = text;
    if (tag === "button") made.setAttribute("data-lm-suppress-shortcuts", "true");
    return made;
  };
  const press = (what, act) => { what.onclick = () => model.send(act); return what; };
  const line = (one) => {
    const row = make(one.undo ? "div" : "button", "", "fu-item", one.undo ? "mod-done" : "");
    row.dataset.id = one.id;
    const words = make("span");
    if (one.undo) words.textContent = one.what;
    else words.append(make("b", one.what), one.where);
    row.append(make("i", "", "fu-shape", `mod-${one.state}`), words);
    row.append(one.undo ? press(make("button", one.undo, "fu-link"), { undo: one.id }) : make("span", one.when, "fu-small"));
    if (one.why) row.append(make("span", one.why, "fu-small", "fu-why"));
    return one.undo ? row : press(row, { choose: one.id });
  };
  const mark = () => {
    for (const row of el.querySelectorAll("button.fu-item"))
      row.setAttribute("aria-current", row.dataset.id === model.get("chosen"));
  };
  const draw = () => {
    const at = el.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    el.replaceChildren(...model.get("groups").map((group) => {
      const box = make("div", "", "fu-group"), name = make("div"), lines = make("div");
      const head = make("span", group.name);
      head.setAttribute("role", "heading"); head.setAttribute("aria-level", "2");
      name.append(head);
      if (group.more) name.append(document.createElement("br"), press(make("button", group.more, "fu-link"), { more: group.name }));
      lines.append(...group.lines.map(line));
      box.append(name, lines);
      return box;
    }));
    mark();
    if (at) el.querySelector(`[data-id="${CSS.escape(at)}"]`)?.focus();
  };
  model.on("change:groups", draw);
  model.on("change:chosen", mark);
  draw();
} };
