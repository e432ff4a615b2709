//! Who is there for a visitor (S134): for the site, for the departments that its form offers, in his language.

use letopis_events::ids::{DepartmentId, SiteId, VisitorId};
use letopis_events::vocabulary::{FieldRule, Language, PreChatForm};

use super::{ConversationLive, Live, OperatorLive, VisitorLive};
use crate::domain::conversation::Address;
use crate::domain::site::form::{self, Known};
use crate::views::chat::{ChatDepartment, ChatForm};
use crate::views::sites::SiteRow;

/// Who is there, as a window shows it. The same for all visitors who wait for the same people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    pub online: bool,
    pub departments: Vec<ChatDepartment>,
}

/// A visitor, as far as it matters who is there for him: the same for many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asker {
    site_id: SiteId,
    /// The visitor's, if anybody speaks it.
    language: Option<Language>,
    /// For whom his open conversation waits, if he has one.
    waits_for: Option<(Address, Patience)>,
}

/// Whether whoever waits was promised somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Patience {
    /// He is about to ask, or asked while nobody was there: whoever he asked for reads it later (S23).
    Asked,
    /// Somebody was there for him.
    WaitsNow,
}

impl OperatorLive {
    pub(super) fn is_online(&self) -> bool {
        !self.disabled && self.role.serves_visitors() && self.status.makes_site_online()
    }
}

impl ConversationLive {
    /// Whether whoever waits here was promised somebody.
    pub(super) fn patience(&self) -> Patience {
        if self.waits() && !self.offline { Patience::WaitsNow } else { Patience::Asked }
    }
}

impl Live {
    /// For whom a conversation waits that starts now, as a department was chosen or none: of the languages, the one preferred
    /// first, the first that anybody speaks.
    pub fn address_of(&self, department_id: Option<DepartmentId>, languages: &[Language]) -> Address {
        let language = languages.iter().find(|language| self.speaks(language)).cloned();
        let address = Address { department_id, language };
        let other = self.readdressed(&address, Patience::Asked);
        other.filter(|other| other.department_id == department_id).unwrap_or(address)
    }

    /// For whom a conversation waits instead, where nobody comes of those it waits for. Its language gives way where nobody
    /// has it, and while somebody of the department is Online and nobody who speaks it: a visitor who is answered in another
    /// language is better off than one whom nobody hears of. The department gives way where nobody serves it, and, for
    /// whoever waits now, while somebody is Online and nobody of it; not with it the language, where others speak that.
    pub(super) fn readdressed(&self, address: &Address, patience: Patience) -> Option<Address> {
        let served = self.anybody_serves(address);
        let away = !self.anybody_online(address);
        let (of_department, everybody) = (Address { language: None, ..address.clone() }, Address::default());
        if *address != of_department
            && self.anybody_serves(&of_department)
            && (!served || away && self.anybody_online(&of_department))
        {
            return Some(of_department);
        }
        let hurries = patience == Patience::WaitsNow && self.anybody_online(&everybody);
        if *address == everybody || served && !(hurries && away) {
            return None;
        }
        let who_speak_it = Address { department_id: None, ..address.clone() };
        let come = self.anybody_serves(&who_speak_it) && (!hurries || self.anybody_online(&who_speak_it));
        Some(if come && who_speak_it != *address { who_speak_it } else { everybody })
    }

    /// Whether somebody is Online who serves this (S49); of a department, within its hours (S127).
    pub fn anybody_online(&self, address: &Address) -> bool {
        let department = address.department_id.and_then(|id| self.sites.departments.get(&id));
        let open = department.is_none_or(|department| department.open);
        open && self.operators.values().any(|operator| operator.is_online() && operator.serving.serves(address))
    }

    /// The departments that a site's form offers: in use, and served by somebody.
    pub fn departments_offered(&self, form: &PreChatForm) -> Vec<DepartmentId> {
        if !form.on || form.department == FieldRule::Off {
            return Vec::new();
        }
        let served = |id: &DepartmentId| self.anybody_serves(&Address { department_id: Some(*id), language: None });
        self.sites.departments_in_use().into_iter().map(|row| row.id).filter(served).collect()
    }

    /// The visitor, who prefers these languages, the first one most.
    pub fn asker(&self, id: VisitorId, site_id: SiteId, languages: &[Language]) -> Asker {
        let open = self.visitors.get(&id).and_then(|visitor| self.conversations.get(&visitor.open?));
        let waits_for = open.map(|open| (open.address(), open.patience()));
        Asker { site_id, language: languages.iter().find(|language| self.speaks(language)).cloned(), waits_for }
    }

    /// Who is there for such a visitor.
    pub fn availability(&self, asker: &Asker) -> Availability {
        let Some(site) = self.sites.sites.get(&asker.site_id) else { return Availability::default() };
        if let Some((address, patience)) = &asker.waits_for {
            // As it is about to be, where it gives way: a window must not flicker in between.
            let other = self.readdressed(address, *patience);
            return Availability {
                online: self.anybody_online(other.as_ref().unwrap_or(address)),
                departments: Vec::new(),
            };
        }
        let language = asker.language.as_slice();
        let department = |id: DepartmentId| {
            let row = self.sites.departments.get(&id)?;
            let online = self.anybody_online(&self.address_of(Some(id), language));
            Some(ChatDepartment { id, names: row.names.clone(), online })
        };
        let departments: Vec<_> = self.departments_offered(&site.form).into_iter().filter_map(department).collect();
        // Whoever has to choose a department is served by none of the others.
        let online = if site.form.department == FieldRule::Required && !departments.is_empty() {
            departments.iter().any(|department| department.online)
        } else {
            self.anybody_online(&self.address_of(None, language))
        };
        Availability { online, departments }
    }

    /// What the site asks this visitor before his next conversation; nothing while one is open (M5).
    pub(super) fn chat_form(&self, visitor: &VisitorLive) -> Option<ChatForm> {
        let site = self.sites.sites.get(&visitor.site_id).filter(|site| site.form.asks())?;
        if visitor.open.is_some() {
            return None;
        }
        let SiteRow { form, .. } = site;
        let agreed = visitor.consent.as_deref();
        // What is not asked is not told either: windows hold no more of a person than they need.
        let known = |rule, value: &Option<String>| match rule {
            FieldRule::Off => String::new(),
            FieldRule::Optional | FieldRule::Required => value.clone().unwrap_or_default(),
        };
        Some(ChatForm {
            name: form.name,
            email: form.email,
            phone: form.phone,
            department: form.department,
            consent: form.consent.clone().filter(|asked| !form::is_wording(asked, agreed)),
            known_name: known(form.name, &visitor.name),
            known_email: known(form.email, &visitor.email),
            known_phone: known(form.phone, &visitor.phone),
        })
    }
}

impl VisitorLive {
    /// What the rules of a form ask of him.
    pub fn known(&self) -> Known<'_> {
        Known {
            name: self.name.is_some(),
            email: self.email.is_some(),
            phone: self.phone.is_some(),
            consent: self.consent.as_deref(),
        }
    }
}
