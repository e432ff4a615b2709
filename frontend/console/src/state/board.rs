//! The live board: who stands in which order, and which rows of it are in sight (M10).

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::VisitorId;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::views::workplace::{VisitorRow, Workplace};

/// Height of a row in pixels, as in `board.css`: two lines, and enough for a finger.
pub const ROW: f64 = 44.0;
/// Rows drawn beyond each edge.
const SPARE: usize = 6;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Visitor,
    Page,
    OnPage,
    OnSite,
    Pages,
    From,
    Campaign,
    Browser,
    Language,
    Country,
}

impl Column {
    /// All, in the order in which they stand, each with the key of its name.
    pub const ALL: [(Column, &'static str); 10] = [
        (Column::Visitor, "board.visitor"),
        (Column::Page, "board.page"),
        (Column::OnPage, "board.on_page"),
        (Column::OnSite, "board.on_site"),
        (Column::Pages, "board.pages"),
        (Column::From, "board.from"),
        (Column::Campaign, "board.campaign"),
        (Column::Browser, "board.browser"),
        (Column::Language, "board.language"),
        (Column::Country, "board.country"),
    ];

    /// Whether it holds numbers.
    pub fn counts(self) -> bool {
        matches!(self, Column::OnPage | Column::OnSite | Column::Pages)
    }
}

/// By what the board is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    pub down: bool,
}

impl Default for Sort {
    /// Who came last first: the order changes only when somebody comes or goes.
    fn default() -> Self {
        Self { column: Column::OnSite, down: false }
    }
}

impl Sort {
    /// What a press on the head of a column leads to: the other way round, or that column, numbers largest first.
    pub fn pressed(self, column: Column) -> Self {
        let down = if self.column == column { !self.down } else { column.counts() };
        Self { column, down }
    }
}

/// A number or a text, whichever the column holds; spans in milliseconds, so that nobody overtakes within a second.
pub fn cell(row: &VisitorRow, column: Column, locale: Locale, now: DateTime<Utc>) -> (i64, String) {
    let until = row.left_at.unwrap_or(now);
    let millis = |since: DateTime<Utc>| ((until - since).num_milliseconds().max(0), String::new());
    let text = |text: String| (0, text);
    match column {
        Column::Visitor => (row.number.into(), row.name.clone().unwrap_or_default()),
        Column::Page => {
            let title = row.page.title.trim();
            text(if title.is_empty() { letopis_ui::text::path_of(&row.page.url) } else { title }.to_owned())
        }
        Column::OnPage => millis(row.page_at),
        Column::OnSite => millis(row.visit_started_at),
        Column::Pages => (row.pages_viewed.into(), String::new()),
        Column::From => text(row.referrer.trim_start_matches("www.").to_owned()),
        Column::Campaign => {
            let marks = row.utm.iter().flat_map(|utm| [&utm.source, &utm.medium, &utm.campaign]);
            text(joined(marks, " / "))
        }
        Column::Browser => text(joined(row.device.iter().flat_map(|device| [&device.browser, &device.system]), ", ")),
        Column::Language => text(row.language.0.clone()),
        Column::Country => text(row.country.as_ref().map(|at| at.name.of(locale).to_owned()).unwrap_or_default()),
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a String>, between: &str) -> String {
    parts.filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(between)
}

/// How many are on the site now, and how many of them without a conversation; those who have just left are neither.
pub fn here(workplace: &Workplace) -> (usize, usize) {
    let free = workplace.visitors.values().filter(|row| row.left_at.is_none()).count();
    (free + workplace.conversations.values().filter(|row| row.on_site).count(), free)
}

/// Visitors in order: whoever is on the site before whoever left, those without a word in the column last among them.
pub fn order<'a>(
    rows: impl Iterator<Item = &'a VisitorRow>,
    sort: Sort,
    locale: Locale,
    now: DateTime<Utc>,
) -> Vec<VisitorId> {
    let mut keys: Vec<(String, i64, u32, VisitorId, usize)> = rows
        .map(|row| {
            let (number, text) = cell(row, sort.column, locale, now);
            let silent = text.is_empty() && !sort.column.counts();
            (text, number, row.number, row.id, usize::from(row.left_at.is_some()) * 2 + usize::from(silent))
        })
        .collect();
    keys.sort_unstable();
    if sort.down {
        keys.reverse();
    }
    let group = |group: usize| keys.iter().filter(move |key| key.4 == group).map(|key| key.3);
    (0..4).flat_map(group).collect()
}

/// The rows in sight, with some to spare: from, to (not included).
pub fn in_sight(count: usize, scrolled: f64, height: f64) -> (usize, usize) {
    let first = (scrolled / ROW).floor().max(0.0) as usize;
    let last = ((scrolled + height) / ROW).ceil().max(0.0) as usize;
    (first.saturating_sub(SPARE).min(count), (last + SPARE).min(count))
}

/// Where the keyboard goes from a row: one row, or so many as are in sight, or to an end.
pub fn step(at: usize, count: usize, key: &str, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowDown" => (at + 1).min(last),
        "ArrowUp" => at.saturating_sub(1),
        "PageDown" => (at + page).min(last),
        "PageUp" => at.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_shared::domain::url::Utm;
    use letopis_shared::schema::vocabulary::{DeviceKind, Language, Names, Page};
    use letopis_shared::views::visitor_card::{Country, Device};
    use uuid::Uuid;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).expect("a time")
    }

    fn row(number: u32, started: i64) -> VisitorRow {
        VisitorRow {
            id: VisitorId(Uuid::from_u128(number.into())),
            number,
            name: None,
            site_id: Uuid::nil().into(),
            visit_id: Uuid::nil().into(),
            banned: false,
            page: Page { url: "https://shop.example/tents".into(), title: String::new() },
            visit_started_at: at(started),
            page_at: at(started),
            left_at: None,
            pages_viewed: 1,
            referrer: String::new(),
            utm: None,
            language: Language("ru".into()),
            country: None,
            device: None,
        }
    }

    fn numbers(rows: &[VisitorRow], column: Column, down: bool) -> Vec<u128> {
        let order = order(rows.iter(), Sort { column, down }, Locale::Ru, at(1_000));
        order.into_iter().map(|id| id.0.as_u128()).collect()
    }

    #[test]
    fn times_are_sorted_as_they_are_shown() {
        let rows = [row(1, 0), row(2, 900), row(3, 500)];
        assert_eq!(numbers(&rows, Column::OnSite, false), [2, 3, 1]);
        assert_eq!(numbers(&rows, Column::OnSite, true), [1, 3, 2]);
    }

    #[test]
    fn whoever_left_stands_below_whichever_way_it_is_sorted() {
        let rows =
            [VisitorRow { left_at: Some(at(10)), ..row(1, 0) }, row(2, 1), VisitorRow { pages_viewed: 7, ..row(3, 2) }];
        assert_eq!(numbers(&rows, Column::Pages, true), [3, 2, 1]);
        assert_eq!(numbers(&rows, Column::Pages, false), [2, 3, 1]);
        assert_eq!(cell(&rows[0], Column::OnSite, Locale::Ru, at(1_000)).0, 10_000, "his time stands still");
    }

    #[test]
    fn cells_that_say_nothing_stand_below_those_that_do() {
        let from = |referrer: &str, number| VisitorRow { referrer: referrer.into(), ..row(number, 0) };
        let rows = [from("", 1), from("b.example", 2), from("a.example", 3)];
        assert_eq!(numbers(&rows, Column::From, false), [3, 2, 1]);
        assert_eq!(numbers(&rows, Column::From, true), [2, 3, 1]);
    }

    #[test]
    fn cells_say_what_is_known() {
        let known = VisitorRow {
            utm: Some(Utm { source: "yandex".into(), medium: String::new(), campaign: "зима".into() }),
            device: Some(Device {
                browser: "Chrome 141".into(),
                system: "Windows 10".into(),
                kind: DeviceKind::Desktop,
            }),
            country: Some(Country {
                code: "DE".into(), name: Names { ru: "Германия".into(), en: "Germany".into() }
            }),
            referrer: "www.search.example".into(),
            ..row(1, 0)
        };
        let text = |column| cell(&known, column, Locale::Ru, at(0)).1;
        assert_eq!(text(Column::Page), "/tents");
        assert_eq!(text(Column::From), "search.example");
        assert_eq!(text(Column::Campaign), "yandex / зима");
        assert_eq!(text(Column::Browser), "Chrome 141, Windows 10");
        assert_eq!(text(Column::Country), "Германия");
    }

    #[test]
    fn a_second_press_turns_the_order() {
        let sort = Sort::default().pressed(Column::Pages);
        assert_eq!(sort, Sort { column: Column::Pages, down: true });
        assert_eq!(sort.pressed(Column::Pages), Sort { column: Column::Pages, down: false });
        assert_eq!(sort.pressed(Column::Country), Sort { column: Column::Country, down: false });
    }

    #[test]
    fn only_rows_in_sight_are_drawn() {
        assert_eq!(in_sight(10_000, 0.0, 880.0), (0, 26));
        assert_eq!(in_sight(10_000, 44_000.0, 880.0), (994, 1_026));
        assert_eq!(in_sight(3, 44_000.0, 880.0), (3, 3));
    }

    #[test]
    fn keys_walk_and_stop_at_the_ends() {
        assert_eq!(step(0, 3, "ArrowUp", 10), Some(0));
        assert_eq!(step(2, 3, "ArrowDown", 10), Some(2));
        assert_eq!(step(50, 100, "PageUp", 20), Some(30));
        assert_eq!(step(5, 100, "End", 20), Some(99));
        assert_eq!(step(5, 100, "a", 20), None);
        assert_eq!(step(0, 0, "End", 20), None);
    }
}
