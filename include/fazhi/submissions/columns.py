"""The columns of a form, in order: what its heading row says."""

SCHEME, YEAR, REGION, ITEMS, ASSESSED = "方案", "年度", "行政区划代码", "编号", "考核内容"
INDICATOR, NAME, BREAKDOWN, OF_YEAR = "指标代码", "指标", "分项", "数据年度"
UNIT, VALUE, SOURCE = "单位", "数值", "资料来源"
COLUMNS = (SCHEME, YEAR, REGION, ITEMS, ASSESSED, INDICATOR, NAME, BREAKDOWN, OF_YEAR, UNIT, VALUE, SOURCE)
NOT_APPLICABLE = "不适用"
