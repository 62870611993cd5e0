"""The refusals of the risk register and of incidents, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.programme.accounts.errors import GroundMissing
from registry.programme.agreements.errors import AgreementUnknown
from registry.programme.participants.errors import OtherCountry, ParticipantUnknown
from registry.records import CheckFailed, ChoiceUnknown

_REGISTER = "Risk list with departments and a joint response (S0, 建立风险防范协同机制)"
_INCIDENT = "Standard handling of cross-border cases (S0, 建立风险防范协同机制)"


class IncidentsNotPlayed(Refusal):
    """The lesson's plan does not switch incidents on: the register is only read."""

    code = "procedure.incidents_not_played"
    en = "In this lesson the risk register is only read: incidents are not played."
    zh = "本课程的风险清单仅供查阅，不处置事件。"
    pass_en = "The same in a lesson whose plan switches incidents on."
    pass_zh = "教案开启事件处置的课程可办理。"
    rule = _REGISTER


class IncidentUnknown(Refusal):
    """No incident was opened under this number."""

    code = "procedure.incident_unknown"
    en = "There is no incident {incident}."
    zh = "没有第 {incident} 号事件。"
    pass_en = "The number of an incident of this lesson."
    pass_zh = "本课程事件的编号。"
    rule = _INCIDENT
    status = 404


class NoteUnknown(Refusal):
    """The note is not the last one that was proposed for the incident: nobody consents to it."""

    code = "procedure.note_unknown"
    en = "Note {note} is not the text that is proposed for incident {incident}; that is {last}."
    zh = "第 {note} 号公告稿不是第 {incident} 号事件的现行文稿，现行为第 {last} 号。"
    pass_en = "The number of the text proposed last."
    pass_zh = "最近提出的文稿编号。"
    rule = _INCIDENT


class SubjectUnknown(Refusal):
    """What the incident is about does not exist, or lies outside its agreement."""

    code = "procedure.subject_unknown"
    en = "'{given}' is no {about} between the countries of {agreement}."
    zh = "“{given}”不是协定 {agreement} 双方之间的{about}。"
    pass_en = (
        "A transfer or an item by its number, an account by its own, an instrument by its code."
    )
    pass_zh = "转让或议题的编号、账户的账号、交易品种的代码。"
    rule = _INCIDENT
    words = codes(about="incident_subject")


class AlreadyRaised(CheckFailed):
    """An incident about the same is open: it is dealt with once."""

    code = "procedure.already_raised"
    number = 5001
    en = "Incident {incident} about '{given}' is open."
    zh = "关于“{given}”的第 {incident} 号事件尚未结案。"
    pass_en = "The steps of that incident, or another one after it is concluded."
    pass_zh = "在该事件中办理，或待其结案后另行提出。"
    rule = _INCIDENT


class SideHasDone(CheckFailed):
    """The side has taken this step before; the incident waits for the other side."""

    code = "procedure.side_has_done"
    number = 5001
    en = "{side} has already taken the step '{trigger}' in incident {incident}."
    zh = "{side}已对第 {incident} 号事件执行“{trigger}”。"
    pass_en = "The same step by the other government."
    pass_zh = "由另一方政府执行同一步骤。"
    rule = _INCIDENT
    words = codes(side="side", trigger="trigger")


class NotAnOfficial(CheckFailed):
    """A member of the team is a government or a registry manager of the side that names it."""

    code = "procedure.not_an_official"
    number = 5002
    en = "{seat} is no government and no registry manager of {country}, and cannot be its member."
    zh = "{seat} 不是 {country} 的政府或登记簿管理员，不能作为其成员。"
    pass_en = "A seat of the government or of the registry manager of {country}."
    pass_zh = "{country} 的政府或登记簿管理员席位。"
    rule = _INCIDENT


class OnBothSides(CheckFailed):
    """The seat is the other side's member: each side has its own."""

    code = "procedure.on_both_sides"
    number = 5002
    en = "{seat} is the member of the other side of incident {incident}."
    zh = "{seat} 已是第 {incident} 号事件另一方的成员。"
    pass_en = "Another seat of one's own side."
    pass_zh = "本方的另一席位。"
    rule = _INCIDENT


class NotInTheTeam(CheckFailed):
    """Only the members that both sides have named take the steps of an incident."""

    code = "procedure.not_in_the_team"
    number = 5002
    en = "{seat} is not in the joint response team of incident {incident}: {members} are."
    zh = "{seat} 不在第 {incident} 号事件的联合处置小组中，成员为 {members}。"
    pass_en = "The same step taken by one of {members}."
    pass_zh = "由 {members} 之一执行同一步骤。"
    rule = _INCIDENT
    status = 403


class NothingDrafted(CheckFailed):
    """No text is proposed as the public note of the incident yet."""

    code = "procedure.nothing_drafted"
    number = 5001
    en = "No public note is proposed for incident {incident} yet."
    zh = "第 {incident} 号事件尚无公告稿。"
    pass_en = "A consent after one of the governments has proposed a text."
    pass_zh = "一方政府提出文稿后再同意。"
    rule = _INCIDENT


class DayNotToCome(Refusal):
    """The day by which a response is to be in place is no day, or has passed."""

    code = "procedure.day_not_to_come"
    en = "'{given}' is not a day from {today} on."
    zh = "“{given}”不是 {today} 及以后的日期。"
    pass_en = "A day such as {today}, or a later one."
    pass_zh = "{today} 或更晚的日期。"
    rule = _REGISTER


PRECEDENCE: tuple[type[Refusal], ...] = (
    IncidentsNotPlayed,
    IncidentUnknown,
    AgreementUnknown,
    OtherCountry,
    ParticipantUnknown,
    ChoiceUnknown,
    SubjectUnknown,
    AlreadyRaised,
    SideHasDone,
    NotAnOfficial,
    OnBothSides,
    NotInTheTeam,
    NothingDrafted,
    NoteUnknown,
    GroundMissing,
    DayNotToCome,
)
