// Fills followup's own notebooks when they are opened, and again when their Python was restarted.
//
// Written by hand for JupyterLab as it is: no npm, no build. JupyterLab finds it through
// package.json, calls `init` with the libraries it shares, and `get` for the plugin below.
// A notebook is run only if its code is, cell for cell, what this version ships (cells.json), and
// if no file beside it could stand in for a library. Anything else waits for Run, Run All Cells.

(() => {
  const TRIED = ["4.6"];  // the versions of JupyterLab it was tried with; in others it does nothing
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const FIELDS = "input, textarea, select";
  const TEXTS = "textarea, input[type=text]";
  const LOOK = `
    .jp-NotebookPanel.fu-calm :is(.jp-InputPrompt, .jp-OutputPrompt, .jp-OutputArea-promptOverlay,
      .jp-InputPlaceholder, .jp-Collapser, .jp-Notebook-footer, .jp-cell-toolbar) { display: none; }
    .jp-NotebookPanel.fu-calm .jp-Cell:has(.jp-InputPlaceholder) > .jp-Cell-inputWrapper { display: none; }
    .jp-NotebookPanel.fu-calm .jp-Cell { padding: 0 8px; }
    .jp-NotebookPanel.fu-calm .jp-Cell.jp-mod-active :is(.jp-InputArea-editor, .jp-MarkdownOutput, .jp-Cell-inputArea) { border-color: transparent; box-shadow: none; background: none; }
    .jp-NotebookPanel.fu-calm .jp-MarkdownCell .jp-RenderedMarkdown { padding: 0; }
    .jp-NotebookPanel.fu-calm .jp-MarkdownCell :is(h1, h2) { font-size: 20px; margin: 8px 0 4px; }
    .jp-NotebookPanel.fu-calm .jp-MarkdownCell p { margin: 0 0 4px; max-width: 690px; font-size: 12px; line-height: 16px; }
    .jp-NotebookPanel.fu-calm .jp-RenderedHTMLCommon > small { font-size: 12px; }
    .jp-NotebookPanel.fu-filling .jp-CodeCell:last-child:not(:has(.jp-OutputArea-child))::after { content: "Filling the page …";
      display: block; padding: 8px 0; font: 12px/16px var(--jp-ui-font-family); color: var(--jp-ui-font-color2); }
    .fu-said { display: flex; gap: 12px; align-items: center; padding: 4px 16px; min-height: 36px; box-sizing: border-box;
      font: 12px/16px var(--jp-ui-font-family); color: var(--jp-ui-font-color1);
      border-bottom: 1px solid var(--jp-border-color2); }
    .fu-said button { font: inherit; color: inherit; background: none; border: 0; padding: 4px 0;
      text-decoration: underline; cursor: pointer; white-space: nowrap; }`;
  let scope;

  const shared = async (name) => {
    const versions = scope[name];
    return (await versions[Object.keys(versions)[0]].get())();
  };
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const until = async (is, ms) => {
    for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (await is()) return true;
    return false;
  };

  const make = async () => {
    const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
    const { ISettingRegistry } = await shared("@jupyterlab/settingregistry");
    const { PageConfig, PathExt } = await shared("@jupyterlab/coreutils");
    const { Dialog, ToolbarButton } = await shared("@jupyterlab/apputils");
    const { Widget } = await shared("@lumino/widgets");

    // --- which notebooks are ours ---

    const codeOf = (panel) => [...panel.context.model.cells]
      .filter((cell) => cell.type === "code").map((cell) => cell.sharedModel.source);

    // Why a notebook is not filled by itself, in a sentence; "" if it is; null if it is none of ours.
    const whyNot = async (app, panel, shipped) => {
      const code = codeOf(panel), pages = Object.values(shipped), known = pages.flat();
      const isPage = (page) => page.length === code.length && page.every((one, n) => one === code[n]);
      if (pages.some(isPage)) {
        const beside = await libraryBeside(app, PathExt.dirname(panel.context.path));
        return beside && `This page does not fill itself, as ${beside} lies beside it: Python would read that first.`;
      }
      if (!code.some((one) => known.includes(one) || /\bfollowup\b/.test(one))) return null;
      const n = code.findIndex((one) => !known.includes(one)) + 1;
      const what = n ? `code cell ${n} is not as it came with followup` : "a cell is missing, or stands elsewhere";
      return `This page does not fill itself, as ${what}.`;
    };

    // The name of what Python would take for a library, because it lies in the folder of a notebook.
    const libraryBeside = async (app, folder) => {
      const listed = async (path) => (await app.serviceManager.contents.get(path)).content;
      for (const one of await listed(folder)) {
        if (/\.(py|pyc|pyd|so)$/i.test(one.name)) return one.name;
        if (one.type !== "directory") continue;
        if ((await listed(one.path)).some(({ name }) => name.startsWith("__init__."))) return one.name;
      }
      return "";
    };

    // --- filling a page ---

    // What comes before the widgets of a page can be shown stays empty.
    const canShow = async (panel) => {
      const kernel = () => panel.sessionContext.session?.kernel;
      await panel.sessionContext.ready;
      await until(() => kernel()?.connectionStatus === "connected", 60000);
      await kernel()?.info;
      const renderer = panel.content.rendermime.createRenderer(WIDGET);
      const manager = await Promise.race([renderer._manager?.promise, pause(10000)]);
      if (!manager) return pause(2000);
      await until(() => manager.restoredStatus && !manager._kernelRestoreInProgress, 10000);
    };

    const fill = async (panel) => {
      panel.addClass("fu-filling");
      try {
        await canShow(panel);
        if (!panel.isDisposed) await NotebookActions.runAll(panel.content, panel.sessionContext);
      } finally { panel.removeClass("fu-filling"); }
    };

    const toTop = (panel) => {
      panel.content.activeCellIndex = 0;
      for (const box of [panel.content.node, panel.content.outerNode]) if (box) box.scrollTop = 0;
    };

    // A link to a line of the list, such as 02-follow-up.ipynb#R-LET|M6|C2, opens its desk.
    const openLines = (app, tracker) => {
      let asked = 0;
      app.commands.commandExecuted.connect(async (_, { id, args }) => {
        if (id !== "rendermime:handle-local-link" || !/^#R-[A-Z]+(%7C|\|)/.test(args.id ?? "")) return;
        const line = decodeURIComponent(args.id).slice(1), mine = ++asked;
        const panel = () => tracker.find((one) => one.context.path === args.path);
        const find = () => [...panel()?.node.querySelectorAll(".fu .fu-item") ?? []].find((one) => one.dataset.id === line);
        const isThere = () => panel()?.node.querySelector(".fu .fu-item") && !panel().hasClass("fu-filling");
        await until(() => mine !== asked || isThere(), 60000);
        await until(() => mine !== asked || find(), 2000);  // it may have been filtered away
        if (mine !== asked) return;
        if (find() && !find().offsetParent) panel().node.querySelector(".fu [role=tab]").click();  // the list
        if (find()?.getAttribute("aria-current") !== "true") find()?.click();
      });
    };

    // --- after a restart: the page is filled again, and the eye is where it was ---

    const labelOf = (field) => field.closest(".jupyter-widgets")?.querySelector("label")?.textContent ?? field.ariaLabel;
    // What a field is known by: its label, and the name its form or its letter gives the part it stands in.
    const keyOf = (field) => {
      const named = field.closest("[class*='fu-is-']")?.className.match(/fu-is-\S+/)?.[0] ?? "";
      return `${named} ${labelOf(field)}`;
    };
    const fieldsOf = (panel, key) => [...panel.node.querySelectorAll(FIELDS)].filter((one) => keyOf(one) === key);

    // The meeting that a reflection is about: what was typed of one must not be typed into another.
    const recordOf = (panel) => panel.node.querySelector(".fu-is-which select")?.selectedOptions[0]?.textContent;

    // Where the seeker is: the tabs and lines chosen, what stands in the fields, the one in use.
    const place = (panel, before) => {
      const found = { chosen: [], texts: [], record: recordOf(panel) };
      for (const one of panel.node.querySelectorAll(".fu [aria-selected=true], .fu [aria-current=true]")) {
        found.chosen.push(one.dataset.id ?? one.textContent);
      }
      const where = (field) => {
        const same = fieldsOf(panel, keyOf(field));
        return { key: keyOf(field), n: same.indexOf(field), isOnly: same.length === 1, value: field.value };
      };
      for (const field of panel.node.querySelectorAll(`.fu :is(${TEXTS})`)) if (field.value) found.texts.push(where(field));
      const active = document.activeElement, field = panel.node.contains(active) ? active : before?.field;
      if (!field?.isConnected || !field.matches(FIELDS)) return found;
      return { ...found, field, ...where(field), caret: field.matches(TEXTS) && field.selectionStart };
    };

    // The last letters may not have reached Python: they are typed again, where it is certain that the
    // field is the same. Rows of one kind may come back in fewer places; there the text must go on.
    const typeAgain = (panel, { key, n, isOnly, value }) => {
      const now = fieldsOf(panel, key), field = now[n];
      const isSame = isOnly && now.length === 1 || field?.value && value.startsWith(field.value);
      if (!isSame || field.value === value) return;
      field.value = value;
      for (const kind of ["input", "keyup", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    };

    const goBack = async (panel, was) => {
      for (const name of was.chosen) {
        const isIt = (one) => (one.dataset.id ?? one.textContent) === name;
        const find = () => [...panel.node.querySelectorAll(".fu [role=tab], .fu .fu-item")].find(isIt);
        await until(find, 5000);
        if (find()?.getAttribute("aria-selected") !== "true" && find()?.getAttribute("aria-current") !== "true") find()?.click();
      }
      const first = was.key === undefined ? was.texts[0] : was;
      if (first) await until(() => fieldsOf(panel, first.key)[first.n], 10000);
      if (recordOf(panel) === was.record) was.texts.forEach((text) => typeAgain(panel, text));
      if (document.querySelector(".jp-Dialog") && await until(() => !document.querySelector(".jp-Dialog"), 5000)) await pause(200);
      const field = was.key !== undefined && fieldsOf(panel, was.key)[was.n];
      if (!field) return;
      field.focus();
      if (was.caret !== false) field.setSelectionRange(was.caret, was.caret);
    };

    // JupyterLab's dialog that the server is away closes by itself once it is back.
    const closeWhenBack = (app) => {
      let lost = 0;
      app.serviceManager.connectionFailure.connect(() => { lost = Date.now(); });
      Dialog.tracker.widgetAdded.connect(async (_, dialog) => {
        await pause(500);  // whichever of the two is told first
        if (Date.now() - lost > 2000) return;
        await until(async () => {
          await pause(1000);
          return app.serviceManager.kernels.refreshRunning().then(() => true, () => false);
        }, 3600000);
        if (!dialog.isDisposed) dialog.reject();
      });
    };

    const stayConnected = (app, panel, refill) => {
      const context = panel.sessionContext;
      // JupyterLab's dialog about a restarted kernel stays away: the form says it
      Object.defineProperty(panel, "_autorestarting", { get: () => true, set: () => {} });
      const kernel = () => context.session?.kernel;
      const isGone = () => kernel()?.connectionStatus !== "connected" || kernel().status === "dead";
      let was = null, isHealing = false, begun = 0;
      // Whether the kernel of this page is a new one, once the server answers again.
      const isNew = async (running) => {
        if (running.some(({ id }) => id === kernel()?.id)) {
          if (kernel().connectionStatus === "disconnected") await kernel().reconnect();
          return false;
        }
        begun += 1;
        await app.serviceManager.sessions.refreshRunning();  // which forgets the old session
        await context.changeKernel({ name: context.prevKernelName || "python3" });
        return true;
      };
      const heal = async (restarted) => {
        was ??= place(panel);
        if (isHealing) return;
        isHealing = true;
        try {
          // not where the seeker shut it down, nor for ever where Python ends each time
          while (!panel.isDisposed && isGone() && !context.isTerminating && begun < 3) {
            await pause(1000);
            try {
              await app.serviceManager.kernels.refreshRunning();
              restarted = await isNew([...app.serviceManager.kernels.running()]) || restarted;
            } catch { /* the server does not answer yet */ }
          }
          if (!restarted || panel.isDisposed || isGone()) return;
          await until(() => kernel()?.status === "idle", 60000);
          was = place(panel, was);  // a dialog may hold the keyboard, and more was typed meanwhile
          panel.node.dataset.fuReconnected = "yes";
          await refill();
          begun = 0;
          await goBack(panel, was);
        } finally {
          setTimeout(() => { delete panel.node.dataset.fuReconnected; }, 5000);
          was = null; isHealing = false;
        }
      };
      const healing = (restarted) => heal(restarted).catch(console.error);
      context.statusChanged.connect((_, status) => {
        if (["autorestarting", "restarting"].includes(status)) healing(true);
      });
      // a connection that broke tries again; one that was shut down does not
      context.connectionStatusChanged.connect((_, status) => { if (status === "connecting") healing(false); });
    };

    // --- what stands around a page ---

    const say = (panel, text, label, press) => {
      const line = new Widget(), button = document.createElement("button");
      line.addClass("fu-said");
      button.textContent = label;
      button.onclick = () => { line.dispose(); press(); };
      line.node.append(text, button);
      panel.contentHeader.addWidget(line);
    };

    // Leaves out what only a programmer needs; a button in the toolbar shows it.
    const calm = (panel) => {
      const label = () => (panel.hasClass("fu-calm") ? "Show the code" : "Hide the code");
      panel.addClass("fu-calm");
      const button = new ToolbarButton({ label: label(), onClick: () => {
        panel.toggleClass("fu-calm");
        button.node.querySelector("[class*=label]").textContent = label();
      } });
      panel.toolbar.insertBefore("spacer", "followup-code", button);
    };

    const activate = (app, tracker, registry) => {
      if (!TRIED.some((version) => app.version.startsWith(`${version}.`))) return;
      const files = PageConfig.getOption("fullLabextensionsUrl") || `${PageConfig.getBaseUrl()}lab/extensions`;
      const known = fetch(`${files}/followup/static/cells.json`).then((answer) => answer.json());
      const wishes = registry?.load("followup:pages").catch(() => null);
      const style = document.createElement("style");
      style.textContent = LOOK;
      document.head.append(style);
      openLines(app, tracker);
      wishes?.then((them) => { if (them?.composite.reconnect !== false) closeWhenBack(app); });
      const open = async (panel) => {
        await panel.context.ready;
        const why = await whyNot(app, panel, await known);
        if (why === null) return;
        const wish = (await wishes)?.composite ?? { fill: true, reconnect: true, calm: true };
        if (wish.calm && !why) calm(panel);
        await panel.revealed;
        if (why) return say(panel, why, "Run All Cells", () => fill(panel));
        const refill = async () => {  // a cell may have been changed since
          const whyNow = await whyNot(app, panel, await known);
          if (whyNow === "") await fill(panel);
          else if (whyNow) say(panel, whyNow, "Run All Cells", () => fill(panel));
        };
        if (wish.reconnect) stayConnected(app, panel, refill);
        if (!wish.fill) return;
        await refill();
        toTop(panel);
      };
      tracker.forEach((panel) => open(panel).catch(console.error));
      tracker.widgetAdded.connect((_, panel) => { open(panel).catch(console.error); });
    };

    const plugin = { id: "followup:pages", autoStart: true, requires: [INotebookTracker], optional: [ISettingRegistry], activate };
    return () => ({ __esModule: true, default: plugin });
  };

  (window._JUPYTERLAB = window._JUPYTERLAB || {}).followup = { init: (given) => { scope = given; }, get: make };
})();
