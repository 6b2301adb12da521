/** What of the doctor is asked on its command line. */
export interface DoctorSettings {
  readonly mend?: boolean;
  readonly json?: boolean;
  readonly files?: boolean;
}
