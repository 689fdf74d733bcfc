export default { render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jupyter-button";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  button.textContent = model.get("label");
  button.onclick = () => model.send({ wanted: true });
  const save = (message, buffers) => {
    const file = new Blob([buffers[0]], { type: message.type });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file); link.download = message.name;
    document.body.appendChild(link); link.click(); link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  model.on("msg:custom", save);
  el.append(button);
  return () => model.off("msg:custom", save);
} };
