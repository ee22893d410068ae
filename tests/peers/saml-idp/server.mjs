// A SAML identity provider on a free port of loopback, with GenAuth's paths, by `samlp`.
//
// The first line written is `{"id": 0, "ok": {"host": …}}`. Every application ID has its own entity ID,
// the URL of its metadata.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { serve } from '../lines.mjs';
import { load } from '../modules.mjs';

const express = (await load('express')).default;
const samlp = (await load('samlp')).default;

const PATH = '/api/v2/saml-idp/:app';

// Node.js creates keys, but no certificates.
function newKey() {
  const subject = ['-subj', '/CN=idp.example', '-days', '2'];
  const options = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '-', ...subject];
  const output = execFileSync('openssl', options, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const part = (name) => output.match(new RegExp(`-+BEGIN ${name}-+[^-]*-+END ${name}-+`))[0];
  return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') };
}

// The first key signs, all of them are published.
let keys = [newKey()];
// Options of `samlp`, and `acs`, `attributes`, `encrypted`, `status`.
let options = {};
// Users by the value of their cookie.
const users = new Map();

const app = express();
app.use(express.urlencoded({ extended: false }));

const host = (request) => `http://${request.headers.host}`;
const issuer = (request) => `${host(request)}/api/v2/saml-idp/${request.params.app}/metadata`;

// The name of a user is what was entered on the page.
const profile = (name) => ({
  getClaims: () => options.attributes ?? {},
  getNameIdentifier: () => ({ nameIdentifier: name }),
});

const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (next) => `<!doctype html><title>Sign in</title><form method="post" action="/login">
<input type="hidden" name="next" value="${escaped(next)}">
<input type="text" name="login"><input type="password" name="password"><button>Sign in</button></form>`;

app.post('/login', (request, response) => {
  const session = randomBytes(16).toString('hex');
  users.set(session, request.body.login);
  response.set('Set-Cookie', `session=${session}; Path=/; HttpOnly`);
  response.redirect(303, request.body.next);
});

app.get(`${PATH}/metadata`, (request, response, next) => {
  const path = request.path.replace(/\/metadata$/, '');
  const endpoints = { redirectEndpointPath: path, postEndpointPath: path, logoutEndpointPaths: {} };
  // `samlp` describes one key. Those of all others are put beside it.
  const descriptor = /<KeyDescriptor[^]*<\/KeyDescriptor>/;
  const described = keys.map(({ cert }) => {
    let metadata;
    const collector = { set: () => {}, send: (text) => { metadata = text; } };
    samlp.metadata({ issuer: issuer(request), cert, ...endpoints })(request, collector, next);
    return metadata;
  });
  const all = described.map((metadata) => metadata.match(descriptor)[0]).join('\n    ');
  response.type('application/samlmetadata+xml').send(described[0].replace(descriptor, () => all));
});

app.get(PATH, (request, response, next) => {
  const session = /(?:^|; )session=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1];
  const name = users.get(session);
  if (!name) {
    response.type('html').send(page(request.originalUrl));
    return;
  }
  const { acs, attributes, encrypted, status, ...others } = options;
  const shared = { ...keys[0], issuer: issuer(request), destination: acs, recipient: acs };
  if (status) {
    const failure = { ...shared, error: status, RelayState: request.query.RelayState ?? '', ...others };
    samlp.parseRequest(request, {}, (error, { id } = {}) => {
      if (error) return next(error);
      const send = samlp.sendError({ ...failure, inResponseTo: id, getPostURL: (_, done) => done(null, acs) });
      return send(request, response, next);
    });
    return;
  }
  samlp.auth({
    ...shared,
    ...(encrypted ? { encryptionPublicKey: keys[0].cert, encryptionCert: keys[0].cert } : {}),
    getPostURL: (_audience, _document, _request, done) => done(null, acs),
    getUserFromRequest: () => name,
    profileMapper: profile,
    ...others,
  })(request, response, next);
});

app.use((error, _request, response, _next) => {
  console.error('samlp:', error);
  response.status(500).type('text').send(error.message);
});

const server = app.listen(0, '127.0.0.1', () => {
  serve({ host: `http://127.0.0.1:${server.address().port}` }, {
    configure: ({ options: changed }) => { options = changed; },
    // Adds a key that signs from now on.
    rotate: () => { keys = [newKey(), ...keys]; },
    // Removes all keys but the one that signs.
    retire: () => { keys = keys.slice(0, 1); },
    certificate: () => keys[0].cert,
  });
});
