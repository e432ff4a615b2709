//! Groups of operators (S127).

use crate::macros::{body, events};
use crate::vocabulary::{Names, WorkingHours};

events! {
    /// What can happen to a department.
    DepartmentEvent of Department {
        Created(DepartmentCreated) = "department.created" 1,
        Renamed(DepartmentRenamed) = "department.renamed" 1,
        Placed(DepartmentPlaced) = "department.placed" 1,
        HoursChosen(DepartmentHoursChosen) = "department.hours_chosen" 1,
        ConversationsLimited(DepartmentConversationsLimited) = "department.conversations_limited" 1,
        Opened(DepartmentOpened) = "department.opened" 1,
        Closed(DepartmentClosed) = "department.closed" 1,
        Archived(DepartmentArchived) = "department.archived" 1,
        Restored(DepartmentRestored) = "department.restored" 1,
    }
}

body! {
    /// Conversations may wait for this department from now on.
    DepartmentCreated { names: Names, }
    /// Operators and visitors see other names from now on.
    DepartmentRenamed { names: Names, }
    /// Its place among the others: lower stands first.
    DepartmentPlaced { place: u32, }
    /// When it is there; nothing is always.
    DepartmentHoursChosen { hours: Option<WorkingHours>, }
    /// How many conversations an operator may have when the server gives him one of this department; 0 is no limit, without
    /// a number the organisation's counts.
    DepartmentConversationsLimited { max: Option<u32>, }
    /// Its hours have begun.
    DepartmentOpened {}
    /// Its hours are over.
    DepartmentClosed {}
    /// Nothing new goes to it; what was, stays.
    DepartmentArchived {}
    /// It is in use again.
    DepartmentRestored {}
}
