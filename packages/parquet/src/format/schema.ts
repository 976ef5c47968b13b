import type { ColumnData } from '../column-data.ts'
import { corrupt, ParquetError } from '../errors.ts'
import { ConvertedType, PhysicalType, Repetition } from './constants.ts'
import { type LogicalKind, logicalKind, type Unit } from './logical.ts'
import type { SchemaElement } from './metadata.ts'

/** One leaf of the schema: one column chunk per row group. */
export interface ColumnSchema {
  /** The name to call it by: the field's name, or the dotted path of a leaf inside a group. */
  readonly name: string
  /** Names from the root's child down to the leaf. */
  readonly path: readonly string[]
  /** Ordinal among the leaves, which is the ordinal of its column chunk in every row group. */
  readonly index: number
  readonly physicalType: PhysicalType
  /** Bytes per value of FIXED_LEN_BYTE_ARRAY, 0 for other types. */
  readonly typeLength: number
  readonly logical: LogicalKind
  /** Whether a row (of a list: the list itself) may be NULL. */
  readonly nullable: boolean
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Rows are lists of this leaf's values, which come as `ListData`. */
  readonly list: boolean
  /** Of a list: whether its elements may be NULL. */
  readonly elementNullable: boolean
  /** The kind of the values (of a list: of its elements). `bytes` stands for `dictionary` too. */
  readonly dataKind: Exclude<ColumnData['kind'], 'dictionary' | 'list'>
  /** The number by which formats such as Iceberg know the field; of a list, the list's. */
  readonly fieldId?: number
  /** Why this column cannot be read; absent where it can. */
  readonly unsupported?: string
}

/** Groups may nest this deep; a deeper schema is a damaged one. */
const maxSchemaDepth = 100
/** More elements than any writer makes; each takes hundreds of bytes of memory. */
const maxSchemaElements = 100_000
/** Characters of all paths together: a long name of a group stands in the path of every column below it. */
const maxPathLength = 32 * 1024 * 1024

interface SchemaNode {
  readonly element: SchemaElement
  readonly children: readonly SchemaNode[]
}

interface Place {
  readonly path: readonly string[]
  readonly definition: number
  readonly repetition: number
  readonly int96Unit: Unit
  /** Why no leaf below can be read. */
  readonly unsupported?: string
}

/**
 * The leaves of a schema in file order. Flat columns and lists of primitives are readable; a leaf inside a
 * struct, a map or a deeper list carries the reason in `unsupported`.
 *
 * @param elements the flattened tree of `FileMetaData.schema`
 * @param int96Unit the unit that INT96 timestamps are read in
 * @throws {ParquetError} `corrupt` where the elements make no tree
 */
export function schemaColumns(
  elements: readonly SchemaElement[],
  int96Unit: Unit = 'nanos',
): ColumnSchema[] {
  if (elements.length > maxSchemaElements) {
    throw new ParquetError('limit', `a schema of ${elements.length} elements`)
  }
  const root = schemaTree(elements)
  checkPaths(root)
  const columns: ColumnSchema[] = []
  const top: Place = { path: [], definition: 0, repetition: 0, int96Unit }
  for (const child of root.children) addField(columns, child, top)
  return columns
}

function schemaTree(elements: readonly SchemaElement[]): SchemaNode {
  if (elements.length === 0) throw corrupt('the schema is empty')
  let next = 0
  const take = (depth: number): SchemaNode => {
    if (next >= elements.length) throw corrupt('the schema ends within a group')
    if (depth > maxSchemaDepth) throw corrupt('the schema nests too deep')
    const element = elements[next++]
    const count = element.numChildren ?? 0
    if (count < 0 || count > elements.length - next) {
      throw corrupt(`schema element ${element.name} declares ${count} children`)
    }
    const children: SchemaNode[] = []
    for (let i = 0; i < count; i++) children.push(take(depth + 1))
    return { element, children }
  }
  const root = take(0)
  if (next !== elements.length) throw corrupt('the schema has elements outside its root')
  return root
}

function checkPaths(root: SchemaNode): void {
  let total = 0
  const visit = (node: SchemaNode, length: number): void => {
    // A path has an entry for each name, whatever its length.
    const path = length + node.element.name.length + 8
    total += path
    if (total > maxPathLength) throw new ParquetError('limit', 'the names of columns are too long')
    for (const child of node.children) visit(child, path)
  }
  for (const child of root.children) visit(child, 0)
}

function addField(columns: ColumnSchema[], node: SchemaNode, place: Place): void {
  const { element } = node
  const here = descend(place, element)
  if (isLeaf(node)) {
    const list = element.repetitionType === Repetition.REPEATED
    columns.push(leaf(columns.length, node, here, { list, listNullable: false }))
    return
  }
  const items = here.path.length === 1 ? listElement(node) : undefined
  if (items === undefined) {
    const inside = { ...here, unsupported: here.unsupported ?? `it is inside ${describe(node)}` }
    for (const child of node.children) addField(columns, child, inside)
    return
  }
  let itemPlace = here
  for (const step of items) itemPlace = descend(itemPlace, step.element)
  const listNullable = element.repetitionType === Repetition.OPTIONAL
  const list = leaf(columns.length, items[items.length - 1], itemPlace, {
    list: true,
    listNullable,
  })
  const { fieldId: _, ...rest } = list
  columns.push({ ...rest, name: element.name, ...withFieldId(element) })
}

function descend(place: Place, element: SchemaElement): Place {
  const repetition = element.repetitionType ?? Repetition.REQUIRED
  return {
    ...place,
    path: [...place.path, element.name],
    definition: place.definition + (repetition === Repetition.REQUIRED ? 0 : 1),
    repetition: place.repetition + (repetition === Repetition.REPEATED ? 1 : 0),
    unsupported:
      place.unsupported ??
      (repetition === Repetition.VECTOR ? 'it is a fixed-size VECTOR group' : undefined),
  }
}

function isLeaf(node: SchemaNode): boolean {
  return node.element.type !== undefined && node.children.length === 0
}

function isAnnotatedList({ element }: SchemaNode): boolean {
  return element.logicalType?.LIST !== undefined || element.convertedType === ConvertedType.LIST
}

/**
 * The nodes below a LIST group down to its primitive element, or `undefined` where the group is not a list of
 * primitives. Beside the standard three levels, the two-level lists of old writers
 * (LogicalTypes.md, "Lists", backward-compatibility rules).
 */
function listElement(node: SchemaNode): SchemaNode[] | undefined {
  if (!isAnnotatedList(node) || node.children.length !== 1) return undefined
  if (node.element.repetitionType === Repetition.REPEATED) return undefined
  const repeated = node.children[0]
  if (repeated.element.repetitionType !== Repetition.REPEATED) return undefined
  if (isLeaf(repeated)) return [repeated]
  if (repeated.children.length !== 1 || isAnnotatedList(repeated)) return undefined
  const { name } = repeated.element
  // These names mean that the repeated group is the element itself: a struct of one field.
  if (name === 'array' || name === `${node.element.name}_tuple`) return undefined
  const item = repeated.children[0]
  if (!isLeaf(item) || item.element.repetitionType === Repetition.REPEATED) return undefined
  return [repeated, item]
}

function describe({ element, children }: SchemaNode): string {
  const { logicalType, convertedType } = element
  if (logicalType?.VARIANT) return 'a VARIANT'
  if (logicalType?.MAP || convertedType === ConvertedType.MAP) return 'a MAP'
  if (convertedType === ConvertedType.MAP_KEY_VALUE) return 'a MAP'
  if (logicalType?.LIST || convertedType === ConvertedType.LIST) return 'a LIST of nested values'
  return children.length === 0 ? 'an empty group' : 'a STRUCT'
}

function leaf(
  index: number,
  { element }: SchemaNode,
  place: Place,
  { list, listNullable }: { list: boolean; listNullable: boolean },
): ColumnSchema {
  const physicalType = element.type!
  const fixed = physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY
  const typeLength = fixed ? (element.typeLength ?? 0) : 0
  const optional = element.repetitionType === Repetition.OPTIONAL
  const logical = logicalKind(element, place.int96Unit)
  const name = place.path.join('.')
  if (physicalType < 0 || physicalType > 7) {
    throw new ParquetError('corrupt', `column ${name} has the unknown type ${physicalType}`)
  }
  if (typeLength < 0 || (fixed && typeLength === 0)) {
    throw new ParquetError('corrupt', `column ${name} has values of ${typeLength} bytes`)
  }
  const unsupported = place.unsupported ?? unreadable(logical)
  return {
    name,
    path: place.path,
    index,
    physicalType,
    typeLength,
    logical,
    nullable: list ? listNullable : place.definition > 0,
    maxDefinition: place.definition,
    maxRepetition: place.repetition,
    list: list && place.unsupported === undefined,
    elementNullable: list && optional,
    dataKind: dataKind(physicalType, logical),
    ...withFieldId(element),
    ...(unsupported === undefined ? {} : { unsupported }),
  }
}

function withFieldId({ fieldId }: SchemaElement): { fieldId?: number } {
  return fieldId === undefined ? {} : { fieldId }
}

function unreadable(logical: LogicalKind): string | undefined {
  if (logical.kind !== 'decimal') return undefined
  if (logical.precision > 38) return `it is a DECIMAL of ${logical.precision} digits (38 at most)`
  if (logical.precision < 1 || logical.scale < 0 || logical.scale > logical.precision) {
    return `it is a DECIMAL(${logical.precision}, ${logical.scale})`
  }
  return undefined
}

/** The kind of `ColumnData` that holds values of a physical and logical type. */
export function dataKind(type: PhysicalType, logical: LogicalKind): ColumnSchema['dataKind'] {
  switch (type) {
    case PhysicalType.BOOLEAN:
      return 'boolean'
    case PhysicalType.INT32:
      return logical.kind === 'int' && !logical.signed && logical.bits === 32 ? 'int64' : 'int32'
    case PhysicalType.INT64:
    case PhysicalType.INT96:
      return 'int64'
    case PhysicalType.FLOAT:
      return 'float'
    case PhysicalType.DOUBLE:
      return 'double'
    default:
      if (logical.kind === 'decimal') return logical.precision <= 18 ? 'int64' : 'wide'
      return logical.kind === 'float16' ? 'float' : 'bytes'
  }
}
