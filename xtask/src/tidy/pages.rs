//! What pages may contain.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{File, Tree};

const SPRITES: [(&str, &[&str]); 2] = [
    ("frontend/assets/icons.txt", &["frontend/console/src/", "frontend/ui/src/"]),
    ("frontend/assets/icons-widget.txt", &["frontend/widget/src/"]),
];

/// Style attributes and inline scripts. A single property may be set from code (`style:--name=`): that is not a style
/// attribute to the browser.
pub(super) fn inline(tree: &Tree) -> Result<Vec<String>> {
    let views = tree.below(&["frontend/"], &[".rs", ".html"]);
    Ok(views
        .flat_map(|file| {
            let bad = |line: &str| {
                line.contains(" style=")
                    || line.contains("<style")
                    || line.contains("<script>")
                    || line.contains(" onclick=")
            };
            lines(file)
                .filter(move |(_, line)| bad(line))
                .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
        })
        .collect())
}

/// Texts made by `Debug`: modules are built without them, so in a browser they are empty.
pub(super) fn debug_texts(tree: &Tree) -> Result<Vec<String>> {
    let sources = tree.below(&["frontend/"], &[".rs"]).filter(|file| !file.path.contains("test"));
    let shown = |line: &str| line.contains(":?}") || line.contains(":#?}");
    Ok(sources
        .flat_map(|file| {
            // the tests of a file stand at its end
            lines(file)
                .take_while(|(_, line)| !line.contains("#[cfg(test)]"))
                .filter(move |(_, line)| shown(line))
                .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
        })
        .collect())
}

/// Icons that code names and the sprite of its page lacks.
pub(super) fn icons(tree: &Tree) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (list, folders) in SPRITES {
        let known: BTreeSet<&str> = tree.text(list).unwrap_or_default().lines().map(str::trim).collect();
        for file in tree.below(folders, &[".rs"]) {
            for (number, line) in lines(file) {
                let drawn = line.split("<Icon name=\"").skip(1).chain(line.split("\"#i-").skip(1));
                let missing = drawn
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|name| !known.contains(name) && !name.contains('{'));
                found.extend(missing.map(|name| format!("{}:{number}: `{name}` is not in {list}", file.path)));
            }
        }
    }
    Ok(found)
}

fn lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_an_icon_that_is_not_in_the_sprite() {
        let tree = Tree::of(&[
            ("frontend/assets/icons.txt", "# list\ncheck\n"),
            ("frontend/console/src/a.rs", "<Icon name=\"check\"/> <Icon name=\"rocket\" size=14/>"),
        ]);
        assert_eq!(
            icons(&tree).unwrap(),
            ["frontend/console/src/a.rs:1: `rocket` is not in frontend/assets/icons.txt"]
        );
    }

    #[test]
    fn finds_a_debug_text_outside_of_tests() {
        let source = "format!(\"{row:?}\")\n#[cfg(test)]\nmod tests { panic!(\"{row:?}\") }\n";
        let tree = Tree::of(&[("frontend/console/src/a.rs", source)]);
        assert_eq!(debug_texts(&tree).unwrap(), ["frontend/console/src/a.rs:1: format!(\"{row:?}\")"]);
    }

    #[test]
    fn finds_a_style_attribute() {
        let tree = Tree::of(&[("frontend/console/src/a.rs", "<i style=\"width: 1px\"/>\n<i style:--value=\"3%\"/>\n")]);
        assert_eq!(inline(&tree).unwrap().len(), 1);
    }
}
