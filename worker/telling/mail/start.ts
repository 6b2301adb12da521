import type { MailWork } from '../start.ts';
import { digestWork } from './digest.ts';
import { mailWork } from './send.ts';
import type { MailOptions } from './written.ts';
import { mailTransport } from './transport.ts';

/** Mails by one server. */
export function startMail(options: Omit<MailOptions, 'transport'> & { readonly smtp: string }): MailWork {
  const transport = mailTransport(options.smtp);
  const made = { ...options, transport };
  return {
    atOnce: mailWork(made),
    digests: digestWork(made),
    close: () => {
      transport.close();
    },
  };
}
