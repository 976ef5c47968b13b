import type { TableDefinition } from '../catalog/definition.ts'

/** A change of definitions as the log keeps it. Tables are named by their ids, which are never reused. */
export type DdlRecord =
  | { readonly kind: 'create table'; readonly definition: TableDefinition }
  | { readonly kind: 'drop table'; readonly table: number }
  | { readonly kind: 'truncate table'; readonly table: number }
  /** The whole new definition: an index came or went. */
  | { readonly kind: 'alter table'; readonly definition: TableDefinition }
