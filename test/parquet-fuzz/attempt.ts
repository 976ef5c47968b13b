import { ParquetError } from '../../packages/parquet/src/index.ts'

/** What a call answers, or the ParquetError that it ends in. Throws any other error. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | ParquetError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ParquetError) return error
    throw error
  }
}
