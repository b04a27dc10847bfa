//! HEIC photos: decoded in a process of their own, within its bounds, or refused where they are switched off.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use actix_web::http::Method;
use pictures::HeicDecoder;
use server::config::Config;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::pictures::{post, send, upload};
use crate::support::{TestApp, both_engines};

/// 96 x 64 pixels; on the left the first of its patches is red, from 16 to 32 pixels below the top.
const PHOTO: &[u8] = include_bytes!("../../../../heic/tests/files/plain.heic");

fn decoder() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_importops"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// How the process ends that may use so much memory, in MiB, and what it writes.
fn decoded(memory_mib: &str, file: &[u8]) -> (Option<i32>, Vec<u8>) {
    let mut process = decoder().args([pictures::heic::COMMAND, memory_mib]).spawn().unwrap();
    // A process that was ended does not read on.
    let _ = process.stdin.take().unwrap().write_all(file);
    let output = process.wait_with_output().unwrap();
    (output.status.code(), output.stdout)
}

#[test]
fn a_process_bounds_itself_before_it_reads() {
    let mut process = decoder().args([pictures::heic::COMMAND, "384"]).spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    // More than a pipe holds: when it is written, somebody has begun to read.
    input.write_all(&vec![0; 200_000]).unwrap();
    let mut limits = String::new();
    std::fs::File::open(format!("/proc/{}/limits", process.id())).unwrap().read_to_string(&mut limits).unwrap();
    let bounds = [
        ("Max cpu time", "10"),
        ("Max data size", "402653184"),
        ("Max address space", "671088640"),
        ("Max file size", "0"),
        ("Max open files", "0"),
        ("Max core file size", "0"),
    ];
    for (name, most) in bounds {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        let values: Vec<_> = line[name.len()..].split_whitespace().take(2).collect();
        assert_eq!(values, [most, most], "{name}");
    }
    drop(input);
    // Zeros are no HEIC photo.
    assert_eq!(process.wait().unwrap().code(), Some(4));
}

#[test]
fn a_process_that_wants_more_memory_than_it_may_have_ends() {
    let film = vec![0; 0x80_0000];
    let with_film = [PHOTO, &0x0080_0008_u32.to_be_bytes(), b"mpvd", &film].concat();
    let (code, jpeg) = decoded("64", &with_film);
    assert_eq!((code, &jpeg[..3]), (Some(0), &b"\xff\xd8\xff"[..]));
    let (code, output) = decoded("4", &with_film);
    assert!(code != Some(0) && output.is_empty(), "{code:?}");
}

both_engines!(a_heic_photo_is_taken_as_any_other, switched_off_it_is_refused_by_its_name);

async fn a_heic_photo_is_taken_as_any_other(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let photo = upload(&org, &vehicle, PHOTO).await;
    assert_eq!((photo.width, photo.height), (96, 64));
    let picture = org.viewer.get(&photo.urls[&96]).await;
    let picture = image::load_from_memory(&picture.expect(200).body).unwrap().into_rgb8();
    let near = |x: u32, y: u32, wanted: [u8; 3]| {
        let found = picture.get_pixel(x, y).0;
        assert!(found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) < 14), "{x},{y}: {found:?}");
    };
    near(8, 24, [220, 30, 30]);
    near(24, 24, [30, 200, 40]);
    near(40, 24, [30, 40, 220]);
    near(8, 56, [240, 220, 20]);
    send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), PHOTO).await.expect(200);
    let problem = post(&org.editor, &vehicle, &PHOTO[..900]).await.problem(ProblemCode::UnreadableImage);
    assert!(problem.detail.contains("incomplete or damaged"), "{}", problem.detail);
    assert_eq!(app.app.workers.panics(), 0);
}

async fn switched_off_it_is_refused_by_its_name(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    let base = app.third_node(Config { heic: HeicDecoder::off(), ..(*app.app.config).clone() }).await;
    let problem = post(&org.editor.at(&base), &vehicle, PHOTO).await.problem(ProblemCode::UnsupportedImage);
    assert!(problem.detail.contains("HEIC"), "{}", problem.detail);
    // The module for browsers is a decoder too. It is there if the program was built with the web app.
    let asset = public::bundle::names().find(|name| name.starts_with("heic-"));
    if let Some(asset) = asset {
        app.anonymous().get(format!("/assets/{asset}")).await.expect(200);
        app.anonymous().at(&base).get(format!("/assets/{asset}")).await.expect(404);
    }
}
