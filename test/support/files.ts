import type { Asker, House } from './house.ts';

/** A small PDF of its own. */
export const pdf = (what: string) => Buffer.from(`%PDF-1.7\n% ${what}\n%%EOF\n`);

/** A form with one file, as a browser sends it. */
export function formWith(bytes: Uint8Array, name: string, type = 'application/octet-stream'): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** What of a problem document is looked at here. */
export interface Problem {
  readonly type: string;
  readonly fields?: readonly { readonly field: string; readonly rule: string }[];
}

export const codeOf = (body: unknown) => (body as Problem).type.replace('urn:remit:problem:', '');

export interface Attached {
  readonly id: string;
  readonly to: { readonly kind: string };
  readonly name: string | null;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly removed: { readonly bytes: string } | null;
}

/** Sends a form as somebody. */
export async function upload(
  house: House,
  by: Asker,
  initiative: string,
  to: string,
  form: FormData,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Attached & Problem }> {
  const answer = await fetch(`${house.url}/v1/initiatives/${initiative}/attachments?to=${to}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by.token}`, ...headers },
    body: form,
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Attached & Problem,
  };
}

/** The bytes of a file, as somebody is given them. */
export function download(
  house: House,
  by: Asker,
  initiative: string,
  id: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${house.url}/v1/initiatives/${initiative}/attachments/${id}`, {
    headers: { authorization: `Bearer ${by.token}`, ...headers },
  });
}
