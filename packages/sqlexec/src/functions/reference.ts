import { aggregateReference } from './reference-aggregates.ts'
import { dateReference } from './reference-dates.ts'
import { moneyReference } from './reference-money.ts'
import { numberReference } from './reference-numbers.ts'
import { otherReference } from './reference-other.ts'
import { textReference } from './reference-text.ts'
import {
  findAggregateFunction,
  findScalarFunction,
  findWindowFunction,
  synonymsOf,
} from './registry.ts'

/** A chapter of the reference page: what is passed to each function, by its name. */
export interface ReferenceChapter {
  readonly title: string
  /** The arguments as they are shown, those that may be left out in brackets. */
  readonly functions: Readonly<Record<string, string>>
}

/** Calls with a syntax of their own, which are no functions of the registry. */
const forms: Readonly<Record<string, string>> = {
  DATE_ADD: 'The date plus an interval; also `date + INTERVAL n unit`.',
  DATE_SUB: 'The date minus an interval; also `date - INTERVAL n unit`.',
  TIMESTAMPADD: 'The date plus so many units.',
  TIMESTAMPDIFF: 'Whole units from the first date to the second.',
  EXTRACT: 'A part of a date: `YEAR`, `DAY_HOUR` and so on.',
  CAST: 'The value as one of another type; also `CONVERT(expr, type)`.',
  CONVERT: 'The text in a character set; `binary` gives its bytes.',
  JSON_VALUE: 'The scalar that a path names in a document, as a value of a type.',
  GROUPING: 'Which of the keys a row of totals sums over, as bits.',
}

export const referenceChapters: readonly ReferenceChapter[] = [
  ...aggregateReference,
  ...textReference,
  ...numberReference,
  ...dateReference,
  ...otherReference,
  ...moneyReference,
]

/** The sentence that says what a function does; `undefined` where there is no such function. */
export function functionDoc(name: string): string | undefined {
  if (Object.hasOwn(forms, name)) return forms[name]
  return (findScalarFunction(name) ?? findAggregateFunction(name) ?? findWindowFunction(name))?.doc
}

/** The reference page, as docs/functions.md holds it. */
export function referencePage(): string {
  const lines = [
    '# Functions',
    '',
    'Every function that SQL can call, as MySQL 8 has it where MySQL has it. Arguments in brackets may be left out. Unless it says otherwise, a NULL',
    'argument makes NULL. This page is made from the functions themselves: `node scripts/function-reference.mjs`.',
    '',
    'Functions of your own: [`db.createFunction`](user-functions.md).',
  ]
  for (const { title, functions } of referenceChapters) {
    lines.push('', `## ${title}`, '', '| | |', '| --- | --- |')
    for (const [name, parameters] of Object.entries(functions)) {
      const other = synonymsOf(name)
      const also =
        other.length === 0 ? '' : ` Also ${other.map((each) => `\`${each}\``).join(', ')}.`
      const call = `${name}(${parameters})`.replaceAll('|', '\\|')
      const doc = (functionDoc(name) ?? '').replaceAll('|', '\\|')
      lines.push(`| \`${call}\` | ${doc}${also} |`)
    }
  }
  return `${lines.join('\n')}\n`
}
