//! From one state of an object to another.

use std::collections::BTreeMap;

use serde::Serialize;
use smol_str::SmolStr;

use crate::model::QName;
use crate::plan::step::Step;

/// How one state of an object becomes another.
#[derive(Debug)]
pub enum Alter {
    /// In place.
    Steps(Vec<Step>),
    /// Dropped and created anew, with what depends on it.
    Replace,
    /// Dropped and created anew, with what depends on it; its rows are put aside before and come back after.
    Carry,
    /// Made anew beside the old one, which goes when all that holds its values has taken them over.
    Beside(Values),
    /// Not at all: what would be lost, and what to declare instead.
    Refuse(String),
}

/// How values of a type become values of the type that takes its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Values {
    /// Labels that become other ones: old to new. All others stay.
    pub labels: BTreeMap<SmolStr, SmolStr>,
    /// Whether they are arrays, by a domain over one.
    pub array: bool,
    /// What is gone for good with the old type, in words.
    pub loss: String,
}

/// What becomes of the values of a part when the rows of the whole are carried over.
#[derive(Clone, Debug, PartialEq)]
pub enum Carried {
    /// They come back.
    Values,
    /// They come back, and the sequence that gives new ones stands where it stood: its name before, and after.
    Generated(QName, QName),
    /// PostgreSQL computes them anew.
    Computed,
    /// They cannot be carried.
    Refused(String),
}

/// What an object does when a type that it uses is made anew beside the old one.
#[derive(Debug)]
pub enum Follow {
    /// It is dropped before and made anew after.
    Rebuild,
    /// It stays, and these steps take it from one state to the other and from the old type to the new one.
    Steps(Vec<Step>),
    /// It is made anew beside the old one too.
    Beside(Values),
    /// It cannot.
    Refuse(String),
}
