//! Views of the organisation: who works here, what is set up, who is banned, the common room.

use super::*;

pub(in crate::wire) fn bans(json: &Json) -> Option<Bans> {
    Some(Bans { rows: rows(json.get("rows"), ban_row, |row| row.visitor_id)? })
}

pub(in crate::wire) fn bans_patch(json: &Json) -> Option<BansPatch> {
    Some(match json.get("is").text()? {
        "ban" => BansPatch::Ban { row: Box::new(ban_row(json.get("row"))?) },
        "ban_gone" => BansPatch::BanGone { visitor_id: id(json, "visitor_id")? },
        _ => return None,
    })
}

fn ban_row(json: &Json) -> Option<BanRow> {
    Some(BanRow {
        visitor_id: id(json, "visitor_id")?,
        visitor_number: small(json, "visitor_number")?,
        visitor_name: optional_text(json, "visitor_name")?,
        by: id(json, "by")?,
        reason: text(json, "reason")?,
        since: time(json.get("since"))?,
        until: json.get("until").optional(time)?,
        ip: optional_text(json, "ip")?,
    })
}

pub(in crate::wire) fn changes(json: &Json) -> Option<Changes> {
    Some(Changes { rows: list(json, "rows", change_row)? })
}

pub(in crate::wire) fn changes_patch(json: &Json) -> Option<ChangesPatch> {
    (json.get("is").text()? == "all").then_some(())?;
    Some(ChangesPatch::All { view: changes(json.get("view"))? })
}

fn change_row(json: &Json) -> Option<ChangeRow> {
    let by = |json: &Json| Some(ChangedBy { operator_id: id(json, "operator_id")?, name: text(json, "name")? });
    Some(ChangeRow {
        position: json.get("position").number()?,
        at: time(json.get("at"))?,
        by: json.get("by").optional(by)?,
        of: changed(json.get("of"))?,
        did: did(json.get("did"))?,
    })
}

fn changed(json: &Json) -> Option<Changed> {
    Some(match json.get("is").text()? {
        "thing" => Changed::Thing { kind: thing(json.get("kind"))?, names: names(json.get("names"))? },
        "visitor" => Changed::Visitor { number: small(json, "number")?, name: optional_text(json, "name")? },
        "settings" => Changed::Settings,
        _ => return None,
    })
}

fn thing(json: &Json) -> Option<Thing> {
    Some(match json.text()? {
        "site" => Thing::Site,
        "department" => Thing::Department,
        "category" => Thing::Category,
        "operator" => Thing::Operator,
        _ => return None,
    })
}

fn did(json: &Json) -> Option<Did> {
    let (from, to) = (json.get("from"), json.get("to"));
    Some(match json.get("is").text()? {
        "added" => Did::Added { role: json.get("role").optional(role)? },
        "renamed" => Did::Renamed { from: names(from)?, to: names(to)? },
        "limited" => Did::Limited { from: from.optional(Json::small)?, to: to.optional(Json::small)? },
        "role" => Did::Role { from: role(from)?, to: role(to)? },
        "switched" => Did::Switched { feature: feature(json.get("feature"))?, on: json.get("on").bool()? },
        "other" => Did::Other { what: detail(json.get("what"))? },
        _ => return None,
    })
}

pub(in crate::wire) fn operators(json: &Json) -> Option<Operators> {
    Some(Operators { rows: rows(json, operator_row, |row| row.id)? })
}

pub(in crate::wire) fn operators_patch(json: &Json) -> Option<OperatorsPatch> {
    Some(match json.get("is").text()? {
        "operator" => OperatorsPatch::Operator { row: Box::new(operator_row(json.get("row"))?) },
        "operator_gone" => OperatorsPatch::OperatorGone { id: id(json, "id")? },
        _ => return None,
    })
}

fn operator_row(json: &Json) -> Option<OperatorRow> {
    Some(OperatorRow {
        id: id(json, "id")?,
        name: text(json, "name")?,
        photo: optional_text(json, "photo")?,
        role: role(json.get("role"))?,
        status: status(json.get("status"))?,
        status_since: time(json.get("status_since"))?,
        status_cause: json.get("status_cause").optional(status_cause)?,
        lost: json.get("lost").bool()?,
        conversations: small(json, "conversations")?,
        departments: list(json, "departments", |json| uuid(json).map(DepartmentId))?,
        languages: list(json, "languages", language)?,
        conversations_max: json.get("conversations_max").optional(Json::small)?,
        account: json.get("account").optional(account)?,
    })
}

fn account(json: &Json) -> Option<Account> {
    Some(Account {
        email: text(json, "email")?,
        disabled: json.get("disabled").bool()?,
        created_at: time(json.get("created_at"))?,
        sessions: small(json, "sessions")?,
    })
}

pub(in crate::wire) fn sites(json: &Json) -> Option<Sites> {
    Some(Sites {
        organisation: text(json, "organisation")?,
        others_conversations_hidden: json.get("others_conversations_hidden").bool()?,
        waiting_line_ru: text(json, "waiting_line_ru")?,
        waiting_line_en: text(json, "waiting_line_en")?,
        auto_assignment: json.get("auto_assignment").bool()?,
        conversations_per_operator_max: small(json, "conversations_per_operator_max")?,
        pick_up_seconds: small(json, "pick_up_seconds")?,
        operator_lost_seconds: small(json, "operator_lost_seconds")?,
        reopen_minutes: small(json, "reopen_minutes")?,
        answered: json.get("answered").bool()?,
        features: list(json, "features", feature)?.into_iter().collect(),
        sites: rows(json.get("sites"), site_row, |row| row.id)?,
        departments: rows(json.get("departments"), department_row, |row| row.id)?,
        categories: rows(json.get("categories"), category_row, |row| row.id)?,
    })
}

pub(in crate::wire) fn sites_patch(json: &Json) -> Option<SitesPatch> {
    (json.get("is").text()? == "all").then_some(())?;
    Some(SitesPatch::All { view: Box::new(sites(json.get("view"))?) })
}

fn department_row(json: &Json) -> Option<DepartmentRow> {
    Some(DepartmentRow {
        id: id(json, "id")?,
        names: names(json.get("names"))?,
        place: small(json, "place")?,
        hours: json.get("hours").optional(working_hours)?,
        open: json.get("open").bool()?,
        conversations_max: json.get("conversations_max").optional(Json::small)?,
        archived: json.get("archived").bool()?,
    })
}

fn working_hours(json: &Json) -> Option<WorkingHours> {
    Some(WorkingHours { time_zone: text(json, "time_zone")?, shifts: list(json, "shifts", shift)? })
}

fn shift(json: &Json) -> Option<Shift> {
    Some(Shift {
        weekday: weekday(json.get("weekday"))?,
        from_minute: small(json, "from_minute")? as u16,
        to_minute: small(json, "to_minute")? as u16,
    })
}

fn category_row(json: &Json) -> Option<CategoryRow> {
    Some(CategoryRow {
        id: id(json, "id")?,
        names: names(json.get("names"))?,
        colour: text(json, "colour")?,
        place: small(json, "place")?,
        archived: json.get("archived").bool()?,
    })
}

fn site_row(json: &Json) -> Option<SiteRow> {
    Some(SiteRow {
        id: id(json, "id")?,
        name: text(json, "name")?,
        allowed_domains: list(json, "allowed_domains", Json::string)?,
        accent: text(json, "accent")?,
        locale: locale(json.get("locale"))?,
        texts: window_texts(json.get("texts"))?,
        place: button_place(json.get("place"))?,
        form: pre_chat_form(json.get("form"))?,
        seen_at: json.get("seen_at").optional(time)?,
        archived: json.get("archived").bool()?,
    })
}

fn window_texts(json: &Json) -> Option<WindowTexts> {
    let own = |name| names(json.get(name));
    let (title, subtitle, greeting) = (own("title")?, own("subtitle")?, own("greeting")?);
    Some(WindowTexts { title, subtitle, greeting, button: own("button")?, offline: own("offline")? })
}

fn button_place(json: &Json) -> Option<ButtonPlace> {
    Some(ButtonPlace {
        edge: if json.get("edge").text()? == "left" { Edge::Left } else { Edge::Right },
        from_edge_px: small(json, "from_edge_px")?,
        from_bottom_px: small(json, "from_bottom_px")?,
        hidden: json.get("hidden").bool()?,
    })
}

fn pre_chat_form(json: &Json) -> Option<PreChatForm> {
    let rule = |name| field_rule(json.get(name));
    let consent =
        |json: &Json| Some(FormConsent { text: names(json.get("text"))?, policy_url: text(json, "policy_url")? });
    Some(PreChatForm {
        on: json.get("on").bool()?,
        name: rule("name")?,
        email: rule("email")?,
        phone: rule("phone")?,
        department: rule("department")?,
        consent: json.get("consent").optional(consent)?,
    })
}

pub(in crate::wire) fn operator_chat(json: &Json) -> Option<OperatorChat> {
    Some(OperatorChat { messages: list(json, "messages", room_message)?, read_up_to: small(json, "read_up_to")? })
}

pub(in crate::wire) fn operator_chat_patch(json: &Json) -> Option<OperatorChatPatch> {
    Some(match json.get("is").text()? {
        "message" => OperatorChatPatch::Message { message: Box::new(room_message(json.get("message"))?) },
        "read" => OperatorChatPatch::Read { up_to: small(json, "up_to")? },
        _ => return None,
    })
}

fn room_message(json: &Json) -> Option<RoomMessage> {
    Some(RoomMessage {
        position: json.get("position").number()?,
        at: time(json.get("at"))?,
        message_id: id(json, "message_id")?,
        number: small(json, "number")?,
        operator_id: id(json, "operator_id")?,
        name: text(json, "name")?,
        text: text(json, "text")?,
    })
}
