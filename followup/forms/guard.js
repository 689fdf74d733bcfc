export default { render({ model, el }) {
  const text = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea";
  const form = () => el.closest(".fu-form");
  const focused = (event) => {
    const root = form();
    if (root && root.contains(event.target) && !event.target.matches(text))
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  // What is typed travels field by field, and waits there until the kernel has taken what the same
  // field said before. A press, or a choice, would overtake it: half a sentence would be saved, or
  // stand in another record. So it is held back, for half a minute at most.
  const isTelling = () => [...(model.widget_manager._modelsSync ?? new Map()).values()]
    .some((one) => one.comm_live && one._pending_msgs > 0);
  const held = new Set();
  let before = Promise.resolve(), goes = false;
  const whenTold = (what, act) => {
    if (held.has(what)) return;  // pressed once more, as nothing happened yet
    held.add(what);
    before = before.then(async () => {
      for (let n = 0; n < 1500 && isTelling(); n++) await new Promise((go) => setTimeout(go, 20));
      held.delete(what); goes = true;
      try { act(); } finally { goes = false; }
    }).catch(console.error);
  };
  const acted = (event) => {
    const root = form(), part = event.target.closest(event.type === "click" ? "button" : "select");
    if (goes || !root || part?.closest(".fu-form") !== root || !(held.size || isTelling())) return;
    event.preventDefault(); event.stopImmediatePropagation();
    whenTold(part, () => part.dispatchEvent(new event.constructor(event.type, { bubbles: true })));
  };
  const typed = (event) => {
    const root = form();
    // a form may stand inside another one: only the innermost saves
    if (!root || document.activeElement.closest(".fu-form") !== root) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); event.stopImmediatePropagation();
      whenTold(model, () => { model.set("saves", model.get("saves") + 1); model.save_changes(); });
    }
  };
  const bring = (to, tries) => {
    const root = form(), part = to && root ? root.querySelector(`.${to}`) : root;
    if (part) part.scrollIntoView({ block: "start" });
    else if (tries) setTimeout(() => bring(to, tries - 1), 100);  // it is still being drawn
  };
  model.on("msg:custom", ({ to }) => bring(to, 20));
  document.addEventListener("focusin", focused, true);
  for (const kind of ["click", "change"]) document.addEventListener(kind, acted, true);
  window.addEventListener("keydown", typed, true);
  return () => {
    document.removeEventListener("focusin", focused, true);
    for (const kind of ["click", "change"]) document.removeEventListener(kind, acted, true);
    window.removeEventListener("keydown", typed, true);
  };
} };
