import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A body of the map. */
@Check('body_kind_check', `kind in ('place', 'system', 'region', 'national', 'partner')`)
@Entity('body')
export class BodyRow {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text', nullable: true })
  gss!: string | null;
}

/** That a body belonged to another, from a day to (not including) a day. */
@Check('membership_check', 'valid_to > valid_from')
@Entity('membership')
export class MembershipRow {
  @ForeignKey('body', { name: 'membership_body_fk' })
  @PrimaryColumn({ type: 'text' })
  body!: string;

  @ForeignKey('body', { name: 'membership_parent_fk' })
  @PrimaryColumn({ type: 'text' })
  parent!: string;

  @PrimaryColumn({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;
}

/** Somebody known to Remit, joined to an OIDC identity by issuer and subject. */
@Unique('person_subject', ['issuer', 'subject'])
@Entity('person')
export class PersonRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  issuer!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  profession!: string | null;

  /** How often their roles were changed: the version that `ETag` names. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;
}

/** That somebody is away, from a day to (not including) a day, and who stands in for them, for what. */
@Index('cover_substitute', ['substitute'])
@Index('cover_person', ['person'])
@Check('cover_days_check', 'valid_to >= valid_from')
@Check('cover_self_check', 'substitute <> person')
@Entity('cover')
export class CoverRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('person', { name: 'cover_person_fk' })
  @Column({ type: 'uuid' })
  person!: string;

  @ForeignKey('person', { name: 'cover_substitute_fk' })
  @Column({ type: 'uuid', nullable: true })
  substitute!: string | null;

  @Column({ type: 'text', array: true, nullable: true })
  roles!: string[] | null;

  @Column({ type: 'text', array: true, nullable: true })
  bodies!: string[] | null;

  @Column({ type: 'text', array: true, nullable: true })
  levels!: string[] | null;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to' })
  validTo!: string;
}

/** An interest that somebody declared, from a day to (not including) a day. */
@Index('interest_person', ['person'])
@Check('interest_kind_check', `kind in ('body', 'partner', 'organisation')`)
@Check('interest_days_check', 'valid_to >= valid_from')
@Entity('interest')
export class InterestRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('person', { name: 'interest_person_fk' })
  @Column({ type: 'uuid' })
  person!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  about!: string;

  @Column({ type: 'text' })
  nature!: string;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;
}

/** A role held for a body, from a day to (not including) a day. */
@Index('role_held_person', ['person'])
@Index('role_held_body', ['body'])
@Check('role_held_role_check', `role in ('owner', 'approver', 'signatory', 'board', 'operator')`)
@Check('role_held_check', 'valid_to > valid_from')
@Entity('role_held')
export class RoleHeldRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('person', { name: 'role_held_person_fk' })
  @Column({ type: 'uuid' })
  person!: string;

  @Column({ type: 'text' })
  role!: string;

  @ForeignKey('body', { name: 'role_held_body_fk' })
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;
}

/** A program that asks by itself: for which body, who answers for it, and what it may do. */
@Entity('service_account')
export class ServiceAccountRow {
  @ForeignKey('person', { name: 'service_account_person_fk' })
  @PrimaryColumn({ type: 'uuid' })
  person!: string;

  @ForeignKey('body', { name: 'service_account_body_fk' })
  @Column({ type: 'text' })
  body!: string;

  @ForeignKey('person', { name: 'service_account_responsible_fk' })
  @Column({ type: 'uuid' })
  responsible!: string;

  @Column({ type: 'text', array: true })
  scopes!: string[];

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

/** The one row whose lock puts changes of the registry in order. */
@Check('registry_id_check', 'id = 1')
@Entity('registry')
export class RegistryRow {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'integer' })
  n!: number;

  /** Moves with the map of bodies, and with nothing else. */
  @Column({ type: 'integer', default: 0 })
  map!: number;
}
