//! What was printed before. Between two keystrokes nearly all statements stay what they are, and printing one takes longer
//! than to see that it would be the same.

use std::collections::HashMap;

use super::Statement;
use crate::kind::Version;
use crate::model::{Id, Ident, Model, Object, Quick};
use crate::plan::Step;

/// Statements, with all that they were printed from.
#[derive(Debug, Default)]
pub struct Printed {
    /// The version, and the database at hand.
    told: Option<(Version, Option<Ident>)>,
    statements: HashMap<Id, Vec<One>, Quick>,
}

#[derive(Debug)]
struct One {
    step: Step,
    /// The object before and after, and the children that the statement makes too.
    seen: Vec<Option<Object>>,
    statement: Statement,
}

impl Printed {
    /// With nothing that was printed for another version or another database.
    pub(super) fn of(self, version: Version, database: Option<&Ident>) -> Self {
        let told = (version, database.cloned());
        if self.told.as_ref() == Some(&told) { self } else { Self { told: Some(told), statements: HashMap::default() } }
    }

    /// Takes out the statement of a step, if all of it is as it was.
    pub(super) fn take(&mut self, step: &Step, from: &Model, to: &Model) -> Option<Kept> {
        let known = self.statements.get_mut(&step.id)?;
        let same = |one: &One| one.step == *step && one.seen.iter().map(Option::as_ref).eq(seen(step, from, to));
        let at = known.iter().position(same)?;
        Some(Kept(known.swap_remove(at)))
    }

    /// Keeps a statement that was printed.
    pub(super) fn keep(&mut self, step: &Step, from: &Model, to: &Model, statement: Statement) {
        let seen = seen(step, from, to).map(|object| object.cloned()).collect();
        self.put(Kept(One { step: step.clone(), seen, statement }));
    }

    /// Keeps a statement that was taken out.
    pub(super) fn put(&mut self, kept: Kept) {
        self.statements.entry(kept.0.step.id.clone()).or_default().push(kept.0);
    }
}

/// A statement that was taken out.
pub(super) struct Kept(One);

impl Kept {
    pub fn statement(&self) -> &Statement {
        &self.0.statement
    }
}

/// The objects that a statement is printed from.
fn seen<'a>(step: &'a Step, from: &'a Model, to: &'a Model) -> impl Iterator<Item = Option<&'a Object>> {
    let own = [from.get(&step.id), to.get(&step.id)];
    own.into_iter().chain(step.takes_in.iter().map(|child| to.get(child)))
}

#[cfg(test)]
mod tests {
    use super::Printed;
    use crate::compare::State;
    use crate::write::tests::changes::change;
    use crate::write::tests::examples::EXAMPLES;
    use crate::write::tests::model;

    #[test]
    fn an_heir_is_printed_anew_when_its_ancestor_changes() {
        let text = |of_parent: &str| {
            format!(
                "[tables.parent]\ncolumns.a = \"int\"\ncolumns.b = \"{of_parent}\"\n\n[tables.child]\ninherits = [\"parent\"]\n\
                 columns.b = \"int generated always as (a + 2) stored\"\n"
            )
        };
        let mut printed = Printed::default();
        let version = Some(crate::kind::Version::of_major(15));
        for of_parent in ["int generated always as (a + 1) stored", "int"] {
            let state = State { model: model(&text(of_parent)), version, ..State::default() };
            let anew = state.from_nothing().expect("the templates print").1;
            assert_eq!(state.from_nothing_again(&mut printed).expect("the templates print").1, anew, "{of_parent}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 100, ..Default::default() })]

        #[test]
        fn after_any_changes_the_script_is_the_one_that_is_printed_anew(
            which in 0..EXAMPLES.len(),
            changes in proptest::collection::vec((0_usize..9, 0_usize..60), 1..6),
        ) {
            let mut state = State { model: model(EXAMPLES[which]), ..State::default() };
            let mut printed = Printed::default();
            for (what, which) in changes {
                let anew = state.from_nothing().expect("the templates print").1;
                let again = state.from_nothing_again(&mut printed).expect("the templates print").1;
                proptest::prop_assert_eq!(&again, &anew);
                // Both what was printed now and what stays from before.
                change(&mut state.model, what, which);
            }
            let again = state.from_nothing_again(&mut printed).expect("the templates print").1;
            proptest::prop_assert_eq!(again, state.from_nothing().expect("the templates print").1);
        }
    }
}
