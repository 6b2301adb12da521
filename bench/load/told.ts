import pg from 'pg';

const CHANNEL = 'bench_told';

/** In a database of the bench's own: Postgres says when a gate opens, a stage starts and an initiative ends. */
const TRIGGERS = `
  create or replace function bench_told() returns trigger language plpgsql as $$
  begin
    if tg_table_name = 'gate' then perform pg_notify('${CHANNEL}', new.initiative || ' ' || new.stage || ' open');
    elsif tg_table_name = 'stage' then perform pg_notify('${CHANNEL}', new.initiative || ' ' || new.stage || ' ' || new.state);
    else perform pg_notify('${CHANNEL}', new.id || ' ' || new.status);
    end if;
    return null;
  end $$;
  create or replace trigger bench_gate after insert on gate for each row execute function bench_told();
  create or replace trigger bench_stage after insert or update of state on stage for each row execute function bench_told();
  create or replace trigger bench_end after update of status on initiative for each row
    when (old.status <> new.status) execute function bench_told()`;

/** Waits for what the workflow does, as the floor waits for its activities: by word of Postgres, once each. */
export class Told {
  private readonly heard = new Map<string, Set<string>>();
  private readonly waiting = new Map<string, () => void>();

  private constructor(listener: pg.Client) {
    listener.on('notification', ({ payload = '' }) => {
      const [id = '', ...what] = payload.split(' ');
      const all = this.heard.get(id) ?? new Set();
      this.heard.set(id, all.add(what.join(' ')));
      this.waiting.get(payload)?.();
      this.waiting.delete(payload);
    });
  }

  /** As the superuser, who makes the triggers. */
  static async open(url: string): Promise<Told> {
    const listener = new pg.Client({ connectionString: url, options: '-c search_path=remit' });
    await listener.connect();
    await listener.query(TRIGGERS);
    await listener.query(`listen ${CHANNEL}`);
    return new Told(listener);
  }

  of(id: string, what: string): Promise<void> {
    if (this.heard.get(id)?.has(what)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(`${id} ${what}`, resolve));
  }

  forget(id: string): void {
    this.heard.delete(id);
  }
}
