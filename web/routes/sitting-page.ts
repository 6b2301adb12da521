import { v7 as newKey } from 'uuid';
import type { Services } from '../../api/services.ts';
import type { Refused } from '../ask-by-form.ts';
import { readSittingOf, sittingIn } from '../keep-sitting.ts';
import type { Asking } from '../personal.ts';
import { sittingView } from '../present/sittings.ts';

/** The sitting as it is now, with why something could not be done. Each of its forms has a key of its own. */
export async function showSitting(
  services: Services,
  asking: Asking,
  refused: Refused | null = null,
): Promise<void> {
  const { person, show } = asking;
  const sitting = await readSittingOf(services, person, sittingIn(asking), (found, sql, given) =>
    sittingView(sql, found, person, given),
  );
  show(
    'sitting',
    { ...sitting, problems: refused?.problems ?? [], keys: { next: () => newKey() } },
    refused?.status ?? 200,
  );
}
