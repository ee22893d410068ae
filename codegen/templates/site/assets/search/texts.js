// Finds pages by their texts, with the index that pagefind makes.

const WORDS = 26;

// Loads pagefind, and returns a function that finds texts.
export async function load(root) {
  const pagefind = await import(new URL("pagefind/pagefind.js", root));
  await pagefind.options({ excerptLength: WORDS });
  await pagefind.init();
  return async (query) => {
    const { results } = await pagefind.search(query);
    return results.map((result) => async () => hit(await result.data()));
  };
}

function hit(page) {
  const href = (page.raw_url ?? page.url).replace(/^\//, "");
  const sections = page.sub_results ?? [];
  const section = sections.reduce((best, it) => (weight(it) > weight(best) ? it : best), sections[0]);
  const locations = section?.locations ?? page.locations;
  const anchor = row(page, locations) ?? section?.url.split("#")[1];
  return {
    kind: "text",
    page: href,
    href: anchor ? `${href}#${anchor}` : href,
    title: page.meta.title,
    section: anchor && section?.title !== page.meta.title ? section?.title : undefined,
    excerpt: excerpt(page, locations),
  };
}

const weight = (section) => (section.weighted_locations ?? []).reduce((sum, it) => sum + it.weight, 0);

// Returns the anchor of the row of a table that has the first location.
function row(page, locations) {
  const anchors = (page.anchors ?? []).filter((anchor) => anchor.location <= locations[0]);
  const last = anchors.reduce((best, it) => (!best || it.location >= best.location ? it : best), undefined);
  return last?.element === "tr" ? last.id : undefined;
}

// Returns the words around the first location, as pairs of a text and whether it was searched for.
function excerpt(page, locations) {
  // Words are separated by spaces, or by characters that cannot be seen where a text has none. `content`
  // is the text itself, while `raw_content` has references in the place of some characters.
  const isSpaced = !page.raw_content?.includes("\u200B");
  const words = isSpaced ? page.content.split(/[\r\n\s]+/) : page.raw_content.split("\u200B");
  const start = Math.max(0, Math.min(locations[0] - 6, words.length - WORDS));
  const marked = new Set(locations);
  const shown = words.slice(start, start + WORDS);
  const pairs = shown.map((word, at) => [word, marked.has(start + at)]);
  return { pairs, starts: start > 0, ends: start + WORDS < words.length, joiner: isSpaced ? " " : "" };
}
