export default { render({ model, el }) {
  const text = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea";
  const form = () => el.closest(".fu-form");
  const focused = (event) => {
    const root = form();
    if (root && root.contains(event.target) && !event.target.matches(text))
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  const typed = (event) => {
    const root = form();
    // a form may stand inside another one: only the innermost saves
    if (!root || document.activeElement.closest(".fu-form") !== root) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); event.stopImmediatePropagation();
      // what was typed last travels on its own channel: let it arrive first
      setTimeout(() => { model.set("saves", model.get("saves") + 1); model.save_changes(); }, 400);
    }
  };
  const bring = (to, tries) => {
    const root = form(), part = to && root ? root.querySelector(`.${to}`) : root;
    if (part) part.scrollIntoView({ block: "start" });
    else if (tries) setTimeout(() => bring(to, tries - 1), 100);  // it is still being drawn
  };
  model.on("msg:custom", ({ to }) => bring(to, 20));
  document.addEventListener("focusin", focused, true);
  window.addEventListener("keydown", typed, true);
  return () => {
    document.removeEventListener("focusin", focused, true);
    window.removeEventListener("keydown", typed, true);
  };
} };
