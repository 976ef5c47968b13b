import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SqlError } from 'sqlexec'
import { expect, it } from 'vitest'
import { parseRecords } from './parser.ts'
import { roundTripFailure } from './round-trip.ts'

const folder = fileURLToPath(new URL('../sql/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test'))
  .sort()

it.each(files)('what is printed of %s parses to the same', (file) => {
  const failures: string[] = []
  for (const record of parseRecords(readFileSync(`${folder}${file}`, 'utf8'))) {
    if (record.kind === 'halt') continue
    try {
      const failure = roundTripFailure(record.sql)
      if (failure !== null) failures.push(failure)
    } catch (error) {
      // Texts that are wrong on purpose, and those that other modes of SQL read.
      if (!(error instanceof SqlError)) throw error
    }
  }
  expect(failures).toEqual([])
})
