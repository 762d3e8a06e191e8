import { randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Switches } from '../control/switches.ts';

type Generator = { generateTokenId: (this: Generator) => string };

/** Linode's tokens are 64 hexadecimal digits and its codes 20; oidc-provider's are base64url. */
export function issueHexTokens(provider: Provider, switches: Switches): void {
  // The types leave out generateTokenId, the model's own hook for the shape of an id.
  const models = provider as unknown as Record<string, { prototype: Generator }>;
  for (const [name, bytes] of Object.entries({
    AccessToken: 32,
    RefreshToken: 32,
    AuthorizationCode: 10,
  })) {
    const prototype = models[name]?.prototype;
    const newId = () => switches.tokenMark + randomBytes(bytes).toString('hex');
    if (prototype) overrideGenerator(prototype, newId);
  }
}

function overrideGenerator(prototype: Generator, newId: () => string): void {
  const original = prototype.generateTokenId;
  prototype.generateTokenId = function generateHexTokenId(this: Generator) {
    original.call(this); // it also notes the token's format
    return newId();
  };
}
