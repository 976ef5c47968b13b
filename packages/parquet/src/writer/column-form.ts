import { PhysicalType } from '../format/constants.ts'
import type { LogicalKind } from '../format/logical.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { type ColumnSpec, maxLevels } from './column-spec.ts'

/** All that decides whether the bytes of a chunk mean the same in another column. Plain data. */
export type ColumnForm = Pick<
  ColumnSchema,
  'physicalType' | 'typeLength' | 'logical' | 'maxDefinition' | 'maxRepetition'
>

/** The form of the chunks that are written for a column. */
export function columnForm(spec: ColumnSpec): ColumnForm {
  const { physicalType, typeLength = 0, logical } = spec
  const { definition: maxDefinition, repetition: maxRepetition } = maxLevels(spec)
  return { physicalType, typeLength, logical, maxDefinition, maxRepetition }
}

/** What two forms differ in; `undefined` where the bytes of a chunk of one may stand in the other. */
export function formMismatch(a: ColumnForm, b: ColumnForm): string | undefined {
  if (a.physicalType !== b.physicalType) return 'physical type'
  if (a.typeLength !== b.typeLength) return 'length'
  if (a.maxDefinition !== b.maxDefinition || a.maxRepetition !== b.maxRepetition) {
    return 'nesting or nullability'
  }
  if (a.physicalType === PhysicalType.BYTE_ARRAY && a.logical.kind !== 'decimal') return undefined
  return meaning(a) === meaning(b) ? undefined : 'logical type'
}

/** The logical type as a string to compare by. Numbers without annotation are signed. */
function meaning({ physicalType, logical }: Pick<ColumnForm, 'physicalType' | 'logical'>): string {
  if (logical.kind === 'none') {
    if (physicalType === PhysicalType.INT32) return meaning({ physicalType, logical: int32 })
    if (physicalType === PhysicalType.INT64) return meaning({ physicalType, logical: int64 })
  }
  return JSON.stringify(Object.entries(logical).sort())
}

const int32: LogicalKind = { kind: 'int', bits: 32, signed: true }
const int64: LogicalKind = { kind: 'int', bits: 64, signed: true }
