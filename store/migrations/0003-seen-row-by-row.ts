import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a row is seen is asked of that row alone. Without `offset 0` Postgres may answer it by first gathering every
 * initiative that somebody's bodies have a part in, once in each statement and table: a vote then takes as long as there
 * are initiatives. Who sees what stays as it was.
 */
export class SeenRowByRow1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of policies(' offset 0')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of policies('')) await runner.query(statement);
  }
}

function policies(fence: string): readonly string[] {
  const visible = (id: string) =>
    `exists (select from part where part.initiative = ${id} and part.body = any (my_bodies())${fence})`;
  const orNobodys = (table: string) => `${table}.initiative is null or ${visible(`${table}.initiative`)}`;
  return [
    `alter policy app_visible on initiative using (${visible('initiative.id')})`,
    ...['stage', 'gate', 'task'].map(
      (table) => `alter policy app_visible on ${table} using (${visible(`${table}.initiative`)})`,
    ),
    ...['event', 'content'].flatMap((table) => [
      `alter policy app_visible on ${table} using (${orNobodys(table)})`,
      `alter policy app_add on ${table} with check (${orNobodys(table)})`,
    ]),
  ];
}
