/** How FORMAT writes numbers in a locale. */
export interface NumberLocale {
  readonly point: string
  /** Between groups; empty: there are none. */
  readonly separator: string
  /** Digits of every group but the last, which has three. */
  readonly groupLength: 2 | 3
}

const style = (point: string, separator: string, groupLength: 2 | 3 = 3): NumberLocale => ({
  point,
  separator,
  groupLength,
})

/** Locales of MySQL by their way to write numbers. */
const styles: readonly (readonly [NumberLocale, string])[] = [
  [
    style('.', ','),
    'ar_AE ar_BH ar_DZ ar_EG ar_IN ar_IQ ar_JO ar_KW ar_LB ar_LY ar_MA ar_OM ar_QA ar_SD ar_SY ar_TN ar_YE es_DO es_GT es_HN es_MX es_NI es_PA es_PE es_PR es_SV es_US gu_IN he_IL hi_IN ja_JP ko_KR ms_MY th_TH ur_PK zh_CN zh_HK zh_TW',
  ],
  [style('.', ',', 2), 'en_IN ta_IN te_IN'],
  [style('.', ''), 'ar_SA sr_RS'],
  [
    style(',', ''),
    'ca_ES de_AT el_GR eu_ES fr_BE fr_CA fr_CH fr_FR fr_LU gl_ES hr_HR it_IT nl_BE nl_NL pl_PL pt_BR pt_PT sl_SI',
  ],
  [
    style(',', '.'),
    'be_BY da_DK de_BE de_DE de_LU es_AR es_BO es_CL es_CO es_EC es_ES es_PY es_UY es_VE fo_FO hu_HU id_ID is_IS lt_LT mn_MN nb_NO no_NO ro_RO ru_UA sq_AL tr_TR uk_UA vi_VN',
  ],
  [style(',', ' '), 'cs_CZ es_CR et_EE fi_FI lv_LV mk_MK ru_RU sk_SK sv_FI sv_SE'],
  [style(',', "'"), 'it_CH rm_CH'],
  [style('.', "'"), 'de_CH'],
]

const locales = new Map(
  styles.flatMap(([locale, names]) => names.split(' ').map((name) => [name.toLowerCase(), locale])),
)

const english = style('.', ',')

/** The locale of a name in any case; `undefined` where there is none. */
export function numberLocale(name: string): NumberLocale | undefined {
  const lower = name.toLowerCase()
  return locales.get(lower) ?? (lower.startsWith('en_') ? english : undefined)
}
