import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A duration as options give it, `10s`, `1m30s`, `500ms` or a number of milliseconds, in milliseconds. */
export function parseDuration(value: string | number, option: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  if (typeof value === 'string') {
    const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/gu)]
    if (parts.length > 0 && parts.map(([part]) => part).join('') === value) {
      return parts.reduce((sum, [, count, unit]) => sum + Number(count) * milliseconds[unit], 0)
    }
    if (value === '0') return 0
  }
  throw new SqlError(
    'wrong_usage',
    `${option} wants a duration such as '10s', '1m' or '5m', not ${shown(value)}`,
  )
}
