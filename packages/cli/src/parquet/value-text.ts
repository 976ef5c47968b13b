import type { LogicalKind, Unit } from '@sqlexec/parquet'

const unitsPerSecond: Readonly<Record<Unit, bigint>> = {
  millis: 1_000n,
  micros: 1_000_000n,
  nanos: 1_000_000_000n,
}
const secondsPerDay = 86_400n

/** Whether values of the type are integers that {@link temporalText} makes texts of. */
export function isTemporal({ kind }: LogicalKind): boolean {
  return kind === 'date' || kind === 'time' || kind === 'timestamp'
}

/** A date, time or timestamp as SQL writes it, with all digits of its unit. */
export function temporalText(logical: LogicalKind, value: number | bigint): string {
  const integer = BigInt(value)
  if (logical.kind === 'date') return dateText(integer)
  if (logical.kind !== 'time' && logical.kind !== 'timestamp') return String(value)
  const perSecond = unitsPerSecond[logical.unit]
  const [seconds, fraction] = divided(integer, perSecond)
  const digits = String(fraction).padStart(String(perSecond).length - 1, '0')
  if (logical.kind === 'time') return `${clockText(seconds)}.${digits}`
  const [days, clock] = divided(seconds, secondsPerDay)
  return `${dateText(days)} ${clockText(clock)}.${digits}`
}

/** Rounds down, as times before 1970 need it. */
function divided(value: bigint, by: bigint): [quotient: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by
  return [(value - rest) / by, rest]
}

function dateText(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000)
  // Beyond the calendar of JavaScript.
  if (Number.isNaN(date.getTime())) return `day ${days}`
  return date.toISOString().split('T')[0]
}

function clockText(seconds: bigint): string {
  const two = (value: bigint) => String(value).padStart(2, '0')
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
}
