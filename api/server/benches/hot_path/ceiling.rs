//! The ceiling: this stack with an answer that never changes and nothing else, in a process of its own like the product.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use actix_web::http::header::ContentType;
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};

/// A server that gives the same bytes to everybody.
pub struct Ceiling {
    /// `127.0.0.1:PORT`
    pub address: String,
    process: Child,
    _body: tempfile::NamedTempFile,
}

impl Ceiling {
    /// Starts one for these bytes.
    pub fn start(body: &[u8]) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), body).expect("a temporary file that can be written");
        let program = std::env::current_exe().expect("this program has a path");
        let mut process =
            Command::new(program).arg("ceiling").arg(file.path()).stdout(Stdio::piped()).spawn().expect("a process");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        Self { address: line.trim().to_owned(), process, _body: file }
    }
}

impl Drop for Ceiling {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves the bytes of a file until it is killed.
pub fn serve(body: &str) {
    let body = Bytes::from(std::fs::read(Path::new(body)).expect("the body"));
    actix_web::rt::System::new().block_on(async move {
        let answer = move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type(ContentType::json()).body(body) }
        };
        let server = HttpServer::new(move || App::new().default_service(web::to(answer.clone())));
        let server = server.bind("127.0.0.1:0").expect("a free port");
        println!("{}", server.addrs()[0]);
        server.run().await.expect("a server");
    });
}
