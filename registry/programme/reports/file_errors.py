"""What is wrong with a file of the five tables; every mistake of a file is listed at once.

Each names the sheet and the cell: in a CSV file its name and the cell as a spreadsheet shows it, in
JSON the table's key and the field. `PRECEDENCE` has them in the order in which they are found.
"""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes, name_codes

_LAYOUT = "Layout of the tables in the agreed electronic format (programme rules, 3.11a)"
_COLUMNS = "Columns of the tables in the agreed electronic format (programme rules, 2.3)"
_SAFE = "Files are read without calculation and within limits (rule of this server)"

name_codes(
    "report_kind",
    {
        "text": ("text", "文本"),
        "int": ("a whole number", "整数"),
        "decimal": ("a number", "数字"),
        "date": ("a date as dd/mm/yyyy", "日期，如 31/03/2026（日/月/年）"),
        "datetime": (
            "a time in UTC as 2026-03-31T08:00:00.000Z",
            "世界协调时时间，如 2026-03-31T08:00:00.000Z",
        ),
    },
)


class FileTooLarge(Refusal):
    """The file is larger than this server reads."""

    code = "procedure.report_file_too_large"
    en = "The file is larger than {bytes_max} bytes."
    zh = "文件超过 {bytes_max} 字节。"
    pass_en = "A file of at most {bytes_max} bytes."
    pass_zh = "不超过 {bytes_max} 字节的文件。"
    rule = _SAFE
    status = 413


class FileUnreadable(Refusal):
    """The file is cut off, damaged, or no workbook, no archive of CSV files and no JSON."""

    code = "procedure.report_unreadable"
    en = "The file is damaged or of another kind: {part} cannot be read."
    zh = "文件已损坏或类型不符：无法读取“{part}”。"
    pass_en = "A whole xlsx workbook, an archive of the five CSV files in UTF-8, or JSON."
    pass_zh = "完整的 xlsx 工作簿、五个以 UTF-8 编码的 CSV 文件压缩包或 JSON 文件。"
    rule = _LAYOUT


class FileExpands(Refusal):
    """The archive unpacks to more than this server reads."""

    code = "procedure.report_expands"
    en = "The file unpacks to {bytes} bytes; at most {bytes_max} are read."
    zh = "文件解压后为 {bytes} 字节，最多可读取 {bytes_max} 字节。"
    pass_en = "A file whose parts have at most {bytes_max} bytes together."
    pass_zh = "各部分合计不超过 {bytes_max} 字节的文件。"
    rule = _SAFE


class EntitiesDeclared(Refusal):
    """A part of the workbook has a document type declaration, which can declare entities."""

    code = "procedure.report_entities"
    en = "The part {part} declares a document type; workbooks have none."
    zh = "“{part}”含有文档类型声明，工作簿不应含有此类声明。"
    pass_en = "The workbook as a spreadsheet program saves it."
    pass_zh = "由电子表格软件保存的工作簿。"
    rule = _SAFE


class LayoutOther(Refusal):
    """A sheet, or its header row, is not there: another version or layout."""

    code = "procedure.report_layout_other"
    en = "The file has another version or layout: {sheet} is missing, or has no header row."
    zh = "文件为其他版本或版式：缺少“{sheet}”，或其中没有表头行。"
    pass_en = "A file with all five tables under their own names, empty tables included."
    pass_zh = "含有全部五张表（包括空表）且名称一致的文件。"
    rule = _LAYOUT


class RowsTooMany(Refusal):
    """A table has more rows than this server reads."""

    code = "procedure.report_rows_too_many"
    en = "{sheet} has more than {rows_max} rows."
    zh = "“{sheet}”超过 {rows_max} 行。"
    pass_en = "Tables of at most {rows_max} rows."
    pass_zh = "每张表不超过 {rows_max} 行。"
    rule = _SAFE


class ColumnTwice(Refusal):
    """Two columns have the same header."""

    code = "procedure.report_column_twice"
    en = "{sheet} has the column “{column}” twice; the second is {cell}."
    zh = "“{sheet}”有两列“{column}”，第二列位于 {cell}。"
    pass_en = "Each column once."
    pass_zh = "每列只出现一次。"
    rule = _LAYOUT


class ColumnMissing(Refusal):
    """A required column is not in the table."""

    code = "procedure.report_column_missing"
    en = "{sheet} lacks the required column “{column}”."
    zh = "“{sheet}”缺少必填列“{column}”。"
    pass_en = "The table with that column, found by its header."
    pass_zh = "含有该列的表；各列按表头识别。"
    rule = _COLUMNS


class ColumnUnknown(Refusal):
    """A column with values has a header that the tables do not have."""

    code = "procedure.report_column_unknown"
    en = "{sheet}, {cell}: the tables have no column “{column}”."
    zh = "“{sheet}”{cell}：表中没有“{column}”列。"
    pass_en = "The columns of the agreed electronic format only."
    pass_zh = "仅含约定电子格式的各列。"
    rule = _COLUMNS


class OneSubmission(Refusal):
    """Table 1 does not have exactly one submission."""

    code = "procedure.report_one_submission"
    en = "{sheet} has {rows} submissions; a file has one."
    zh = "“{sheet}”有 {rows} 份提交，一个文件只能有一份。"
    pass_en = "One submission of one Party, year and version."
    pass_zh = "同一缔约方、年份和版本的一份提交。"
    rule = _LAYOUT


class FormulaCell(Refusal):
    """A cell calculates its value: who reads the file could see another one."""

    code = "procedure.report_formula"
    en = "{sheet}, {cell} is a formula."
    zh = "“{sheet}”{cell} 为公式。"
    pass_en = "The value itself in {cell}."
    pass_zh = "在 {cell} 直接填写数值或文字。"
    rule = _SAFE


class FilledByCarp(Refusal):
    """A field is filled that the secretariat's platform fills."""

    code = "procedure.report_filled_by_carp"
    en = "{sheet}, {cell}: “{column}” is filled by the secretariat's platform, not by the Party."
    zh = "“{sheet}”{cell}：“{column}”由秘书处平台填写，不由缔约方填写。"
    pass_en = "The field left empty."
    pass_zh = "该栏留空。"
    rule = _COLUMNS


class ValueMissing(Refusal):
    """A required value is not there."""

    code = "procedure.report_value_missing"
    en = "{sheet}, {cell}: “{column}” is required and empty."
    zh = "“{sheet}”{cell}：必填项“{column}”为空。"
    pass_en = "A value in {cell}."
    pass_zh = "在 {cell} 填写内容。"
    rule = _COLUMNS


class TypeWrong(Refusal):
    """A value is not of its column's kind."""

    code = "procedure.report_type_wrong"
    en = "{sheet}, {cell}: “{column}” takes {kind}, not “{given}”."
    zh = "“{sheet}”{cell}：“{column}”应填{kind}，不能是“{given}”。"
    pass_en = "{kind} in {cell}."
    pass_zh = "在 {cell} 填写{kind}。"
    rule = _COLUMNS
    words = codes(kind="report_kind")


class TextUnfit(Refusal):
    """A text is too long for a cell, or has characters that a spreadsheet cannot hold."""

    code = "procedure.report_text_unfit"
    en = "{sheet}, {cell}: “{column}” is too long, or has control characters."
    zh = "“{sheet}”{cell}：“{column}”过长或含有控制字符。"
    pass_en = "At most {most} characters that can be printed."
    pass_zh = "不超过 {most} 个可打印字符。"
    rule = _COLUMNS


class WordUnknown(Refusal):
    """A value is not in its column's vocabulary."""

    code = "procedure.report_word_unknown"
    en = "{sheet}, {cell}: “{column}” has no value “{given}”."
    zh = "“{sheet}”{cell}：“{column}”没有“{given}”这一取值。"
    pass_en = "One of {choices}."
    pass_zh = "下列之一：{choices}。"
    rule = "Controlled values of the common nomenclatures (programme rules, 2.3)"


class FormWrong(Refusal):
    """An identifier, a version or a timeframe does not have its form."""

    code = "procedure.report_form_wrong"
    en = "{sheet}, {cell}: “{given}” does not have the form of “{column}”."
    zh = "“{sheet}”{cell}：“{given}”不符合“{column}”的格式。"
    pass_en = "A value such as {example}."
    pass_zh = "形如 {example} 的值。"
    rule = "Formats of identifiers (programme rules, 2.3)"


class FirstAfterLast(Refusal):
    """A range, or the implementation period, ends before it begins."""

    code = "procedure.report_first_after_last"
    en = "{sheet}, {cell}: “{column}” is {first}, after {last}."
    zh = "“{sheet}”{cell}：“{column}”为 {first}，大于末值 {last}。"
    pass_en = "A first value that is not above the last one."
    pass_zh = "首值不大于末值。"
    rule = "Cross-record checks of the tables (programme rules, 2.3)"


class RangesOverlap(Refusal):
    """Two holdings of one registry have the same ITMOs."""

    code = "procedure.report_ranges_overlap"
    en = "{sheet}, {cell}: the ITMOs {first} to {last} overlap those of {other}."
    zh = "“{sheet}”{cell}：编号 {first} 至 {last} 与 {other} 的编号重叠。"
    pass_en = "Holdings of one registry that do not overlap."
    pass_zh = "同一登记簿的各项持有互不重叠。"
    rule = "Cross-record checks of the tables (programme rules, 2.3)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    FileTooLarge,
    FileUnreadable,
    FileExpands,
    EntitiesDeclared,
    LayoutOther,
    RowsTooMany,
    ColumnTwice,
    ColumnMissing,
    ColumnUnknown,
    OneSubmission,
    FormulaCell,
    FilledByCarp,
    ValueMissing,
    TypeWrong,
    TextUnfit,
    WordUnknown,
    FormWrong,
    FirstAfterLast,
    RangesOverlap,
)
