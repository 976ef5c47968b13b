/** A place in a SQL text: a half-open range of UTF-16 code units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place in a SQL text as a person reads it, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Every error that the engine can answer with. The key is the stable `code`; `errno` and `sqlState` are
 * MySQL's where MySQL has the error, and 50000 upwards with a standard SQLSTATE class where it has not.
 *
 * Whose fault: most are the caller's (the statement or its arguments). `io`, `corrupt` and
 * `locked` come from the surroundings of the database; `internal` alone is ours, a bug to report.
 */
export const errorCodes = {
  syntax: { errno: 1064, sqlState: '42000' },
  unsupported: { errno: 1235, sqlState: '42000' },
  unknown_database: { errno: 1049, sqlState: '42000' },
  database_exists: { errno: 1007, sqlState: 'HY000' },
  no_such_database: { errno: 1008, sqlState: 'HY000' },
  wrong_database_name: { errno: 1102, sqlState: '42000' },
  unknown_table: { errno: 1146, sqlState: '42S02' },
  table_exists: { errno: 1050, sqlState: '42S01' },
  bad_table: { errno: 1051, sqlState: '42S02' },
  unknown_column: { errno: 1054, sqlState: '42S22' },
  ambiguous_column: { errno: 1052, sqlState: '23000' },
  duplicate_column: { errno: 1060, sqlState: '42S21' },
  column_twice: { errno: 1110, sqlState: '42000' },
  duplicate_alias: { errno: 1066, sqlState: '42000' },
  function_exists: { errno: 1125, sqlState: 'HY000' },
  unknown_function: { errno: 1305, sqlState: '42000' },
  wrong_arguments: { errno: 1582, sqlState: '42000' },
  wrong_parameter_count: { errno: 1210, sqlState: 'HY000' },
  wrong_escape: { errno: 1210, sqlState: 'HY000' },
  no_tables_used: { errno: 1096, sqlState: 'HY000' },
  group_on_aggregate: { errno: 1056, sqlState: '42000' },
  invalid_group: { errno: 1111, sqlState: 'HY000' },
  mixed_group: { errno: 1140, sqlState: '42000' },
  not_selected: { errno: 3065, sqlState: 'HY000' },
  not_grouped: { errno: 1055, sqlState: '42000' },
  select_columns: { errno: 1222, sqlState: '21000' },
  name_count: { errno: 1353, sqlState: 'HY000' },
  column_count: { errno: 1136, sqlState: '21S01' },
  operand_columns: { errno: 1241, sqlState: '21000' },
  subquery_rows: { errno: 1242, sqlState: '21000' },
  too_many_tables: { errno: 1116, sqlState: 'HY000' },
  not_updatable: { errno: 1288, sqlState: 'HY000' },
  wrong_object: { errno: 1347, sqlState: 'HY000' },
  invalid_view: { errno: 1356, sqlState: 'HY000' },
  view_variable: { errno: 1351, sqlState: 'HY000' },
  view_columns: { errno: 1353, sqlState: 'HY000' },
  view_recursion: { errno: 1462, sqlState: 'HY000' },
  unknown_index: { errno: 1091, sqlState: '42000' },
  unknown_key: { errno: 1176, sqlState: '42000' },
  cannot_remove_all: { errno: 1090, sqlState: '42000' },
  duplicate_index: { errno: 1061, sqlState: '42000' },
  multiple_primary_keys: { errno: 1068, sqlState: '42000' },
  bad_length: { errno: 1074, sqlState: '42000' },
  bad_specifier: { errno: 1063, sqlState: '42000' },
  too_big_scale: { errno: 1425, sqlState: '42000' },
  too_big_precision: { errno: 1426, sqlState: '42000' },
  scale_over_precision: { errno: 1427, sqlState: '42000' },
  too_big_width: { errno: 1439, sqlState: '42000' },
  invalid_size: { errno: 3013, sqlState: '42000' },
  invalid_year_width: { errno: 1818, sqlState: 'HY000' },
  duplicate_member: { errno: 1291, sqlState: 'HY000' },
  illegal_member: { errno: 1367, sqlState: '22007' },
  too_many_members: { errno: 1097, sqlState: 'HY000' },
  long_member: { errno: 3505, sqlState: 'HY000' },
  unknown_key_column: { errno: 1072, sqlState: '42000' },
  auto_increment: { errno: 1075, sqlState: '42000' },
  no_columns: { errno: 1113, sqlState: '42000' },
  bad_definition: { errno: 1067, sqlState: '42000' },
  signal: { errno: 1644, sqlState: '45000' },
  trigger_exists: { errno: 1359, sqlState: 'HY000' },
  unknown_trigger: { errno: 1360, sqlState: 'HY000' },
  unknown_other_trigger: { errno: 3011, sqlState: 'HY000' },
  trigger_on_view: { errno: 1361, sqlState: 'HY000' },
  trigger_row_fixed: { errno: 1362, sqlState: 'HY000' },
  trigger_row_absent: { errno: 1363, sqlState: 'HY000' },
  trigger_table_used: { errno: 1442, sqlState: 'HY000' },
  trigger_result: { errno: 1415, sqlState: '0A000' },
  trigger_commit: { errno: 1422, sqlState: 'HY000' },
  row_is_referenced: { errno: 1451, sqlState: '23000' },
  no_referenced_row: { errno: 1452, sqlState: '23000' },
  cascade_depth: { errno: 3008, sqlState: 'HY000' },
  cannot_add_foreign_key: { errno: 1215, sqlState: 'HY000' },
  wrong_foreign_key: { errno: 1239, sqlState: '42000' },
  missing_parent_index: { errno: 1822, sqlState: 'HY000' },
  missing_parent: { errno: 1824, sqlState: 'HY000' },
  missing_parent_column: { errno: 3734, sqlState: 'HY000' },
  duplicate_foreign_key: { errno: 1826, sqlState: 'HY000' },
  foreign_key_not_null: { errno: 1830, sqlState: 'HY000' },
  foreign_key_types: { errno: 3780, sqlState: 'HY000' },
  foreign_key_virtual: { errno: 3733, sqlState: 'HY000' },
  foreign_key_generated: { errno: 3104, sqlState: 'HY000' },
  parent_dropped: { errno: 3730, sqlState: 'HY000' },
  parent_truncated: { errno: 1701, sqlState: '42000' },
  column_of_foreign_key: { errno: 1828, sqlState: 'HY000' },
  column_of_other_foreign_key: { errno: 1829, sqlState: 'HY000' },
  column_type_of_foreign_key: { errno: 1832, sqlState: 'HY000' },
  column_type_of_other_foreign_key: { errno: 1833, sqlState: 'HY000' },
  column_of_generated: { errno: 3108, sqlState: 'HY000' },
  column_of_check: { errno: 3959, sqlState: 'HY000' },
  index_of_foreign_key: { errno: 1553, sqlState: 'HY000' },
  check_not_boolean: { errno: 3812, sqlState: 'HY000' },
  check_other_column: { errno: 3813, sqlState: 'HY000' },
  check_named_function: { errno: 3814, sqlState: 'HY000' },
  check_function: { errno: 3815, sqlState: 'HY000' },
  check_variable: { errno: 3816, sqlState: 'HY000' },
  check_auto_increment: { errno: 3818, sqlState: 'HY000' },
  check_violated: { errno: 3819, sqlState: 'HY000' },
  check_unknown_column: { errno: 3820, sqlState: 'HY000' },
  unknown_check: { errno: 3821, sqlState: 'HY000' },
  duplicate_check: { errno: 3822, sqlState: 'HY000' },
  check_of_foreign_key: { errno: 3823, sqlState: 'HY000' },
  generated_function: { errno: 3102, sqlState: 'HY000' },
  generated_named_function: { errno: 3763, sqlState: 'HY000' },
  generated_variable: { errno: 3765, sqlState: 'HY000' },
  generated_value: { errno: 3105, sqlState: 'HY000' },
  generated_action: { errno: 3106, sqlState: 'HY000' },
  generated_order: { errno: 3107, sqlState: 'HY000' },
  generated_auto_increment: { errno: 3109, sqlState: 'HY000' },
  wrong_combination: { errno: 1221, sqlState: 'HY000' },
  invalid_on_update: { errno: 1294, sqlState: 'HY000' },
  empty_key_part: { errno: 1391, sqlState: 'HY000' },
  wrong_prefix: { errno: 1089, sqlState: 'HY000' },
  duplicate_key: { errno: 1062, sqlState: '23000' },
  cut_value: { errno: 1260, sqlState: 'HY000' },
  function_value: { errno: 1411, sqlState: 'HY000' },
  one_or_all: { errno: 3154, sqlState: '42000' },
  json_value: { errno: 3966, sqlState: '22035' },
  path_not_allowed: { errno: 3153, sqlState: '42000' },
  not_a_cell: { errno: 3165, sqlState: '42000' },
  regexp_argument: { errno: 3685, sqlState: 'HY000' },
  regexp_index: { errno: 3686, sqlState: 'HY000' },
  regexp_syntax: { errno: 3688, sqlState: 'HY000' },
  regexp_escape: { errno: 3689, sqlState: 'HY000' },
  regexp_paren: { errno: 3691, sqlState: 'HY000' },
  regexp_interval: { errno: 3692, sqlState: 'HY000' },
  regexp_interval_order: { errno: 3693, sqlState: 'HY000' },
  regexp_bracket: { errno: 3696, sqlState: 'HY000' },
  regexp_range: { errno: 3697, sqlState: 'HY000' },
  regexp_too_big: { errno: 3700, sqlState: 'HY000' },
  json_column: { errno: 3140, sqlState: '22032' },
  json_text: { errno: 3141, sqlState: '22032' },
  json_path: { errno: 3143, sqlState: '42000' },
  json_wildcard: { errno: 3149, sqlState: '42000' },
  null_json_key: { errno: 3158, sqlState: '22032' },
  null_value: { errno: 1048, sqlState: '23000' },
  unknown_target: { errno: 1109, sqlState: '42S02' },
  no_default: { errno: 1364, sqlState: 'HY000' },
  out_of_range: { errno: 1264, sqlState: '22003' },
  numeric_overflow: { errno: 1690, sqlState: '22003' },
  division_by_zero: { errno: 1365, sqlState: '22012' },
  incorrect_value: { errno: 1366, sqlState: 'HY000' },
  incorrect_literal: { errno: 1525, sqlState: 'HY000' },
  incorrect_datetime: { errno: 1292, sqlState: '22007' },
  data_truncated: { errno: 1265, sqlState: '01000' },
  data_too_long: { errno: 1406, sqlState: '22001' },
  invalid_null: { errno: 1138, sqlState: '22004' },
  definition_changed: { errno: 1412, sqlState: 'HY000' },
  write_conflict: { errno: 1213, sqlState: '40001' },
  read_only: { errno: 1290, sqlState: 'HY000' },
  transaction_state: { errno: 1568, sqlState: '25001' },
  unknown_savepoint: { errno: 1305, sqlState: '42000' },
  interrupted: { errno: 1317, sqlState: '70100' },
  query_timeout: { errno: 3024, sqlState: 'HY000' },
  unknown_variable: { errno: 1193, sqlState: 'HY000' },
  wrong_variable_value: { errno: 1231, sqlState: '42000' },
  wrong_variable_type: { errno: 1232, sqlState: '42000' },
  variable_scope: { errno: 1238, sqlState: 'HY000' },
  local_variable: { errno: 1228, sqlState: 'HY000' },
  global_variable: { errno: 1229, sqlState: 'HY000' },
  unknown_time_zone: { errno: 1298, sqlState: 'HY000' },
  unknown_charset: { errno: 1115, sqlState: '42000' },
  illegal_collations: { errno: 1267, sqlState: 'HY000' },
  unknown_collation: { errno: 1273, sqlState: 'HY000' },
  wrong_collation: { errno: 1253, sqlState: '42000' },
  unknown_statement: { errno: 1243, sqlState: 'HY000' },
  not_preparable: { errno: 1295, sqlState: 'HY000' },
  too_many_rows: { errno: 1172, sqlState: '42000' },
  into_columns: { errno: 1222, sqlState: '21000' },
  database_access: { errno: 1044, sqlState: '42000' },
  unknown_thread: { errno: 1094, sqlState: 'HY000' },
  unsafe_update: { errno: 1175, sqlState: 'HY000' },
  recursive_union: { errno: 3573, sqlState: 'HY000' },
  recursive_first: { errno: 3574, sqlState: 'HY000' },
  recursive_aggregation: { errno: 3575, sqlState: 'HY000' },
  recursive_join_order: { errno: 3576, sqlState: 'HY000' },
  recursive_reference: { errno: 3577, sqlState: 'HY000' },
  unresolved_lock: { errno: 3568, sqlState: 'HY000' },
  wrong_placement: { errno: 1234, sqlState: '42000' },
  recursion_depth: { errno: 3636, sqlState: 'HY000' },
  json_too_deep: { errno: 3157, sqlState: '22032' },
  json_missing: { errno: 3665, sqlState: '22035' },
  json_not_scalar: { errno: 3666, sqlState: '2203F' },
  too_deep: { errno: 1436, sqlState: 'HY000' },
  limit_exceeded: { errno: 1153, sqlState: '08S01' },
  field_separator: { errno: 1083, sqlState: '42000' },
  file_exists: { errno: 1086, sqlState: 'HY000' },
  file_not_found: { errno: 1017, sqlState: 'HY000' },
  too_few_fields: { errno: 1261, sqlState: '01000' },
  too_many_fields: { errno: 1262, sqlState: '01000' },
  malformed_file: { errno: 50007, sqlState: '22P04' },
  wrong_option: { errno: 50008, sqlState: '42000' },
  unknown_window: { errno: 3579, sqlState: 'HY000' },
  circular_window: { errno: 3580, sqlState: 'HY000' },
  window_partition_inherited: { errno: 3581, sqlState: 'HY000' },
  window_frame_inherited: { errno: 3582, sqlState: 'HY000' },
  window_order_inherited: { errno: 3583, sqlState: 'HY000' },
  frame_start: { errno: 3584, sqlState: 'HY000' },
  frame_end: { errno: 3585, sqlState: 'HY000' },
  frame_bound: { errno: 3586, sqlState: 'HY000' },
  range_frame_order: { errno: 3587, sqlState: 'HY000' },
  range_frame_temporal: { errno: 3588, sqlState: 'HY000' },
  range_frame_numeric: { errno: 3589, sqlState: 'HY000' },
  frame_bound_not_constant: { errno: 3590, sqlState: 'HY000' },
  duplicate_window: { errno: 3591, sqlState: 'HY000' },
  window_position: { errno: 3592, sqlState: 'HY000' },
  window_function_use: { errno: 3593, sqlState: 'HY000' },
  window_alias_use: { errno: 3594, sqlState: 'HY000' },
  nested_window: { errno: 3595, sqlState: 'HY000' },
  rows_frame_interval: { errno: 3596, sqlState: 'HY000' },
  not_grouping_key: { errno: 3602, sqlState: 'HY000' },
  locked: { errno: 50001, sqlState: '55006' },
  closed: { errno: 50002, sqlState: '08003' },
  corrupt: { errno: 50003, sqlState: 'XX001' },
  io: { errno: 50004, sqlState: '58030' },
  function_failed: { errno: 50007, sqlState: '38000' },
  wrong_usage: { errno: 50005, sqlState: '22023' },
  internal: { errno: 50006, sqlState: 'XX000' },
} as const

export type ErrorCode = keyof typeof errorCodes

export interface SqlErrorOptions {
  /** What SIGNAL says in place of the code's own. */
  readonly errno?: number
  readonly sqlState?: string
  /** The place in `sql` that the error speaks of. */
  readonly span?: Span
  /** The whole statement or script that `span` counts in. */
  readonly sql?: string
  readonly cause?: unknown
}

/**
 * The one class of error that the public surface throws. `code` is stable and meant for programs, `message`
 * for people: it says what was wrong, where, and what to do.
 */
export class SqlError extends Error {
  readonly code: ErrorCode
  readonly errno: number
  readonly sqlState: string
  readonly span: Span | undefined
  readonly position: Position | undefined

  constructor(code: ErrorCode, message: string, options: SqlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SqlError'
    this.code = code
    this.errno = options.errno ?? errorCodes[code].errno
    this.sqlState = options.sqlState ?? errorCodes[code].sqlState
    this.span = options.span
    this.position =
      options.span && options.sql !== undefined
        ? positionAt(options.sql, options.span.start)
        : undefined
  }
}

/** The line and column of a UTF-16 offset. A column counts code points, as editors do. */
export function positionAt(sql: string, offset: number): Position {
  const before = sql.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++
  return { line, column: [...before.slice(lineStart)].length + 1 }
}

/** The line of `sql` around `span` with a caret line below it. */
export function caretLines(sql: string, span: Span): string {
  const lineStart = sql.lastIndexOf('\n', span.start - 1) + 1
  const newline = sql.indexOf('\n', span.start)
  const lineEnd = newline < 0 ? sql.length : newline
  const lead = sql.slice(lineStart, span.start).replace(/[^\t]/gu, ' ')
  const width = Math.max(1, [...sql.slice(span.start, Math.min(span.end, lineEnd))].length)
  return `${sql.slice(lineStart, lineEnd)}\n${lead}${'^'.repeat(width)}`
}

/** Throws an `internal` error unless `condition` holds. For invariants, never for input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new SqlError('internal', `broken invariant: ${message}`)
}
