"use strict";
(() => {
  const pack = document.body.dataset.pack, place = "followup-" + pack;
  const told = document.getElementById("told"), boxes = new Map();
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(place)) || {}; } catch (e) { /* no memory here */ }
  const said = () => {
    const out = [];
    for (const [item, box] of boxes) {
      const verdict = box.querySelector("select").value, comment = box.querySelector("textarea").value;
      box.classList.toggle("empty", !verdict && !comment.trim());
      if (verdict || comment.trim()) out.push({ item, verdict, comment });
    }
    return out;
  };
  const keep = () => {
    const now = {};
    for (const c of said()) now[c.item] = c;
    try {
      localStorage.setItem(place, JSON.stringify(now));
      told.textContent = "Kept in this browser. Save your comments when you are done.";
    } catch (e) { told.textContent = "This browser keeps nothing, so save before you close the page."; }
  };
  for (const article of document.querySelectorAll("article[data-item]")) {
    const box = document.getElementById("box").content.cloneNode(true).firstElementChild;
    const item = article.dataset.item, before = kept[item] || {};
    for (const control of box.querySelectorAll("select, textarea")) {
      control.setAttribute("aria-describedby", item + "-title");
      control.value = before[control.localName === "select" ? "verdict" : "comment"] || "";
      control.addEventListener("input", keep);
    }
    article.append(box);
    boxes.set(item, box);
  }
  said();
  document.getElementById("foot").hidden = false;
  document.getElementById("plain").hidden = true;
  document.getElementById("save").addEventListener("click", () => {
    const comments = said();
    if (!comments.length) { told.textContent = "There is no comment yet."; return; }
    const text = JSON.stringify({ format: "followup-comments", version: 1, pack, comments }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "comments-" + pack + ".json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    try { localStorage.removeItem(place); } catch (e) { /* nothing was kept */ }
    told.textContent = "Saved as " + link.download + ". Please send that file back.";
  });
})();
