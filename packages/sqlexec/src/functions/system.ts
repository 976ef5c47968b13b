import type { ScalarFunction } from './scalar-function.ts'

export const systemFunctions: readonly ScalarFunction[] = []
