import { collationOf } from '../../plan/data-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { type Counters, counterRows } from '../counters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import { characterSets, namedCollations } from '../variables/character-sets.ts'
import { variableText } from '../variables/system-variable.ts'
import { systemVariables } from '../variables/system-variables.ts'
import { columnsOf, columnTypes, type VirtualTable, virtualTable } from './virtual-table.ts'

const { name, text, words, number, count } = columnTypes

/** What the engine knows and runs: character sets, variables, sessions. */
export const serverTables: readonly VirtualTable[] = [
  virtualTable(
    'CHARACTER_SETS',
    {
      ...columnsOf(name, 'CHARACTER_SET_NAME DEFAULT_COLLATE_NAME'),
      DESCRIPTION: words,
      MAXLEN: count,
    },
    () =>
      characterSets.map((set) => [set.name, set.defaultCollation, set.description, set.maxLength]),
  ),
  virtualTable(
    'COLLATIONS',
    {
      ...columnsOf(name, 'COLLATION_NAME CHARACTER_SET_NAME'),
      ID: count,
      ...columnsOf(name, 'IS_DEFAULT IS_COMPILED'),
      SORTLEN: count,
      PAD_ATTRIBUTE: name,
    },
    collationRows,
  ),
  virtualTable(
    'COLLATION_CHARACTER_SET_APPLICABILITY',
    columnsOf(name, 'COLLATION_NAME CHARACTER_SET_NAME'),
    () => namedCollations.map((collation) => [collation.name, collation.charset]),
  ),
  virtualTable(
    'ENGINES',
    {
      ...columnsOf(name, 'ENGINE SUPPORT'),
      COMMENT: words,
      ...columnsOf(name, 'TRANSACTIONS XA SAVEPOINTS'),
    },
    () => [['Parquet', 'DEFAULT', 'Tables in Parquet files', 'YES', 'NO', 'YES']],
  ),
  virtualTable(
    'PROCESSLIST',
    {
      ID: count,
      ...columnsOf(name, 'USER HOST DB COMMAND'),
      TIME: number,
      STATE: name,
      INFO: text,
    },
    ({ session }) => processRows(session),
  ),
  variablesTable('SESSION_VARIABLES', null),
  variablesTable('GLOBAL_VARIABLES', 'global'),
  statusTable('SESSION_STATUS', ({ counters }) => counters),
  statusTable('GLOBAL_STATUS', ({ shared }) => shared.counters),
  virtualTable(
    'USER_PRIVILEGES',
    columnsOf(name, 'GRANTEE TABLE_CATALOG PRIVILEGE_TYPE IS_GRANTABLE'),
    () => privileges.map((privilege) => ["'root'@'localhost'", 'def', privilege, 'YES']),
  ),
]

const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'INDEX', 'ALTER']

function collationRows(): SqlValue[][] {
  const defaults = new Set(characterSets.map(({ defaultCollation }) => defaultCollation))
  return namedCollations.map(({ name: collation, charset, id, padding }) => {
    const isDefault = defaults.has(collation) ? 'Yes' : ''
    // What decides is how texts compare here: by weights, or by code points.
    const length = collationOf(collation) === 'utf8mb4_bin' ? 1 : 0
    return [collation, charset, id, isDefault, 'Yes', length, padding]
  })
}

function* processRows({ shared }: Session): Generator<SqlValue[]> {
  const now = Date.now()
  for (const { id, database, activity } of shared.sessions.values()) {
    const seconds = Math.floor((now - activity.since) / 1000)
    const { statement } = activity
    const text = statement === null ? null : textOf(statement)
    const state = text === null ? ['Sleep', seconds, ''] : ['Query', seconds, 'executing']
    yield [id, 'root', 'localhost', database, ...state, text]
  }
}

function textOf({ sql, span }: Statement): string {
  return sql.slice(span.start, span.end)
}

function variablesTable(table: string, scope: 'global' | null): VirtualTable {
  const columns = { VARIABLE_NAME: name, VARIABLE_VALUE: text }
  return virtualTable(table, columns, function* ({ session, wants }) {
    for (const variable of systemVariables) {
      if (scope === 'global' && variable.scope === 'session') continue
      if (!wants('VARIABLE_NAME', variable.name)) continue
      const value = session.variables.value(variable.name, scope)
      yield [variable.name, variableText(variable, value)]
    }
  })
}

const startedAt = Date.now()

/** What has been counted, and what there is now. */
function statusTable(table: string, countersOf: (session: Session) => Counters): VirtualTable {
  return virtualTable(table, { VARIABLE_NAME: name, VARIABLE_VALUE: text }, ({ session }) => {
    const sessions = [...session.shared.sessions.values()]
    const running = sessions.filter(({ activity }) => activity.statement !== null)
    const uptime = Math.floor((Date.now() - startedAt) / 1000)
    const counted = counterRows(countersOf(session)).map(([name, value]) => [name, String(value)])
    return [
      ...counted,
      ['Ssl_cipher', ''],
      ['Ssl_version', ''],
      ['Threads_connected', String(sessions.length)],
      ['Threads_running', String(running.length)],
      ['Uptime', String(uptime)],
    ]
  })
}
