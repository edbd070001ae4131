//! The sources that the documentation shows can be run as they stand there.

use connector::Config;
use serde::Deserialize;
use tempfile::TempDir;

#[derive(Deserialize)]
struct File {
    connector: Config,
}

/// The blocks of the documentation that are whole sources.
fn examples() -> Vec<String> {
    let page = include_str!("../../../../docs/source.md");
    let blocks = page.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    blocks
        .filter(|block| block.starts_with("# A whole source"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn every_source_that_the_documentation_shows_can_be_served() {
    web::install_crypto_provider();
    let examples = examples();
    assert!(!examples.is_empty());
    for example in examples {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("secrets")).unwrap();
        std::fs::write(
            folder.path().join("secrets/database"),
            "postgres://x@127.0.0.1/x",
        )
        .unwrap();
        for name in ["solid", "bucket.id", "bucket.key"] {
            std::fs::write(folder.path().join("secrets").join(name), "secret").unwrap();
        }
        let file: File =
            toml::from_str(&example).unwrap_or_else(|error| panic!("{error}\n{example}"));
        let mut config = file.connector.relative_to(folder.path());
        config.check().unwrap();
        config.development = true;
        "127.0.0.1:0".clone_into(&mut config.listen);
        config.workers = Some(1);
        let running = connector::Connector::start(config).await;
        running
            .unwrap_or_else(|error| panic!("{error}\n{example}"))
            .shutdown()
            .await;
    }
}
