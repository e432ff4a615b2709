//! What browsers may be made to download. The one table of limits; over one of them the build fails.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::repo;

/// One limit over a set of shipped files.
struct Budget {
    what: &'static str,
    /// Beginning of the logical names that count.
    prefix: &'static str,
    /// Parts of the logical names that do not.
    except: &'static [&'static str],
    br_bytes_max: u64,
    requests_max: usize,
}

impl Budget {
    fn counts(&self, name: &str) -> bool {
        name.starts_with(self.prefix) && !self.except.iter().any(|part| name.contains(part))
    }
}

/// A browser loads the texts of one language: the larger counts.
const BUDGETS: [Budget; 4] = [
    Budget {
        what: "loader on the shop's page",
        prefix: "loader/",
        except: &[".txt"],
        br_bytes_max: 4_096,
        requests_max: 1,
    },
    Budget {
        what: "widget opened",
        prefix: "widget/",
        except: &[".txt"],
        // what stands; the goal is 90 KB, and is there to be spent on what visitors see
        br_bytes_max: 72 * 1024,
        requests_max: 5,
    },
    Budget {
        what: "console's desk, cold, without the font",
        prefix: "console/",
        except: &["/administration.", ".woff2", ".en.json"],
        // what stands; the goal is 300 KB
        br_bytes_max: 340 * 1024,
        requests_max: 8,
    },
    Budget {
        what: "console's administration, cold, without the font",
        prefix: "console/",
        except: &["/desk.", ".woff2", ".en.json"],
        // what stands, with profiles and reports; pages that are opened now and then
        br_bytes_max: 356 * 1024,
        requests_max: 8,
    },
];

/// A shipped file as the manifest has it.
struct Asset {
    bytes: u64,
    gz_bytes: u64,
    br_bytes: u64,
}

/// Prints every shipped asset and every budget.
///
/// # Errors
/// When a budget is exceeded, with all that are.
pub(crate) fn report() -> Result<()> {
    let assets = manifest()?;
    println!("\n{:<44}{:>10}{:>10}{:>10}", "asset", "raw", "gzip", "brotli");
    for (name, asset) in &assets {
        println!("{name:<44}{:>10}{:>10}{:>10}", asset.bytes, asset.gz_bytes, asset.br_bytes);
    }
    println!();
    let mut over = Vec::new();
    for budget in &BUDGETS {
        let counted: Vec<&Asset> =
            assets.iter().filter(|(name, _)| budget.counts(name)).map(|(_, asset)| asset).collect();
        let br_bytes: u64 = counted.iter().map(|asset| asset.br_bytes).sum();
        let line = format!(
            "{}: {br_bytes} of {} bytes br in {} of {} requests",
            budget.what,
            budget.br_bytes_max,
            counted.len(),
            budget.requests_max
        );
        println!("{line}");
        if br_bytes > budget.br_bytes_max || counted.len() > budget.requests_max {
            over.push(line);
        }
    }
    if !over.is_empty() {
        bail!("over budget: {}", over.join("; "));
    }
    Ok(())
}

fn manifest() -> Result<BTreeMap<String, Asset>> {
    let path = repo::path("dist/manifest.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let entries: BTreeMap<String, Value> =
        serde_json::from_str(&text).context("dist/manifest.json is not an object")?;
    entries
        .into_iter()
        .map(|(name, entry)| {
            let size =
                |key: &str| entry[key].as_u64().with_context(|| format!("{name} has no {key} in dist/manifest.json"));
            let asset = Asset { bytes: size("bytes")?, gz_bytes: size("gz_bytes")?, br_bytes: size("br_bytes")? };
            Ok((name, asset))
        })
        .collect()
}
