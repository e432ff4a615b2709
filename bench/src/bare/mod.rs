//! The limits that need a server: actix-ws and nothing around it.
//!
//! Whoever comes to `/sink` gets what is said at `/relay` (written to a file and `fdatasync`ed, each frame by itself) and
//! at `/fanout` (as it comes). Sockets of `/hold` only exist.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::{Message, MessageStream, Session};
use anyhow::Result;
use bytestring::ByteString;
use tokio::sync::mpsc;

/// What waits for the one who passes frames on.
const QUEUE: usize = 4_096;

enum Passed {
    Sink(Session),
    Durably(ByteString),
    AtOnce(ByteString),
}

type Relay = web::Data<mpsc::Sender<Passed>>;

/// Serves until the process is ended.
///
/// # Errors
/// When it cannot listen.
pub fn serve(folder: &Path) -> Result<()> {
    let file = File::create(folder.join("relayed"))?;
    let (passed, queue) = mpsc::channel(QUEUE);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    std::thread::spawn(move || runtime.block_on(pass_on(queue, file)));
    actix_web::rt::System::new().block_on(async move {
        let relay = web::Data::new(passed);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(relay.clone())
                .route("/sink", web::get().to(sink))
                .route("/relay", web::get().to(|request, body, relay| source(request, body, relay, Passed::Durably)))
                .route("/fanout", web::get().to(|request, body, relay| source(request, body, relay, Passed::AtOnce)))
                .route("/hold", web::get().to(hold))
        })
        .tcp_nodelay(true)
        .bind(("127.0.0.1", 0))?;
        for address in server.addrs() {
            println!("bare listens on http://{address}");
        }
        Ok(server.run().await?)
    })
}

async fn pass_on(mut queue: mpsc::Receiver<Passed>, mut file: File) -> std::io::Result<()> {
    let mut sinks: Vec<Session> = Vec::new();
    while let Some(passed) = queue.recv().await {
        let frame = match passed {
            Passed::Sink(session) => {
                sinks.push(session);
                continue;
            }
            Passed::Durably(frame) => {
                file.write_all(frame.as_bytes())?;
                file.sync_data()?;
                frame
            }
            Passed::AtOnce(frame) => frame,
        };
        for sink in &mut sinks {
            // Whoever left is of no interest.
            let _ = sink.text(frame.clone()).await;
        }
    }
    Ok(())
}

async fn sink(request: HttpRequest, body: web::Payload, relay: Relay) -> actix_web::Result<HttpResponse> {
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    let _ = relay.send(Passed::Sink(session)).await;
    actix_web::rt::spawn(listen(stream));
    Ok(response)
}

async fn source(
    request: HttpRequest,
    body: web::Payload,
    relay: Relay,
    how: fn(ByteString) -> Passed,
) -> actix_web::Result<HttpResponse> {
    let (response, session, mut stream) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        let _session = session;
        while let Some(Ok(message)) = stream.recv().await {
            if let Message::Text(frame) = message {
                let _ = relay.send(how(frame)).await;
            }
        }
    });
    Ok(response)
}

async fn hold(request: HttpRequest, body: web::Payload) -> actix_web::Result<HttpResponse> {
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        let _session = session;
        listen(stream).await;
    });
    Ok(response)
}

async fn listen(mut stream: MessageStream) {
    while let Some(Ok(_)) = stream.recv().await {}
}
