//! Collations.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Id, Info, Kind, Part, Version, not_member, user_schema};

/// A collation.
///
/// `pg_collation`; manual: CREATE COLLATION, "Collation Support" (23.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Collation {
    /// Who compares.
    #[serde(skip_serializing_if = "Provider::is_libc")]
    pub provider: Provider,
    /// Locale for order and character classes alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<SmolStr>,
    /// Locale of the order, where it is not that of the character classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lc_collate: Option<SmolStr>,
    /// Locale of the character classes, where it is not that of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lc_ctype: Option<SmolStr>,
    /// Whether strings are equal only if they have the same bytes.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub deterministic: bool,
    /// Rules of ICU besides those of the locale (16 and newer).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<SmolStr>,
}

impl Default for Collation {
    fn default() -> Self {
        Self {
            provider: Provider::default(),
            locale: None,
            lc_collate: None,
            lc_ctype: None,
            deterministic: true,
            rules: None,
        }
    }
}

/// The library behind a collation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// That of the operating system.
    #[default]
    Libc,
    /// ICU.
    Icu,
    /// PostgreSQL itself (17 and newer).
    Builtin,
}

impl Provider {
    fn is_libc(&self) -> bool {
        *self == Self::Libc
    }
}

impl Kind for Collation {
    const INFO: Info = Info {
        section: "collations",
        template: "collation",
        noun: "COLLATION",
        class: "pg_collation",
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(version: Version) -> String {
        let locale = match version {
            version if version.at_least(17) => "c.colllocale",
            version if version.at_least(15) => "c.colliculocale",
            _ => "CASE WHEN c.collprovider = 'i' THEN c.collcollate::text END",
        };
        let rules = if version.at_least(16) { "c.collicurules" } else { "NULL::text" };
        format!(
            "SELECT c.oid, n.nspname AS schema, c.collname AS name, pg_get_userbyid(c.collowner) AS owner,
                    json_build_object(
                        'provider', CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                        'locale', coalesce({locale}, CASE WHEN c.collcollate = c.collctype THEN c.collcollate::text END),
                        'lc_collate', CASE WHEN c.collcollate <> c.collctype THEN c.collcollate::text END,
                        'lc_ctype', CASE WHEN c.collcollate <> c.collctype THEN c.collctype::text END,
                        'deterministic', c.collisdeterministic,
                        'rules', {rules}) AS body
             FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
             WHERE {user} AND {own}",
            user = user_schema("n"),
            own = not_member("pg_collation", "c.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        if self.locale.is_none() && self.lc_collate == self.lc_ctype {
            self.locale = self.lc_collate.take();
            self.lc_ctype = None;
        }
        if self.rules.as_deref() == Some("") {
            self.rules = None;
        }
    }

    /// ICU knows one locale by several names, and since 16 PostgreSQL keeps the tag: `en_US` as `en-US`.
    fn agree(&mut self, there: &Self) {
        let tag = |locale: &Option<SmolStr>| locale.as_ref().map(|locale| locale.to_lowercase().replace('_', "-"));
        let icu = self.provider == Provider::Icu && there.provider == Provider::Icu;
        if icu && tag(&self.locale) == tag(&there.locale) {
            self.locale = there.locale.clone();
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if self.provider == Provider::Icu {
            self.locale.iter_mut().for_each(|locale| show(Part::Text(locale)));
        }
    }

    fn since(&self) -> Vec<(u32, &'static str)> {
        let mut since = Vec::new();
        since.extend((self.provider == Provider::Builtin).then_some((17, "the provider `builtin`")));
        since.extend(self.rules.as_ref().map(|_| (16, "collation rules")));
        since
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        let Self { provider, locale, lc_collate, lc_ctype, deterministic, rules } = self;
        let old = (provider, locale, lc_collate, lc_ctype, deterministic, rules);
        let new = (&to.provider, &to.locale, &to.lc_collate, &to.lc_ctype, &to.deterministic, &to.rules);
        if old == new { Alter::Steps(Vec::new()) } else { Alter::Replace }
    }
}
