//! A mail as HTML: tables and styles in the elements, which is what all mail programs understand; nothing is loaded from elsewhere.

use crate::content::{Block, Letter};
use crate::words::Words;

/// The id under which the HTML names the logo (RFC 2392).
pub(crate) const LOGO_ID: &str = "logo";

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/// Programs that show mails in the dark and follow style sheets take these; the others turn the colours themselves.
const DARK: &str = "@media (prefers-color-scheme:dark){\
    .page{background:#0c1116!important}.card{background:#151c23!important;border-color:#26313b!important}\
    .strong{color:#eef2f6!important}.muted{color:#a3b0bd!important}.quote{border-color:#3c4a57!important}\
    .button{background:#3d8bd9!important;color:#08121b!important}}";

/// The HTML of a mail.
pub(crate) fn html(letter: &Letter, importer: &str, has_logo: bool, words: &Words) -> String {
    let logo = if has_logo {
        // Its alternative is the name that stands beside it.
        format!(
            "<img src=\"cid:{LOGO_ID}\" alt=\"\" height=\"36\" style=\"display:block;height:36px;max-width:180px;border:0\">"
        )
    } else {
        String::new()
    };
    let direction = words.direction();
    let blocks: String = letter.blocks.iter().map(block).collect();
    format!(
        "<!doctype html><html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"supported-color-schemes\" content=\"light dark\">\
         <meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">\
         <title>{subject}</title><style>:root{{color-scheme:light dark}}{DARK}</style></head>\
         <body class=\"page\" dir=\"{direction}\" style=\"margin:0;padding:0;background:#f5f7f9\">\
         <table class=\"page\" role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#f5f7f9\">\
         <tr><td align=\"center\" style=\"padding:24px 12px\">\
         <table class=\"card\" role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" dir=\"{direction}\" \
         style=\"max-width:560px;background:#ffffff;border:1px solid #e0e5ea;border-radius:12px\">\
         <tr><td style=\"padding:24px 24px 8px;{FONT}\">{logo}\
         <p class=\"muted\" dir=\"auto\" style=\"margin:8px 0 0;color:#52606d;font-size:14px;line-height:20px\">{importer}</p>\
         <h1 class=\"strong\" dir=\"auto\" style=\"margin:4px 0 0;color:#17212b;font-size:22px;line-height:28px\">{title}</h1>\
         </td></tr><tr><td style=\"padding:0 24px 24px;{FONT}\">{blocks}</td></tr></table></td></tr></table></body></html>",
        language = words.language,
        subject = escape(&letter.subject),
        importer = escape(importer),
        title = escape(&letter.title),
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Fact(about, what) if what.is_empty() => fact(about),
        Block::Fact(about, what) => format!(
            "<p class=\"muted\" style=\"margin:20px 0 0;color:#52606d;font-size:14px;line-height:20px\">{}</p>{}",
            escape(about),
            strong(what, "margin:2px 0 0")
        ),
        Block::Text(text) => format!(
            "<p class=\"strong\" dir=\"auto\" style=\"margin:12px 0 0;color:#17212b;font-size:16px;line-height:24px\">{}</p>",
            lines(text)
        ),
        Block::Quote(text) => format!(
            "<p class=\"strong quote\" dir=\"auto\" style=\"margin:12px 0 0;padding:0 12px;border:solid #c5cdd6;\
             border-width:0 3px;border-right-color:transparent;color:#17212b;font-size:16px;line-height:24px\">{}</p>",
            lines(text)
        ),
        Block::Button(text, url) => format!(
            "<p style=\"margin:24px 0 0\"><a class=\"button\" href=\"{}\" style=\"display:inline-block;padding:12px 20px;\
             border-radius:8px;background:#0b5cad;color:#ffffff;font-size:16px;font-weight:600;line-height:20px;\
             text-decoration:none\">{}</a></p>",
            escape(url),
            escape(text)
        ),
        Block::Small(text) => format!(
            "<p class=\"muted\" style=\"margin:20px 0 0;color:#52606d;font-size:13px;line-height:19px\">{}</p>",
            escape(text)
        ),
        Block::SmallLink(text, url) => format!(
            "<p style=\"margin:4px 0 0;font-size:13px;line-height:19px;word-break:break-all\">\
             <a class=\"muted\" href=\"{}\" style=\"color:#52606d\">{}</a></p>",
            escape(url),
            escape(text)
        ),
    }
}

fn fact(text: &str) -> String {
    strong(text, "margin:20px 0 0")
}

fn strong(text: &str, margin: &str) -> String {
    format!(
        "<p class=\"strong\" dir=\"auto\" style=\"{margin};color:#17212b;font-size:18px;font-weight:600;line-height:26px\">{}</p>",
        escape(text)
    )
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

/// Text for HTML content and quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
