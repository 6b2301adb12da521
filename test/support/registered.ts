import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Person } from '../../domain/person.ts';
import type { Identity } from '../../store/registry.ts';

const ISSUER = 'of stories';

/**
 * Sees to it that people of stories are in the registry as the story has them, since who asks is read from it. What is
 * written is what the registry's own rows are; a story may give somebody other roles than it gave them before.
 */
export class Registered {
  private readonly as = new Map<string, Promise<string>>();

  /** `owner` acts as `remit_owner`. */
  constructor(private readonly owner: DataSource) {}

  /** Gives the identity that they are registered by. */
  async see(person: Person): Promise<Identity> {
    const { id } = person;
    const wanted = JSON.stringify(person);
    const before = this.as.get(id);
    if ((await before) !== wanted) {
      const written = this.write(person).then(() => wanted);
      this.as.set(id, written);
      await written;
    }
    return { id, issuer: ISSUER, subject: id };
  }

  private async write({ id, profession, roles }: Person): Promise<void> {
    await this.owner.transaction(async (manager) => {
      await manager.query(
        `insert into person (id, issuer, subject, name, profession) values ($1::uuid, $3, $1::text, 'Somebody', $2)
         on conflict (id) do update set profession = excluded.profession`,
        [id, profession, ISSUER],
      );
      await manager.query('delete from role_held where person = $1', [id]);
      for (const { role, body } of roles)
        await manager.query(
          `insert into role_held (id, person, role, body, valid_from) values ($1, $2, $3, $4, '2000-01-01')`,
          [uuid(), id, role, body],
        );
    });
  }
}
