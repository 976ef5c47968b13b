import { openFile, type ParquetFile, readMetadata } from '@sqlexec/parquet'
import { formats } from '../format/index.ts'
import { visibleLines } from '../format/visible-text.ts'
import type { Output } from '../output.ts'
import { parquetHelp, parseParquetArguments } from './args.ts'
import { firstRows } from './head.ts'
import { chunkFacts, fileFacts } from './meta.ts'
import { schemaResult } from './schema.ts'
import { statisticsResult } from './stats.ts'

/**
 * `sqlexec parquet`: looks into a Parquet file.
 *
 * @param args what follows the word
 * @throws UsageError, ParquetError where the file is damaged, or what opening it throws
 */
export async function runParquet(
  args: readonly string[],
  output: Output,
  errors: Output,
): Promise<void> {
  const options = parseParquetArguments(args)
  if (options === null) {
    await output.write([parquetHelp])
    return
  }
  const source = await openFile(options.path)
  try {
    const file = await readMetadata(source)
    const format = formats[options.format]
    const results = {
      schema: () => [schemaResult(file)],
      meta: () => [fileFacts(file), chunkFacts(file)],
      head: () => firstRows(source, file, options.rows),
      stats: () => [statisticsResult(file)],
    }[options.subcommand]()
    let separator = ''
    for await (const result of results) {
      await output.write([separator])
      await output.write(format.write(result))
      separator = format.separator
    }
    if (options.subcommand === 'head') await warnOfHidden(file, errors)
  } finally {
    await source.close()
  }
}

async function warnOfHidden(file: ParquetFile, errors: Output): Promise<void> {
  for (const { name, unsupported } of file.columns) {
    if (unsupported === undefined) continue
    const text = `column ${name} is not shown: ${unsupported}`
    await errors.write([`WARNING: ${visibleLines(text).join(' ')}\n`])
  }
}
