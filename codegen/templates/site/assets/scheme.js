// The choice of a color scheme. A stored one applies before the page is painted.
"use strict";

(() => {
  const SCHEMES = ["system", "light", "dark"];
  const page = document.documentElement;
  const chosen = () => page.dataset.scheme ?? "system";

  function choose(scheme) {
    if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
    else delete page.dataset.scheme;
  }

  try {
    choose(localStorage.getItem("scheme"));
  } catch {
    // Storage is blocked: the page follows the system.
  }

  function label(button) {
    const scheme = chosen();
    button.textContent = scheme[0].toUpperCase() + scheme.slice(1);
    button.setAttribute("aria-label", `Color scheme: ${button.textContent}`);
  }

  addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "scheme";
    label(button);
    document.querySelector(".tools").append(button);
    button.addEventListener("click", () => {
      choose(SCHEMES[(SCHEMES.indexOf(chosen()) + 1) % SCHEMES.length]);
      label(button);
      try {
        if (chosen() === "system") localStorage.removeItem("scheme");
        else localStorage.setItem("scheme", chosen());
      } catch {
        // The choice holds for this page.
      }
    });
  });
})();
