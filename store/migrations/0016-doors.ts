import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE_ACCOUNTS = [
  // What a program may do, for which body, and who answers for it. Its identity and its name are in `person`.
  `create table if not exists service_account (
     person uuid primary key constraint service_account_person_fk references person,
     body text not null constraint service_account_body_fk references body,
     responsible uuid not null constraint service_account_responsible_fk references person,
     scopes text[] not null,
     ended_at timestamptz)`,
  `alter table service_account enable row level security`,
  `alter table service_account force row level security`,
  ...['remit_owner', 'remit_system', 'remit_app'].map(
    (role) => `create policy ${role}_all on service_account to ${role} using (true) with check (true)`,
  ),
  `grant select, insert, update on service_account to remit_app, remit_system`,
];

/** Programs that ask by themselves, for a body and within scopes. */
export class Doors1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of SERVICE_ACCOUNTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table service_account');
  }
}
