//! QR codes as pictures in a page: one path of an inline SVG, which needs no script and no style.

/// Modules of quiet around a QR code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A picture of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The dark modules, as the `d` of a path.
    pub path: String,
    /// Width and height in modules, with the margin.
    pub size: i32,
}

/// The code of a text; none where it is longer than a code holds.
pub fn picture(text: &str) -> Option<Picture> {
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).ok()?;
    Some(Picture {
        path: path(&code),
        size: code.size() + 2 * QUIET,
    })
}

/// The dark modules as one path, a stroke for each run in a row.
fn path(code: &qrcodegen::QrCode) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    path
}
