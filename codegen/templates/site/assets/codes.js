// The filter of the page of error codes, and links to a code by its number alone.
"use strict";

(() => {
  const filter = document.querySelector(".filter");
  const input = filter.querySelector("input");
  const output = filter.querySelector("output");
  const entries = [...document.querySelectorAll(".entry")];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());

  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    entries.forEach((entry, index) => {
      entry.hidden = !words.every((word) => texts[index].includes(word));
      if (!entry.hidden) count += 1;
    });
    output.textContent = words.length ? `${count} of ${entries.length} codes` : "";
  }

  // `#2004` leads to `#api-2004`, or else to `#status-2004`.
  function resolve() {
    const number = /^#(\d+)$/.exec(location.hash)?.[1];
    const ids = number ? [`api-${number}`, `status-${number}`] : [];
    const id = ids.find((it) => document.getElementById(it));
    if (id) location.replace(`#${id}`);
    // A filter must not hide the target of a link.
    if (location.hash && input.value) {
      input.value = "";
      show();
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }
  }

  filter.hidden = false;
  input.addEventListener("input", show);
  addEventListener("hashchange", resolve);
  resolve();
})();
