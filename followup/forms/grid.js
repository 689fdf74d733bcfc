export default { render({ model, el }) {
  const table = document.createElement("table");
  table.className = "fu-grid";
  const heads = model.get("heads");
  const value = () => model.get("rows").map((row) => row.slice());
  const put = (rows) => { model.set("rows", rows); model.save_changes(); };
  const paste = (event, n, k) => {
    const text = event.clipboardData.getData("text");
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    model.send({ pasted: text, row: n, column: k });
  };
  const draw = () => {
    const rows = model.get("rows"), notes = model.get("notes");
    const at = document.activeElement && el.contains(document.activeElement) ? document.activeElement.dataset.at : null;
    table.replaceChildren();
    const top = table.createTHead().insertRow();
    for (const head of ["", ...heads]) {
      const cell = document.createElement("th");
      cell.scope = "col"; cell.textContent = head; top.append(cell);
    }
    const body = table.createTBody();
    rows.forEach((row, n) => {
      const line = body.insertRow();
      line.insertCell().textContent = n + 1;
      heads.forEach((head, k) => {
        const input = document.createElement("input");
        input.value = row[k] || ""; input.dataset.at = n + "." + k;
        input.setAttribute("aria-label", head + ", row " + (n + 1));
        input.oninput = () => { const rows = value(); rows[n][k] = input.value; put(rows); };
        input.onpaste = (event) => paste(event, n, k);
        line.insertCell().append(input);
      });
      if (notes[n]) {
        const note = body.insertRow().insertCell();
        note.colSpan = heads.length + 1; note.className = "fu-wrong-text"; note.textContent = "Row " + (n + 1) + ": " + notes[n];
      }
    });
    if (at) { const again = el.querySelector(`[data-at="${at}"]`); if (again) again.focus(); }
  };
  model.on("change:notes", draw);
  model.on("msg:custom", draw);
  draw();
  el.append(table);
} };
