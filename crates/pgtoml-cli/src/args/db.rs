//! What the commands about databases take.

use clap::{Args, Subcommand};

/// The database that `db create` makes.
#[derive(Clone, Debug, Args)]
pub struct Create {
    /// Role that owns the database and its schema `public`; by default the one that connects
    #[arg(long, value_name = "ROLE")]
    pub owner: Option<String>,
    /// Make the owner, with LOGIN, if it is not there
    #[arg(long, requires = "owner")]
    pub create_owner: bool,
    /// Variable of the environment that holds the password of an owner that is made
    #[arg(long, value_name = "VARIABLE", requires = "create_owner")]
    pub owner_password: Option<String>,
    /// Encoding, as UTF8
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Collation and character classes, as C.UTF-8 or de_DE.UTF-8
    #[arg(long, value_name = "NAME")]
    pub locale: Option<String>,
    /// Database to copy; template0 if an encoding or a locale is given
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// Take CONNECT from PUBLIC, so that only roles with a grant come in
    #[arg(long)]
    pub no_public: bool,
    /// Grant all privileges on the database and its schema `public` to a role. May be given several times
    #[arg(long, value_name = "ROLE")]
    pub grant: Vec<String>,
}

/// Commands about databases.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// Make the database of the URL with its owner and grants, or complete it
    Create(Create),
    /// Drop the database of the URL
    Drop {
        /// Do not ask for the name: this is it
        #[arg(long, value_name = "NAME")]
        yes: Option<String>,
        /// Drop it although it holds something: `drop-database:NAME`
        #[arg(long, value_name = "HAZARD")]
        allow: Vec<String>,
        /// End the sessions that use it
        #[arg(long)]
        force: bool,
    },
    /// Print the URL of the embedded database while a process serves it
    Url,
    /// Keep the embedded database up for psql and applications until interrupted
    Serve {
        /// Port on the loopback interface; a free one by default
        #[arg(long)]
        port: Option<u16>,
    },
    /// Remove the embedded database with everything in it
    Reset {
        /// Do not ask
        #[arg(long, short = 'y')]
        yes: bool,
    },
}
