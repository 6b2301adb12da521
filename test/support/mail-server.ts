import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as the server has it. */
export interface Mail {
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Both texts, as people would read them. */
  readonly text: string;
  readonly html: string;
  /** What a calendar would take of it; empty for none. */
  readonly calendar: string;
}

/** A mail server that takes what comes, unless it is told otherwise. */
export interface MailServer {
  readonly smtp: string;
  readonly took: Mail[];
  /** How often it was given a mail. */
  asked: number;
  /** Whether it takes anything at all. */
  works: boolean;
  /** Addresses that it refuses for good. */
  readonly refuses: Set<string>;
  /** Called before a mail is answered for. */
  onMail: (mail: Mail) => void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const error = (text: string, responseCode: number) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, callback) => {
      made.asked += 1;
      callback(made.works ? null : error('Not now', 421));
    },
    onRcptTo: ({ address }, _session, callback) => {
      callback(made.refuses.has(address) ? error(`No such mailbox ${address}`, 550) : null);
    },
    onData: (stream, session, callback) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
        const mail = readMail(to, Buffer.concat(parts).toString());
        made.onMail(mail);
        made.took.push(mail);
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const made: MailServer = {
    smtp: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    took: [],
    asked: 0,
    works: true,
    refuses: new Set(),
    onMail: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
  return made;
}

/** Reads what our mails are made of: headers, texts in one of two encodings, and what a calendar takes. */
function readMail(to: string, raw: string): Mail {
  const whole = split(raw);
  const texts = textsOf(whole);
  const textOf = (type: string) => texts.find((each) => each.type.startsWith(type))?.text ?? '';
  const [text, html, calendar] = [textOf('text/plain'), textOf('text/html'), textOf('text/calendar')];
  return { to, headers: whole.headers, text, html, calendar };
}

type Part = ReturnType<typeof split>;

/** The texts of a mail, also of those parts of it that have parts. */
function textsOf(part: Part): readonly { readonly type: string; readonly text: string }[] {
  const type = part.headers['content-type'] ?? '';
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1];
  if (boundary === undefined) return [{ type, text: decoded(part) }];
  return part.body.split(`--${boundary}`).flatMap((each) => textsOf(split(each.replace(/^\r\n/, ''))));
}

function split(text: string): { headers: Record<string, string>; body: string } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = lines.flatMap((line) => {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    return name === '' ? [] : [[name.toLowerCase(), value] as const];
  });
  return { headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') };
}

function decoded({ headers, body }: ReturnType<typeof split>): string {
  const encoding = headers['content-transfer-encoding'];
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
