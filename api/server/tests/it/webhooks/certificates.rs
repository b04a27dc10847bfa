//! a receiver that cannot prove who it is gets nothing. Through the whole program, which trusts an authority that its
//! operator named (`SSL_CERT_FILE`).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use rustls::pki_types::CertificateDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::webhook::{AttemptOutcome, DeliveryState, WebhookDelivery, WebhookEndpointSecret};

use crate::support::Caller;
use crate::support::certificates::{Says, Signer};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};

/// A receiver behind TLS, which answers 204; gives its port and everything that it could read.
fn receiver(chain: Vec<CertificateDer<'static>>, owner: &Signer) -> (u16, Arc<Mutex<Vec<u8>>>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, owner.private_key()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, read) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<u8>>>::default());
    let kept = Arc::clone(&read);
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let mut buffer = [0; 4096];
            // What is posted ends with the last brace of its one JSON document.
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                kept.lock().unwrap().extend(&buffer[..length]);
                if buffer[..length].ends_with(b"}") {
                    let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
                }
            }
        }
    });
    (port, read)
}

#[actix_web::test]
async fn a_bad_certificate_ends_a_delivery_before_anything_is_sent() {
    let (trusted, unknown, owner) = (Signer::new("Trusted CA"), Signer::new("Unknown CA"), Signer::new("localhost"));
    let by = |signer: &Signer, says| vec![signer.certify(&owner, &says)];
    let good = Says::server("localhost");
    let leaf_as_authority = {
        let middle = Signer::new("leaf.example");
        vec![
            middle.certify(&owner, &Says::server("localhost")),
            trusted.certify(&middle, &Says::server("leaf.example")),
        ]
    };
    let cases = [
        ("good", by(&trusted, Says::server("localhost")), AttemptOutcome::Succeeded),
        ("self-signed", by(&owner, good), AttemptOutcome::TlsFailed),
        (
            "expired",
            by(&trusted, Says { until: "20210101000000Z", ..Says::server("localhost") }),
            AttemptOutcome::TlsFailed,
        ),
        (
            "not yet valid",
            by(&trusted, Says { from: "20980101000000Z", ..Says::server("localhost") }),
            AttemptOutcome::TlsFailed,
        ),
        ("of another host", by(&trusted, Says::server("other.example")), AttemptOutcome::TlsFailed),
        ("of an unknown authority", by(&unknown, Says::server("localhost")), AttemptOutcome::TlsFailed),
        ("signed by who is no authority", leaf_as_authority, AttemptOutcome::TlsFailed),
    ];
    let directory = tempfile::tempdir().unwrap();
    let authority = directory.path().join("ca.pem");
    std::fs::write(&authority, trusted.authority_pem()).unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let settings = [
        ("IMPORTOPS_WEBHOOK_ALLOW", "127.0.0.0/8, ::1/128"),
        ("SSL_CERT_FILE", authority.to_str().unwrap()),
        // On a busy machine the attempts take so long that asking for them again and again is too many requests.
        ("IMPORTOPS_REQUESTS_PER_MEMBER", "60000000"),
    ];
    let serving = Serving::start_with(directory.path(), &settings);
    let anonymous = Caller::new(&serving.base, None);
    let session = anonymous.post(ApiPath::Session, json!({ "email": EMAIL, "password": PASSWORD })).await;
    let admin = Caller::new(&serving.base, Some(session.value(200)["access_token"].as_str().unwrap().to_owned()));
    let mut endpoints = Vec::new();
    for (name, chain, expected) in cases {
        let (port, read) = receiver(chain, &owner);
        let hook = json!({ "url": format!("https://localhost:{port}/hook") });
        let hook: WebhookEndpointSecret = admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
        endpoints.push((name, hook.webhook_endpoint.id, read, expected));
    }
    let body = json!({ "year": 2021, "make": "A", "model": "B", "external_id": "tls-canary" });
    admin.post(ApiPath::Vehicles, body).await.expect(201);
    for (name, id, read, expected) in endpoints {
        let delivery = loop {
            let page: Page<WebhookDelivery> = admin.get(ApiPath::WebhookDeliveries(&id)).await.json(200);
            if !page.data[0].attempts.is_empty() {
                break page.data[0].clone();
            }
        };
        let attempt = &delivery.attempts[0];
        assert_eq!(attempt.outcome, expected, "{name}");
        let read = String::from_utf8_lossy(&read.lock().unwrap()).into_owned();
        if expected == AttemptOutcome::Succeeded {
            // Control: this receiver got what the others did not.
            assert!(read.starts_with("POST /hook HTTP/1.1\r\n") && read.contains("tls-canary"), "{read}");
            assert_eq!((attempt.status, delivery.state), (Some(204), DeliveryState::Succeeded));
        } else {
            assert_eq!((attempt.status, delivery.state, read.as_str()), (None, DeliveryState::Pending, ""), "{name}");
        }
    }
}
