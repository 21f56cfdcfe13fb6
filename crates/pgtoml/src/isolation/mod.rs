//! Whether row-level security keeps tenants apart: what is tried, what must come of it, and how the policies are broken on
//! purpose to see that it would show.
//!
//! Everything here is data and text; `pgtoml-pg` makes a database of its own, fills it and runs what is written here.
//!
//! # Where the expectations come from
//!
//! Two tenants get rows of their own in every table, and no row of one refers to a row of the other. So it is known of
//! every row whose it is, however the policies find that out: by a column, through a parent, by a membership. Whoever
//! asks as one tenant must neither see nor change a row of the other, and what a view or function shows must be the same
//! when the other's rows are gone.
//!
//! Which tables this is claimed of ([`claim`]):
//!
//! - those of a declared `[tenancy]`, whatever the policies that are there say;
//! - those with a policy that asks the session who is there: a setting (`current_setting('app.tenant')`), a part of one that
//!   holds JSON (`request.jwt.claims`), `current_user`, or a function that does, directly or through a table;
//! - partitions and heirs of these;
//! - tables without such a policy that have the column by which policies of other tables tell tenants apart.
//!
//! What is allowed although a row is another's, because the policies say it in so many words:
//!
//! - a condition about the row alone (`is_public`, `tenant_id is null`) shares those rows for reading;
//! - where no tenancy is declared, a table whose only policies for reading are `FOR SELECT USING (true)` is meant to be read
//!   by all. Nothing of the kind is taken for intended when it is about writing;
//! - a role with a policy of its own that is `true` is a bypass, as long as another role stays confined;
//! - superusers and roles with BYPASSRLS are not asked, and are named.

pub mod attack;
pub mod attacks;
pub mod claim;
mod clause;
pub mod differ;
pub mod emit;
pub mod helpers;
pub mod mutate;
pub mod report;
pub mod session;
pub mod world;

pub use attack::{Attack, Context, Expect, Outcome, Stance};
pub use attacks::{attacks, unfilled};
pub use claim::{Claim, Claims, claims};
pub use mutate::{Mutant, mutants};
pub use session::{Identity, Session, Slot};
pub use world::{Relation, Row, Tenant, World};
