//! Groups of operators (S127).

use crate::macros::{body, events};
use crate::vocabulary::Names;

events! {
    /// What can happen to a department.
    DepartmentEvent of Department {
        Created(DepartmentCreated) = "department.created" 1,
        Renamed(DepartmentRenamed) = "department.renamed" 1,
        Placed(DepartmentPlaced) = "department.placed" 1,
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
    /// Nothing new goes to it; what was, stays.
    DepartmentArchived {}
    /// It is in use again.
    DepartmentRestored {}
}
