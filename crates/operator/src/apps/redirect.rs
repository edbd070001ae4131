//! Where an app gets its answer: addresses registered for it, exactly, so that no code goes elsewhere.
use url::{Host, Url};

/// Longest redirect URI, in bytes.
const LONGEST: usize = 1024;

/// Reads a redirect URI that an app is registered with: https, http on a loopback address (RFC 8252 §7.3), or a
/// scheme of the app's own, which is a domain name of its maker written backwards (RFC 8252 §7.1).
///
/// # Errors
/// What is wrong with it.
pub(crate) fn registered(text: &str) -> Result<String, String> {
    if text.len() > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    let url = Url::parse(text).map_err(|error| format!("`{text}` is not a URL: {error}"))?;
    if url.fragment().is_some() {
        return Err(format!("`{text}` has a fragment (RFC 6749 §3.1.2)"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("`{text}` has a user name"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(format!(
                "`{text}` is neither https nor a loopback address (`127.0.0.1`, `[::1]`)"
            ));
        }
        scheme if scheme.contains('.') => {}
        scheme => {
            return Err(format!(
                "`{scheme}` is not a scheme of an app's own, such as `org.example.app`"
            ));
        }
    }
    // Compared as text from here on: the form it is registered in is the one it must be asked for in.
    if url.as_str() == text {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is not in its normal form: `{}`",
            url.as_str()
        ))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // `localhost` can be made to lead elsewhere (RFC 8252 §8.3).
        _ => false,
    }
}

/// Whether an app that is registered with `known` may be answered at `asked`: the same text, but for the port of a
/// loopback address, which the app's system chooses (RFC 8252 §7.3).
pub(crate) fn fits(known: &str, asked: &str) -> bool {
    if known == asked {
        return true;
    }
    let (Ok(mut known), Ok(mut url)) = (Url::parse(known), Url::parse(asked)) else {
        return false;
    };
    if known.scheme() != "http" || !is_loopback(&known) || url.as_str() != asked {
        return false;
    }
    let portless = known.set_port(None).and_then(|()| url.set_port(None));
    portless.is_ok() && known == url
}

/// The part of `form-action` that lets a form's answer lead there: browsers hold redirects to it too (CSP 3 §6.4.2).
pub(crate) fn source(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => "'self'".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_answered_at_addresses_that_only_it_can_have() {
        for good in [
            "https://app.example/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:8000/",
            "org.example.app:/callback",
        ] {
            assert_eq!(registered(good).as_deref(), Ok(good));
        }
        for bad in [
            "http://app.example/callback",
            "http://localhost/callback",
            "https://app.example/callback#here",
            "https://me@app.example/callback",
            "https://APP.example/callback",
            "myapp:/callback",
            "javascript:alert(1)",
            "data:text/html,x",
            "callback",
        ] {
            assert!(registered(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_differ() {
        let (known, asked) = (
            "http://127.0.0.1/callback",
            "http://127.0.0.1:4711/callback",
        );
        assert!(fits(known, asked));
        assert!(fits("https://a.example/x?y=1", "https://a.example/x?y=1"));
        for (known, asked) in [
            (known, "http://127.0.0.1:4711/other"),
            (known, "http://127.0.0.2:4711/callback"),
            (known, "http://localhost:4711/callback"),
            (known, "http://127.0.0.1:4711/callback?x=1"),
            (known, "http://127.0.0.1:4711@evil.example/callback"),
            (known, "http://me@127.0.0.1:4711/callback"),
            ("https://a.example/x", "https://a.example:4711/x"),
            ("https://a.example/x", "https://a.example/x/"),
            ("org.example.app:/x", "org.example.app:/y"),
        ] {
            assert!(!fits(known, asked), "{asked}");
        }
    }

    #[test]
    fn a_forms_answer_may_lead_to_the_app_and_nowhere_else() {
        assert_eq!(source("https://a.example/x?y"), "https://a.example");
        assert_eq!(source("http://127.0.0.1:4711/x"), "http://127.0.0.1:4711");
        assert_eq!(source("org.example.app:/x"), "org.example.app:");
    }
}
