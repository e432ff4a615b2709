//! Marks of conversations (S100).

use crate::macros::{body, events};
use crate::vocabulary::Names;

events! {
    /// What can happen to a category.
    CategoryEvent of Category {
        Created(CategoryCreated) = "category.created" 1,
        Renamed(CategoryRenamed) = "category.renamed" 1,
        Coloured(CategoryColoured) = "category.coloured" 1,
        Placed(CategoryPlaced) = "category.placed" 1,
        Archived(CategoryArchived) = "category.archived" 1,
        Restored(CategoryRestored) = "category.restored" 1,
    }
}

body! {
    /// Operators may give this category from now on.
    CategoryCreated {
        names: Names,
        /// `#rrggbb`.
        colour: String,
    }
    /// It is called otherwise from now on.
    CategoryRenamed { names: Names, }
    /// It is shown in another colour, `#rrggbb`.
    CategoryColoured { colour: String, }
    /// Its place among the others: lower stands first.
    CategoryPlaced { place: u32, }
    /// It is given no more; what has it, keeps it.
    CategoryArchived {}
    /// It may be given again.
    CategoryRestored {}
}
