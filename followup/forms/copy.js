export default { render({ model, el }) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.className = "jupyter-button";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  said.setAttribute("role", "status");
  said.style.marginLeft = "8px";
  const label = () => { button.textContent = model.get("label"); };
  label(); model.on("change:label", label);
  const old = (text) => {
    const area = document.createElement("textarea");
    area.value = text; document.body.appendChild(area); area.select();
    const done = document.execCommand("copy"); area.remove(); return done;
  };
  button.onclick = async () => {
    const text = model.get("text");
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch { done = old(text); }
    said.textContent = done ? "Copied" : "Please select the text and copy it";
    setTimeout(() => { said.textContent = ""; }, 4000);
  };
  el.append(button, said);
} };
