//! Identities, as templates see them.

use std::sync::Arc;

use minijinja::value::Value;

use crate::kind::Address;
use crate::model::{Id, Ident};

/// What templates see of an object's identity. Most of them ask for one or two of its words, so each is made when it is
/// asked for.
#[derive(Debug)]
pub(super) struct Named {
    id: Id,
    /// The name of the database at hand.
    database: Option<Ident>,
}

impl minijinja::value::Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let id = &self.id;
        let info = id.tag.info();
        let parent = id.parent.as_ref();
        Some(match key {
            // As SQL names it after its noun.
            "sql" => self.sql().into(),
            // `schema.name`.
            "qualified" => self.qualified().into(),
            // Name alone.
            "name" => id.name.as_str().into(),
            "schema" => id.schema.as_ref().map(Ident::as_str).into(),
            // `schema.name` of the parent.
            "parent" => self.on().into(),
            // Name of the parent alone.
            "parent_name" => parent.map(|parent| parent.name.as_str()).into(),
            "parent_noun" => parent.map(|parent| parent.tag.noun()).into(),
            // What SQL calls the kind.
            "noun" => info.noun.into(),
            // What GRANT calls it.
            "grant_noun" => info.grant_noun.unwrap_or(info.noun).into(),
            // As GRANT names it.
            "grant_sql" if info.is_routine() => format!("{}({})", self.qualified(), id.args).into(),
            "grant_sql" => self.sql().into(),
            // Whether privileges are on a column.
            "column" => (info.address == Address::Dotted).into(),
            _ => return None,
        })
    }
}

impl Named {
    pub fn value(id: &Id, database: Option<&Ident>) -> Value {
        Value::from_object(Self { id: id.clone(), database: database.cloned() })
    }

    fn on(&self) -> Option<String> {
        self.id.parent_id().map(|parent| parent.qualified().to_string())
    }

    fn qualified(&self) -> String {
        let id = &self.id;
        match (&id.schema, id.tag.info().has_identifier()) {
            (Some(schema), false) => format!("{schema}.{}", id.name.as_str()),
            (None, false) => id.name.as_str().to_owned(),
            (_, true) => id.qualified().to_string(),
        }
    }

    fn sql(&self) -> String {
        let id = &self.id;
        let info = id.tag.info();
        match (info.address, self.on()) {
            (Address::Dotted, Some(parent)) => format!("{parent}.{}", id.name),
            (Address::On, Some(parent)) => {
                // COMMENT ON CONSTRAINT c ON DOMAIN d is the one place where the parent's noun is said.
                let domain = id.parent.as_ref().is_some_and(|parent| parent.tag.noun() == "DOMAIN");
                let noun = if domain { "DOMAIN " } else { "" };
                format!("{} ON {noun}{parent}", id.name)
            }
            // Without a database at hand psql knows which it is connected to.
            _ if info.single => self.database.as_ref().map_or_else(|| ":\"DBNAME\"".to_owned(), Ident::to_string),
            (Address::Aggregate, _) if id.args.is_empty() => format!("{}(*)", self.qualified()),
            (Address::Routine | Address::Aggregate, _) => format!("{}({})", self.qualified(), id.args),
            (Address::Operator, _) => format!("{} ({})", self.qualified(), id.args),
            (Address::Cast, _) => format!("({})", self.qualified()),
            (Address::Using, _) => format!("{} USING {}", self.qualified(), Ident::from(id.args.as_str())),
            (Address::Transform, _) => match id.name.as_str().rsplit_once(" for ") {
                Some((data_type, language)) => format!("FOR {data_type} LANGUAGE {}", Ident::from(language)),
                None => self.qualified(),
            },
            _ => self.qualified(),
        }
    }
}
