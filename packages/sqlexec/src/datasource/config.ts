import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { SqlError } from '../base/errors.ts'
import {
  requireObject,
  type SourceOptions,
  type SourceOptionsConfig,
  sourceOptions,
  wrongValue,
} from './source-options.ts'

/** A data source as a configuration describes it, ready for `openSources`. */
export interface ConfiguredSource {
  /** The name of the database in SQL. */
  readonly database: string
  /** An absolute directory, or `:memory:`. */
  readonly path: string
  readonly options: SourceOptions
}

const keys = ['name', 'type', 'writable', 'options', 'database']

/**
 * Reads a `datasources.json`. Directories are relative to the file's own.
 *
 * @throws SqlError `io` where the file cannot be read; `wrong_usage` or `unsupported` for what it says, naming
 * the place inside it
 */
export async function readDataSources(file: string): Promise<ConfiguredSource[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new SqlError('io', `cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
  let config: unknown
  try {
    config = JSON.parse(text.replace(/^\ufeff/u, ''))
  } catch (cause) {
    const message = `${file} is not JSON: ${(cause as Error).message}`
    throw new SqlError('wrong_usage', message, { cause })
  }
  try {
    return configuredSources(config, dirname(resolve(file)))
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause
    throw new SqlError(cause.code, `${file}: ${cause.message}`, { cause })
  }
}

/**
 * The data sources of a configuration `{ datasources: [{ name, type, writable, options, database }] }`. A parquet source's
 * `name` is its directory, whose last part is the database's name in SQL unless `database` gives another.
 *
 * @param directory what relative directories are relative to
 */
export function configuredSources(config: unknown, directory: string): ConfiguredSource[] {
  const { datasources, ...others } = requireObject(config, 'the configuration')
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    throw new SqlError('wrong_usage', `${unknown}: no such key; there is datasources`)
  }
  if (!Array.isArray(datasources)) throw wrongValue('datasources', 'an array', datasources)
  if (datasources.length === 0) {
    throw new SqlError('wrong_usage', 'datasources: wants at least one data source')
  }
  const sources: ConfiguredSource[] = []
  datasources.forEach((entry: unknown, i) => {
    const at = `datasources[${i}]`
    const source = configuredSource(entry, directory, at)
    const other = sources.findIndex(({ database }) => database === source.database)
    if (other >= 0) {
      throw new SqlError(
        'wrong_usage',
        `${at}: its database would be '${source.database}', as that of datasources[${other}]; give it another with the key database`,
      )
    }
    sources.push(source)
  })
  return sources
}

function configuredSource(entry: unknown, directory: string, at: string): ConfiguredSource {
  const source = requireObject(entry, at)
  for (const key of Object.keys(source)) {
    if (!keys.includes(key)) {
      throw new SqlError('wrong_usage', `${at}.${key}: no such key; there are ${keys.join(', ')}`)
    }
  }
  const { name, type, writable, options, database } = source
  if (typeof name !== 'string' || name.trim() === '') {
    throw wrongValue(`${at}.name`, type === 'memory' ? 'a name' : 'the path of a directory', name)
  }
  if (writable !== undefined && typeof writable !== 'boolean') {
    throw wrongValue(`${at}.writable`, 'true or false', writable)
  }
  if (database !== undefined && (typeof database !== 'string' || database === '')) {
    throw wrongValue(`${at}.database`, 'a name', database)
  }
  const checked = sourceOptions(options, writable, `${at}.options`)
  switch (type) {
    case 'parquet': {
      const path = resolve(directory, name)
      return { database: database ?? (basename(path) || 'main'), path, options: checked }
    }
    case 'memory':
      // Nothing but this process ever sees it, so it is writable unless it says otherwise.
      return {
        database: database ?? name,
        path: ':memory:',
        options: { ...checked, writable: checked.writable || !saysWritable(source) },
      }
    default:
      if (typeof type !== 'string') throw wrongValue(`${at}.type`, "'parquet' or 'memory'", type)
      throw new SqlError(
        'unsupported',
        `${at}.type: data sources of type '${type}' are not supported; there are parquet and memory`,
      )
  }
}

function saysWritable({ writable, options }: Record<string, unknown>): boolean {
  return (
    writable !== undefined || (options as SourceOptionsConfig | undefined)?.writable !== undefined
  )
}
