// Applies the stored choice of a color scheme before the page is painted.
(function () {
  "use strict";
  try {
    const scheme = localStorage.getItem("scheme");
    if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
  } catch {
    // Storage is blocked: the page follows the system.
  }
})();
