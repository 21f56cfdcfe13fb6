//! Texts with types of their own, which are strings to TypeScript.

use ts_rs::{Config, TS};

use crate::model::Ident;

impl TS for Ident {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "string".to_owned()
    }

    fn inline(config: &Config) -> String {
        Self::name(config)
    }
}
