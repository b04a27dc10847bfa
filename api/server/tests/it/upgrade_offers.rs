//! Clients that offer to change the protocol (`Connection: Upgrade`): the offer is ignored, and no request gets lost behind it.

use std::process::{Command, Stdio};
use std::time::Duration;

use actix_web::web::block;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Organization, TestApp, both_engines};

both_engines!(clients_that_offer_http2_get_every_answer, javas_client_gets_every_answer);

/// What is answered before the connection ends, and it ends long before an idle one would.
async fn until_the_end(base: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    read.unwrap_or_else(|_| panic!("the connection stays open: {request}")).unwrap();
    String::from_utf8(answer).unwrap()
}

#[actix_web::test]
async fn every_route_ignores_the_offer_and_ends_the_connection() {
    let app = TestApp::sqlite().await;
    let (org, h2c) =
        (app.organization().await, "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n");
    let (_, slug) = org.live_slug().await;
    let offers = [
        format!("Connection: Upgrade, HTTP2-Settings\r\n{h2c}"),
        format!("Connection: upgrade\r\n{h2c}"),
        format!("Connection: keep-alive, Upgrade\r\n{h2c}"),
        format!("Connection: Upgrade, keep-alive\r\n{h2c}"),
        format!("Connection: keep-alive\r\nConnection: UPGRADE\r\n{h2c}"),
        format!("Connection: Upgrade, close\r\n{h2c}"),
        "Connection: Upgrade\r\n".to_owned(),
        "Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n".to_owned(),
        "Connection: Upgrade\r\nUpgrade: websocket\r\n".to_owned(),
        "Connection: keep-alive\r\nUpgrade: WebSocket\r\n".to_owned(),
    ];
    let second = "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for offer in &offers {
        let pages = [
            ("GET /healthz", "200"),
            ("HEAD /healthz", "200"),
            ("GET /api/v1/vehicles", "401"),
            ("DELETE /healthz", "405"),
            ("GET /nothing", "404"),
            ("GET /t/unknown", "404"),
            (&format!("GET /t/{slug}"), "200"),
        ]
        .map(|(line, status)| (format!("{line} HTTP/1.1\r\nHost: x\r\n{offer}\r\n"), status));
        for (request, status) in &pages {
            // What was sent at once may be answered too. The end says that everything else is to be sent again.
            for request in [request.clone(), format!("{request}{second}")] {
                let answer = until_the_end(&app.base, &request).await;
                assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}{answer}");
                let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
                assert!(head.contains("connection: close") && !head.contains("upgrade"), "{request}{answer}");
            }
        }
    }
    // A request with a body arrives whole, with its length and in chunks.
    let body = json!({ "year": 2021, "make": "Toyota", "model": "Hilux" }).to_string();
    let key = key(&org).await;
    let length = format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let chunks = format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for offer in &offers {
        for framed in [&length, &chunks] {
            let head = format!(
                "POST /api/v1/vehicles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            );
            let answer = until_the_end(&app.base, &format!("{head}{offer}{framed}")).await;
            // Where a WebSocket is offered, nobody can tell where the body ends.
            let hidden = offer.to_lowercase().contains("websocket") && framed == &length;
            let status = if hidden { "400" } else { "201" };
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{offer}{framed}{answer}");
        }
    }
}

/// A key that may read and write vehicles.
async fn key(org: &Organization) -> String {
    use shared::api_key::Scope;
    org.key_made(&[Scope::VehiclesRead, Scope::VehiclesWrite]).await.secret
}

async fn clients_that_offer_http2_get_every_answer(app: TestApp) {
    let org = app.organization().await;
    let (base, key) = (app.base.clone(), key(&org).await);
    let run = move || {
        let mut command = Command::new("curl");
        command.args(["--noproxy", "*", "-sS", "--max-time", "20"]);
        for number in 0..4 {
            let (url, auth) = (format!("{base}{}", ApiPath::Vehicles), format!("Authorization: Bearer {key}"));
            let body =
                json!({ "external_id": format!("C-{number}"), "year": 2021, "make": "Toyota", "model": "Hilux" });
            for arguments in [vec!["-d".to_owned(), body.to_string()], Vec::new()] {
                command.args(["--http2", "-o", "/dev/null", "-w", "%{http_code} ", "-H", &auth]);
                command.args(["-H", "Content-Type: application/json"]).args(arguments).args([&url, "--next"]);
            }
        }
        command.args(["--http2", "-o", "/dev/null", "-w", "%{http_code}", &format!("{base}/healthz")]);
        command.stderr(Stdio::inherit()).output().expect("curl is installed")
    };
    let output = block(run).await.unwrap();
    let statuses = String::from_utf8(output.stdout).unwrap();
    assert_eq!(statuses, "201 200 201 200 201 200 201 200 200", "{:?}", output.status);
}

/// With the client of the Java library as it is: it offers HTTP/2 with every request.
const JAVA: &str = r#"
import java.net.URI;
import java.net.http.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;

public class Vehicles {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        String url = arguments[0];
        StringBuilder out = new StringBuilder();
        for (int number = 0; number < 4; number++) {
            String body = "{\"external_id\":\"J-" + number + "\",\"year\":2021,\"make\":\"Toyota\",\"model\":\"Hilux\"}";
            HttpResponse<String> created = client.send(request(arguments, url, "POST", body), HttpResponse.BodyHandlers.ofString());
            out.append(created.statusCode()).append(' ').append(created.version()).append('\n');
            String path = url + "/ext:J-" + number;
            HttpRequest change = request(arguments, path, "PATCH", "{\"colour\":\"Blue\"}");
            out.append(client.send(change, HttpResponse.BodyHandlers.ofString()).statusCode()).append('\n');
            HttpResponse<String> read = client.send(request(arguments, path, "GET", null), HttpResponse.BodyHandlers.ofString());
            out.append(read.statusCode()).append(read.body().contains("Blue") ? " Blue\n" : " " + read.body() + "\n");
        }
        List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            asked.add(client.sendAsync(request(arguments, url, "GET", null), HttpResponse.BodyHandlers.discarding()));
        }
        int good = 0;
        for (CompletableFuture<HttpResponse<Void>> answer : asked) {
            if (answer.get().statusCode() == 200) good++;
        }
        System.out.print(out.append(good).append('\n'));
    }

    static HttpRequest request(String[] arguments, String url, String method, String body) {
        HttpRequest.BodyPublisher publisher =
            body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + arguments[1]).header("Content-Type", "application/json")
            .method(method, publisher).build();
    }
}
"#;

async fn javas_client_gets_every_answer(app: TestApp) {
    // A JRE cannot run a source file.
    if !Command::new("javac").arg("-version").output().is_ok_and(|output| output.status.success()) {
        println!(
            "SKIPPED: there is no JDK here, so Java's client was not tried (Debian: apt-get install default-jdk-headless)"
        );
        return;
    }
    let org = app.organization().await;
    let file = app.directory().join("Vehicles.java");
    std::fs::write(&file, JAVA).unwrap();
    let (url, key) = (format!("{}{}", app.base, ApiPath::Vehicles), key(&org).await);
    let run = move || Command::new("java").arg(file).args([url, key]).stderr(Stdio::inherit()).output().unwrap();
    let output = block(run).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, format!("{}20\n", "201 HTTP_1_1\n200\n200 Blue\n".repeat(4)), "{:?}", output.status);
    let listed: Value = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 4);
}
