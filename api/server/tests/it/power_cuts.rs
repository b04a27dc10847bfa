//! a power cut loses nothing that was acknowledged. strace writes down what the server writes to the database's files, what
//! it makes sure of, and what it answers; then the files are built as they could be on the disk after a cut at a random
//! moment: what was not made sure of is there, is not, or is there in part.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;
use store::{Store, backup};

use crate::support::Caller;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};
use crate::support::random::{Random, scale};

const CHANGES: usize = 80;
const CALLS: &str = "pwrite64,ftruncate,fdatasync,fsync,sendto";
/// What a disk writes as a whole.
const SECTOR: usize = 512;

/// What the server did, in its order.
#[derive(Debug)]
enum Step {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    /// It made sure of what it had written before the step of this number.
    Sync {
        file: String,
        begun_at: usize,
    },
    /// It answered; the client may have had the answer from here on.
    Answer(String),
}

/// Reads the trace. A call that others interrupt stands there twice.
fn read(trace: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut begun = BTreeMap::new();
    for line in trace.lines() {
        let (process, call) = line.trim_start().split_once(' ').unwrap();
        let call = call.trim_start();
        if call.starts_with("<... ") {
            let is_done = call.ends_with("= 0");
            if let Some((file, begun_at)) = begun.remove(process).filter(|_| is_done) {
                steps.push(Step::Sync { file, begun_at });
            }
            continue;
        }
        let Some((name, arguments)) = call.split_once('(') else { continue };
        let file = || {
            let path =
                arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| bytes(path));
            path.map(|path| String::from_utf8(path).unwrap())
        };
        let text = || arguments.split('"').nth(1).map(bytes).unwrap_or_default();
        let numbers = || {
            let rest = arguments.rsplit('"').next().unwrap_or_default();
            let rest = rest.split([')', '<']).next().unwrap_or_default();
            rest.split(',').filter_map(|number| number.trim().parse::<usize>().ok()).collect::<Vec<_>>()
        };
        match name {
            "pwrite64" => {
                let (bytes, numbers) = (text(), numbers());
                assert_eq!(bytes.len(), numbers[0], "all bytes are in the trace");
                steps.push(Step::Write { file: file().unwrap(), at: numbers[1], bytes });
            }
            "ftruncate" => {
                let length = arguments.rsplit_once(", ").unwrap().1.split(')').next().unwrap();
                steps.push(Step::Truncate { file: file().unwrap(), length: length.trim().parse().unwrap() });
            }
            "fdatasync" | "fsync" if call.ends_with("<unfinished ...>") => {
                begun.insert(process, (file().unwrap(), steps.len()));
            }
            "fdatasync" | "fsync" if call.ends_with("= 0") => {
                steps.push(Step::Sync { file: file().unwrap(), begun_at: steps.len() });
            }
            "sendto" => steps.push(Step::Answer(String::from_utf8_lossy(&text()).into_owned())),
            _ => {}
        }
    }
    steps
}

/// What strace writes as `\x01\x02`.
fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect()
}

fn write(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if content.len() < at + bytes.len() {
        content.resize(at + bytes.len(), 0);
    }
    content[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A file: what is safe, and the steps since then.
#[derive(Default)]
struct Disk<'a> {
    safe: Vec<u8>,
    pending: Vec<(usize, &'a Step)>,
}

fn apply(content: &mut Vec<u8>, step: &Step) {
    match step {
        Step::Write { at, bytes, .. } => write(content, *at, bytes),
        Step::Truncate { length, .. } => content.resize(*length, 0),
        Step::Sync { .. } | Step::Answer(_) => {}
    }
}

/// The files after a cut before the step of a number. Without `syncs` the disk only says that it made sure.
fn after_cut(steps: &[Step], cut: usize, syncs: bool, random: &mut Random) -> BTreeMap<String, Vec<u8>> {
    let mut disks: BTreeMap<&str, Disk<'_>> = BTreeMap::new();
    for (number, step) in steps[..cut].iter().enumerate() {
        match step {
            Step::Write { file, .. } | Step::Truncate { file, .. } => {
                disks.entry(file).or_default().pending.push((number, step));
            }
            Step::Sync { file, begun_at } if syncs => {
                let disk = disks.entry(file).or_default();
                let (safe, pending) = std::mem::take(&mut disk.pending).into_iter().partition(|(at, _)| at < begun_at);
                disk.pending = pending;
                let safe: Vec<(usize, &Step)> = safe;
                for (_, step) in safe {
                    apply(&mut disk.safe, step);
                }
            }
            Step::Sync { .. } | Step::Answer(_) => {}
        }
    }
    let mut files = BTreeMap::new();
    for (file, Disk { safe: mut content, pending }) in disks {
        // Sometimes all or nothing of it, otherwise each write for itself.
        let fate = random.below(4);
        for (_, step) in pending {
            match (fate, step) {
                (0, _) => {}
                (1, _) => apply(&mut content, step),
                (_, Step::Write { at, bytes, .. }) => {
                    let torn = random.below(3) == 0;
                    let kept = random.below(2) == 0;
                    for (part, sector) in bytes.chunks(SECTOR).enumerate() {
                        if if torn { random.below(2) == 0 } else { kept } {
                            write(&mut content, at + part * SECTOR, sector);
                        }
                    }
                }
                (_, step) if random.below(2) == 0 => apply(&mut content, step),
                _ => {}
            }
        }
        files.insert(file.to_owned(), content);
    }
    files
}

/// Which change the database has after a start on these files; none when it is damaged.
async fn newest_change(files: &BTreeMap<String, Vec<u8>>) -> Result<usize, String> {
    let directory = tempfile::tempdir().unwrap();
    for (file, content) in files {
        let name = Path::new(file).file_name().unwrap();
        if name.to_str().unwrap().starts_with("importops.sqlite") && !file.ends_with("-shm") {
            std::fs::write(directory.path().join(name), content).unwrap();
        }
    }
    let path = directory.path().join("importops.sqlite");
    let store = Store::open(&format!("sqlite:{}", path.display())).await.map_err(|error| error.to_string())?;
    let Store::Sqlite { readers, .. } = &store else { unreachable!("it is SQLite") };
    let damage = backup::damage(&mut readers.acquire().await.unwrap()).await;
    let found: Result<String, _> = sqlx::query_scalar("SELECT stock_number FROM vehicles").fetch_one(readers).await;
    store.close().await;
    if let Some(damage) = damage.map_err(|error| error.to_string())? {
        return Err(damage);
    }
    let found = found.map_err(|error| error.to_string())?;
    found.strip_prefix("S-").and_then(|number| number.parse().ok()).ok_or(found)
}

#[actix_web::test]
async fn nothing_acknowledged_is_lost_in_a_power_cut() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("trace");
    // What is there before is safe; it was made by a process that has ended.
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let mut steps = Vec::new();
    for name in ["importops.sqlite", "importops.sqlite-wal"] {
        let path = directory.path().join(name);
        let (file, bytes) = (path.to_str().unwrap().to_owned(), std::fs::read(&path).unwrap_or_default());
        steps.push(Step::Write { file: file.clone(), at: 0, bytes });
        steps.push(Step::Sync { file, begun_at: steps.len() });
    }
    let server = Serving::start_traced(directory.path(), CALLS, &trace);
    let session = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(&server.base, None).post(ApiPath::Session, session).await.json(200);
    let admin = Caller::new(&server.base, Some(session.access_token));
    let car = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser", "stock_number": "S-0" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, car).await.json(201);
    for number in 1..=CHANGES {
        let change = json!({ "stock_number": format!("S-{number}") });
        admin.patch(ApiPath::Vehicle(&vehicle.id), change).await.expect(200);
    }
    server.signal("KILL");
    while !std::fs::read_to_string(&trace).unwrap().contains("+++ killed by SIGKILL +++") {
        tokio::task::yield_now().await;
    }
    drop(server);
    let trace = std::fs::read_to_string(&trace).unwrap();
    let trace = trace.lines().filter(|line| !line.contains("+++")).collect::<Vec<_>>().join("\n");
    let offset = steps.len();
    steps.extend(read(&trace).into_iter().map(|step| match step {
        Step::Sync { file, begun_at } => Step::Sync { file, begun_at: begun_at + offset },
        step => step,
    }));
    let answered = |step: &Step| match step {
        Step::Answer(text) => text.split("\"stock_number\":\"S-").nth(1)?.split('"').next()?.parse::<usize>().ok(),
        _ => None,
    };
    let syncs = steps.iter().filter(|step| matches!(step, Step::Sync { .. })).count();
    assert!(syncs > CHANGES, "{syncs} for {CHANGES} changes");
    let first = steps.iter().position(|step| answered(step).is_some()).expect("the answer to the first change");
    let mut random = Random::seeded("nothing_acknowledged_is_lost_in_a_power_cut");
    let (mut lost, mut lost_without_syncs) = (0, 0);
    for _ in 0..scale(40, 300) {
        let cut = first + 1 + random.below(steps.len() - first);
        let acknowledged = steps[..cut].iter().filter_map(answered).max().unwrap();
        for (syncs, lost) in [(true, &mut lost), (false, &mut lost_without_syncs)] {
            let newest = newest_change(&after_cut(&steps, cut, syncs, &mut random)).await;
            assert!(!syncs || newest.is_ok(), "damaged by a cut before step {cut}: {newest:?}");
            *lost += usize::from(newest.as_ref().is_ok_and(|newest| *newest < acknowledged) || newest.is_err());
            assert!(newest.is_err() || newest.is_ok_and(|newest| newest <= acknowledged + 1), "nobody asked for that");
        }
    }
    assert_eq!(lost, 0);
    assert!(lost_without_syncs > 0, "control: a disk that does not keep its word loses changes");
}
