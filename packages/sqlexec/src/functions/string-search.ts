import type { Collation } from '../types/collation.ts'
import { types } from '../types/sql-type.ts'
import { codePointsBefore, unitOffset } from './code-points.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction } from './text-function.ts'

export const searchFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'INSTR',
    doc: 'The position of a text in another, counted from 1; 0 where it is not there.',
    parameters: [types.text, types.text],
    returns: types.int,
    implement: (rules) => {
      const find = finder(rules)
      return (text: string, searched: string) => position(text, find(text, searched, 0))
    },
  }),
  textFunction({
    name: 'LOCATE',
    doc: 'The position of the first text in the second, from a position on, counted from 1; 0 where it is not there.',
    parameters: [types.text, types.text, types.bigint],
    required: 2,
    returns: types.int,
    implement: (rules) => {
      const find = finder(rules)
      return (searched: string, text: string, from?: number | bigint) => {
        if (from === undefined) return position(text, find(text, searched, 0))
        const skipped = Number(from) - 1
        const start = unitOffset(text, skipped)
        if (skipped < 0 || codePointsBefore(text, start) < skipped) return 0
        return position(text, find(text, searched, start))
      }
    },
  }),
  textFunction({
    name: 'STRCMP',
    doc: '−1, 0 or 1 as the first text sorts before, with or after the second.',
    parameters: [types.text, types.text],
    returns: types.int,
    implement: (rules) => (a: string, b: string) => Math.sign(rules.compare(a, b)) + 0,
  }),
]

type Find = (text: string, searched: string, from: number) => number

function position(text: string, unit: number): number {
  return unit < 0 ? 0 : codePointsBefore(text, unit) + 1
}

const printableAscii = /^[\x20-\x7e]*$/

/** Finds the unit at which a text begins that the collation holds for equal; −1 for none. */
function finder(rules: Collation): Find {
  const exact: Find = (text, searched, from) => text.indexOf(searched, from)
  if (rules.name === 'utf8mb4_bin') return exact
  const foldsCase = rules.name === 'utf8mb4_0900_ai_ci'
  return (text, searched, from) => {
    if (printableAscii.test(searched) && printableAscii.test(text)) {
      return foldsCase
        ? text.toLowerCase().indexOf(searched.toLowerCase(), from)
        : text.indexOf(searched, from)
    }
    return findByWeight(rules, text, searched, from)
  }
}

/** Compares characters one by one: as many characters as are searched must each be equal. */
function findByWeight(rules: Collation, text: string, searched: string, from: number): number {
  if (searched === '') return from
  const wanted = [...searched].map((character) => rules.key(character))
  const starts: number[] = []
  const keys: string[] = []
  let unit = from
  for (const character of text.slice(from)) {
    starts.push(unit)
    keys.push(rules.key(character))
    unit += character.length
  }
  for (let i = 0; i + wanted.length <= keys.length; i++) {
    let j = 0
    while (j < wanted.length && keys[i + j] === wanted[j]) j++
    if (j === wanted.length) return starts[i]
  }
  return -1
}
