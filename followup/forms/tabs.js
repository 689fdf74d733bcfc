// The names of tabs on a line; arrow keys go from one to the next.
export default { render({ model, el }) {
  const bar = document.createElement("div");
  bar.className = "fu-tabs";
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", model.get("label"));
  const choose = (n, focus) => {
    model.set("chosen", n); model.save_changes();
    if (focus) bar.children[n].focus();
  };
  // The panes stand after the bar, in the same box.
  const name = `fu-tab-${Math.random().toString(36).slice(2)}`;
  const mark = () => [...bar.children].forEach((tab, n) => {
    const isIt = n === model.get("chosen"), pane = el.parentElement?.children[n + 1];
    tab.setAttribute("aria-selected", isIt);
    tab.tabIndex = isIt ? 0 : -1;
    tab.id = `${name}-${n}`;
    if (!pane) return;
    pane.id = `${name}-pane-${n}`;
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", pane.id);
  });
  const draw = () => {
    bar.replaceChildren(...model.get("titles").map((title, n) => {
      const tab = document.createElement("button");
      tab.textContent = title;
      tab.setAttribute("role", "tab");
      tab.setAttribute("data-lm-suppress-shortcuts", "true");
      tab.onclick = () => choose(n, false);
      tab.onkeydown = (event) => {
        const last = bar.children.length - 1, at = { ArrowRight: n < last ? n + 1 : 0, ArrowLeft: n ? n - 1 : last, Home: 0, End: last }[event.key];
        if (at === undefined) return;
        event.preventDefault(); event.stopPropagation();
        choose(at, true);
      };
      return tab;
    }));
    mark();
  };
  model.on("change:titles", draw);
  model.on("change:chosen", mark);
  draw();
  el.append(bar);
  setTimeout(mark, 500);  // the panes are drawn after the bar
} };
