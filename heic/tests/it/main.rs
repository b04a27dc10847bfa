//! Files are decoded and compared with what libheif makes of the same HEVC (tests/files/make.py).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where by panicking")]

mod boxes;
mod capture;
mod colours;
mod compare;
mod files;
mod geometry;
mod layouts;
mod refused;
mod sequences;
