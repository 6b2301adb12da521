interface ProfessionRow {
  readonly code: string;
  readonly name: string;
  readonly staffGroup: StaffGroup;
  readonly regulator: string | null;
}

/**
 * The professions that make a team and a quorum multi-professional, each with its staff group and the regulator that
 * keeps its register (`null`: no statutory register).
 * Source: NHS Data Dictionary staff groups and the regulators' registers, as in `reference/professions.csv` and
 * `reference/staff_groups.csv`, which a test compares with these tables.
 */
export const PROFESSIONS = [
  { code: 'doctor', name: 'Doctor', staffGroup: '01', regulator: 'GMC' },
  { code: 'dentist', name: 'Dentist', staffGroup: '01', regulator: 'GDC' },
  { code: 'student', name: 'Student', staffGroup: '02', regulator: null },
  { code: 'registered-nurse', name: 'Registered nurse', staffGroup: '03', regulator: 'NMC' },
  { code: 'midwife', name: 'Midwife', staffGroup: '03', regulator: 'NMC' },
  { code: 'arts-therapist', name: 'Arts therapist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'dietitian', name: 'Dietitian', staffGroup: '04', regulator: 'HCPC' },
  { code: 'occupational-therapist', name: 'Occupational therapist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'orthoptist', name: 'Orthoptist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'paramedic', name: 'Paramedic', staffGroup: '04', regulator: 'HCPC' },
  { code: 'physiotherapist', name: 'Physiotherapist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'podiatrist', name: 'Podiatrist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'prosthetist-orthotist', name: 'Prosthetist or orthotist', staffGroup: '04', regulator: 'HCPC' },
  { code: 'radiographer', name: 'Radiographer', staffGroup: '04', regulator: 'HCPC' },
  {
    code: 'speech-and-language-therapist',
    name: 'Speech and language therapist',
    staffGroup: '04',
    regulator: 'HCPC',
  },
  {
    code: 'operating-department-practitioner',
    name: 'Operating department practitioner',
    staffGroup: '04',
    regulator: 'HCPC',
  },
  { code: 'pharmacist', name: 'Pharmacist', staffGroup: '05', regulator: 'GPhC' },
  { code: 'pharmacy-technician', name: 'Pharmacy technician', staffGroup: '05', regulator: 'GPhC' },
  {
    code: 'practitioner-psychologist',
    name: 'Practitioner psychologist',
    staffGroup: '05',
    regulator: 'HCPC',
  },
  { code: 'social-worker', name: 'Social worker', staffGroup: '05', regulator: 'Social Work England' },
  { code: 'optometrist', name: 'Optometrist', staffGroup: '05', regulator: 'GOC' },
  { code: 'biomedical-scientist', name: 'Biomedical scientist', staffGroup: '06', regulator: 'HCPC' },
  { code: 'clinical-scientist', name: 'Clinical scientist', staffGroup: '06', regulator: 'HCPC' },
  { code: 'healthcare-support-worker', name: 'Healthcare support worker', staffGroup: '07', regulator: null },
  { code: 'manager', name: 'Manager', staffGroup: '08', regulator: null },
  { code: 'analyst', name: 'Analyst', staffGroup: '08', regulator: null },
  { code: 'estates', name: 'Estates and facilities', staffGroup: '09', regulator: null },
] as const satisfies readonly ProfessionRow[];

/** The ten staff groups by their two-digit code. */
export const STAFF_GROUP_NAMES = {
  '01': 'Medical and Dental',
  '02': 'Students',
  '03': 'Nursing and Midwifery Registered',
  '04': 'Allied Health Professionals',
  '05': 'Additional Professional Scientific and Technical',
  '06': 'Healthcare Scientists',
  '07': 'Additional Clinical Services',
  '08': 'Administrative and Clerical',
  '09': 'Estates and Ancillary',
  '10': 'Supplementary Roles',
} as const;

export type StaffGroup = keyof typeof STAFF_GROUP_NAMES;
export type ProfessionCode = (typeof PROFESSIONS)[number]['code'];

/** One profession. `staffGroup` is a two-digit code of the NHS Data Dictionary. */
export interface Profession extends ProfessionRow {
  readonly code: ProfessionCode;
}

export const PROFESSION_CODES: readonly ProfessionCode[] = PROFESSIONS.map(({ code }) => code);

const byCode: ReadonlyMap<string, Profession> = new Map(PROFESSIONS.map((row) => [row.code, row]));

/** The profession with this code, or `null` when there is none. */
export function professionOf(code: string): Profession | null {
  return byCode.get(code) ?? null;
}

export function isProfessionCode(code: string): code is ProfessionCode {
  return byCode.has(code);
}

/**
 * True when people of this profession are on a statutory register, as a quorum asks of at least one approver.
 * A student never counts, whatever they study for; an unknown code is not registered.
 * Source: the shipped gate rules, "Who must agree".
 */
export function isRegistered(code: string): boolean {
  const profession = byCode.get(code);
  return profession !== undefined && !neverCounts(profession.code) && profession.regulator !== null;
}

/**
 * True for a profession that no quorum counts, neither as registered nor as one of its professions.
 * Source: the shipped gate rules, "Who must agree".
 */
export function neverCounts(code: string): boolean {
  return code === 'student';
}
