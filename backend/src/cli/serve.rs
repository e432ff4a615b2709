//! `letopis serve`: opens the data folder, replays the log, serves until it is told to stop.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::{App as ActixApp, HttpServer, web};
use anyhow::{Context, anyhow};
use clap::Args;

use crate::app::{App, Background};
use crate::auth::Auth;
use crate::clock::{Clock, Ids, SystemClock, SystemEntropy};
use crate::commands::Commands;
use crate::config::{Config, Limits};
use crate::event_log::{EventLog, LogError, LogLimits, SqliteLog};
use crate::http;
use crate::subscriptions::Message;

/// Time for requests under way when the server stops, in seconds; sockets are told to come back before.
const STOP_SECONDS: u64 = 5;

/// What the server needs to know. Each flag has a variable of the environment.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The folder that holds everything; made when there is none. The demo has one of its own.
    #[arg(long, env = "LETOPIS_DATA", default_value = "data", default_value_if("demo", "true", "data-demo"))]
    pub data: PathBuf,
    /// Address and port to listen on.
    #[arg(long, env = "LETOPIS_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The folder with databases of addresses (`*.mmdb`) and rules for user agents (`regexes.yaml`), from which visitors
    /// have a place and a browser; `facts` beside the program unless told otherwise.
    #[arg(long, env = "LETOPIS_FACTS", value_name = "DIR")]
    pub facts: Option<PathBuf>,
    /// Demo shop and demo accounts. Their passwords are public: never on a server that others reach.
    #[arg(long, env = "LETOPIS_DEMO", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub demo: bool,
    /// Mark the refresh cookie `Secure`: the console is only reached over TLS.
    #[arg(long, env = "LETOPIS_SECURE_COOKIES", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub secure_cookies: bool,
    /// How many proxies of yours stand before the server: their `X-Forwarded-For` tells the client's address.
    #[arg(long, env = "LETOPIS_PROXIES", default_value_t = 0)]
    pub proxies: usize,
}

/// Serves until SIGTERM or Ctrl-C.
pub fn run(args: ServeArgs) -> ExitCode {
    run_within(args, Limits::default())
}

/// The same within other limits than the usual ones.
pub fn run_within(args: ServeArgs, limits: Limits) -> ExitCode {
    match actix_web::rt::System::new().block_on(serve(args, limits)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("letopis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(args: ServeArgs, limits: Limits) -> anyhow::Result<()> {
    let listener = TcpListener::bind(args.listen).with_context(|| format!("cannot listen on {}", args.listen))?;
    let listen = listener.local_addr().context("cannot tell the address that is listened on")?;
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join("facts"));
    let config = Config {
        data: args.data,
        listen,
        facts: args.facts.or_else(beside),
        demo: args.demo,
        secure_cookies: args.secure_cookies,
        proxies: args.proxies,
        limits,
    };
    let log: Arc<dyn EventLog> =
        Arc::new(SqliteLog::open(&config.data, LogLimits::default(), Arc::new(SystemEntropy))?);
    let served = serve_over(log.clone(), config, listener).await;
    // Whatever ended it: the files are left as a stopped server leaves them.
    log.close().await;
    served?.join().context("the log could not be followed")
}

/// Serves what a log holds until it is told to stop; what still runs then ends with the log.
async fn serve_over(log: Arc<dyn EventLog>, config: Config, listener: TcpListener) -> anyhow::Result<Background> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(log.head().recorded_at));
    let ids = Ids::new(clock.clone(), Arc::new(SystemEntropy));
    let auth = Auth::open(&config, ids.clone())?;
    if !config.demo {
        let commands = Commands::new(log.clone(), clock.clone(), ids.clone());
        crate::demo::closed(&commands, &auth.passwords).await?;
    }
    let file = config.data.display().to_string();
    let (app, background) = App::start(config, log, auth, clock, ids).map_err(|error| told(&file, error))?;
    if app.config.demo {
        crate::demo::seed(&app).await.context("the demo could not be set up")?;
    }
    announce(&app);
    let app = web::Data::new(app);
    let served = app.clone();
    let limits = app.config.limits.clone();
    let server = HttpServer::new(move || {
        ActixApp::new().app_data(served.clone()).wrap(http::security_headers()).configure(http::routes)
    })
    .on_connect(move |connection, _| http::bound_connection(connection, &limits))
    // Nagle's algorithm would hold small frames back for tens of milliseconds.
    .tcp_nodelay(true)
    .disable_signals()
    .shutdown_timeout(STOP_SECONDS)
    .listen(listener)?
    .run();
    let handle = server.handle();
    let stopped = app.clone();
    let ended = background.ended();
    actix_web::rt::spawn(async move {
        tokio::select! {
            () = told_to_stop() => {}
            () = ended => tracing::error!("screens would stand still: the server stops"),
        }
        tracing::info!("stopping: sockets are told to come back");
        stopped.hub.tell(Message::Drain).await;
        handle.stop(true).await;
    });
    server.await?;
    Ok(background)
}

/// Why there is nothing to serve, with what to do about it.
fn told(folder: &str, error: LogError) -> anyhow::Error {
    match error {
        LogError::Damaged { .. } => anyhow!(
            "{folder}: {error}; nothing was changed. Run `letopis log verify --data {folder}`, and restore the file from a backup"
        ),
        other => other.into(),
    }
}

/// Says where everything is. The one-time link is the only way in until the first administrator exists.
fn announce(app: &App) {
    let at = format!("http://{}", app.config.listen);
    let more = if app.config.demo {
        format!("  console     {at}/            sign in: {at}/demo/accounts.json\n  demo shop   {at}/demo/shop/")
    } else if !app.live.read().has_admin() {
        let token = app.auth.setup_token(app.log.log_id());
        format!("  No administrator yet. Open this link once to make the first one:\n  {at}/setup#{token}")
    } else {
        format!("  console     {at}/")
    };
    // Whoever read this may have gone: that is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "Letopis {} listens on {at}\n{more}", env!("CARGO_PKG_VERSION"));
}

/// Waits for SIGTERM or Ctrl-C.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        serve: ServeArgs,
    }

    #[test]
    fn the_demo_and_what_is_served_to_everybody_are_kept_in_folders_of_their_own() {
        let folder = |flags: &[&str]| Program::parse_from([&["serve"], flags].concat()).serve.data;
        assert_eq!(folder(&[]), PathBuf::from("data"));
        assert_eq!(folder(&["--demo"]), PathBuf::from("data-demo"));
        assert_eq!(folder(&["--demo", "false"]), PathBuf::from("data"));
        assert_eq!(folder(&["--demo", "--data", "here"]), PathBuf::from("here"));
    }
}
