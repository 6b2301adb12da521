import { z } from 'zod';
import { AHEAD } from '../../domain/initiative/ahead.ts';
import { instant } from './common.ts';

const whom = z.string().meta({
  description:
    'Who is told, by the chain of the gate rules; `owner`, or `workflow` where it is nobody’s to be told',
});

/** What an initiative and a gate say of the time ahead. */
export const whatIsNext = {
  next: z
    .array(
      z
        .object({
          what: z.enum(AHEAD),
          at: instant,
          whom,
          bodies: z.array(z.string()).meta({ description: 'Of which bodies' }),
        })
        .meta({ id: 'Ahead' }),
    )
    .meta({
      description:
        'What happens by itself if nobody acts, and when, in order; the last is repeated. Empty while its owner works.',
    }),
  chain: z
    .array(z.object({ whom, told: z.boolean(), at: instant.nullable() }).meta({ id: 'ChainLink' }))
    .meta({
      description:
        'Whom the open gate tells within its level, and how far it is; time passing never raises a level',
    }),
};
