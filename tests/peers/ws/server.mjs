// A WebSocket server with GenAuth's paths, by `ws`.

import { createServer } from 'node:http';
import { config, serve } from '../lines.mjs';
import { load } from '../modules.mjs';

const { WebSocketServer } = (await load('ws')).default;
const server = createServer();
const sockets = new WebSocketServer({ noServer: true });
let total = 0;

const isAuthorized = (request, url) =>
  url.pathname.endsWith('/authentication/sub')
    ? url.searchParams.has('token')
    : /^authing [^:]+:[A-Za-z0-9+/]{27}=$/.test(request.headers.authorization ?? '');

server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url, 'http://localhost');
  if (!isAuthorized(request, url)) {
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (connection) => {
    total += 1;
    connection.code = url.searchParams.get('code');
    connection.missed = 0;
    connection.on('pong', () => (connection.missed = 0));
    connection.on('error', () => {});
  });
});

if (config.pingMillis) {
  setInterval(() => {
    for (const connection of sockets.clients) {
      if (connection.missed >= 3) connection.terminate();
      connection.missed += 1;
      connection.ping();
    }
  }, config.pingMillis).unref();
}

// Waits while the client reads more slowly than this writes.
async function send(connection, from, to) {
  for (let number = from; number < to; number += 1) {
    const text = JSON.stringify({ eventType: connection.code, eventData: { number } });
    const sent = new Promise((resolve) => connection.send(text, resolve));
    if (connection.bufferedAmount > 1_000_000) await sent;
  }
}

const commands = {
  send: async ({ from, to }) => {
    await Promise.all([...sockets.clients].map((connection) => send(connection, from, to)));
  },
  drop: () => sockets.clients.forEach((connection) => connection.terminate()),
  close: ({ code }) => sockets.clients.forEach((connection) => connection.close(code)),
  count: () => ({ open: sockets.clients.size, total }),
};

server.listen(0, '127.0.0.1', () => {
  serve({ host: `http://127.0.0.1:${server.address().port}` }, commands, () => server.close());
});
