/** SQL text to syntax tree and back. */
export type * from './ast/index.ts'
