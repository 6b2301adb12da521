import express, { type Router } from 'express';
import { once } from '../../api/once.ts';
import { choose } from '../../api/routes/told.ts';
import { wayTold } from '../../api/schemas/told.ts';
import type { Services } from '../../api/services.ts';
import { WAYS, type Way } from '../../domain/telling/way.ts';
import { mailIsSent } from '../../store/telling/lanes.ts';
import { wayOf } from '../../store/telling/ways.ts';
import { readAs } from '../../store/reading.ts';
import { textsIn } from '../form-fields.ts';
import type { Asking, Personal } from '../personal.ts';

/** What stands in the form. */
interface Typed {
  readonly email: string;
  readonly how: string;
  readonly hour: string;
  readonly revision: string;
}

const WORDS: Readonly<Record<Way, { readonly text: string; readonly hint: string }>> = {
  each: { text: 'A mail for each thing, at once', hint: 'Whatever concerns you, as it happens.' },
  digest: {
    text: 'One mail a day',
    hint: 'On working days on which there is something new: what waits for you, and what happened.',
  },
  assigned: {
    text: 'Only what is mine',
    hint: 'At once, and of nothing but what waits for you by name or is about your own answer.',
  },
};

/** How somebody is told of what happens, by their own choice. */
export function toldPages(services: Services, personal: Personal): Router {
  const router = express.Router();

  const page = async (
    { person, show }: Asking,
    given: { typed?: Typed; wrong?: string; saved?: boolean },
  ) => {
    const { way, mail } = await readAs(services.database, person, async (sql) => ({
      way: await wayOf(sql, person.id),
      mail: await mailIsSent(sql),
    }));
    const typed = given.typed ?? {
      email: way.email ?? '',
      how: way.how,
      hour: String(way.hour),
      // After a clash the form is of what stands now.
      revision: String(way.revision),
    };
    const ways = WAYS.map((value) => ({
      value,
      text: WORDS[value].text,
      hint: { text: WORDS[value].hint },
      checked: typed.how === value,
    }));
    const hours = Array.from({ length: 24 }, (_, hour) => ({
      value: String(hour),
      text: `${String(hour).padStart(2, '0')}:00`,
      selected: typed.hour === String(hour),
    }));
    const { wrong, saved = false } = given;
    show(
      'told',
      { typed, ways, hours, mail, wrong, saved, problems: wrong === undefined ? [] : [wrong] },
      wrong === undefined ? 200 : 400,
    );
  };

  router.get(
    '/told',
    personal((asking) => page(asking, { saved: asking.request.query['saved'] === 'yes' })),
  );
  router.post(
    '/told',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const typed = typedIn(request.body);
      const read = wayTold.safeParse({
        email: typed.email === '' ? null : typed.email,
        how: typed.how,
        hour: Number(typed.hour),
      });
      if (!read.success || !/^\d{1,9}$/.test(typed.revision)) {
        const wrong =
          'Enter an email address in the correct format, like name@example.com, or leave it empty';
        await page(asking, { typed, wrong });
        return;
      }
      const mine = { identity: person, request, once: null };
      const { status } = await once(services, mine, 'told.choose', (acting) =>
        choose(acting, read.data, Number(typed.revision)),
      );
      if (status === 200) response.redirect(303, '/told?saved=yes');
      else
        await page(asking, {
          wrong: 'This was changed somewhere else meanwhile. Check what stands here and save again',
        });
    }),
  );
  return router;
}

function typedIn(body: unknown): Typed {
  const value = textsIn(body);
  return { email: value('email'), how: value('how'), hour: value('hour'), revision: value('revision') };
}
