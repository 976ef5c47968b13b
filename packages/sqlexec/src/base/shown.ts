/** A value as an error message shows it: short, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value))
  if (typeof value === 'bigint') return `${cut(String(value))}n`
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

function cut(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`
}
