//! What a person reads when a schema.toml is wrong: `tests/diagnostics/*.md`.
//!
//! A section holds the files (`toml NAME`, or `toml` for schema.toml; `sql NAME` for bodies) and the expected messages
//! (`text`). `BLESS=1` writes the messages.

mod markdown;

use markdown::Document;
use pgtoml::diagnostic::{Rendered, SourceFile};

#[test]
fn messages() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in Document::all("diagnostics") {
        let mut corrections = Vec::new();
        for section in document.sections() {
            let inputs = section.blocks.iter().filter(|block| block.language == "toml");
            let files: Vec<SourceFile> = inputs
                .map(|block| SourceFile {
                    name: block.name.clone().unwrap_or_else(|| "schema.toml".to_owned()),
                    text: block.text.clone(),
                })
                .collect();
            if files.is_empty() {
                continue;
            }
            let expected: Vec<_> = section.blocks.iter().filter(|block| block.language == "text").collect();
            assert_eq!(expected.len(), 1, "{}: {} needs one block `text`", document.path.display(), section.title);
            document.compare(&section, expected[0], &rendered(files, &section), &mut wrong, &mut corrections);
            count += 1;
        }
        document.correct(corrections);
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what came out", wrong.join("\n"));
}

fn rendered(files: Vec<SourceFile>, section: &markdown::Section) -> String {
    let open = |path: &str| {
        let named = section.blocks.iter().find(|block| block.name.as_deref() == Some(path));
        named.map(|block| block.text.clone()).ok_or_else(|| "there is no such file".to_owned())
    };
    let loaded = pgtoml::read::read(files, &open);
    let messages: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string())
        .collect();
    if messages.is_empty() { "nothing is wrong\n".to_owned() } else { messages.join("\n") }
}
