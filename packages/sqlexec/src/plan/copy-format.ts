import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import { CopyOptions } from './copy-options.ts'
import {
  csvFormat,
  type DelimitedFormat,
  type FileFormat,
  type ParquetFormat,
  parquetCompressions,
} from './file-format.ts'

/** The format that the options of a COPY describe; without FORMAT the path tells it. */
export function copyFormat(binder: Binder, copy: ast.CopyFrom | ast.CopyTo): FileFormat {
  const options = new CopyOptions(binder, copy.options)
  const name = options.word('format', formats) ?? formatOfPath(copy.path)
  const format = formatOf(name, copy.kind === 'copy_to', options)
  options.requireAllTaken(name)
  return format
}

const formats = ['csv', 'tsv', 'jsonl', 'ndjson', 'json', 'parquet'] as const
type FormatName = (typeof formats)[number]

function formatOfPath(path: string): FormatName {
  const extension = /\.([a-z]+)$/iu.exec(path)?.[1].toLowerCase()
  if (extension === 'parq' || extension === 'pq') return 'parquet'
  return formats.find((format) => format === extension) ?? 'csv'
}

function formatOf(name: FormatName, writes: boolean, options: CopyOptions): FileFormat {
  switch (name) {
    case 'csv':
      return delimitedFormat(options, ',', writes)
    case 'tsv':
      return delimitedFormat(options, '\t', writes)
    case 'jsonl':
    case 'ndjson':
    case 'json':
      options.word('encoding', encodings)
      return { kind: 'jsonl' }
    case 'parquet':
      return parquetFormat(options, writes)
  }
}

const encodings = ['utf8', 'utf-8', 'utf8mb4'] as const

function delimitedFormat(options: CopyOptions, comma: string, writes: boolean): DelimitedFormat {
  options.word('encoding', encodings)
  const quote = options.character('quote', true) ?? '"'
  const escapeCharacter = options.character('escape', true) ?? ''
  const header = options.flag('header', ['match'])
  const delimiter = options.text('delimiter') ?? options.text('delim') ?? options.text('sep')
  return {
    ...csvFormat,
    fieldEnd: delimiter || comma,
    quote,
    quoted: writes && options.flag('force_quote') === true ? 'all' : 'needed',
    escaper: escapeCharacter === quote ? '' : escapeCharacter,
    nullText: options.text('null') ?? options.text('nullstr') ?? '',
    skippedLines: writes ? 0 : (options.count('skip', 0) ?? 0),
    header: header === 'match' ? header : header === true ? 'skip' : 'none',
  }
}

function parquetFormat(options: CopyOptions, writes: boolean): ParquetFormat {
  if (!writes) return { kind: 'parquet', compression: 'none', rowGroupRows: 0 }
  const compression = options.word('compression', parquetCompressions) ?? 'snappy'
  const rowGroupRows = options.count('row_group_size', 1) ?? 122_880
  return { kind: 'parquet', compression, rowGroupRows }
}
