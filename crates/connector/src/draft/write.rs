//! A draft's text.

use std::fmt::Write as _;

use permission::{AttributePath, Holds};

use crate::config::{BucketConfig, Secret};

use super::{Asked, DraftedBroker, Found, Of, PodDocuments, Request, Rows, guess, short, slug};

/// Where the data is.
pub(super) enum Upstream<'a> {
    Store,
    Rest {
        base_url: &'a str,
        /// How the connector logs in, as TOML has it.
        auth: Option<&'a str>,
    },
    /// The address of a broker.
    Broker(&'a DraftedBroker<'a>),
    /// The folder.
    Files(&'a str),
    Bucket(&'a BucketConfig),
    /// The database's file.
    Sqlite(&'a str),
    /// The file that holds the database's address.
    Postgres(Option<&'a str>),
    Solid {
        server: &'a str,
        /// Where a person's WebID is.
        webid: &'a str,
        /// Where the connector gets tokens.
        token_url: Option<&'a str>,
    },
}

/// Text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's, but for DEL, which a text for people does not hold.
    serde_json::Value::String(text.replace('\u{7f}', "")).to_string()
}

/// A query as TOML has it: as it stands, where that can be.
fn query(text: &str) -> String {
    let is_plain = |one: char| one != '\'' && !one.is_control();
    if text.chars().all(is_plain) {
        format!("'{text}'")
    } else {
        quoted(text)
    }
}

/// The configuration file.
pub(super) fn toml(found: &[Found], upstream: &Upstream<'_>) -> String {
    let mut out = String::from(
        "# A first draft. Read every line: what is marked `# guess` was guessed from a name.\n\
         # `fiducia config` explains every setting; `fiducia check` tries what is here.\n\
         [connector]\n\
         name = \"Our source\"\n\
         data = \"data/connector\"\n\
         listen = \"127.0.0.1:8130\"\n\
         base_url = \"https://connector.example.org\"\n\n\
         # Whose operators may ask.\n\
         #[[connector.trust_group]]\n\
         #registry = \"https://registry.example.org\"\n\
         #keys_file = \"registry.jwks.json\"\n\n\
         [connector.upstream]\n",
    );
    match upstream {
        Upstream::Store => out.push_str(
            "# The connector keeps the entities itself: start it, then fill it with `fiducia connector import`.\nkind = \"store\"\n",
        ),
        Upstream::Files(folder) => {
            let _ = writeln!(out, "kind = \"files\"\nfolder = {}", quoted(folder));
        }
        Upstream::Bucket(config) => bucket(&mut out, config),
        Upstream::Sqlite(file) => {
            let _ = writeln!(out, "kind = \"sqlite\"\nfile = {}", quoted(file));
        }
        Upstream::Postgres(file) => {
            out.push_str(
                "kind = \"postgres\"\n# A file with the database's address; its user should have the right to read these tables alone.\n",
            );
            if file.is_none() {
                out.push_str(
                    "# Make it: mkdir -p secrets && (umask 077; echo 'postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full' > secrets/database)\n",
                );
            }
            let file = quoted(file.unwrap_or("secrets/database"));
            let _ = writeln!(out, "url = {{ file = {file} }}");
        }
        Upstream::Solid {
            server,
            webid,
            token_url,
        } => {
            let _ = write!(
                out,
                "kind = \"solid\"\nservers = [{}]\nwebid = {}  # guess\n\
                 # The connector's own login; people let its WebID read.\n\
                 #auth = {{ token_url = {}, client_id = \"connector\", client_secret = {{ file = \"secrets/solid\" }} }}\n",
                quoted(server),
                quoted(webid),
                quoted(token_url.unwrap_or("https://provider.example.org/token")),
            );
        }
        Upstream::Broker(broker) => self::broker(&mut out, broker),
        Upstream::Rest { base_url, auth } => {
            let bearer = "{ kind = \"bearer\", token = { file = \"secrets/source\" } }";
            let (said, auth) = match auth {
                Some(auth) => ("# Its login, as the document says; make the file.\n", *auth),
                None => ("", bearer),
            };
            let _ = write!(
                out,
                "kind = \"rest\"\nbase_url = {}\n{said}#auth = {auth}\n",
                quoted(base_url)
            );
        }
    }
    for dataset in found {
        self::dataset(&mut out, dataset);
    }
    out
}

fn broker(out: &mut String, broker: &DraftedBroker<'_>) {
    let auth = match broker.token_file {
        Some(file) => format!(
            ", auth = {{ kind = \"bearer\", token = {{ file = {} }} }}",
            quoted(file)
        ),
        None => String::new(),
    };
    let _ = writeln!(
        out,
        "kind = \"ngsi-ld\"\nbroker = {{ base_url = {}{auth} }}\n# Its tenant, and the context by which names are read.",
        quoted(broker.base_url)
    );
    let example = "https://context.example.org/context.jsonld";
    for (name, value, example) in [
        ("tenant", broker.tenant, "library"),
        ("context", broker.context, example),
    ] {
        let mark = if value.is_some() { "" } else { "#" };
        let _ = writeln!(out, "{mark}{name} = {}", quoted(value.unwrap_or(example)));
    }
}

fn bucket(out: &mut String, bucket: &BucketConfig) {
    out.push_str("kind = \"files\"\n\n[connector.upstream.bucket]\n");
    for (name, value) in [
        ("name", bucket.name.as_str()),
        ("prefix", &bucket.prefix),
        ("endpoint", bucket.endpoint.as_str()),
        ("region", &bucket.region),
    ] {
        let _ = writeln!(out, "{name} = {}", quoted(value));
    }
    let secrets = [
        ("access_key", &bucket.access_key),
        ("secret_key", &bucket.secret_key),
        ("session_token", &bucket.session_token),
    ];
    for (name, secret) in secrets {
        let secret = match secret {
            Some(Secret::File(path)) => format!("file = {}", quoted(&path.to_string_lossy())),
            Some(Secret::Env(variable)) => format!("env = {}", quoted(variable)),
            None => continue,
        };
        let _ = writeln!(out, "{name} = {{ {secret} }}");
    }
}

fn dataset(out: &mut String, found: &Found) {
    let slug = slug(short(&found.entity_type));
    out.push('\n');
    for note in &found.notes {
        let _ = writeln!(out, "# {}", note.replace('\n', " "));
    }
    let _ = write!(
        out,
        "[[connector.dataset]]\nid = \"{slug}\"\nsource = \"our-organisation\"\nentity_type = {}\ntitle = {{ en = {} }}  # guess\n",
        quoted(&found.entity_type),
        quoted(&guess::title(short(&found.entity_type))),
    );
    if let Some(description) = &found.description {
        let _ = writeln!(out, "description = {{ en = {} }}", quoted(description));
    }
    if let Some(model) = &found.model {
        if let Some(url) = &model.url {
            let _ = writeln!(out, "model = {}", quoted(url));
        }
        let (mark, file) = match &model.file {
            Some(file) => ("", file.as_str()),
            None => ("#", "schema.json"),
        };
        let _ = write!(
            out,
            "# The model in a file: what is released is held against it.\n{mark}model_schema = {{ schema = {} }}\n",
            quoted(file)
        );
    }
    let types: Vec<String> = found
        .identifier_types
        .iter()
        .map(|one| quoted(one))
        .collect();
    let hint = if types.is_empty() {
        "  # nothing looks like one: say by what a person is found"
    } else {
        "  # guess"
    };
    let _ = writeln!(out, "identifier_types = [{}]{hint}", types.join(", "));
    out.push_str("# Whether people may look at their own data here.\n#self_access = true\n");
    for field in &found.fields {
        // A name with a dot would be taken for a path.
        let Ok(path) = AttributePath::new(field.path.clone()) else {
            let _ = writeln!(out, "\n# cannot be a path: {}", quoted(&field.path));
            continue;
        };
        let (category, guessed) = guess::category(short(&field.path));
        let _ = write!(
            out,
            "\n[[connector.dataset.attributes]]\npath = {}\ntitle = {{ en = {} }}  # guess\n",
            quoted(path.as_str()),
            quoted(&guess::title(short(&field.path))),
        );
        match field.holds {
            Holds::Single => {}
            Holds::Object => out.push_str(
                "holds = \"object\"  # whatever is in it is released with it; better its parts, one by one, by their paths\n",
            ),
            kind => {
                let _ = writeln!(out, "holds = \"{}\"", kind.as_str());
            }
        }
        if let Some(text) = field
            .description
            .as_deref()
            .filter(|text| !text.trim().is_empty())
        {
            let _ = writeln!(out, "description = {{ en = {} }}", quoted(text));
        }
        let _ = writeln!(
            out,
            "category = \"{category}\"  # {}",
            if guessed {
                "guess"
            } else {
                "guess: nothing in the name says more; choose one"
            }
        );
    }
    route(out, &slug, &found.route);
}

fn route(out: &mut String, dataset: &str, asked: &Asked) {
    let _ = write!(
        out,
        "\n[[connector.route]]\npath = \"{}\"\ndataset = \"{dataset}\"\n",
        asked.path
    );
    if asked.is_ngsi_ld {
        out.push_str("shape = \"ngsi-ld\"\n");
    }
    match &asked.of {
        Of::Store => {}
        Of::Request(request) => self::request(out, request),
        Of::Entities(id) => {
            let _ = writeln!(out, "entities = {{ id = {} }}  # guess", quoted(id));
        }
        Of::Rows(rows) => self::rows(out, rows),
        Of::Pod(documents) => pod(out, documents),
        Of::File(file) => {
            let format = match file.separator {
                Some(separator) => {
                    let separator = quoted(&separator.to_string());
                    format!("\"csv\"\nseparator = {separator}")
                }
                None => "\"json-lines\"".to_owned(),
            };
            let _ = write!(
                out,
                "\n[connector.route.file]\nname = {}\nformat = {format}\nidentifiers = {}  # guess\n",
                quoted(&file.name),
                table(&file.identifiers),
            );
            if !file.encoding.is_utf_8() {
                let encoding = String::from(file.encoding);
                let _ = writeln!(out, "encoding = {}  # guess", quoted(&encoding));
            }
            if !file.columns.is_empty() {
                let _ = writeln!(out, "columns = {}", table(&file.columns));
            }
            out.push_str("# Where a person has one record at the most: an object in place of an array.\n#single = true\n");
            own_id(out, file.id.as_deref());
        }
    }
}

fn request(out: &mut String, request: &Request) {
    let path = quoted(&request.path);
    let query = match request.query.as_slice() {
        [] => String::new(),
        pairs => format!(", query = {}", table(pairs)),
    };
    let _ = writeln!(out, "request = {{ path = {path}{query} }}");
    if request.update.is_none() && !request.is_deleted {
        return;
    }
    out.push_str(
        "# The document says how it is changed; that counts where people may, by `self_access` and `self_change` of the dataset.\n\
         #[connector.route.change]\n",
    );
    if let Some(method) = request.update {
        let _ = writeln!(
            out,
            "#update = [{{ method = \"{method}\", path = {path} }}]  # guess"
        );
    }
    if request.is_deleted {
        let _ = writeln!(out, "#erase_all = [{{ path = {path} }}]  # guess");
    }
}

/// What makes the records that a person may have several of entities of their own.
fn own_id(out: &mut String, id: Option<&str>) {
    let Some(id) = id else { return };
    let _ = writeln!(
        out,
        "# As entities (`shape = \"ngsi-ld\"` in the route), what tells a person's records apart.\n#id = {}  # guess",
        quoted(id)
    );
}

fn rows(out: &mut String, rows: &Rows) {
    let json = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        names.join(", ")
    };
    let _ = write!(
        out,
        "\n[connector.route.query]\nsql = {}  # guess\n{}single = {}\n",
        query(&rows.sql),
        if rows.single {
            ""
        } else {
            "# Where a person has one row at the most, an object in place of an array: `true`.\n"
        },
        rows.single,
    );
    own_id(out, rows.id.as_deref().filter(|_| !rows.single));
    if !rows.json.is_empty() {
        let _ = writeln!(out, "json = [{}]", json(&rows.json));
    }
    for child in &rows.children {
        let _ = write!(
            out,
            "\n[connector.route.query.children.{}]\nsql = {}\nparent = {}\nchild = {}\n",
            quoted(&child.name),
            query(&child.sql),
            quoted(&child.parent),
            quoted(&child.own),
        );
        if !child.json.is_empty() {
            let _ = writeln!(out, "json = [{}]", json(&child.json));
        }
    }
}

fn pod(out: &mut String, documents: &PodDocuments) {
    out.push_str("\n[[connector.route.resource]]\n");
    for (name, value) in [
        ("path", &documents.path),
        ("subject", &documents.subject),
        ("class", &documents.class),
        ("below", &documents.below),
    ] {
        if let Some(value) = value {
            let _ = writeln!(out, "{name} = {}", quoted(value));
        }
    }
    out.push_str("\n[connector.route.resource.attributes]\n");
    for (path, properties) in &documents.attributes {
        let properties: Vec<String> = properties.iter().map(|one| quoted(one)).collect();
        let place = match properties.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let _ = writeln!(out, "{} = {place}", quoted(path));
    }
}

/// Pairs as TOML has them.
fn table(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{} = {}", quoted(name), quoted(value)))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}
