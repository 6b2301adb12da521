import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser as promQl } from '@prometheus-io/lezer-promql';
import { parse as parseYaml } from 'yaml';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { exampleName } from '../../cli/organisation/example-names.ts';
import { Cast } from '../../cli/play/cast.ts';
import { readCase } from '../../cli/play/case-file.ts';
import { playCase } from '../../cli/play/play-case.ts';
import { openCollector, type CollectedSpan } from '../support/collector.ts';
import { Lines } from '../support/eventually.ts';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, openGateOf, until } from '../support/initiatives.ts';
import { killProcess, startWebProcess, startWorkerProcess, type Started } from '../support/worker-process.ts';

interface Line {
  readonly msg: string;
  readonly request?: string;
  readonly [field: string]: unknown;
}

// Web and worker as they run for real, with all that an operator can see of them.
describe('web and worker, as an operator sees them', function () {
  this.timeout(240_000);
  let house: House;
  let collector: Awaited<ReturnType<typeof openCollector>>;
  let web: Awaited<ReturnType<typeof startWebProcess>>;
  let worker: Started;
  let operators: string;
  const webSays = new Lines();
  const workerSays = new Lines();
  const logged = (lines: Lines) => lines.all.map((line) => JSON.parse(line) as Line);

  before(async () => {
    [house, collector] = await Promise.all([openHouse({ worker: false }), openCollector()]);
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      REMIT_WORKER_PORT: '0',
    };
    [web, worker] = await Promise.all([
      startWebProcess(house, { env, lines: webSays }),
      startWorkerProcess(house, { env, lines: workerSays }),
    ]);
    const { port } = JSON.parse(await workerSays.next(/answers operators/)) as { port: number };
    operators = `http://127.0.0.1:${port}`;
  });

  after(async () => {
    await Promise.all([killProcess(web.child, 'SIGTERM'), killProcess(worker, 'SIGTERM')]);
    collector.close();
    await house.close();
  });

  const submit = async (id: string, headers: Record<string, string>) => {
    const { token } = await house.as('owner.QHL');
    return fetch(`${web.url}/v1/initiatives/${id}/submit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
  };

  it('a request is followed from its route to the workflow’s steps and the events, by the id it came with', async () => {
    const id = await draftAt(house, 'QHL');
    const answer = await submit(id, { 'x-request-id': 'follow-me.1' });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('x-request-id')).to.equal('follow-me.1');
    await openGateOf(await house.as('owner.QHL'), id);
    const of = (lines: Lines) =>
      logged(lines)
        .filter((line) => line.request === 'follow-me.1')
        .map((line) => line.msg);
    await workerSays.next(/follow-me\.1.*openGate.*activity: done|openGate.*follow-me\.1.*activity: done/);
    expect(of(webSays)).to.include('request completed');
    expect(of(workerSays)).to.include.members(['relay: nudged', 'workflow: nudge', 'activity: done']);
    const system = await house.database.connect('remit_system', 1);
    const rows: { type: string; request: string }[] = await system.query(
      'select type, request from event where stream = $1 order by n',
      [id],
    );
    const followed = rows.filter(({ request }) => request === 'follow-me.1').map(({ type }) => type);
    expect(followed).to.include.members(['initiative-submitted', 'gate-opened']);
    expect(rows.find(({ type }) => type === 'initiative-drafted')?.request).not.to.equal('follow-me.1');
  });

  it('an id that is long, odd or somebody’s address is not taken up; a trace’s is; a problem says its own', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${web.url}/v1/people/me`, { headers });
    for (const odd of ['x'.repeat(65), 'a b', 'jo@example.org', '{"a":1}', '-'])
      expect((await ask({ 'x-request-id': odd })).headers.get('x-request-id'), odd).to.match(
        /^[0-9a-f]{8}-[0-9a-f-]{27}$/,
      );
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await ask({ traceparent });
    expect(answer.headers.get('x-request-id')).to.equal('0af7651916cd43dd8448eb211c80319c');
    expect(await answer.json()).to.include({ status: 401, requestId: '0af7651916cd43dd8448eb211c80319c' });
    const nothing = '00-00000000000000000000000000000000-b7ad6b7169203331-01';
    expect((await ask({ traceparent: nothing })).headers.get('x-request-id')).not.to.match(/^0{32}/);
  });

  it('a submit is one trace, from the route over relay and workflow to the step that opens the gate', async () => {
    const id = await draftAt(house, 'QHL');
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await submit(id, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    const names = ['step openGate', 'workflow nudged', 'temporal signal with start', 'relay nudge', 'commit'];
    const ours = () => collector.spans.filter((span) => span.traceId === trace);
    await until('every span has come', () => {
      const there = new Set(ours().map((span) => span.name));
      const whole = [...names, 'command submit-initiative', 'POST /v1/initiatives/{id}/submit'];
      return Promise.resolve(whole.every((name) => there.has(name)) ? true : undefined);
    });
    const step = ours().find((span) => span.name === 'step openGate');
    const way: CollectedSpan[] = [];
    for (let at = step; at !== undefined;) {
      way.push(at);
      const { parentSpanId } = at;
      at = ours().find((span) => span.spanId === parentSpanId);
    }
    expect(way.map((span) => `${span.service}: ${span.name}`)).to.deep.equal([
      'remit-worker: step openGate',
      'remit-worker: workflow nudged',
      'remit-worker: temporal signal with start',
      'remit-worker: relay nudge',
      'remit-web: commit',
      'remit-web: command submit-initiative',
      'remit-web: POST /v1/initiatives/{id}/submit',
    ]);
    expect(way.at(-1)?.parentSpanId).to.equal('00f067aa0ba902b7');
  });

  it('a whole initiative leaves no name, no word that somebody wrote and no token in the logs', async () => {
    const folder = join(projectRoot(), 'examples');
    const [file] = readdirSync(folder).filter((each) => each.endsWith('.json'));
    const read = await readCase(join(folder, file ?? ''));
    if (!read.ok) throw new Error(read.error);
    const played = await playCase(await Cast.of(web.url), read.value);
    expect(played.problems).to.deep.equal([]);
    const text = [...webSays.all, ...workerSays.all].join('\n');
    expect(text).to.contain(played.initiative ?? 'nothing was played');
    expect(text).to.contain('command: decided');
    const { title, aim, content } = read.value;
    const words = [title, aim, ...wordsIn(content)].filter((each) => each.length > 20);
    expect(words.length).to.be.greaterThan(20);
    for (const each of words) expect(text).not.to.contain(JSON.stringify(each).slice(1, -1));
    for (const post of ['owner', 'approver-1', 'approver-2', 'approver-3', 'signatory'])
      for (const level of played.stages.flatMap((stage) => stage.bodies)) {
        expect(text).not.to.contain(exampleName(`${post}.${level}`));
        expect(text).not.to.contain(`${post}.${level}`);
      }
    expect(text).not.to.match(/eyJ[\w-]{10,}\.|[Bb]earer |remit_api:|postgres:\/\//);
  });

  it('figures say what is decided, refused, open, waiting and slow', async () => {
    const { token } = await house.as('owner.QHL');
    const id = await draftAt(house, 'QHL');
    await submit(id, {});
    await openGateOf(await house.as('owner.QHL'), id);
    // A second time it is refused.
    const again = await submit(id, {});
    expect(again.status).to.equal(409);
    await fetch(`${web.url}/v1/${'anything/'.repeat(3)}`, { headers: { authorization: `Bearer ${token}` } });
    const ofWeb = await (await fetch(`${web.url}/metrics`)).text();
    expect(ofWeb).to.match(
      /^remit_decisions_total\{stage="develop-plan",level="\w+",outcome="approved"\} [1-9]/m,
    );
    expect(ofWeb).to.match(/^remit_refusals_total\{command="submit-initiative",code="status-conflict"\} 1$/m);
    expect(ofWeb).to.contain(
      'remit_http_request_seconds_count{method="POST",route="/v1/initiatives/{id}/submit",status="409"} 1',
    );
    expect(ofWeb).to.match(/remit_http_request_seconds_count\{method="GET",route="none",status="404"\} 1/);
    expect(ofWeb).not.to.contain('anything');
    expect(ofWeb).to.match(
      /^remit_command_seconds_count\{command="complete-task",result="accepted"\} [1-9]/m,
    );
    expect(ofWeb).to.match(/^remit_pool_connections\{pool="app",state="total"\} [1-9]/m);
    expect(ofWeb).to.contain('remit_nodejs_eventloop_lag_p99_seconds');
    const ofWorker = await until('what is open is counted', async () => {
      const text = await (await fetch(`${operators}/metrics`)).text();
      return /^remit_gates_open\{level="system"\} [1-9]/m.test(text) ? text : undefined;
    });
    for (const source of ['database', 'temporal'])
      expect(ofWorker).to.contain(`remit_figures_read{source="${source}"} 1`);
    expect(ofWorker).to.match(/^remit_tasks_waiting\{level="system",state="ready"\} [1-9]/m);
    expect(ofWorker).to.match(/^remit_initiatives\{status="closed"\} 1$/m);
    for (const name of [
      'remit_outbox_jobs',
      'remit_outbox_oldest_seconds',
      'remit_outbox_failing_jobs',
      'remit_steps_overdue',
      'remit_task_queue_backlog',
      'remit_task_queue_backlog_seconds',
      'remit_sweep_nudges_total',
    ])
      expect(ofWorker, name).to.match(new RegExp(`^${name} \\d`, 'm'));
    expect(ofWorker).to.match(/^remit_relay_nudge_seconds_count\{result="done"\} [1-9]/m);
    expect(ofWorker).to.match(/^remit_step_seconds_count\{step="openGate",result="done"\} [1-9]/m);
    expect(ofWorker).to.match(/^remit_pool_connections\{pool="relay",state="total"\} [1-9]/m);
    expect(ofWorker).to.match(/^temporal_workflow_task_schedule_to_start_latency\w*_count/m);
  });

  it('the alarms are PromQL over figures that are shown, by labels that they have, and are told in the operations guide', async () => {
    const shown = (
      await Promise.all([web.url, operators].map(async (at) => (await fetch(`${at}/metrics`)).text()))
    ).join('\n');
    const { groups } = parseYaml(
      readFileSync(join(projectRoot(), 'deploy/prometheus-alerts.yml'), 'utf8'),
    ) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    };
    const alarms = groups.flatMap(({ rules }) => rules);
    expect(alarms.length).to.be.greaterThan(10);
    for (const { alert, expr } of alarms) {
      const { wrong, names, labels } = readPromQl(expr);
      expect(wrong, `${alert}: ${expr}`).to.deep.equal([]);
      expect(names, alert).not.to.deep.equal([]);
      const series = names.map((name) => shown.split('\n').find((line) => /^\w+/.exec(line)?.[0] === name));
      expect(series, `${alert}: ${names.join(', ')}`).not.to.include(undefined);
      for (const label of labels.filter((each) => each !== 'instance'))
        for (const each of series) expect(each, `${alert}: ${label}`).to.match(new RegExp(`[{,]${label}=`));
    }
    const guide = readFileSync(join(projectRoot(), 'docs/operations.md'), 'utf8');
    const told = [...guide.matchAll(/^\| `(Remit\w+)`/gm)].map(([, name]) => name);
    expect(told).to.have.members(alarms.map(({ alert }) => alert));
  });

  it('both are ready, and say of what', async () => {
    const ofWeb = await fetch(`${web.url}/readyz`);
    expect(ofWeb.status).to.equal(200);
    expect(await ofWeb.json()).to.deep.equal({
      status: 'ready',
      checks: { database: { ok: true }, 'signing-keys': { ok: true } },
      information: { relay: 'alive' },
    });
    const ofWorker = await fetch(`${operators}/readyz`);
    expect(ofWorker.status).to.equal(200);
    expect(await ofWorker.json()).to.deep.include({
      status: 'ready',
      checks: { database: { ok: true }, temporal: { ok: true }, polling: { ok: true } },
    });
    expect(await (await fetch(`${operators}/healthz`)).json()).to.deep.equal({ status: 'alive' });
  });
});

/** What of an expression is not PromQL, and the series and labels that it asks for. */
function readPromQl(expr: string): Readonly<Record<'wrong' | 'names' | 'labels', readonly string[]>> {
  const found = { wrong: new Array<string>(), names: new Array<string>(), labels: new Array<string>() };
  promQl.parse(expr).iterate({
    enter: ({ name, type, from, to }) => {
      const text = expr.slice(from, to);
      if (type.isError) found.wrong.push(`${text} at ${from}`);
      if (name === 'Identifier') found.names.push(text);
      if (name === 'LabelName') found.labels.push(text);
    },
  });
  return found;
}

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}
