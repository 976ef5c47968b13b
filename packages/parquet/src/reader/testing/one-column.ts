import type { ColumnChunk, ColumnOrder, SchemaElement, Statistics } from '../../format/metadata.ts'
import { fileMetaData } from '../../format/structs.ts'
import { writeStruct } from '../../format/thrift-writer.ts'
import { type ParquetFile, parseMetadata } from '../metadata.ts'

export interface OneColumn {
  readonly element: Omit<SchemaElement, 'name'>
  readonly chunk?: Partial<ColumnChunk>
  readonly statistics?: Statistics
  readonly order?: ColumnOrder
  readonly dataPageOffset?: number
  readonly dictionaryPageOffset?: number
  readonly totalCompressedSize?: number
  readonly createdBy?: string
}

/** The footer of a file of 1000 bytes with one column chunk of ten values. */
export function oneColumn(options: OneColumn): ParquetFile {
  const { element, chunk, statistics, order, createdBy } = options
  const bytes = writeStruct(fileMetaData, {
    version: 1,
    schema: [
      { name: 'root', numChildren: 1 },
      { name: 'c', repetitionType: 1, ...element },
    ],
    numRows: 10,
    createdBy,
    columnOrders: order && [order],
    rowGroups: [
      {
        totalByteSize: 100,
        numRows: 10,
        columns: [
          {
            fileOffset: 0,
            metaData: {
              type: element.type!,
              encodings: [],
              pathInSchema: ['c'],
              codec: 0,
              numValues: 10,
              totalUncompressedSize: 100,
              totalCompressedSize: options.totalCompressedSize ?? 100,
              dataPageOffset: options.dataPageOffset ?? 50,
              dictionaryPageOffset: options.dictionaryPageOffset,
              statistics,
            },
            ...chunk,
          },
        ],
      },
    ],
  })
  return parseMetadata(bytes, 1000)
}
