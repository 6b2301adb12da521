import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export const SIGNING_ALGORITHM = 'ES256';

export interface SigningKeys {
  readonly keys: readonly JWK[];
}

/**
 * The provider's private keys, made at the first start and kept, so that tokens and sign-ins outlive a restart.
 * Only the owner of the data folder may read them.
 */
export async function loadSigningKeys(dataDir: string): Promise<SigningKeys> {
  const file = join(dataDir, 'identity-keys.json');
  const kept = await readKeys(file);
  if (kept !== null) return kept;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await keep(file, await makeSigningKeys());
  return (await readKeys(file)) ?? broken(file, 'it went away while it was read');
}

export async function makeSigningKeys(): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { keys: [{ ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' }] };
}

async function readKeys(file: string): Promise<SigningKeys | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return broken(file, `others may read it; run: chmod 600 ${file}`);
  }
  const parsed = parse(text);
  if (!isKeySet(parsed)) {
    return broken(
      file,
      'it holds no private keys; remove it to have new ones made (tokens issued before stop working)',
    );
  }
  return parsed;
}

/** Writes the whole file aside and links it into place, so that of two first starts one wins and nobody reads half. */
async function keep(file: string, keys: SigningKeys): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await writeFile(aside, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isKeySet(value: unknown): value is SigningKeys {
  if (typeof value !== 'object' || value === null || !('keys' in value)) return false;
  const { keys } = value;
  return Array.isArray(keys) && keys.length > 0 && keys.every(isPrivateKey);
}

function isPrivateKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kty' in value && 'kid' in value && 'd' in value;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function broken(file: string, why: string): never {
  throw new Error(`The identity provider's keys in ${file} cannot be used: ${why}.`);
}
