//! The load: `wrk` with 64 connections that ask for links at random, in the same time and with the same script for all.

use std::io::Write;
use std::path::Path;
use std::process::Command;

/// What is asked for.
pub struct Load<'a> {
    /// A file with a slug in each line, or without a prefix with a method and a path.
    pub slugs: &'a Path,
    /// How it is asked.
    pub method: &'static str,
    /// What stands before a slug in a path.
    pub prefix: &'static str,
    /// What stands behind it.
    pub suffix: &'static str,
    /// For how long.
    pub seconds: u32,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Answers a second.
    pub per_second: f64,
    /// In how many milliseconds 99 of 100 answers came.
    pub p99_ms: f64,
}

/// How many answers may be under way, one for each connection.
const CONNECTIONS: usize = 64;

/// Reads the slugs once in each thread, and asks at random, or for one after the other when it is told where to begin.
const SCRIPT: &str = r#"
local slugs, method, prefix, suffix, place = {}, "GET", "", "", nil
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args)
  for slug in io.lines(args[1]) do slugs[#slugs + 1] = slug end
  method, prefix, suffix = args[2], args[3], args[4]
  place = tonumber(args[5])
  math.randomseed(number + 1)
end
function request()
  if prefix == "" then
    local method, path = slugs[math.random(#slugs)]:match("^(%u+) (.*)$")
    return wrk.format(method, path)
  end
  if not place then return wrk.format(method, prefix .. slugs[math.random(#slugs)] .. suffix) end
  local slug = slugs[place % #slugs + 1]
  place = place + 1
  return wrk.format(method, prefix .. slug .. suffix)
end
"#;

impl Load<'_> {
    /// Asks for each link once, so that what can be kept is kept.
    pub fn warm_up(&self, address: &str, links: usize) {
        // A million slugs take wrk a second to read.
        let seconds = u32::try_from(2 + links / 50_000).expect("fewer links");
        let mut place = 0;
        while place < links {
            // In one thread: of two, one is ahead of the other, and what it left out nobody asks for.
            let (_, answers) = self.wrk(address, 1, seconds, Some(place));
            // What was under way at the end was given up, and others may have overtaken it: some are asked for again.
            place += answers.saturating_sub(10 * CONNECTIONS).max(1);
        }
    }

    /// Asks at random.
    pub fn run(&self, address: &str) -> Run {
        self.wrk(address, 2, self.seconds, None).0
    }

    fn wrk(&self, address: &str, threads: usize, seconds: u32, from: Option<usize>) -> (Run, usize) {
        let mut script = tempfile::Builder::new().suffix(".lua").tempfile().expect("a temporary file");
        script.write_all(SCRIPT.as_bytes()).expect("a temporary file that can be written");
        let mut wrk = Command::new("wrk");
        wrk.args([format!("--threads={threads}"), format!("--connections={CONNECTIONS}")]);
        wrk.args(["--latency", &format!("--duration={seconds}s"), "--script"]);
        wrk.arg(script.path())
            // Only what a browser opens is a view.
            .args(["--header", "accept-encoding: br", "--header", "user-agent: Mozilla/5.0"])
            .args(["--header", "accept: text/html,image/webp"])
            .arg(format!("http://{address}"))
            .arg("--")
            .arg(self.slugs)
            .args([self.method, self.prefix, self.suffix]);
        wrk.args(from.map(|place| place.to_string()));
        let output = wrk.output().expect("wrk is installed");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr));
        for failure in ["Non-2xx", "Socket errors"] {
            assert!(!text.contains(failure), "not every answer was a page:\n{text}");
        }
        let after = |label: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(label));
            line.and_then(|line| line.split_whitespace().nth(1))
                .unwrap_or_else(|| panic!("{label} in {text}"))
                .to_owned()
        };
        let answers = text.lines().find_map(|line| line.trim().split_once(" requests in ")).expect("a number").0;
        let run =
            Run { per_second: after("Requests/sec:").parse().expect("a number"), p99_ms: milliseconds(&after("99%")) };
        (run, answers.parse().expect("a number"))
    }
}

fn milliseconds(text: &str) -> f64 {
    let number = |unit: &str| text.strip_suffix(unit).and_then(|number| number.parse::<f64>().ok());
    number("us")
        .map(|us| us / 1000.0)
        .or_else(|| number("ms"))
        .or_else(|| number("s").map(|s| s * 1000.0))
        .expect("a time")
}
