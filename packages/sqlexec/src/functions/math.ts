import type { ScalarFunction } from './scalar-function.ts'

export const mathFunctions: readonly ScalarFunction[] = []
