import { bodyMap } from '../../domain/body.ts';
import { BIRMINGHAM, BODIES, SOLIHULL } from '../support/bodies.ts';
import { did, given, now, step, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { policyOf, SHIPPED_XML, withoutRule } from '../support/shipped-policy.ts';
import { challenging, editing, opened, OWNER, settling } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const ics = approverOf('QHL', 'doctor');
const region = approverOf('Y60', 'doctor');

const onlyLocal = bodyMap(
  BODIES.filter(({ code }) => [BIRMINGHAM, SOLIHULL, 'QHL'].includes(code)),
  '2026-11-02',
);
const superseded = (code: string) =>
  [
    { type: 'gate-decided' as const, data: { state: 'superseded' as const, because: [code] } },
    'stage-started',
    'stage-presented',
  ] as const;

describe('a verdict that leads nowhere', () => {
  it('follows from no challenge: where nobody is registered who could decide then, it is not made', () => {
    const past = [now({ bodies: onlyLocal }), opened()];
    given(...past)
      .when(editing({ facts: { revenueGbp: 2_000_000 } }), OWNER)
      .thenRefused('proposal-incomplete');
    const { refusal } = given(...past)
      .when(challenging('revenueGbp', 2_000_000), ics)
      .thenRefused('proposal-incomplete');
    if (refusal.fields?.[0]?.field !== 'value') throw new Error('It names the value');
    given(...past)
      .when(challenging('revenueGbp', 900_000), ics)
      .then('fact-challenged', ...superseded('fact-challenged'));
  });

  it('of a policy that was put in force since is no reason to keep a challenge open: its stage goes back to the owner', async () => {
    const silent = await policyOf(withoutRule(SHIPPED_XML, 'S-01'));
    const challenged: Past = [opened(), did(nurse, challenging('residualRisk', 8)), now({ policy: silent })];
    given(challenged)
      .when(settling('withdrawn', 0, null), nurse)
      .then('challenge-settled', ...superseded('challenge-settled'));
    const raised: Past = [
      opened(),
      did(ics, challenging('revenueGbp', 2_000_000)),
      step('open-gate'),
      now({ policy: silent }),
    ];
    const { moment } = given(raised)
      .when(settling('dismissed'), region)
      .then('challenge-settled', ...superseded('challenge-settled'));
    given(() => moment)
      .whenStep('open-gate')
      .then({ type: 'stage-sent-back', data: { code: 'facts-invalid' } }, 'stage-started');
  });

  it('of money elsewhere, under such a policy, does not stop the workflow: it takes the verdict anew', async () => {
    const silent = await policyOf(withoutRule(SHIPPED_XML, 'S-01'));
    const linked = [
      { initiative: '01900000-0000-7000-8000-000000000001', revenueGbp: 1, capitalGbp: 0, consultancyGbp: 0 },
    ];
    given(opened(), now({ policy: silent, linked }))
      .whenStep('move-on')
      .then(...superseded('linked-changed'));
  });
});
