import type { Kind } from './tables.ts'

/** How a query was answered: rows as texts, or an error. */
export type Answer =
  | { readonly rows: readonly string[]; readonly error: null }
  | { readonly rows: null; readonly error: string }

interface Asked {
  query(sql: string): Promise<readonly (readonly unknown[])[]>
}

/** Asks for rows that compare across engines: sorted unless their order is determined. */
export async function answerOf(
  engine: Asked,
  sql: string,
  kinds: readonly Kind[],
  ordered: boolean,
): Promise<Answer> {
  try {
    const rows = await engine.query(sql)
    const texts = rows.map((row) => row.map((value, i) => canonical(value, kinds[i])).join(' | '))
    return { rows: ordered ? texts : texts.sort(), error: null }
  } catch (error) {
    return { rows: null, error: describe(error) }
  }
}

/** Numbers without their representation, and fractions without digits that engines compute otherwise; NULL apart from every text. */
function canonical(value: unknown, kind: Kind | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (kind === 'text') return JSON.stringify(String(value))
  if (kind === 'date')
    return value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint') return String(value)
  const number = Number(value)
  if (Number.isNaN(number)) return String(value)
  return Number.isInteger(number) ? String(number) : String(Number(number.toFixed(3)))
}

/** The code and message of an error; the whole stack of one that is no answer to a user. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, cause } = error as { code?: string; cause?: unknown }
  if (code === undefined && error.name === 'Error') return error.message
  if (code === undefined || code === 'internal') {
    return `internal: ${error.stack ?? error.message}\n${cause instanceof Error ? cause.stack : ''}`
  }
  return `${code}: ${error.message}`
}
