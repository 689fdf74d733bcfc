export default { render({ model, el }) {
  const label = document.createElement("label"), input = document.createElement("input");
  label.className = "fu-file";
  label.append(model.get("label") + " ", input);
  input.type = "file"; input.accept = model.get("accept");
  input.setAttribute("data-lm-suppress-shortcuts", "true");
  input.onchange = async () => {
    if (!input.files.length) return;
    const content = await input.files[0].arrayBuffer();
    model.send({ name: input.files[0].name }, undefined, [content]);
    input.value = "";
  };
  el.append(label);
} };
