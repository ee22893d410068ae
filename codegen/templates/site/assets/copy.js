// Copy buttons of code blocks.
"use strict";

(() => {
  const SHOWN_MS = 2000;
  if (!navigator.clipboard) return;

  // Screen readers announce changes of this element.
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");

  function say(button, text, name) {
    button.textContent = text;
    button.setAttribute("aria-label", name);
  }

  function addButton(block) {
    const code = block.querySelector("pre");
    const title = code.getAttribute("aria-label") ?? "code";
    const bar = document.createElement("div");
    const label = document.createElement("span");
    const button = document.createElement("button");
    bar.className = "bar";
    label.textContent = title;
    // The label repeats the name of the block.
    label.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.className = "copy";
    say(button, "Copy", `Copy: ${title}`);
    button.addEventListener("click", async () => {
      let result = "Copied";
      try {
        // Folded values are part of the text.
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        result = "Not copied";
      }
      say(button, result, `${result}: ${title}`);
      status.textContent = result;
      setTimeout(() => {
        say(button, "Copy", `Copy: ${title}`);
        status.textContent = "";
      }, SHOWN_MS);
    });
    bar.append(label, button);
    block.prepend(bar);
  }

  const blocks = document.querySelectorAll(".code");
  if (blocks.length) document.body.append(status);
  blocks.forEach(addButton);
})();
