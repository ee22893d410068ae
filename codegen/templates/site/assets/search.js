// Opens search: by its button, by `/` and by `s`.
"use strict";

(() => {
  const root = new URL("..", document.currentScript.src);
  const button = element("button", { type: "button", className: "search-open" },
    "Search ", element("kbd", { textContent: "/" }));
  const isOnDisk = location.protocol === "file:";
  let dialog;

  // People who dictate text must be able to turn single keys off.
  const STORED = "shortcuts";
  let shortcuts = true;
  try {
    shortcuts = localStorage.getItem(STORED) !== "off";
  } catch {
    // Storage is blocked: the choice holds for this page.
  }

  function keys() {
    const box = element("input", { type: "checkbox", checked: shortcuts });
    box.addEventListener("change", () => {
      shortcuts = box.checked;
      try {
        localStorage.setItem(STORED, shortcuts ? "on" : "off");
      } catch {
        // As above.
      }
    });
    return element("label", { className: "shortcuts" }, box, " The keys / and s open search");
  }

  function element(name, properties, ...children) {
    const created = Object.assign(document.createElement(name), properties);
    created.append(...children);
    return created;
  }

  function create() {
    const input = element("input", {
      type: "text", id: "search-input", autocomplete: "off", spellcheck: false, enterKeyHint: "search",
    });
    input.setAttribute("autocapitalize", "none");
    const label = element("label", { htmlFor: input.id, className: "unseen", textContent: "Search the reference" });
    input.placeholder = "Method, path, field, error code or words";
    const close = element("button", { type: "button", textContent: "Close" });
    const status = element("p", { className: "status" });
    status.setAttribute("role", "status");
    const results = element("ul", { className: "results" });
    const created = element("dialog", { className: "search" },
      element("div", { className: "query" }, label, input, close), status, results, keys());
    created.setAttribute("aria-label", "Search");
    close.addEventListener("click", () => created.close());
    // A click beside the dialog is one on its backdrop.
    created.addEventListener("click", (event) => { if (event.target === created) created.close(); });
    document.body.append(created);
    if (isOnDisk) {
      input.disabled = true;
      status.textContent = "Search needs a web server, since browsers do not let pages on disk load data. "
        + "Serve this folder, for example with “python3 -m http.server”, and open the site there.";
    } else {
      status.textContent = "Loading…";
      import(new URL("assets/search/dialog.js", root)).then(
        ({ connect }) => connect({ dialog: created, input, status, results, root }),
        () => { status.textContent = "Search is off: its script cannot be loaded."; },
      );
    }
    return created;
  }

  function open() {
    dialog ??= create();
    if (dialog.open) return;
    // The element with the focus gets it back when the dialog closes.
    dialog.showModal();
    dialog.querySelector("#search-input:enabled")?.select();
  }

  function isTyping(target) {
    const field = target.closest?.("input, textarea, select, [contenteditable]");
    return field && !["checkbox", "radio", "button"].includes(field.type);
  }

  document.querySelector(".tools").append(button);
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (!shortcuts || (event.key !== "/" && event.key !== "s")) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (!getSelection().isCollapsed) return;
    event.preventDefault();
    open();
  });
})();
