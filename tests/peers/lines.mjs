// A program that reads commands and writes results, one JSON object per line.

import { createInterface } from 'node:readline';

// Standard output carries results only.
console.log = console.info = console.warn = () => {};
// Nothing reads it any more when the tests were killed; the program still has to end in order.
process.stdout.on('error', () => {});

export const config = JSON.parse(process.argv[2] ?? '{}');

const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

// Writes that the program is ready, then runs commands until standard input closes, also when the
// process at its other end was killed. A result has the `id` of its command; the first line has 0.
export async function serve(ready, commands, close) {
  write({ id: 0, ok: ready });
  for await (const line of createInterface({ input: process.stdin })) run(JSON.parse(line), commands);
  await close?.();
  process.exit(0);
}

async function run({ id, command, ...options }, commands) {
  try {
    if (!commands[command]) throw new Error(`unknown command \`${command}\``);
    write({ id, ok: (await commands[command](options)) ?? null });
  } catch (error) {
    write({ id, error: error.message });
  }
}
