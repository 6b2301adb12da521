/** Reads the fields of a form that was sent: what is not there, or was sent as a list, is empty. */
export function textsIn(body: unknown): (name: string) => string {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
}
