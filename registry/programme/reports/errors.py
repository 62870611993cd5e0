"""The refusals of annual submissions, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Refusal, codes
from registry.programme.accounts.errors import GroundMissing

_FORMAT = "Agreed electronic format of annual information (6/CMA.4, 4/CMA.6)"
_CYCLE = "Annual submissions (programme rules, 3.11)"


class ReportsNotPlayed(Refusal):
    """The lesson's plan does not switch annual submissions on."""

    code = "procedure.reports_not_played"
    en = "The parties of this lesson submit no annual information."
    zh = "本课程不设年度信息报送。"
    pass_en = "The same in a lesson whose plan switches annual submissions on."
    pass_zh = "教案开启年度信息报送的课程可办理。"
    rule = _CYCLE


class ReportedYearNotOver(Refusal):
    """The year is not over, or began before the lesson: its holdings are not frozen."""

    code = "procedure.reported_year_not_over"
    en = "The holdings of 31 December {year} are not frozen: there is nothing to report yet."
    zh = "{year} 年 12 月 31 日的持有量尚未固化，暂无可报送的内容。"
    pass_en = "A year of the lesson that is over."
    pass_zh = "课程内已结束的年份。"
    rule = _CYCLE
    words = codes(year=YEAR)


class ReportMissing(Refusal):
    """The party has no draft or submission of this year."""

    code = "procedure.report_missing"
    en = "{party} has no submission of {year}."
    zh = "{party} 没有 {year} 年度的报送文件。"
    pass_en = "The same after a draft was made."
    pass_zh = "起草后可办理。"
    rule = _CYCLE
    words = codes(year=YEAR)
    status = 404


class CellUnknown(Refusal):
    """The draft has no such table, row or column."""

    code = "procedure.cell_unknown"
    en = "The draft has no cell '{field}' in row {row} of table '{part}'."
    zh = "草稿的表“{part}”第 {row} 行没有“{field}”栏。"
    pass_en = "A row and a column of one of the five tables."
    pass_zh = "五张表中已有的行和栏。"
    rule = _FORMAT
    words = codes(field="report_column", part="report_table")
    status = 404


class FilledByPlatform(Refusal):
    """The secretariat's platform fills this column, a party leaves it empty."""

    code = "procedure.filled_by_platform"
    en = "Column '{field}' is filled by the platform that receives submissions."
    zh = "“{field}”栏由接收平台填写，缔约方应留空。"
    pass_en = "A correction of another column."
    pass_zh = "更正其他栏。"
    rule = _FORMAT
    words = codes(field="report_column")


class ValueUnreadable(Refusal):
    """The value is not of the column's kind, pattern or list."""

    code = "procedure.value_unreadable"
    en = "'{value}' is no value of column '{field}'."
    zh = "“{value}”不是“{field}”栏可填的值。"
    pass_en = "A value of the column's kind; a date as 2028-12-31."
    pass_zh = "符合该栏类型的值；日期写作 2028-12-31。"
    rule = _FORMAT
    words = codes(field="report_column")


class ReportOutdated(Refusal):
    """The books have changed since the draft was made, as by a use that was taken back."""

    code = "procedure.report_outdated"
    en = "The registers have changed since the draft of {year} was made."
    zh = "{year} 年度草稿编制后登记簿有变动。"
    pass_en = "The same after the draft was made anew."
    pass_zh = "重新起草后可办理。"
    rule = _CYCLE
    words = codes(year=YEAR)


class ReportFaulty(Refusal):
    """Rows are incomplete, malformed, or contradict one another."""

    code = "procedure.report_faulty"
    en = (
        "The draft of {year} has {count} faults, the first in row {row} of table '{part}': {fault}."
    )
    zh = "{year} 年度草稿有 {count} 处问题，首处在表“{part}”第 {row} 行：{fault}。"
    pass_en = "The same after the faults are corrected."
    pass_zh = "更正后可办理。"
    rule = _FORMAT
    words = codes(year=YEAR, fault="report_fault", part="report_table")


PRECEDENCE: tuple[type[Refusal], ...] = (
    ReportsNotPlayed,
    ReportedYearNotOver,
    ReportMissing,
    CellUnknown,
    FilledByPlatform,
    ValueUnreadable,
    GroundMissing,
    ReportOutdated,
    ReportFaulty,
)
