//! The load, small enough for every day: that it still can be carried out, and that its check finds nothing.

use std::process::Command;

#[test]
fn a_small_load_is_held() {
    let sizes = "--operators 5 --visitors 50 --rate 40 --seconds 5 --pace 0.4 --limit 2 --seed 7";
    let program = env!("CARGO_BIN_EXE_letopis-bench");
    let run = Command::new(program).arg("load").args(sizes.split(' ')).output().expect("the bench can be started");
    let told = [run.stdout, run.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(run.status.success(), "{told}");
    assert!(told.contains("messages recorded, of those sent"), "{told}");
}
