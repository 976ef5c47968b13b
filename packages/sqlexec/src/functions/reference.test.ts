import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { functionDoc, referenceChapters, referencePage } from './reference.ts'
import {
  aggregateFunctionNames,
  scalarFunctionNames,
  synonymsOf,
  windowFunctionNames,
} from './registry.ts'

/** Functions that only syntax of their own calls. */
const internal = new Set(['DIV', 'NEGATE', 'LIKE', 'MOD'])

const shown = referenceChapters.flatMap(({ functions }) => Object.keys(functions))

it('shows every function once, under its name or beside it', () => {
  expect(new Set(shown).size).toBe(shown.length)
  const known = new Set([...shown, ...shown.flatMap(synonymsOf)])
  const isUnit = (name: string) => /^(YEAR|DAY|HOUR|MINUTE|SECOND)_[A-Z]+$/u.test(name)
  const all = [...scalarFunctionNames(), ...aggregateFunctionNames(), ...windowFunctionNames()]
  expect(all.filter((name) => !known.has(name) && !internal.has(name) && !isUnit(name))).toEqual([])
})

it('says of every function what it does', () => {
  for (const name of shown) expect(functionDoc(name), name).toMatch(/\.$/u)
})

it('is what docs/functions.md holds; `node scripts/function-reference.mjs` writes it', () => {
  const page = new URL('../../../../docs/functions.md', import.meta.url)
  expect(readFileSync(page, 'utf8')).toBe(referencePage())
})
