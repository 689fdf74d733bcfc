export default { render({ model, el }) {
  const text = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea";
  const form = () => el.closest(".fu");
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
    if (goes || !root || part?.closest(".fu") !== root || !(held.size || isTelling())) return;
    event.preventDefault(); event.stopImmediatePropagation();
    whenTold(part, () => part.dispatchEvent(new event.constructor(event.type, { bubbles: true })));
  };
  const typed = (event) => {
    const root = form();
    // a form may stand inside another one: only the innermost saves
    if (!root || document.activeElement.closest(".fu") !== root) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); event.stopImmediatePropagation();
      whenTold(model, () => { model.set("saves", model.get("saves") + 1); model.save_changes(); });
    }
  };
  // Goes to a part of the form, by its class: into view, and with the keyboard if it is asked for. A
  // part of this very form comes before one of a form inside it.
  const inside = "input, select, textarea, button:not([disabled])";
  const go = ({ to, focus, block }, tries = 20) => {
    const root = form(), parts = to && root ? [...root.getElementsByClassName(to)] : [root];
    const inView = parts.filter((one) => one?.offsetParent);
    const part = inView.find((one) => one.parentElement.closest(".fu") === root) ?? inView[0];
    if (!part) {  // it is still being drawn
      if (tries) setTimeout(() => go({ to, focus, block }, tries - 1), 100);
      return;
    }
    part.scrollIntoView({ block: block ?? "start" });
    if (!focus) return;
    const field = part.matches(inside) ? part : part.querySelector(inside);
    if (field && focus === "field") return field.focus({ preventScroll: true });
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  };
  // What is shown by colour is told to a screen reader, too: a wrong field with its sentence, a tap.
  let marking = 0;
  const mark = () => {
    marking = 0;
    for (const field of form()?.querySelectorAll("input, select, textarea") ?? []) {
      const note = field.closest(".fu-wrong") && field.closest(".fu-field")?.querySelector(".fu-wrong-text");
      if (note) {
        note.id ||= `fu-note-${Math.random().toString(36).slice(2)}`;
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", note.id);
      } else if (field.hasAttribute("aria-invalid")) {
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
      }
    }
    for (const tap of form()?.querySelectorAll(".fu-taps button") ?? [])
      tap.setAttribute("aria-pressed", tap.classList.contains("mod-on"));
  };
  const marks = new MutationObserver(() => { marking ||= requestAnimationFrame(mark); });
  // What takes longer than a second says that it works on.
  const kernel = model.widget_manager.kernel;
  let working;
  const status = (_, now) => {
    clearTimeout(working);
    if (now === "busy") working = setTimeout(() => form()?.setAttribute("data-working", ""), 1000);
    else form()?.removeAttribute("data-working");
  };
  kernel?.statusChanged?.connect(status);
  // The page was filled again after a restart (jupyter/labextension): the form says so.
  const greet = (tries) => {
    if (!el.isConnected) return tries && setTimeout(() => greet(tries - 1), 100);
    if (el.closest(".jp-NotebookPanel")?.dataset.fuReconnected) { model.set("reconnected", true); model.save_changes(); }
  };
  greet(50);
  // A list that comes back into sight may be of yesterday, or another page may have saved meanwhile.
  let inSight = true;
  const seen = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting && !inSight) { model.set("seen", model.get("seen") + 1); model.save_changes(); }
    inSight = isIntersecting;
  });
  const watch = (tries) => {
    const root = form();
    if (!root) return tries && setTimeout(() => watch(tries - 1), 100);
    marks.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
    if (model.get("follows")) seen.observe(root);
  };
  watch(50);
  model.on("msg:custom", (message) => go(message));
  document.addEventListener("focusin", focused, true);
  for (const kind of ["click", "change"]) document.addEventListener(kind, acted, true);
  window.addEventListener("keydown", typed, true);
  return () => {
    kernel?.statusChanged?.disconnect(status);
    seen.disconnect();
    marks.disconnect();
    document.removeEventListener("focusin", focused, true);
    for (const kind of ["click", "change"]) document.removeEventListener(kind, acted, true);
    window.removeEventListener("keydown", typed, true);
  };
} };
