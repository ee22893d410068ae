// Loads packages from the folder that `install` filled, which is outside this one.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const folder = process.env.GENAUTH_PEERS_MODULES;
if (!folder) {
  throw new Error('GENAUTH_PEERS_MODULES is not set; set it to the folder that tests/peers/install prints');
}
const { resolve } = createRequire(`${folder}/`);

export const load = (name) => import(pathToFileURL(resolve(name)).href);
