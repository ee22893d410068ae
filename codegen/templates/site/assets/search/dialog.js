// The dialog of search: finds what is typed, and shows it as links.

import { load as loadNames } from "./names.js";
import { load as loadTexts } from "./texts.js";

// The number of texts that are shown at once.
const PAGE = 10;
const PAUSE_MS = 120;
const OFF = "Search in texts is off: this copy of the site has no index.";

export async function connect({ dialog, input, status, results, root }) {
  const [names, texts] = await Promise.all([
    loadNames(root).catch(() => undefined),
    loadTexts(root).catch(() => undefined),
  ]);
  let latest = 0;
  let shown = Promise.resolve();

  // Returns whether the query is still the one in the field.
  async function search(query) {
    const number = (latest += 1);
    const isLatest = () => number === latest;
    const named = query ? names?.find(query) ?? [] : [];
    results.replaceChildren(...named.map((hit) => item(hit, root)));
    results.dataset.query = "";
    status.textContent = query ? summary(named.length, 0) : texts ? "" : OFF;
    if (!query) return;
    const found = texts ? await pause().then(() => (isLatest() ? texts(query) : [])) : [];
    if (!isLatest()) return;
    status.textContent = texts ? summary(named.length, found.length) : `${summary(named.length, 0)} ${OFF}`;
    results.dataset.texts = found.length;
    await more(found, new Set(named.map((hit) => hit.href.split("#")[0])), isLatest);
    if (isLatest()) results.dataset.query = query;
  }

  // Adds the next texts; those of pages in `seen` have been shown.
  async function more(found, seen, isLatest) {
    const hits = (await Promise.all(found.slice(0, PAGE).map((it) => it()))).filter((hit) => !seen.has(hit.page));
    if (!isLatest()) return;
    const known = hits.map((hit) => described(hit, names));
    // Deprecated operations come last.
    known.sort((one, other) => Number(one.deprecated) - Number(other.deprecated));
    results.append(...known.map((hit) => item(hit, root)));
    const rest = found.slice(PAGE);
    if (!rest.length) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "More results" });
    const line = document.createElement("li");
    line.append(button);
    button.addEventListener("click", async () => {
      const before = results.querySelectorAll("a").length;
      await more(rest, seen, isLatest);
      line.remove();
      results.querySelectorAll("a")[before]?.focus();
    });
    results.append(line);
  }

  const run = () => { shown = search(input.value.trim()); };
  input.addEventListener("input", run);
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (!results.querySelector("a")) await shown;
    results.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => move(event, input, results));
  // The target may be on this page.
  results.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
  run();
}

const pause = () => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

function summary(names, texts) {
  if (!names && !texts) return "No results.";
  const counted = (count, what) => (count === 1 ? `1 ${what}` : `${count} ${what}s`);
  return `${counted(names, "name")}, ${counted(texts, "page")} with these words.`;
}

// Adds what the names say about the page of a text.
function described(hit, names) {
  const entry = names?.entries.get(hit.page);
  if (!entry) return { ...hit, place: "", deprecated: false };
  return { ...hit, title: entry.title, also: entry.also, place: entry.place, deprecated: entry.deprecated };
}

// Moves the focus through the results with the arrow keys.
function move(event, input, results) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const stops = [input, ...results.querySelectorAll("a, button")];
  const place = stops.indexOf(document.activeElement);
  if (place < 0) return;
  event.preventDefault();
  const next = stops[place + (event.key === "ArrowDown" ? 1 : -1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// Returns a hit as a link. Texts of the site are added as texts, so none becomes markup.
function item(hit, root) {
  const part = (name, className, ...children) => {
    const created = document.createElement(name);
    if (className) created.className = className;
    created.append(...children);
    return created;
  };
  const link = part("a", "", part("span", "title", hit.title));
  link.href = new URL(hit.href, root);
  if (hit.also && hit.also !== hit.title) link.append(" ", part("small", "", hit.also));
  if (hit.deprecated) link.append(" ", part("span", "tag old", "deprecated"));
  const place = [hit.place, hit.section, hit.endpoint].filter(Boolean).join(" · ");
  if (place) link.append(" ", part("span", "place", place));
  const text = part("span", "text");
  if (hit.field) text.append(part("mark", "", hit.field), ": ");
  if (hit.excerpt) {
    const { pairs, starts, ends, joiner } = hit.excerpt;
    text.append(starts ? "… " : "");
    pairs.forEach(([word, isMarked], at) => text.append(at ? joiner : "", isMarked ? part("mark", "", word) : word));
    text.append(ends ? " …" : "");
  } else {
    text.append(hit.text ?? "");
  }
  link.append(" ", text);
  return part("li", "", link);
}
