// Tokens of a back end both servers trust: HS256 with a shared secret.

import { createHmac } from 'node:crypto';

const part = (what) => Buffer.from(JSON.stringify(what)).toString('base64url');

export function tokenOf({ secret }, id, role, name = id) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ typ: 'JWT', alg: 'HS256' })}.`
    + part({ iss: 'bench', id, name, role, iat: now, exp: now + 3600 });
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
