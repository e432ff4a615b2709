//! Writes the JSON Schema of every event below `schemas/`, once: a file that is there and differs is never overwritten,
//! because events of that shape may stand in somebody's log. Give the new shape a new version and an upcaster.
//!
//! `codegen [--check]`; `--check` writes nothing and fails when something is missing or differs.

mod files;

use std::path::Path;
use std::process::ExitCode;

use letopis_events::codegen::{Found, catalogue, compare, strays};

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: codegen [--check]");
            return ExitCode::from(2);
        }
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    match run(&folder, check) {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// Writes what is missing, unless asked only to check; gives back what has to be put right by hand.
fn run(folder: &Path, check: bool) -> std::io::Result<Vec<String>> {
    let mut faults = Vec::new();
    for (path, entry) in catalogue() {
        match compare(files::recorded(folder, &path)?.as_deref(), &entry) {
            Found::Same => {}
            Found::Missing | Found::Reworded if check => {
                faults.push(format!("schemas/{path} is missing or has old comments: run `cargo xtask codegen`"));
            }
            Found::Missing | Found::Reworded => {
                let file = folder.join(&path);
                file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::write(&file, entry.schema_text())?;
                println!("schemas/{path}");
            }
            Found::Differs => faults.push(format!(
                "schemas/{path} differs from the code: a recorded shape never changes; give {} a version {} and an upcaster",
                entry.event_type,
                entry.version + 1
            )),
        }
    }
    faults.extend(
        strays(files::listed(folder)?)
            .into_iter()
            .map(|path| format!("schemas/{path} belongs to no known event or version")),
    );
    Ok(faults)
}
