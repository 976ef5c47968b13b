import { PhysicalType } from '../format/constants.ts'

/**
 * The physical type of a decimal: the narrowest that its greatest number fits in.
 *
 * @throws RangeError for a precision or scale that has no form
 */
export function decimalForm(
  precision: number,
  scale: number,
): { physicalType: PhysicalType; typeLength?: number } {
  const isInteger = Number.isInteger(precision) && Number.isInteger(scale)
  if (!(isInteger && precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)) {
    throw new RangeError(`DECIMAL(${precision}, ${scale}) cannot be written`)
  }
  if (precision <= 9) return { physicalType: PhysicalType.INT32 }
  if (precision <= 18) return { physicalType: PhysicalType.INT64 }
  return { physicalType: PhysicalType.FIXED_LEN_BYTE_ARRAY, typeLength: decimalBytes(precision) }
}

/** Bytes of two's complement that hold every number of `precision` digits. */
function decimalBytes(precision: number): number {
  return Math.ceil((precision * Math.log2(10) + 1) / 8)
}
