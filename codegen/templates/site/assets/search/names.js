// Finds operations, modules, codes, types, fields and documents by name.

import { agreement, corrector, telling, words } from "./words.js";

// The most entries of a search.
const MOST = 20;
// A field of no more operations than that stands for them.
const FEW = 3;
// Queries of no fewer words than that can have one that no name has.
const LONG = 3;
const DEPRECATED = 15;
const GENERIC = new Set(["get", "list", "query", "search"]);
// Words that say only that a number is a code.
const MARKS = new Set(["code", "error", "status", "http"]);

// Loads the names, and returns a function that finds them.
export async function load(root) {
  const response = await fetch(new URL("assets/names.json", root));
  if (!response.ok) throw new Error(`status ${response.status}`);
  const data = await response.json();
  const entries = [
    ...data.modules.map(moduleEntry),
    ...data.operations.map((record) => operationEntry(record, data)),
    ...data.codes.map(codeEntry),
    ...data.pages.map(pageEntry),
    ...data.sections.map((record) => sectionEntry(record, data)),
    ...data.types.map(typeEntry),
  ];
  const correct = corrector(entries.flatMap(({ names, phrases, context }) => [names, phrases, context].flat(2)));
  const fields = new Map(Object.entries(data.fields));
  const spelled = new Map();
  const parameters = entries.flatMap((entry) => entry.parameters ?? []);
  for (const name of new Set([...fields.keys(), ...parameters])) {
    const key = words(name).join("");
    spelled.set(key, [...spelled.get(key) ?? [], name]);
  }
  return {
    entries: new Map(entries.map((entry) => [entry.href, entry])),
    find(query) {
      const hits = [...named(entries, query, correct), ...ofField(data, entries, fields, spelled, query)];
      return best(hits);
    },
  };
}

function entry(fields) {
  const names = fields.names.map(words);
  return {
    deprecated: false,
    terms: [],
    bonus: 0,
    ...fields,
    names,
    joined: names.map((name) => name.join("")),
    phrases: (fields.terms ?? []).map(words),
    context: words(`${fields.place} ${fields.text}`),
  };
}

const moduleEntry = ([name, title, href, api, text]) =>
  entry({ kind: "module", title, also: name, href, place: api, text, names: [name, title], bonus: 8 });

function operationEntry([name, rust, module, href, verb, path, text, terms, types, parameters, deprecated], data) {
  const [, place, , api] = data.modules[module];
  return entry({
    kind: "operation", title: rust, also: name, href, place: `${api} · ${place}`, text, names: [name, rust],
    terms, types, parameters, deprecated, path, endpoint: `${verb} ${path}`, bonus: 3,
  });
}

const codeEntry = ([code, name, href, text]) =>
  entry({ kind: "code", title: `${code}`, also: name, href, place: "Error codes", text, names: [`${code}`, name], bonus: 4 });

const pageEntry = ([title, href, text]) =>
  entry({ kind: "guide", title, href, place: "Documents", text, names: [title, stem(href)], bonus: 8 });

// Returns the name of a page, which is often shorter than its title.
const stem = (href) => href.replace(/^.*\/|\.html$/g, "");

function sectionEntry([title, anchor, page], data) {
  const [place, href] = data.pages[page];
  // A heading of several words can be the name of an operation, which comes first.
  const bonus = title.includes(" ") ? -22 : 2;
  return entry({ kind: "section", title, href: `${href}#${anchor}`, place, text: "", names: [title], bonus });
}

const typeEntry = ([name, href, text]) =>
  entry({ kind: "type", title: name, href, place: "Types", text, names: [name], bonus: -20 });

// Finds entries by their names, paths, terms and texts.
function named(entries, query, correct) {
  // A path may follow a verb, and all start in the same way.
  const path = query.replace(/^\s*[A-Z]+\s+\//, "/").trim();
  let asked = words(path.replace(/^\/api\/v\d+\//, ""));
  const rest = asked.filter((word) => !MARKS.has(word));
  if (rest.length === 1 && /^\d+$/.test(rest[0])) asked = rest;
  if (!asked.length) return [];
  asked = asked.map(correct);
  const short = telling(asked);
  const all = scored(entries, (found) => Math.max(scoreOf(found, asked, path), covered(found, short, 0)));
  // Some words of a longer question are in no name.
  const isAnswer = all.some(({ kind }) => kind !== "type");
  if (isAnswer || short.length < LONG) return all;
  const others = entries.filter(({ kind }) => kind !== "type");
  return [...all, ...best(scored(others, (found) => covered(found, short, 1))).slice(0, FEW)];
}

function scored(entries, rate) {
  const hits = [];
  for (const found of entries) {
    const score = rate(found);
    if (score > 0) hits.push({ ...found, score: score + found.bonus - (found.deprecated ? DEPRECATED : 0) });
  }
  return hits;
}

function scoreOf(found, asked, path) {
  if (found.path === path) return 100;
  const joined = asked.join("");
  if (found.joined.includes(joined)) return 100;
  if (found.phrases.some((phrase) => phrase.join("") === joined)) return 92;
  if (found.names.some((name) => GENERIC.has(name[0]) && name.slice(1).join("") === joined)) return 90;
  return covered(found, asked, 0);
}

// Returns how well an entry covers the words of a query by its best name.
const covered = (found, asked, lacking) => Math.max(...found.names.map((name) => coverage(found, name, asked, lacking)));

// Returns how well an entry covers the words of a query; 0 if it lacks more than some of them.
function coverage(found, name, asked, lacking) {
  let sum = 0;
  let inName = 0;
  let missing = 0;
  for (const word of asked) {
    const ofName = Math.max(0, ...name.map((it) => agreement(word, it)));
    const ofTerms = 0.7 * Math.max(0, ...found.phrases.flat().map((it) => agreement(word, it)));
    const ofContext = 0.4 * Math.max(0, ...found.context.map((it) => agreement(word, it)));
    const agreed = Math.max(ofName, ofTerms, ofContext);
    if (!agreed) missing += 1;
    if (missing > lacking) return 0;
    sum += agreed;
    inName += ofName > 0;
  }
  const isPhrase = ` ${name.join(" ")}`.includes(` ${asked.join(" ")}`);
  return (70 * sum) / asked.length + (isPhrase ? 8 : 0) - 2 * (name.length - inName);
}

// Finds the types and the operations with a field, in any notation.
function ofField(data, entries, fields, spelled, query) {
  const names = spelled.get(words(query).join("")) ?? [];
  return names.flatMap((name) => {
    // Another notation may mean something else.
    const less = name.toLowerCase() === query.trim().toLowerCase() ? 0 : 10;
    const hits = withField(data, entries, fields.get(name) ?? [], name);
    return hits.map((hit) => ({ ...hit, score: hit.score - less }));
  });
}

function withField(data, entries, places, name) {
  const hits = [];
  const texts = new Map();
  for (let at = 0; at < places.length; at += 2) {
    const [title, page] = data.types[places[at]];
    const text = data.texts[places[at + 1]];
    texts.set(places[at], text);
    const href = `${page}#${encoded(title, /\w/)}.${encoded(name, /[\w\-:.]/)}`;
    hits.push({ kind: "field", title, href, place: "Types", field: name, text, score: 80 });
  }
  const users = entries.filter((it) => it.parameters?.includes(name) || it.types?.some((type) => texts.has(type)));
  const score = users.length <= FEW ? 85 : 60;
  for (const user of users) {
    const text = texts.get(user.types.find((type) => texts.has(type))) ?? "parameter of the path or the query.";
    hits.push({ ...user, field: name, text, score: score - (user.deprecated ? DEPRECATED : 0) });
  }
  return hits;
}

// Returns a name as anchors have it: other bytes as `~` and two digits.
function encoded(name, plain) {
  const bytes = Array.from(new TextEncoder().encode(name));
  const parts = bytes.map((byte) => {
    const letter = String.fromCharCode(byte);
    return plain.test(letter) ? letter : `~${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return parts.join("");
}

// Returns the best hits, one for each address.
function best(hits) {
  hits.sort((one, other) => other.score - one.score || one.title.length - other.title.length);
  const seen = new Set();
  const unique = hits.filter(({ href }) => !seen.has(href) && seen.add(href));
  return unique.slice(0, MOST);
}
