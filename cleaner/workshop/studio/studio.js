/* What the page does by itself: lines and documents as lists for the keyboard, selections, keys, theme, completion. */
window.studio = (() => {
  "use strict";
  const state = { row: -1, rows: 0 };
  const at = (id) => document.getElementById(id);
  const lines = () => at("lines");
  const rowOf = (index) => lines()?.querySelector(`[data-row="${index}"]`);
  const characters = (text) => Array.from(text).length; // Python counts code points

  function setLines(all, changes, total) {
    const pane = lines();
    if (!pane) return;
    if (all !== null) {
      pane.innerHTML = all.join("");
      state.row = -1;
      pane.scrollTop = 0;
    } else {
      for (const [index, html] of changes) {
        const old = rowOf(index);
        if (old) old.outerHTML = html;
        else pane.insertAdjacentHTML("beforeend", html);
      }
      while (pane.children.length > total) pane.lastElementChild.remove();
    }
    state.rows = total;
    mark();
    pane.dataset.version = String(Number(pane.dataset.version || 0) + 1);
  }

  function mark() {
    for (const one of lines().querySelectorAll('[aria-selected="true"]')) one.setAttribute("aria-selected", "false");
    const row = rowOf(state.row);
    if (row) {
      row.setAttribute("aria-selected", "true");
      lines().setAttribute("aria-activedescendant", row.id);
    } else lines().removeAttribute("aria-activedescendant");
    return row;
  }

  function pick(index, span, quiet) {
    if (index < 0 || index >= state.rows) return;
    state.row = index;
    mark()?.scrollIntoView({ block: "nearest" });
    show(rowOf(index)?.dataset.block);
    if (!quiet) emitEvent("studio_pick", { row: index, start: span ? span[0] : -1, end: span ? span[1] : -1 });
  }

  // The page in its frame runs no script; its blocks are listened to from here.
  const page = () => document.querySelector("iframe.frame")?.contentDocument;

  function show(block) {
    for (const one of page()?.querySelectorAll("[data-cleaner-chosen]") ?? []) one.removeAttribute("data-cleaner-chosen");
    const rows = [...(lines()?.querySelectorAll("[data-block]") ?? [])];
    const at = rows.findIndex((one) => one.dataset.block === block);
    for (let near = at; near >= 0; near--) { // lines of one element are marked at its first
      const found = page()?.querySelector(`[data-cleaner-block="${CSS.escape(rows[near].dataset.block)}"]`);
      if (!found) continue;
      found.setAttribute("data-cleaner-chosen", "");
      found.scrollIntoView({ block: "nearest" });
      return;
    }
  }

  function framed(frame) {
    const inside = frame.contentDocument;
    if (!inside) return;
    inside.addEventListener("click", (event) => {
      event.preventDefault();
      const block = event.target.closest?.("[data-cleaner-block]")?.dataset.cleanerBlock;
      const row = block && lines()?.querySelector(`[data-block="${CSS.escape(block)}"]`);
      if (row) pick(Number(row.dataset.row), null);
    });
    inside.addEventListener("keydown", key);
    show(rowOf(state.row)?.dataset.block);
  }

  // The characters of the line before a point of a selection; what a rule put in is not the line's.
  function offset(text, node, place) {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(node, place);
    const copy = range.cloneContents();
    for (const put of copy.querySelectorAll("ins")) put.remove();
    return characters(copy.textContent);
  }

  function selected(row) {
    const chosen = window.getSelection();
    const text = row.querySelector(".text");
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const span = [offset(text, range.startContainer, range.startOffset), offset(text, range.endContainer, range.endOffset)];
    return span[1] > span[0] ? span : null;
  }

  const typing = (target) => target.closest?.("input, textarea, select, .cm-editor, [contenteditable=true], .q-dialog");

  function key(event) {
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      emitEvent("studio_key", { key: "save" });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const inDocuments = event.target.closest?.("#documents");
    const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (event.key.length === 1 || event.target.closest?.("#lines, #documents"))) {
      event.preventDefault();
      if (inDocuments && event.key.length > 1) emitEvent("studio_key", { key: step > 0 ? "n" : "p" });
      else pick(Math.min(Math.max(state.row + step, 0), state.rows - 1));
      return;
    }
    if ("nplxfskatdureyo?".includes(event.key)) {
      event.preventDefault();
      emitEvent("studio_key", { key: event.key, row: state.row });
    } else if (event.key === "/") {
      event.preventDefault();
      document.querySelector("#search input, input#search")?.focus();
    }
  }

  function click(event) {
    const row = event.target.closest?.("#lines .line");
    if (row) return pick(Number(row.dataset.row), selected(row));
    const told = event.target.closest?.("[data-tell]");
    if (told) {
      event.preventDefault();
      emitEvent("studio_" + told.dataset.tell, { ...told.dataset });
    }
  }

  function pressed(event) {
    const told = event.target.closest?.("[data-tell]");
    if (told && (event.key === "Enter" || event.key === " ") && told.tagName !== "BUTTON") {
      event.preventDefault();
      emitEvent("studio_" + told.dataset.tell, { ...told.dataset });
    }
  }

  function theme(name) {
    document.documentElement.dataset.theme = name;
  }

  function completing(CM, view) {
    const source = async (context) => {
      const word = context.matchBefore(/[\w{.]+/);
      if (!word && !context.explicit) return null;
      const text = context.state.doc.toString();
      const asked = { text, offset: characters(text.slice(0, context.pos)) };
      const answer = await fetch("/complete", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(asked),
      });
      if (!answer.ok) return null;
      const { back, options } = await answer.json();
      if (!options.length) return null;
      return {
        from: context.pos - back,
        validFor: /^[\w{.}-]*$/,
        options: options.map((one) => ({ label: one.text, info: one.meaning || null, type: one.kind, apply: one.text + one.after })),
      };
    };
    const data = CM.EditorState.languageData.of(() => [{ autocomplete: source }]);
    view.dispatch({ effects: CM.StateEffect.appendConfig.of([data, CM.EditorView.contentAttributes.of({ "aria-label": "Rule file" })]) });
  }

  // The text may have changed since the marks were made: those that stand beyond its end come again in a moment.
  function marks(element, made, tips) {
    const doc = element?.editor?.state.doc;
    if (!doc) return;
    element.setDecorations(made.filter((one) => (one.kind === "line" ? one.line <= doc.lines : one.to <= characters(doc.toString()))));
    element.setLineTooltips(Object.fromEntries(Object.entries(tips).filter(([line]) => Number(line) <= doc.lines)));
  }

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => emitEvent("studio_theme", { dark: dark.matches }));
  document.addEventListener("keydown", key);
  document.addEventListener("keydown", pressed);
  document.addEventListener("mouseup", (event) => { if (event.button === 0) click(event); });
  // What is told on mouseup is not told again; a click without one comes from the keyboard or from a reader's aid.
  document.addEventListener("click", (event) => { if (event.detail === 0) click(event); });
  return { setLines, pick, framed, theme, marks, completing, state, prefersDark: () => dark.matches };
})();
