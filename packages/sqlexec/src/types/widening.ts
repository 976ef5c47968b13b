import {
  type IntegerType,
  physicalKind,
  type SqlType,
  sameType,
  type TextType,
} from './sql-type.ts'

/**
 * Whether every value of one type is, as it lies in memory and in files, that value of another, so that a column may change from
 * the one to the other without a look at its rows. Collations may differ.
 */
export function keepsValues(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true
  if (from.kind !== to.kind || physicalKind(from) !== physicalKind(to)) return false
  switch (to.kind) {
    case 'integer':
      return integerCovers(from as IntegerType, to)
    case 'decimal': {
      const { scale, precision, unsigned } = from as typeof to
      return scale === to.scale && precision <= to.precision && (unsigned || !to.unsigned)
    }
    case 'text':
      return textCovers(from as TextType, to)
    case 'bytes': {
      const { name, length } = from as typeof to
      const fixed = [name, to.name].some((each) => each === 'uuid' || each === 'binary')
      if (fixed || to.name === 'tinyblob') return name === to.name && length === to.length
      return fits(length, to.length)
    }
    case 'enum':
    case 'set': {
      const { members } = from as typeof to
      return members.every((member, i) => to.members[i] === member)
    }
    default:
      return false
  }
}

function integerCovers(from: IntegerType, to: IntegerType): boolean {
  if (isCoded(from) || isCoded(to)) {
    return from.display === to.display && (from.width ?? 0) <= (to.width ?? 0)
  }
  if (from.unsigned === to.unsigned) return from.bits <= to.bits
  return from.unsigned && from.bits < to.bits
}

/** Whether the integer stands for what is no number of its range. */
function isCoded({ display }: IntegerType): boolean {
  return display === 'year' || display === 'bit'
}

function textCovers(from: TextType, to: TextType): boolean {
  if (to.length !== null) return fits(from.length, to.length)
  if (to.name !== 'tinytext') return true
  // 255 bytes, and a character takes up to four.
  return from.name === 'tinytext' || (from.length !== null && from.length * 4 <= 255)
}

function fits(length: number | null, into: number | null): boolean {
  return into === null || (length !== null && length <= into)
}
