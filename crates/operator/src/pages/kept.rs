//! A form that is sent after its session has ended: what was entered waits in the browser until the person has logged in
//! again, and stands in the form as it was. Nothing is decided by it.
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use web::session::SessionCookie;

use super::{Site, Visitor, login_for};

/// How long a form waits for its person to log in, in seconds.
pub(crate) const SECONDS: u64 = 600;
/// The longest form that is kept, in bytes: in base64 it stays below the 4096 bytes that browsers keep of a cookie
/// (RFC 6265 §6.1).
const LONGEST: usize = 2_900;

fn cookie(site: &Site) -> SessionCookie {
    SessionCookie::new("form", site.frame.is_https())
}

/// The visitor; or, for a form without a session, the way to the login and back to the form's own page, with what was
/// entered. The path and the form's fields are kept in one value, so that no other page takes them.
pub(crate) fn or_login(
    visitor: Result<Visitor, Response>,
    site: &Site,
    page: &str,
    body: &[u8],
) -> Result<Visitor, Box<Response>> {
    let rejected = match visitor {
        Ok(visitor) => return Ok(visitor),
        Err(rejected) => rejected,
    };
    if rejected.status() != StatusCode::SEE_OTHER {
        return Err(Box::new(rejected));
    }
    let mut response = Redirect::to(&login_for(page)).into_response();
    if body.is_empty() {
        return Err(Box::new(response));
    }
    let value = [page.as_bytes(), b"\n", body].concat();
    if value.len() <= LONGEST {
        let kept = cookie(site).set_value(&URL_SAFE_NO_PAD.encode(value), SECONDS);
        response.headers_mut().append(SET_COOKIE, kept);
    }
    Err(Box::new(response))
}

/// What was entered on this page before its person had to log in again.
pub(crate) fn entered(site: &Site, headers: &HeaderMap, page: &str) -> Option<Vec<u8>> {
    let cookie = cookie(site);
    let kept = URL_SAFE_NO_PAD.decode(cookie.value(headers)?).ok()?;
    let body = kept.strip_prefix(page.as_bytes())?.strip_prefix(b"\n")?;
    Some(body.to_vec())
}

/// The page with the form as it was: the browser need not keep it any longer.
pub(crate) fn shown(site: &Site, mut page: Response) -> Response {
    page.headers_mut().append(SET_COOKIE, cookie(site).clear());
    page
}
