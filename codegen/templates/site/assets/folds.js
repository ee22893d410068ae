// Opens the folds around the target of a link, and the fold that the target has.
"use strict";

(() => {
  function openTarget() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // A percent sign that encodes nothing belongs to the name.
    }
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const next = target.nextElementSibling;
    const own = next?.matches(".nested") && next.querySelector("details");
    if (own) own.open = true;
    target.scrollIntoView();
  }

  addEventListener("hashchange", openTarget);
  openTarget();
})();
