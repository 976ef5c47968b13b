import { hostname } from 'node:os'
import { serverVersion } from '../../functions/system.ts'
import type { SqlValue } from '../../types/value.ts'
import * as normalize from './normalize.ts'
import { defaultSqlMode } from './sql-mode.ts'
import type { SystemVariable, VariableKind } from './system-variable.ts'

type Options = Partial<Omit<SystemVariable, 'name' | 'kind' | 'default'>>

const ofSession: Options = { scope: 'session' }
const ofServer: Options = { scope: 'global' }
const readOnly: Options = { scope: 'global', readOnly: true }

const maxUnsigned = 18_446_744_073_709_551_615n

/**
 * The variables that clients, object mappers and dump files ask for or set. Most have no effect and are kept as they were set;
 * where another value than some would change answers, `supported` names those.
 */
export const systemVariables: readonly SystemVariable[] = [
  ...effective(),
  ...characterVariables(),
  ...limits(),
  ...switches(),
  ...texts(),
  ...facts(),
].sort((a, b) => (a.name < b.name ? -1 : 1))

/** The place of each variable in `systemVariables`, by its name in lower case. */
export const variableOrdinals: ReadonlyMap<string, number> = new Map([
  ...systemVariables.map(({ name }, ordinal) => [name, ordinal] as const),
])

function define(
  name: string,
  kind: VariableKind,
  value: SqlValue,
  options: Options = {},
): SystemVariable {
  return {
    name,
    kind,
    default: value,
    scope: 'both',
    readOnly: false,
    sessionReadOnly: false,
    supported: null,
    normalize: null,
    ...options,
  }
}

function flag(name: string, value: 0 | 1, options?: Options): SystemVariable {
  return define(name, { kind: 'boolean' }, value, options)
}

function whole(
  name: string,
  value: number | bigint,
  min = 0,
  max: number | bigint = maxUnsigned,
  options?: Options,
): SystemVariable {
  return define(name, { kind: 'integer', min, max }, value, options)
}

function word(
  name: string,
  value: string,
  words: readonly string[],
  options?: Options,
): SystemVariable {
  return define(name, { kind: 'enumeration', words }, value, options)
}

function text(name: string, value: string | null, options?: Options): SystemVariable {
  return define(name, { kind: 'text', nullable: value === null }, value, options)
}

/** A flag that has its one value by the nature of the engine. */
function fixed(name: string, value: 0 | 1, options?: Options): SystemVariable {
  return flag(name, value, { supported: [value], ...options })
}

/** What statements of the session obey. */
function effective(): SystemVariable[] {
  const levels = ['READ-UNCOMMITTED', 'READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE']
  return [
    flag('autocommit', 1),
    whole('cte_max_recursion_depth', 1000, 0, 4_294_967_295),
    whole('error_count', 0, 0, 65_535, { scope: 'session', readOnly: true }),
    flag('foreign_key_checks', 1),
    whole('group_concat_max_len', 1_048_576, 4),
    whole('identity', 0, 0, maxUnsigned, ofSession),
    whole('last_insert_id', 0, 0, maxUnsigned, ofSession),
    whole('max_error_count', 1024, 0, 65_535),
    whole('max_execution_time', 0, 0, 4_294_967_295),
    whole('pseudo_thread_id', 0, 0, 4_294_967_295, { scope: 'session', readOnly: true }),
    text('sql_mode', defaultSqlMode, { normalize: normalize.sqlModeText }),
    flag('sql_notes', 1),
    flag('sql_safe_updates', 0),
    define('timestamp', { kind: 'double', min: 0, max: 32_536_771_199 }, 0, ofSession),
    text('time_zone', 'SYSTEM', { normalize: normalize.timeZone }),
    word('transaction_isolation', 'REPEATABLE-READ', levels),
    flag('transaction_read_only', 0),
    // The names of MySQL 5.7, which some clients still use.
    word('tx_isolation', 'REPEATABLE-READ', levels),
    flag('tx_read_only', 0),
    whole('warning_count', 0, 0, 65_535, { scope: 'session', readOnly: true }),
  ]
}

function characterVariables(): SystemVariable[] {
  const charset = { normalize: normalize.charsetName }
  const collation = { normalize: normalize.collationName }
  return [
    text('character_set_client', 'utf8mb4', { normalize: normalize.clientCharset }),
    text('character_set_connection', 'utf8mb4', charset),
    text('character_set_database', 'utf8mb4', charset),
    text('character_set_filesystem', 'binary', charset),
    define('character_set_results', { kind: 'text', nullable: true }, 'utf8mb4', charset),
    text('character_set_server', 'utf8mb4', charset),
    text('character_set_system', 'utf8mb3', readOnly),
    text('character_sets_dir', '', readOnly),
    text('collation_connection', 'utf8mb4_0900_ai_ci', {
      normalize: normalize.connectionCollation,
    }),
    text('collation_database', 'utf8mb4_0900_ai_ci', collation),
    text('collation_server', 'utf8mb4_0900_ai_ci', collation),
    text('default_collation_for_utf8mb4', 'utf8mb4_0900_ai_ci', collation),
  ]
}

function limits(): SystemVariable[] {
  const seconds = 31_536_000
  return [
    whole('auto_increment_increment', 1, 1, 65_535, { supported: [1] }),
    whole('auto_increment_offset', 1, 1, 65_535, { supported: [1] }),
    whole('back_log', 151, 1, 65_535, readOnly),
    whole('bulk_insert_buffer_size', 8_388_608),
    whole('connect_timeout', 10, 2, seconds, ofServer),
    whole('default_week_format', 0, 0, 7, { supported: [0] }),
    whole('div_precision_increment', 4, 0, 30, { supported: [4] }),
    whole('eq_range_index_dive_limit', 200, 0, 4_294_967_295),
    whole('ft_max_word_len', 84, 10, 84, readOnly),
    whole('ft_min_word_len', 4, 1, 84, readOnly),
    whole('histogram_generation_max_mem_size', 20_000_000, 1_000_000),
    whole('information_schema_stats_expiry', 86_400, 0, seconds),
    whole('innodb_buffer_pool_size', 134_217_728, 5_242_880, maxUnsigned, ofServer),
    whole('innodb_flush_log_at_trx_commit', 1, 0, 2, ofServer),
    whole('innodb_lock_wait_timeout', 50, 1, 1_073_741_824),
    whole('innodb_page_size', 16_384, 4096, 65_536, readOnly),
    whole('insert_id', 0, 0, maxUnsigned, { scope: 'session', supported: [0] }),
    whole('interactive_timeout', 28_800, 1, seconds),
    whole('join_buffer_size', 262_144, 128),
    whole('lock_wait_timeout', seconds, 1, seconds),
    define('long_query_time', { kind: 'double', min: 0, max: seconds }, 10),
    whole('lower_case_table_names', 0, 0, 2, readOnly),
    whole('max_allowed_packet', 67_108_864, 1024, 1_073_741_824, { sessionReadOnly: true }),
    whole('max_connections', 151, 1, 100_000, ofServer),
    whole('max_heap_table_size', 16_777_216, 16_384),
    whole('max_join_size', maxUnsigned, 1, maxUnsigned, { supported: [maxUnsigned] }),
    whole('max_length_for_sort_data', 4096, 4, 8_388_608),
    whole('max_points_in_geometry', 65_536, 3, 1_048_576),
    whole('max_prepared_stmt_count', 16_382, 0, 4_194_304, ofServer),
    whole('max_seeks_for_key', maxUnsigned, 1),
    whole('max_sort_length', 1024, 4, 8_388_608),
    whole('max_sp_recursion_depth', 0, 0, 255),
    whole('max_user_connections', 0, 0, 4_294_967_295, { sessionReadOnly: true }),
    whole('min_examined_row_limit', 0),
    whole('net_buffer_length', 16_384, 1024, 1_048_576, { sessionReadOnly: true }),
    whole('net_read_timeout', 30, 1, seconds),
    whole('net_retry_count', 10, 1),
    whole('net_write_timeout', 60, 1, seconds),
    whole('optimizer_prune_level', 1, 0, 1),
    whole('optimizer_search_depth', 62, 0, 62),
    whole('port', 0, 0, 65_535, readOnly),
    whole('preload_buffer_size', 32_768, 1024, 1_073_741_824),
    whole('protocol_version', 10, 0, 255, readOnly),
    whole('query_alloc_block_size', 8192, 1024),
    whole('query_prealloc_size', 8192, 8192),
    whole('range_alloc_block_size', 4096, 4096),
    whole('range_optimizer_max_mem_size', 8_388_608),
    whole('read_buffer_size', 131_072, 8192, 2_147_479_552),
    whole('read_rnd_buffer_size', 262_144, 1, 2_147_483_647),
    whole('server_id', 1, 0, 4_294_967_295, ofServer),
    whole('sort_buffer_size', 262_144, 32_768),
    whole('sql_select_limit', maxUnsigned, 0, maxUnsigned, { supported: [maxUnsigned] }),
    whole('table_definition_cache', 2000, 400, 524_288, ofServer),
    whole('table_open_cache', 4000, 1, 524_288, ofServer),
    whole('thread_cache_size', 9, 0, 16_384, ofServer),
    whole('tmp_table_size', 16_777_216, 1024),
    whole('transaction_alloc_block_size', 8192, 1024, 131_072),
    whole('transaction_prealloc_size', 4096, 1024, 131_072),
    whole('wait_timeout', 28_800, 1, seconds),
  ]
}

function switches(): SystemVariable[] {
  return [
    flag('big_tables', 0),
    flag('end_markers_in_json', 0),
    fixed('explicit_defaults_for_timestamp', 1),
    flag('general_log', 0, ofServer),
    fixed('innodb_file_per_table', 1, ofServer),
    flag('innodb_ft_enable_stopword', 1),
    flag('innodb_strict_mode', 1),
    flag('innodb_table_locks', 1),
    flag('keep_files_on_create', 0),
    flag('local_infile', 0, ofServer),
    flag('log_bin', 0, readOnly),
    flag('log_bin_trust_function_creators', 0, ofServer),
    flag('low_priority_updates', 0),
    flag('lower_case_file_system', 0, readOnly),
    flag('new', 0),
    flag('old_alter_table', 0),
    flag('partial_revokes', 0, ofServer),
    flag('performance_schema', 0, readOnly),
    flag('print_identified_with_as_hex', 0),
    fixed('profiling', 0),
    fixed('pseudo_slave_mode', 0, ofSession),
    fixed('read_only', 0, ofServer),
    fixed('require_secure_transport', 0, ofServer),
    flag('session_track_schema', 1),
    flag('session_track_state_change', 0),
    flag('show_create_table_verbosity', 0),
    flag('show_gipk_in_create_table_and_information_schema', 1),
    flag('skip_name_resolve', 0, readOnly),
    flag('skip_networking', 1, readOnly),
    flag('slow_query_log', 0, ofServer),
    fixed('sql_auto_is_null', 0),
    flag('sql_big_selects', 1),
    flag('sql_buffer_result', 0),
    fixed('sql_generate_invisible_primary_key', 0),
    flag('sql_log_bin', 1, ofSession),
    flag('sql_log_off', 0),
    fixed('sql_quote_show_create', 1),
    fixed('sql_require_primary_key', 0),
    flag('sql_warnings', 0),
    fixed('super_read_only', 0, ofServer),
    flag('transaction_allow_batching', 0, ofSession),
    flag('unique_checks', 1),
    flag('updatable_views_with_limit', 1),
    flag('windowing_use_high_precision', 1),
  ]
}

function texts(): SystemVariable[] {
  const engines = ['InnoDB', 'Parquet', 'MEMORY', 'MyISAM']
  return [
    word('binlog_format', 'ROW', ['MIXED', 'STATEMENT', 'ROW']),
    word('binlog_row_image', 'FULL', ['MINIMAL', 'NOBLOB', 'FULL']),
    text('block_encryption_mode', 'aes-128-ecb', { supported: ['aes-128-ecb'] }),
    word('completion_type', 'NO_CHAIN', ['NO_CHAIN', 'CHAIN', 'RELEASE'], {
      supported: ['NO_CHAIN'],
    }),
    text('default_authentication_plugin', 'caching_sha2_password', readOnly),
    word('default_storage_engine', 'InnoDB', engines),
    word('default_tmp_storage_engine', 'InnoDB', engines),
    word('event_scheduler', 'OFF', ['OFF', 'ON', 'DISABLED'], {
      scope: 'global',
      supported: ['OFF', 'DISABLED'],
    }),
    text('external_user', null, { scope: 'session', readOnly: true }),
    word('gtid_mode', 'OFF', ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'], readOnly),
    text('gtid_next', 'AUTOMATIC', ofSession),
    text('gtid_purged', '', ofServer),
    text('init_connect', '', { scope: 'global', supported: [''] }),
    word('internal_tmp_mem_storage_engine', 'TempTable', ['MEMORY', 'TempTable']),
    text('lc_messages', 'en_US', { supported: ['en_US'] }),
    text('lc_time_names', 'en_US', { supported: ['en_US'] }),
    text('log_output', 'FILE', ofServer),
    text('optimizer_switch', 'index_merge=on'),
    text('optimizer_trace', 'enabled=off,one_line=off'),
    text('proxy_user', null, { scope: 'session', readOnly: true }),
    word('rbr_exec_mode', 'STRICT', ['STRICT', 'IDEMPOTENT'], ofSession),
    word('resultset_metadata', 'FULL', ['NONE', 'FULL'], { scope: 'session', supported: ['FULL'] }),
    word('session_track_gtids', 'OFF', ['OFF', 'OWN_GTID', 'ALL_GTIDS']),
    text(
      'session_track_system_variables',
      'time_zone,autocommit,character_set_client,character_set_results,character_set_connection',
    ),
    word('session_track_transaction_info', 'OFF', ['OFF', 'STATE', 'CHARACTERISTICS']),
    word('use_secondary_engine', 'ON', ['OFF', 'ON', 'FORCED']),
  ]
}

/** What never changes. */
function facts(): SystemVariable[] {
  const fact = (name: string, value: string | null) => text(name, value, readOnly)
  return [
    fact('basedir', ''),
    fact('datadir', ''),
    fact('gtid_executed', ''),
    fact('have_compress', 'NO'),
    fact('have_dynamic_loading', 'NO'),
    fact('have_geometry', 'NO'),
    fact('have_openssl', 'DISABLED'),
    fact('have_profiling', 'NO'),
    fact('have_query_cache', 'NO'),
    fact('have_rtree_keys', 'NO'),
    fact('have_ssl', 'DISABLED'),
    fact('have_statement_timeout', 'YES'),
    fact('have_symlink', 'NO'),
    fact('hostname', hostname()),
    fact('innodb_version', serverVersion),
    fact('license', 'MIT'),
    fact('secure_file_priv', null),
    fact('server_uuid', '00000000-0000-0000-0000-000000000000'),
    fact('socket', ''),
    fact('system_time_zone', 'UTC'),
    fact('tmpdir', ''),
    fact('version', serverVersion),
    fact('version_comment', 'SQLExec for TypeScript'),
    fact('version_compile_machine', process.arch),
    fact('version_compile_os', process.platform),
  ]
}
