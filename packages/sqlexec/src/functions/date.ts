import type { ScalarFunction } from './scalar-function.ts'

export const dateFunctions: readonly ScalarFunction[] = []
