import { readDataSources } from '../datasource/config.ts'
import { ensureDirectory } from '../datasource/ensure-directory.ts'
import { requireObject, requireText } from './check-arguments.ts'
import { type Database, openSources } from './database.ts'

/**
 * Opens the data sources of a `datasources.json` as the databases of one Database, the first as the current one. Missing
 * directories are made.
 *
 * @throws SqlError as `readDataSources` and `open` do
 */
export async function openDataSources(
  file: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<Database> {
  requireText(file, 'file')
  const { readOnly = false } = requireObject(options, 'options')
  const sources = await readDataSources(file)
  for (const { path } of sources) await ensureDirectory(path)
  return openSources(
    readOnly
      ? sources.map((source) => ({ ...source, options: { ...source.options, writable: false } }))
      : sources,
  )
}
