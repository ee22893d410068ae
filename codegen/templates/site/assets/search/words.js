// Words of names and queries.

// What people say, and what names say.
const SYNONYMS = new Map(Object.entries({
  "2fa": ["mfa", "factor"],
  add: ["create", "new"],
  change: ["update", "modify"],
  delete: ["remove"],
  edit: ["update", "modify"],
  fetch: ["get"],
  find: ["get", "list", "search"],
  login: ["signin"],
  logout: ["signout"],
  logoff: ["signout"],
  modify: ["update"],
  otp: ["totp"],
  passkey: ["webauthn"],
  query: ["list", "get"],
  register: ["signup"],
  remove: ["delete"],
  show: ["get"],
  signin: ["login"],
  signout: ["logout"],
  signup: ["register"],
}));

// Returns a word without the ending of its plural.
const singular = (word) => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word);

// Returns the words of a name in any notation, in lower case and in the singular.
export function words(text) {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(singular);
}

// Returns how well a word of a query agrees with one of a name: from 0 to 1.
export function agreement(asked, word) {
  if (asked === word) return 1;
  if (asked.length > 1 && word.startsWith(asked)) return 0.8;
  if (SYNONYMS.get(asked)?.includes(word)) return 0.7;
  return 0;
}
