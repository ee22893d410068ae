// An OpenID provider on a free port of loopback, with GenAuth's paths.
//
// The argument is JSON: `clients` in the format of dynamic registration, and `ttl`, lifetimes in
// seconds by the type of token. The first line written is `{"id": 0, "ok": {"issuer": …}}`.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { config, serve } from '../lines.mjs';
import { load } from '../modules.mjs';

const { Provider } = await load('oidc-provider');
const { createMemoryAdapter } = await load('oidc-provider/lib/adapters/memory_adapter.js');

// Audience of JWT access tokens.
const RESOURCE = 'https://api.example/';
const MOUNT = '/oidc';

// Shared by the providers before and after a key rotation, as are the keys of cookies.
const adapter = createMemoryAdapter();
const cookieKeys = [randomBytes(16).toString('hex')];

const newKey = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
});

const account = (id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    address: { country: 'DE', formatted: 'Teststraße 1, Berlin' },
    birthdate: '1990-01-31',
    email: `${id}@mail.example`,
    email_verified: true,
    family_name: 'Test',
    given_name: id,
    locale: 'de-DE',
    name: `${id} Test`,
    nickname: id,
    phone_number: '+491700000000',
    phone_number_verified: false,
    picture: `https://pictures.example/${id}.png`,
    preferred_username: id,
    updated_at: 1_700_000_000,
    zoneinfo: 'Europe/Berlin',
  }),
});

// The client decides on the format of access tokens; every client gets JWTs for the resource.
const hasJwtByDefault = (client) => client.access_token_format === 'jwt';

const resourceServer = (_ctx, resource, client) => {
  const alg = client.idTokenSignedResponseAlg;
  const key = alg.startsWith('HS') ? Buffer.from(client.clientSecret) : undefined;
  return {
    audience: resource,
    scope: 'api:read api:write',
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg, key } },
  };
};

const options = (keys) => ({
  adapter,
  clients: config.clients ?? [],
  claims: {
    address: ['address'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
    profile: [
      'birthdate', 'family_name', 'given_name', 'locale', 'name', 'nickname', 'picture',
      'preferred_username', 'updated_at', 'zoneinfo',
    ],
  },
  // Claims of scopes are in the ID token, too, for tests that read them there.
  conformIdTokenClaims: false,
  cookies: { keys: cookieKeys },
  enabledJWA: { idTokenSigningAlgValues: ['HS256', 'RS256'] },
  extraClientMetadata: { properties: ['access_token_format'] },
  features: {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, client, oneOf) =>
        oneOf ?? (hasJwtByDefault(client) ? RESOURCE : undefined),
      getResourceServerInfo: resourceServer,
      useGrantedResource: (ctx) => hasJwtByDefault(ctx.oidc.client),
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // The default refuses addresses on loopback, where the tests listen.
  fetch: (url, { dispatcher, ...rest }) => fetch(url, rest),
  findAccount: (_ctx, id) => account(id),
  jwks: { keys },
  rotateRefreshToken: true,
  routes: {
    authorization: '/auth',
    end_session: '/session/end',
    introspection: '/token/introspection',
    jwks: '/.well-known/jwks.json',
    revocation: '/token/revocation',
    token: '/token',
    userinfo: '/me',
  },
  ...(config.ttl ? { ttl: config.ttl } : {}),
});

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}${MOUNT}`;

let keys = [newKey()];
let handle;

// A provider reads its keys once, so that new keys need a new provider.
function useKeys(next) {
  keys = next;
  const provider = new Provider(issuer, options(keys));
  for (const event of ['server_error', 'backchannel.error']) {
    provider.on(event, (_ctx, error) => console.error(`oidc-provider, ${event}:`, error));
  }
  handle = provider.callback();
}

useKeys(keys);
server.on('request', (request, response) => {
  if (!request.url.startsWith(`${MOUNT}/`)) {
    response.writeHead(404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(MOUNT.length);
  handle(request, response);
});

await serve({ issuer }, {
  // Signs with a new key. The old ones stay published, unless they are retired.
  rotate: ({ retire }) => useKeys(retire ? [newKey()] : [newKey(), ...keys]),
});
