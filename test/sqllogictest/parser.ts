/**
 * The sqllogictest format (sqlite.org/sqllogictest): records separated by blank lines, each a `statement` or a `query` with
 * its expected result, or a control line. Extensions for our own files: `statement error REGEX`, and rows written on one
 * line with tabs between the values.
 */
export type TestRecord = StatementRecord | QueryRecord | HaltRecord

interface RecordBase {
  /** The line of the file that the record begins at, counted from 1. */
  readonly line: number
  readonly conditions: readonly Condition[]
}

/** `skipif ENGINE` or `onlyif ENGINE`. */
export interface Condition {
  readonly only: boolean
  readonly engine: string
}

export interface StatementRecord extends RecordBase {
  readonly kind: 'statement'
  readonly sql: string
  /** `null`: must succeed. Otherwise it must fail with a code and message that match. */
  readonly error: RegExp | null
}

export type SortMode = 'nosort' | 'rowsort' | 'valuesort'

export interface QueryRecord extends RecordBase {
  readonly kind: 'query'
  readonly sql: string
  /** One letter per column: T text, I integer, R real. */
  readonly types: string
  readonly sort: SortMode
  readonly expected: Expected
}

export type Expected =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'hash'; readonly count: number; readonly md5: string }

export interface HaltRecord extends RecordBase {
  readonly kind: 'halt'
}

/** A file that is not in the format. */
export class FormatError extends Error {
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'FormatError'
  }
}

/** @throws {FormatError} where the text is not in the format */
export function* parseRecords(text: string): Generator<TestRecord> {
  const reader = new LineReader(text)
  let conditions: Condition[] = []
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    const words = line.trim().split(/\s+/)
    const at = { line: reader.number, conditions }
    switch (words[0]) {
      case '':
        continue
      case 'skipif':
      case 'onlyif':
        if (!words[1]) throw new FormatError(reader.number, `${words[0]} names no engine`)
        conditions.push({ only: words[0] === 'onlyif', engine: words[1] })
        continue
      case 'hash-threshold':
        break // says when a recorder should hash; a comparison follows what the file holds
      case 'halt':
        yield { ...at, kind: 'halt' }
        break
      case 'statement':
        yield { ...at, kind: 'statement', error: errorOf(line, reader), sql: reader.sql().sql }
        break
      case 'query':
        yield { ...at, kind: 'query', ...queryHeader(words, reader), ...queryBody(reader) }
        break
      default:
        if (line.startsWith('#')) continue
        throw new FormatError(reader.number, `unknown record "${words[0]}"`)
    }
    conditions = []
  }
}

class LineReader {
  number = 0
  private readonly lines: string[]

  constructor(text: string) {
    this.lines = text.split(/\r?\n/)
  }

  next(): string | undefined {
    return this.lines[this.number++]
  }

  /** The lines up to a blank line, or up to `----`, which says that a result follows. */
  sql(): { sql: string; hasResult: boolean } {
    const lines: string[] = []
    for (let line = this.next(); line !== undefined && line !== ''; line = this.next()) {
      if (line === '----') return { sql: lines.join('\n'), hasResult: true }
      lines.push(line)
    }
    return { sql: lines.join('\n'), hasResult: false }
  }

  result(): string[] {
    const lines: string[] = []
    for (let line = this.next(); line !== undefined && line !== ''; line = this.next()) {
      lines.push(line)
    }
    return lines
  }
}

function errorOf(line: string, reader: LineReader): RegExp | null {
  const match = /^statement\s+(ok|error)(?:\s+(.*))?$/.exec(line.trim())
  if (!match) throw new FormatError(reader.number, `expected "statement ok" or "statement error"`)
  if (match[1] === 'ok') return null
  try {
    return new RegExp(match[2] ?? '', 'i')
  } catch (cause) {
    throw new FormatError(reader.number, `${(cause as Error).message}`)
  }
}

function queryHeader(words: string[], reader: LineReader): { types: string; sort: SortMode } {
  const [, types = '', sort = 'nosort'] = words
  if (!/^[TIR]+$/.test(types)) throw new FormatError(reader.number, `column types "${types}"`)
  if (sort !== 'nosort' && sort !== 'rowsort' && sort !== 'valuesort') {
    throw new FormatError(reader.number, `sort mode "${sort}"`)
  }
  return { types, sort }
}

function queryBody(reader: LineReader): { sql: string; expected: Expected } {
  const { sql, hasResult } = reader.sql()
  const lines = hasResult ? reader.result() : []
  const hash = lines.length === 1 ? /^(\d+) values hashing to ([0-9a-f]{32})$/.exec(lines[0]) : null
  const expected: Expected = hash
    ? { kind: 'hash', count: Number(hash[1]), md5: hash[2] }
    : { kind: 'values', values: lines.flatMap((line) => line.split('\t')) }
  return { sql, expected }
}
