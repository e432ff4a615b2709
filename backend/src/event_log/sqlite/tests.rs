//! What only a file can get wrong.

mod erasure;
mod full_disk;
mod guards;
mod opening;
mod tampering;
