//! Any changes to any file: what is read afterwards is what was wanted, and no object is written anew as a whole.

use super::merging::{merged_model, steps};
use super::*;
use crate::kind::{Body, Tag};
use crate::model::{Id, Object};

/// Changes that keep every reference.
pub(crate) fn change(model: &mut Model, what: usize, which: usize) {
    let ids: Vec<Id> = model.objects.keys().cloned().collect();
    let of = |tags: &[Tag]| {
        let list: Vec<&Id> = ids.iter().filter(|id| tags.contains(&id.tag)).collect();
        list.get(which % list.len().max(1)).map(|id| (*id).clone())
    };
    match what {
        0 => {
            let id = of(&[Tag::Index, Tag::Trigger, Tag::Policy, Tag::View, Tag::Procedure, Tag::DefaultPrivileges]);
            if let Some(id) = id {
                model.objects.retain(|own, _| *own != id && own.parent_id().as_ref() != Some(&id));
            }
        }
        1 => {
            let tags: Vec<Tag> = Tag::ALL.iter().copied().filter(|tag| *tag != Tag::DefaultPrivileges).collect();
            if let Some(object) = of(&tags).and_then(|id| model.objects.get_mut(&id)) {
                let comment = &mut object.meta.comment;
                *comment = if comment.is_some() { None } else { Some("a new 'comment' with \"quotes\"".into()) };
            }
        }
        2 => {
            let Some(table) = of(&[Tag::Table]) else { return };
            if let Some(Body::Table(body)) = model.get(&table).map(|object| &object.body)
                && body.partition_of.is_none()
                && body.of.is_none()
            {
                let column = crate::sql::column::parse_column("numeric(5,2) not null default 1").unwrap().column;
                model.objects.insert(table.child(Tag::Column, format!("new {which}").as_str()), Object::new(column));
            }
        }
        3 => {
            let column = of(&[Tag::Column]).and_then(|id| model.objects.get_mut(&id)).map(|object| &mut object.body);
            if let Some(Body::Column(column)) = column
                && column.identity.is_none()
                && column.generated.is_none()
                && !column.data_type.as_str().is_empty()
            {
                column.default = Some("some_call(1, 'x')".into());
                column.statistics = Some(7);
            }
        }
        4 => {
            let Some(table) = of(&[Tag::Table]) else { return };
            let check = crate::sql::constraint::parse_constraint("check (1 < 2)").unwrap();
            model.objects.insert(table.child(Tag::Constraint, format!("check_{which}").as_str()), Object::new(check));
        }
        5 => {
            let id = Id::of_schema(Tag::Enum, "public", format!("new{which}").as_str());
            let mut object = Object::new(Tag::Enum.decode("{\"labels\": [\"p\", \"q\"]}").unwrap());
            object.meta.grants.insert("public".into(), [("usage".into(), false)].into());
            model.objects.insert(id, object);
            let public = Object::new(crate::kinds::schema::Schema {});
            model.objects.entry(Id::global(Tag::Schema, "public")).or_insert(public);
        }
        6 => {
            let id = of(&[Tag::Table, Tag::View, Tag::MaterializedView, Tag::Column]);
            if let Some(object) = id.and_then(|id| model.objects.get_mut(&id)) {
                object.meta.grants.insert("app".into(), [("select".into(), which.is_multiple_of(2))].into());
            }
        }
        7 => {
            // Checks and exclusions, which nothing needs, get another name.
            let Some(id) = of(&[Tag::Constraint]) else { return };
            let Some(object) = model.get(&id).cloned() else { return };
            if matches!(&object.body, Body::Constraint(body) if body.rule.columns().is_empty()) {
                model.objects.remove(&id);
                model.objects.insert(Id { name: format!("renamed_{which}").as_str().into(), ..id }, object);
            }
        }
        _ => {
            let function =
                of(&[Tag::Function]).and_then(|id| model.objects.get_mut(&id)).map(|object| &mut object.body);
            if let Some(Body::Function(function)) = function {
                function.body = Some("select '''\n1\n'''".into());
                function.strict = !function.strict;
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    #[test]
    fn any_changes_go_into_any_file(
        which in 0..examples::EXAMPLES.len(),
        changes in proptest::collection::vec((0_usize..9, 0_usize..60), 1..8),
    ) {
        let text = examples::EXAMPLES[which];
        let mut wanted = model(text);
        for (what, which) in changes {
            change(&mut wanted, what, which);
        }
        merged_model(text, &wanted);
        let fresh = toml(&wanted, &Options::default());
        same(&wanted, &model(&fresh), &fresh);
        let steps = steps(text, &wanted);
        // Sugar that loses several of the objects that it stands for is written out.
        let sugared = text.contains("[tenancy");
        proptest::prop_assert!(sugared || steps <= merge::STEPS, "{} steps", steps);
    }
}
