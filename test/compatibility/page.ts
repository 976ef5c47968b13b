import { functionDoc } from '../../packages/sqlexec/src/functions/reference.ts'
import type { Statement } from '../../packages/sqlexec/src/sql/index.ts'
import { grammarForms, mysqlFunctions } from './mysql-functions.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { refusedStatements, statementForms } from './statements.ts'
import { typeDeclarations, typeSynonyms } from './types.ts'

/** The statements of the page's chapters, in its order. */
const chapters: Readonly<Record<string, readonly Statement['kind'][]>> = {
  'Queries and changes': ['query', 'insert', 'update', 'delete', 'call', 'do'],
  Files: ['load_data', 'copy_from', 'copy_to'],
  Definitions: [
    'create_table',
    'alter_table',
    'drop_table',
    'truncate_table',
    'rename_table',
    'create_index',
    'drop_index',
    'create_view',
    'drop_view',
    'create_database',
    'drop_database',
    'create_trigger',
    'create_routine',
    'drop_routine',
  ],
  Transactions: [
    'start_transaction',
    'commit',
    'rollback',
    'savepoint',
    'release_savepoint',
    'set_transaction',
    'lock_tables',
    'unlock_tables',
  ],
  Session: ['set_variables', 'set_names', 'use', 'prepare', 'execute', 'deallocate', 'kill'],
  Information: [
    'show_list',
    'show_columns',
    'show_indexes',
    'show_create',
    'show_diagnostics',
    'explain',
  ],
  Maintenance: ['flush', 'checkpoint', 'maintain_tables'],
}

/** Errors that say that a form is not there. Others mean that its example is wrong. */
const refusals = new Set(['unsupported', 'syntax', 'not_updatable', 'cannot_add_foreign_key'])

/** Errors of examples that speak of what does not exist, on purpose. */
const answers = new Set(['unknown_thread'])

function isThere(outcome: Outcome, sql: string): boolean {
  if (outcome === null || answers.has(outcome.code)) return true
  if (refusals.has(outcome.code)) return false
  throw new Error(`${sql}\nshould run or be refused: ${outcome.message}`, { cause: outcome })
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
const list = (shown: readonly string[]): string => shown.join(', ') || '–'

async function sorted<Item>(
  items: readonly Item[],
  sqlOf: (item: Item) => string,
): Promise<{ there: Item[]; missing: Item[] }> {
  const there: Item[] = []
  const missing: Item[] = []
  for (const item of items) {
    const sql = sqlOf(item)
    ;(isThere(await outcomeOf(sql), sql) ? there : missing).push(item)
  }
  return { there, missing }
}

/** What is shown of a form: words of SQL as code, descriptions as they are; yes where the row's title says it all. */
function shownForm(shown: string, title: string): string {
  if (shown === title) return 'yes'
  const parts = shown.split(', ')
  return parts.map((part) => (/\b[a-z]+\b/u.test(part) ? part : code(part))).join(', ')
}

/** Titles of rows whose kind does not read as SQL. */
const titles: Partial<Record<Statement['kind'], string>> = {
  query: 'SELECT',
  create_routine: 'CREATE PROCEDURE, FUNCTION',
  drop_routine: 'DROP TRIGGER, PROCEDURE, FUNCTION',
  set_variables: 'SET',
  show_list: 'SHOW',
  show_indexes: 'SHOW INDEX',
  show_diagnostics: 'SHOW WARNINGS, SHOW ERRORS',
  maintain_tables: 'maintenance of tables',
  deallocate: 'DEALLOCATE PREPARE',
}

async function statementTables(): Promise<string[]> {
  const lines: string[] = []
  for (const [chapter, kinds] of Object.entries(chapters)) {
    lines.push(`### ${chapter}`, '', '| | there | not there |', '| --- | --- | --- |')
    for (const kind of kinds) {
      const { there, missing } = await sorted(statementForms[kind], (form) => form.sql)
      const title = titles[kind] ?? kind.replaceAll('_', ' ').toUpperCase()
      const cells = [there, missing].map((each) =>
        list(each.map(({ shown }) => shownForm(shown, title))),
      )
      lines.push(`| ${shownForm(title, '')} | ${cells.join(' | ')} |`)
    }
    lines.push('')
  }
  for (const sql of refusedStatements) {
    const outcome = await outcomeOf(sql)
    if (outcome?.code !== 'unsupported') throw new Error(`not unsupported: ${sql}`)
  }
  const refused = refusedStatements.map((sql) => code(wordsOf(sql)))
  lines.push('### Refused', '', `${list([...new Set(refused)])}.`)
  return lines
}

/** The words in capitals that a statement begins with. */
function wordsOf(sql: string): string {
  return /^[A-Z]+(?: [A-Z]{2,})*/u.exec(sql)?.[0] ?? sql
}

async function typeLists(): Promise<string[]> {
  const declared = (type: string) => `CREATE TABLE n (c ${type})`
  const own = await sorted(Object.values(typeDeclarations), declared)
  const other = await sorted(typeSynonyms, declared)
  const shown = (types: readonly string[]) => list(types.map(code))
  return [
    `There: ${shown(own.there)}; under other names ${shown(other.there)}.`,
    '',
    `Not there: ${shown([...own.missing, ...other.missing])}.`,
  ]
}

async function functionTable(): Promise<string[]> {
  const lines = ['| | there | not there |', '| --- | --- | --- |']
  for (const [chapter, text] of Object.entries(mysqlFunctions)) {
    const names = text.split(' ')
    const missing: string[] = []
    for (const name of names) if (!(await isCallable(name))) missing.push(name)
    const absent =
      missing.length === names.length && names.length > 10 ? 'all' : list(missing.map(code))
    lines.push(`| ${chapter} | ${names.length - missing.length} of ${names.length} | ${absent} |`)
  }
  return lines
}

async function isCallable(name: string): Promise<boolean> {
  const form = grammarForms[name]
  if (form !== undefined) return isThere(await outcomeOf(form), form)
  return functionDoc(name.toUpperCase()) !== undefined
}

const begin = '<!-- made by scripts/compatibility.mjs -->\n'
const end = '<!-- end of what scripts/compatibility.mjs makes -->\n'

/**
 * The compatibility page with its tables made anew: every form of statement, type and function is tried. What is written by
 * hand, around the tables, stays.
 */
export async function compatibilityPage(page: string): Promise<string> {
  const tables = [
    '## Statements',
    '',
    ...(await statementTables()),
    '',
    '## Types',
    '',
    ...(await typeLists()),
    '',
    '## Functions',
    '',
    'Of what MySQL writes as a call; [all functions](functions.md) has the rest.',
    '',
    ...(await functionTable()),
  ]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error('the page has no place for its tables')
  return `${page.slice(0, from)}${begin}\n${tables.join('\n')}\n\n${page.slice(to)}`
}
