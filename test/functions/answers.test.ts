import { readFileSync } from 'node:fs'
import { open } from 'sqlexec'
import { expect, test } from 'vitest'

/** A call and its answer as text, escaped as MySQL's client does with --batch. */
type Answer = readonly [call: string, answer: string]

function answersOf(file: string): readonly Answer[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => {
    const tab = line.indexOf('\t')
    return [line.slice(0, tab), line.slice(tab + 1)]
  })
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\0': '\\0',
}

function shown(value: unknown): string {
  return value === null ? 'NULL' : String(value).replace(/[\\\n\t\0]/gu, (each) => escapes[each])
}

test.each([
  ['answers.tsv', 'MariaDB 10.11 answers'],
  ['answers-mysql.tsv', 'MySQL 8 answers where MariaDB differs'],
])('%s: %s', async (file) => {
  await using db = await open(':memory:')
  const wrong: string[] = []
  for (const [call, answer] of answersOf(file)) {
    const [[value]] = await db.query(`SELECT CONVERT((${call}), CHAR)`, [], { rowMode: 'array' })
    if (shown(value) !== answer) wrong.push(`${call}: ${shown(value)}, not ${answer}`)
  }
  expect(wrong).toEqual([])
})
