import { createTransport } from 'nodemailer';
import { isLoopback } from './own-machine.ts';

/** Milliseconds for a connection, a greeting, and an answer. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
/** So many mails are sent at once. */
export const MAILS_AT_ONCE = 4;

/**
 * A way to a mail server. What is sent is read by nobody on the way: beyond this machine TLS is asked for, unless the address
 * says `?tls=optional`.
 */
export function mailTransport(smtp: string) {
  const url = new URL(smtp);
  const secure = url.protocol === 'smtps:';
  const optional = url.searchParams.get('tls') === 'optional' || isLoopback(url.hostname);
  const [user, pass] = [url.username, url.password].map(decodeURIComponent);
  return createTransport({
    pool: true,
    maxConnections: MAILS_AT_ONCE,
    // When a mail is tried again is decided here, and each time whether it still is to be sent.
    maxRequeues: 0,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !optional,
    ...(user !== undefined && user !== '' && { auth: { user, pass: pass ?? '' } }),
    ...PATIENCE,
  });
}

export type MailTransport = ReturnType<typeof mailTransport>;

/** Why a mail was not taken: whether the server failed, or refused this one; for good, or for now. */
export interface NotTaken {
  readonly error: string;
  readonly status: number | null;
  readonly server: boolean;
  readonly forGood: boolean;
}

export function whyNotTaken(thrown: unknown): NotTaken {
  const { message, responseCode, command, code } = thrown as {
    readonly message?: string;
    readonly responseCode?: number;
    readonly command?: string;
    readonly code?: string;
  };
  const status = responseCode ?? null;
  // Of its receiver the server speaks at RCPT TO, of the text after DATA. 421 is its word for that it goes away.
  const ofThisOne = (command === 'RCPT TO' || command === 'DATA' || code === 'EMESSAGE') && status !== 421;
  return {
    error: withoutAddress(message ?? String(thrown)),
    status,
    server: !ofThisOne,
    forGood: ofThisOne && status !== null && status >= 500,
  };
}

/** Servers repeat whom it was for: that is no business of a log. */
function withoutAddress(text: string): string {
  return text.replaceAll(/[^\s<>"']+@[^\s<>"']+/g, '(address)').slice(0, 500);
}
