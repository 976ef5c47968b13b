import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseStatement } from '../../packages/sqlexec/src/sql/index.ts'
import { compatibilityPage } from './page.ts'
import { statementForms } from './statements.ts'

it('docs/compatibility.md tells what is; `node scripts/compatibility.mjs` writes its tables', async () => {
  const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8')
  expect(page).toBe(await compatibilityPage(page))
})

it.each(Object.entries(statementForms))('the forms of %s are of that kind', (kind, forms) => {
  const kinds = forms.flatMap(({ sql }) => {
    try {
      return [parseStatement(sql).statement.kind]
    } catch {
      return []
    }
  })
  expect(new Set(kinds)).toEqual(new Set([kind]))
})
