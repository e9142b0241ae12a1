/** The IANA zones the browser knows, and the one in use even if it does not know that. */
export function timeZones(current: string): string[] {
  return [...new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(Boolean);
}
