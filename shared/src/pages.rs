//! The pages of the console: their addresses, who may open them, and which of its two programs draws them. The server
//! reads the same table to answer an address with the right program.

use letopis_events::vocabulary::Role;

/// A program that browsers download. What operators need all day does not wait for what administrators need once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Signing in, the main page, work with visitors.
    Desk,
    /// Accounts, settings, one's own profile, the test of notifications.
    Administration,
}

/// A page of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    SignIn,
    Setup,
    Invitation,
    Home,
    Workplace,
    Board,
    Alerts,
    Profile,
    Operators,
    Statistics,
    Sites,
    Settings,
    Departments,
    Languages,
    Categories,
    Bans,
    NotFound,
}

impl Route {
    /// The page of an address.
    pub fn of(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" => Route::Home,
            "/sign-in" => Route::SignIn,
            "/setup" => Route::Setup,
            "/invitation" => Route::Invitation,
            "/workplace" => Route::Workplace,
            "/visitors" => Route::Board,
            "/attention" => Route::Alerts,
            "/profile" => Route::Profile,
            "/operators" => Route::Operators,
            "/statistics" => Route::Statistics,
            "/sites" => Route::Sites,
            "/settings" => Route::Settings,
            "/departments" => Route::Departments,
            "/languages" => Route::Languages,
            "/categories" => Route::Categories,
            "/bans" => Route::Bans,
            _ => Route::NotFound,
        }
    }

    /// The address of a page.
    pub fn path(self) -> &'static str {
        match self {
            Route::SignIn => "/sign-in",
            Route::Setup => "/setup",
            Route::Invitation => "/invitation",
            Route::Home | Route::NotFound => "/",
            Route::Workplace => "/workplace",
            Route::Board => "/visitors",
            Route::Alerts => "/attention",
            Route::Profile => "/profile",
            Route::Operators => "/operators",
            Route::Statistics => "/statistics",
            Route::Sites => "/sites",
            Route::Settings => "/settings",
            Route::Departments => "/departments",
            Route::Languages => "/languages",
            Route::Categories => "/categories",
            Route::Bans => "/bans",
        }
    }

    /// The program that draws it.
    pub fn program(self) -> Program {
        match self {
            Route::SignIn | Route::Home | Route::Workplace | Route::Board | Route::NotFound => Program::Desk,
            Route::Setup
            | Route::Invitation
            | Route::Alerts
            | Route::Profile
            | Route::Operators
            | Route::Statistics
            | Route::Sites
            | Route::Settings
            | Route::Departments
            | Route::Languages
            | Route::Categories
            | Route::Bans => Program::Administration,
        }
    }

    /// The key of its name.
    pub fn title(self) -> &'static str {
        match self {
            Route::SignIn => "page.sign_in",
            Route::Setup => "page.setup",
            Route::Invitation => "page.invitation",
            Route::Home => "page.home",
            Route::Workplace => "page.workplace",
            Route::Board => "page.board",
            Route::Alerts => "page.attention",
            Route::Profile => "page.profile",
            Route::Operators => "page.operators",
            Route::Statistics => "page.statistics",
            Route::Sites => "page.sites",
            Route::Settings => "page.settings",
            Route::Departments => "page.departments",
            Route::Languages => "page.languages",
            Route::Categories => "page.categories",
            Route::Bans => "page.bans",
            Route::NotFound => "page.not_found",
        }
    }

    /// Whether a role may open it (S5). What it may not is absent from every menu; the server refuses the rest.
    pub fn allowed(self, role: Role) -> bool {
        match self {
            Route::Workplace | Route::Board | Route::Alerts => role.serves_visitors(),
            Route::Statistics => matches!(role, Role::Supervisor | Role::Admin),
            _ if self.is_of_settings() => role == Role::Admin,
            _ => true,
        }
    }

    /// Whether it is one of the pages that set the installation up.
    pub fn is_of_settings(self) -> bool {
        matches!(
            self,
            Route::Sites | Route::Settings | Route::Departments | Route::Languages | Route::Categories | Route::Bans
        )
    }

    /// Whether the page is for people who are not signed in.
    pub fn is_outside(self) -> bool {
        matches!(self, Route::SignIn | Route::Setup | Route::Invitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_address() {
        for route in [
            Route::SignIn,
            Route::Setup,
            Route::Invitation,
            Route::Home,
            Route::Workplace,
            Route::Board,
            Route::Alerts,
            Route::Profile,
            Route::Operators,
            Route::Statistics,
            Route::Sites,
            Route::Settings,
            Route::Departments,
            Route::Languages,
            Route::Categories,
            Route::Bans,
        ] {
            assert_eq!(Route::of(route.path()), route);
        }
        assert_eq!(Route::of("/workplace/"), Route::Workplace);
        assert_eq!(Route::of("/elsewhere"), Route::NotFound);
    }

    #[test]
    fn a_role_opens_only_what_it_may() {
        assert!(Route::Sites.allowed(Role::Admin));
        assert!(!Route::Sites.allowed(Role::Supervisor));
        assert!(!Route::Workplace.allowed(Role::Auditor));
        assert!(Route::Operators.allowed(Role::Operator));
        assert!(Route::Statistics.allowed(Role::Supervisor) && !Route::Statistics.allowed(Role::Operator));
    }
}
