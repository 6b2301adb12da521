import { z } from 'zod';
import { WAYS } from '../../domain/telling/way.ts';

export const email = z
  .email()
  .max(254)
  .meta({ description: 'Where they are told by mail; it is kept apart from what happened, and is no name' });

export const how = z.enum(WAYS).meta({
  description:
    '`each`: a mail for each thing, at once; `digest`: one mail on each working day on which there is something; ' +
    '`assigned`: at once, and of nothing but what waits for you by name',
});

const hour = z.int().min(0).max(23).meta({ description: 'The hour of working days at which a digest comes' });

export const wayTold = z
  .strictObject({ email: email.nullable(), how, hour: hour.default(8) })
  .meta({ id: 'WayTold' });

export const wayIsTold = z
  .object({
    email: z.string().nullable(),
    how,
    hour,
    mail: z
      .enum(['on', 'off'])
      .meta({ description: 'Off where this Remit has no mail server: then nobody is told by mail' }),
  })
  .meta({ id: 'WayIsTold' });
