// Words of names and queries.

// What people say, and what names say.
const SYNONYMS = new Map(Object.entries({
  "2fa": ["mfa", "factor"],
  add: ["create", "new"],
  change: ["update", "modify"],
  block: ["lock", "suspend"],
  delete: ["remove"],
  edit: ["update", "modify"],
  expired: ["refresh"],
  fetch: ["get"],
  find: ["get", "list", "search"],
  get: ["find"],
  limit: ["throttling"],
  login: ["signin"],
  logout: ["signout"],
  logoff: ["signout"],
  modify: ["update"],
  otp: ["totp"],
  paginate: ["pagination"],
  passkey: ["webauthn"],
  query: ["list", "get"],
  rate: ["throttling"],
  register: ["signup"],
  remove: ["delete"],
  setting: ["option", "configuration"],
  show: ["get"],
  signin: ["login"],
  signout: ["logout"],
  signup: ["register"],
}));

// Words that say nothing about a page.
const FILLERS = new Set([
  "a", "an", "and", "by", "can", "do", "does", "for", "from", "how", "i", "in", "is", "my", "of", "on", "or", "the", "to",
  "using", "via", "what", "with", "without",
]);

// Returns a word without the ending of its plural.
function singular(word) {
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

// Returns the words of a name in any notation, in lower case and in the singular.
export function words(text) {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .replace(/(?<![\p{L}\p{N}])(sign|log)[\s_-]+(in|off|on|out|up)(?![\p{L}\p{N}])/gu, "$1$2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(singular);
}

// Returns how well a word of a query agrees with one of a name: from 0 to 1.
export function agreement(asked, word) {
  if (asked === word) return 1;
  if (asked.length > 1 && word.startsWith(asked)) return 0.8;
  // Another form of the word.
  if (word.length > 4 && asked.startsWith(word) && asked.length - word.length < 3) return 0.8;
  if (SYNONYMS.get(asked)?.includes(word)) return 0.7;
  return 0;
}

// Returns the words of a query that say something.
export function telling(asked) {
  const rest = asked.filter((word) => !FILLERS.has(word));
  return rest.length ? rest : asked;
}

// Returns a function that replaces a word that no name starts with by the most similar one.
export function corrector(known) {
  const counts = new Map();
  for (const word of known) counts.set(word, (counts.get(word) ?? 0) + 1);
  const all = [...counts.keys()];
  return (asked) => {
    if (asked.length < 4 || /\d/.test(asked) || SYNONYMS.has(asked)) return asked;
    if (all.some((word) => word.startsWith(asked))) return asked;
    const most = asked.length < 8 ? 1 : 2;
    const rated = all
      .filter((word) => word.length > 3 && Math.abs(word.length - asked.length) <= most)
      .map((word) => [distance(asked, word), -counts.get(word), word])
      .filter(([edits]) => edits <= most);
    rated.sort(([a, b], [c, d]) => a - c || b - d);
    return rated[0]?.[2] ?? asked;
  };
}

// Returns the number of letters to insert, remove, replace or swap.
function distance(one, other) {
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const differs = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}
