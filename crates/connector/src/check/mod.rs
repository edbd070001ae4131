//! What can be known of a configuration before anybody is served.

mod login;
mod wrong;

use std::sync::Arc;

use web::fetch::{FetchConfig, GuardedClient};

use crate::clock::Clock;
use crate::config::{AuthConfig, Config, UpstreamConfig};
use crate::mapping::Mapping;
use crate::routes::{Ask, Offer};
use crate::sources::files::Exported;
use crate::sources::{Auth, Copies, sql, tls};
use crate::start::{brokers_of, pool};
use crate::{Error, Result};

/// What is said of a configuration, good or bad.
type Finding = std::result::Result<String, String>;

/// What a configuration offers, checked without serving it: a sentence for each finding, good or bad.
pub async fn check(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    match Offer::of_config(config) {
        Ok(offer) => {
            findings.extend(sql::check(config, &offer).await);
            findings.extend(files(config, &offer).await);
            findings.extend(offer.routes.iter().map(|route| {
                let count = route.dataset.table.len();
                let made = route.mapping.as_ref().map_or_else(String::new, |mapping| {
                    format!(", made of {} fields of the source", mapping.reads().len())
                });
                Ok(format!(
                    "`{}` offers `{}` with {count} attributes{made}",
                    route.audience.as_str(),
                    route.dataset.slug
                ))
            }));
            findings.extend(models(&offer));
            findings.extend(offer.gateways.findings());
            let clock = Clock::system();
            let brokers =
                usual_tls(config).and_then(|tls| brokers_of(config, &offer, &tls, &clock));
            match brokers {
                Ok(_) => {
                    for broker in &config.brokers {
                        findings.push(reached(&broker.url).await);
                    }
                }
                Err(error) => findings.push(Err(error.to_string())),
            }
        }
        Err(error) => findings.push(Err(error.to_string())),
    }
    if let Some(rest) = config.upstream.http() {
        findings.push(reached(&rest.base_url).await);
        let auth = usual_tls(config).and_then(|usual| {
            let clock = Clock::system();
            Auth::new(&rest.auth, |url| pool(url, &usual), &clock)
        });
        findings.push(match (auth, &rest.auth) {
            (Ok(_), AuthConfig::None) => Ok("the source is asked without a secret".to_owned()),
            (Ok(_), _) => Ok("the source's secret is there".to_owned()),
            (Err(error), _) => Err(error.to_string()),
        });
        if let Ok(usual) = usual_tls(config) {
            findings.extend(login::of_http(rest, &usual).await);
        }
    }
    let gateways = config.gateways.as_ref();
    let of_gateways = gateways.and_then(|gateways| gateways.tls.as_deref());
    for said in config.upstream.tls().into_iter().chain(of_gateways) {
        let used = usual_tls(config).and_then(|usual| tls(&usual, Some(said)));
        let used = used.map(|_| "the certificates for the source can be used".to_owned());
        findings.push(used.map_err(|error| error.to_string()));
    }
    if let UpstreamConfig::Solid(solid) = &config.upstream {
        for url in solid
            .servers
            .iter()
            .chain(solid.auth.iter().map(|auth| &auth.token_url))
        {
            findings.push(reached(url).await);
        }
        if let Some(auth) = &solid.auth {
            findings.push(match auth.client_secret.read() {
                Ok(_) => Ok("the source's secret is there".to_owned()),
                Err(error) => Err(error.to_string()),
            });
        }
        if let Ok(usual) = usual_tls(config) {
            findings.extend(login::of_solid(solid, &usual).await);
        }
    }
    for group in &config.trust_groups {
        let keys = crate::trust::configured_keys(group);
        findings.push(match keys {
            Ok(_) => Ok(format!("the keys of `{}` are there", group.registry)),
            Err(error) => Err(error.to_string()),
        });
    }
    findings.extend(config.open.iter().map(|open| open.said()));
    findings.extend(history(config));
    findings.extend(answering(config).await);
    findings
}

/// Which datasets are held against the data model that they are described by.
fn models(offer: &Offer) -> impl Iterator<Item = Finding> {
    let routes = offer.routes.iter().chain(offer.gateways.described());
    routes.filter_map(|route| {
        let (path, dataset) = (&route.path, &route.dataset);
        let has_own = route.mapping.as_ref().is_some_and(Mapping::has_model);
        match &dataset.description.model {
            _ if has_own || dataset.model.is_some() => Some(Ok(format!(
                "what `{path}` releases is held against its data model"
            ))),
            Some(model) => Some(Ok(format!(
                "`{}` is described by `{model}`, and nothing holds `{path}` against it: name its JSON Schema in `model_schema`",
                dataset.slug
            ))),
            None => None,
        }
    })
}

/// Whether each route's file can be served. What is in a bucket is copied for that, and deleted again.
async fn files(config: &Config, offer: &Offer) -> Vec<Finding> {
    let Some(bucket) = config.upstream.bucket() else {
        return records(offer).map(Exported::check).collect();
    };
    let name = format!("fiducia-check-{}", uuid::Uuid::new_v4().simple());
    let staged = Config {
        data: std::env::temp_dir().join(name),
        ..config.clone()
    };
    let looked = async {
        let offer = Offer::of_config(&staged)?;
        let copies = Copies::open(&staged, &usual_tls(config)?, &Clock::system())?;
        let copies = copies.ok_or_else(|| Error::Config("there is no bucket".into()))?;
        copies.look().await;
        let mut findings: Vec<_> = copies.troubles().into_iter().map(Err).collect();
        if findings.is_empty() {
            findings.push(Ok(format!("the bucket `{bucket}` can be read")));
        }
        let copied = records(&offer).filter(|exported| copies.has(exported.name()));
        findings.extend(copied.map(Exported::check));
        Ok::<_, Error>(findings)
    };
    let findings = looked.await;
    // Where that fails, nobody else can read what is left.
    let _ = std::fs::remove_dir_all(&staged.data);
    findings.unwrap_or_else(|error| vec![Err(error.to_string())])
}

fn records(offer: &Offer) -> impl Iterator<Item = &Exported> {
    offer.routes.iter().filter_map(|route| match &route.ask {
        Ask::Records(exported) => Some(&**exported),
        _ => None,
    })
}

/// For how long the embedded store keeps what was, where it keeps it.
fn history(config: &Config) -> Option<Finding> {
    let days = config.upstream.store()?.history_days;
    let of_datasets = config.datasets.iter().any(|dataset| dataset.history);
    let of_broker = config.open.as_ref().is_some_and(|open| open.history);
    (of_datasets || of_broker).then(|| {
        Ok(format!(
            "what entities were is forgotten {days} days after it changed (`connector.upstream.history_days`)"
        ))
    })
}

fn usual_tls(config: &Config) -> Result<Arc<rustls::ClientConfig>> {
    let fetching = FetchConfig {
        development: config.development,
        ..FetchConfig::default()
    };
    Ok(GuardedClient::new(&fetching)?.tls())
}

/// Whether registries answer with their trust lists, and OpenID providers, of logins and of the façade's tokens, with their
/// metadata (OpenID Connect Discovery 1.0 §4).
async fn answering(config: &Config) -> Vec<Finding> {
    let client = GuardedClient::new(&FetchConfig {
        development: config.development,
        allow_networks: config.allowed_networks.clone(),
        ..FetchConfig::default()
    });
    let Ok(client) = client else {
        return Vec::new();
    };
    let groups = config.trust_groups.iter();
    let lists = groups.map(|group| format!("{}{}", group.registry, protocol::trust_list::PATH));
    let logins = config
        .links
        .as_ref()
        .and_then(|links| links.openid.as_ref());
    let issuers = logins.map(|openid| &openid.issuer).into_iter();
    let issuers = issuers.chain(config.gdpr_api.as_ref().map(|api| &api.issuer));
    let providers = issuers.map(|issuer| {
        let issuer = issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    });
    let mut findings = Vec::new();
    for url in lists.chain(providers) {
        findings.push(match client.get(&url).json().send().await {
            Ok(_) => Ok(format!("`{url}` answers")),
            Err(error) => Err(format!("`{url}`: {error}")),
        });
    }
    if let Some(way) = logins {
        let base_url = config.base_url.as_deref().unwrap_or_default();
        findings.push(login::of_openid(&client, way, base_url).await);
    }
    findings
}

/// Whether anything accepts connections where a URL of the source is.
async fn reached(url: &url::Url) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or(443);
    match tokio::net::TcpStream::connect((host, port)).await {
        Ok(_) => Ok(format!("the source `{url}` accepts connections")),
        Err(error) => Err(format!("the source `{url}` cannot be reached: {error}")),
    }
}
