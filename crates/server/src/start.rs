//! From a configuration to the shared state: folder, database, keys, pools.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::clock::Clock;
use base::config::Config;
use base::db::{Db, DbError, Location, Migrated};
use base::hash::{Cost, Passwords, PoolLimits};
use base::i18n::Catalogue;
use base::jobs::Jobs;
use base::keys::{MasterKey, MasterKeyError, Origin, Overlap, SigningKeyError, SigningKeys};
use base::mail::{Mail, Transport};
use base::net::Net;
use base::outbox::{Letterbox, Outbox};
use base::random::Randomness;
use base::sms::{Sms, TextMessage};
use base::workshop::Workshop;
use thiserror::Error;

use crate::web::csrf::CsrfKey;
use crate::web::{App, Documents, Metrics, Parts};

/// How many pictures may wait to be made smaller. Each waits with all its bytes.
const PICTURES_WAITING: usize = 8;
/// How long one waits for it.
const PICTURES_PATIENCE: Duration = Duration::from_secs(20);

/// What comes from outside of the process, and from a test's stage in its place.
#[derive(Debug)]
pub struct Outside {
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Randomness,
    /// What a new password hash costs.
    pub cost: Cost,
    /// A way out for letters in place of the one in the settings.
    pub mail: Option<Transport>,
    /// Where text messages end in place of the folder for trying out.
    pub sms: Option<Letterbox<TextMessage>>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            clock: Clock::system(),
            random: Randomness::system(),
            cost: Cost::default(),
            mail: None,
            sms: None,
        }
    }
}

/// Why the server does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data directory cannot be made or used.
    #[error("the data directory {} cannot be used: {cause}", path.display())]
    DataDir {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The database cannot be opened.
    #[error("the database cannot be opened ({place}): {cause}")]
    Database {
        /// Where it should be.
        place: String,
        /// What it says.
        cause: DbError,
    },
    /// The master key is missing, wrong or exposed.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// The keys that sign tokens cannot be read or made.
    #[error("the signing keys cannot be used: {0}")]
    Signing(#[from] SigningKeyError),
    /// A thread or the like could not be had.
    #[error("the system refused: {0}")]
    System(#[from] io::Error),
}

/// What starting found and made.
#[derive(Debug)]
pub struct Started {
    /// The shared state.
    pub app: App,
    /// What happened to the schema.
    pub migrated: Migrated,
    /// Whether the master key was made just now.
    pub master_key: Origin,
}

/// Opens everything there is to open and makes what is missing.
///
/// # Errors
/// [`StartError`], in words for the operator.
pub async fn start(config: Config, outside: Outside) -> Result<Started, StartError> {
    make_data_dir(&config.data_dir)?;
    let Outside {
        clock,
        random,
        cost,
        mail: transport,
        sms: pocket,
    } = outside;
    let (db, migrated) = open(&config.database, &clock).await?;
    let key_file = &config.master_key_file;
    let (master, master_key) = MasterKey::open_or_create(key_file, &db, &random).await?;
    let signing = SigningKeys::open(&db, &master, &clock, Overlap::default()).await?;
    let passwords = Passwords::start(pool(&config, cost), &random)?;
    let csrf = CsrfKey::new(master.derive("csrf").expose());
    let jobs = Jobs::new(clock.clone(), random.clone());
    let net = Net::new(&config.allow_private_outgoing);
    let post = (db.clone(), master.clone(), jobs.clone());
    let outbox = Outbox::new(post.0, post.1, post.2, clock.clone(), random.clone());
    let mail = Mail::new(outbox.clone()).instead_by(transport);
    let sms = Sms::new(outbox.clone(), net.clone(), &config.data_dir).instead_by(pocket);
    let app = App::new(Parts {
        config,
        net,
        db,
        clock,
        random,
        catalogue: Catalogue::embedded(),
        passwords,
        master,
        signing,
        jobs,
        csrf,
        documents: Documents::default(),
        workshop: Workshop::new(PICTURES_WAITING, PICTURES_PATIENCE),
        metrics: Metrics::new(),
        outbox,
        mail,
        sms,
    });
    Ok(Started {
        app,
        migrated,
        master_key,
    })
}

fn pool(config: &Config, cost: Cost) -> PoolLimits {
    PoolLimits {
        cost,
        threads: config.hashing.threads,
        queue: config.hashing.queue,
    }
}

fn make_data_dir(path: &Path) -> Result<(), StartError> {
    make_private_folder(path).map_err(|cause| StartError::DataDir {
        path: path.to_owned(),
        cause,
    })
}

async fn open(place: &Location, clock: &Clock) -> Result<(Db, Migrated), StartError> {
    let opened = Db::open(place, clock).await;
    opened.map_err(|cause| StartError::Database {
        place: place.to_string(),
        cause,
    })
}

/// Makes a folder only its owner can look into.
///
/// # Errors
/// What the system says.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}
