/** A share of a table: `rows` rows from row `first`, counted from 0, in batches of `batchRows`. */
export interface RowRange {
  readonly scale: number
  readonly first: number
  readonly rows: number
  readonly batchRows: number
}

/** Rows of a table at scale factor 1, for the tables that grow with it. Lineitem and partsupp count parents. */
export const baseRows = {
  supplier: 10_000,
  customer: 150_000,
  part: 200_000,
  orders: 1_500_000,
} as const

/** Part `part` (from 1) of `parts` equal parts; the last takes the remainder. */
export function rangeOf(
  base: number,
  scale: number,
  part: number,
  parts: number,
  batchRows: number,
): RowRange {
  const total = Math.trunc(base * scale)
  const share = Math.floor(total / parts)
  return {
    scale,
    first: share * (part - 1),
    rows: part === parts ? total - share * (parts - 1) : share,
    batchRows,
  }
}

/** The days of TPC-H, counted from 1992-01-01, as days since 1970-01-01. */
export const epochDay = 8035
/** 1995-06-17, the "current date" of the specification, counted from 1992-01-01. */
export const currentDay = 1263

/** Retail price in cents (specification 4.2.3). */
export function partPrice(partKey: number): number {
  return 90000 + (Math.floor(partKey / 10) % 20001) + (partKey % 1000) * 100
}

/** The supplier number `index` (0 … 3) of a part (specification 4.2.3). */
export function partSupplier(partKey: number, index: number, scale: number): number {
  const suppliers = Math.trunc(baseRows.supplier * scale)
  const stride = Math.floor(suppliers / 4) + Math.floor((partKey - 1) / suppliers)
  return ((partKey + index * stride) % suppliers) + 1
}

/** Order keys use 8 of every 32 numbers (specification 4.2.3). `index` counts from 1. */
export function orderKey(index: number): number {
  return Math.floor(index / 8) * 32 + (index % 8)
}
