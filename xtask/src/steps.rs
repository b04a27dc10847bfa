//! Counting tests while people read along.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::interrupt;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// `test result: ok. 12 passed; 0 failed; ...`
    pub(crate) fn of_cargo(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |word: &str| counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim().parse().ok());
        Some(Self { passed: number(" passed")?, failed: number(" failed")? })
    }

    /// `12 passed, 0 failed, 0 skipped`, the whole line.
    pub(crate) fn of_playwright(line: &str) -> Option<Self> {
        let [passed, failed, skipped]: [&str; 3] = line.split(", ").collect::<Vec<_>>().try_into().ok()?;
        let number = |text: &str, word: &str| text.strip_suffix(word)?.parse().ok();
        let _: u32 = number(skipped, " skipped")?;
        Some(Self { passed: number(passed, " passed")?, failed: number(failed, " failed")? })
    }
}

/// Runs a command, shows what it writes and adds up the counts in it.
pub(crate) fn counted(command: &mut Command, read: fn(&str) -> Option<Counts>) -> Result<Counts> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("the tests cannot be started")?;
    let watched = interrupt::watch(child.id());
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            if let Some(more) = read(line.trim()) {
                counts += more;
            }
        }
    }
    let status = child.wait()?;
    drop(watched);
    if !status.success() || counts.failed > 0 {
        bail!("{} passed, {} failed", counts.passed, counts.failed);
    }
    if counts.passed == 0 {
        bail!("no test ran");
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_are_read_from_the_closing_lines() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(Counts::of_cargo(line), Some(Counts { passed: 12, failed: 3 }));
        assert_eq!(Counts::of_cargo("test it_works ... ok"), None);
        assert_eq!(Counts::of_playwright("40 passed, 2 failed, 0 skipped"), Some(Counts { passed: 40, failed: 2 }));
        assert_eq!(Counts::of_playwright("40 passed"), None);
    }
}
