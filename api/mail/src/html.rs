//! A mail as HTML: tables and styles in the elements, which is what all mail programs understand; nothing is loaded from elsewhere.

use crate::letter::{Block, Letter};
use crate::words::Words;

/// The id under which the HTML names the logo (RFC 2392).
pub(crate) const LOGO_ID: &str = "logo";

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/// What is hidden by these is read by lists of mails only, after the subject.
const HIDDEN: &str = "display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all";
/// Programs that show mails in the dark and follow style sheets take these; the others turn the colours themselves.
const DARK: &str = "@media (prefers-color-scheme:dark){\
    .page{background:#0c1116!important}.card{background:#151c23!important;border-color:#26313b!important}\
    .strong{color:#eef2f6!important}.muted{color:#a3b0bd!important}.quote{border-color:#3c4a57!important}\
    .plate{background:#ffffff!important;padding:4px!important}.button{background:#3d8bd9!important;color:#08121b!important}}";
/// How many letters a list of mails shows of a mail at most.
const PREVIEW_LETTERS: usize = 140;

/// The HTML of a mail. Programs in a browser leave `html` and `body` out, so the language and the direction are said again inside.
pub(crate) fn html(letter: &Letter, importer: &str, has_logo: bool, words: &Words) -> String {
    let logo = if has_logo {
        // Its alternative is the name that stands below it. In the dark it stands on white, for which it was drawn.
        format!(
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 12px\"><tr>\
             <td class=\"plate\" style=\"border-radius:6px\">\
             <img src=\"cid:{LOGO_ID}\" alt=\"\" height=\"36\" style=\"display:block;height:36px;max-width:180px;border:0\">\
             </td></tr></table>"
        )
    } else {
        String::new()
    };
    let direction = words.direction();
    let blocks: String = letter.blocks.iter().map(|block| written(block, letter, direction) + "\n").collect();
    format!(
        "<!doctype html><html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"supported-color-schemes\" content=\"light dark\">\
         <meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">\
         <title>{subject}</title><style>:root{{color-scheme:light dark}}{DARK}</style></head>\n\
         <body class=\"page\" dir=\"{direction}\" style=\"margin:0;padding:0;background:#f5f7f9\">\
         <div role=\"article\" aria-roledescription=\"email\" aria-label=\"{subject}\" lang=\"{language}\" dir=\"{direction}\">\
         <div style=\"{HIDDEN}\">{preview}</div>\n\
         <table class=\"page\" role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#f5f7f9\">\
         <tr><td align=\"center\" style=\"padding:24px 12px\">\
         <table class=\"card\" role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" dir=\"{direction}\" \
         style=\"max-width:560px;text-align:{start};background:#ffffff;border:1px solid #e0e5ea;border-radius:12px\">\
         <tr><td style=\"padding:24px 24px 0;{FONT}\">{logo}\n\
         <p class=\"muted\" style=\"margin:0;color:#52606d;font-size:14px;line-height:20px\"><bdi>{importer}</bdi></p>\n\
         <h1 class=\"strong\" style=\"margin:4px 0 0;color:#17212b;font-size:22px;line-height:28px;overflow-wrap:anywhere\">\
         <bdi>{title}</bdi></h1>\
         </td></tr>\n<tr><td style=\"padding:0 24px 24px;{FONT}\">\n{blocks}</td></tr></table></td></tr></table></div></body></html>\n",
        language = words.language,
        start = if direction == "rtl" { "right" } else { "left" },
        subject = escape(&letter.subject),
        preview = escape(&preview(letter)),
        importer = escape(importer),
        title = escape(&letter.title),
    )
}

/// What a list of mails shows beside the subject: the parts in one line.
fn preview(letter: &Letter) -> String {
    let parts: Vec<_> = letter
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Fact(about, what) if what.is_empty() => Some(about.clone()),
            Block::Fact(about, what) => Some(format!("{about}: {what}")),
            Block::Text(text) | Block::Quote(text) => Some(text.replace('\n', " ")),
            Block::Button(..) | Block::Small(_) | Block::SmallLink(..) => None,
        })
        .collect();
    let line = parts.join(" · ");
    match line.char_indices().nth(PREVIEW_LETTERS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

fn written(block: &Block, letter: &Letter, direction: &str) -> String {
    match block {
        Block::Fact(about, what) if what.is_empty() => strong(about, "margin:20px 0 0"),
        Block::Fact(about, what) => format!(
            "<p class=\"muted\" style=\"margin:20px 0 0;color:#52606d;font-size:14px;line-height:20px\">{}</p>{}",
            escape(about),
            strong(what, "margin:2px 0 0")
        ),
        Block::Text(text) => format!(
            "<p class=\"strong\" style=\"margin:12px 0 0;color:#17212b;font-size:16px;line-height:24px;overflow-wrap:anywhere\">\
             {}</p>",
            lines(text)
        ),
        Block::Quote(text) => {
            let side = if direction == "rtl" { "right" } else { "left" };
            format!(
                "<p class=\"strong quote\" dir=\"auto\" style=\"margin:12px 0 0;padding:0 12px;border-{side}:3px solid #c5cdd6;\
                 color:#17212b;font-size:16px;line-height:24px;overflow-wrap:anywhere\">{}</p>",
                lines(text)
            )
        }
        Block::Button(text, url) => format!(
            "<p style=\"margin:24px 0 0\"><a class=\"button\" href=\"{url}\" style=\"display:inline-block;padding:12px 20px;\
             border-radius:8px;background:#0b5cad;color:#ffffff;font-size:16px;font-weight:600;line-height:20px;\
             text-decoration:none\">{}</a></p>{}{}",
            escape(text),
            small(&letter.address_hint, "margin:16px 0 0"),
            small_link(url, url),
            url = escape(url),
        ),
        Block::Small(text) => small(text, "margin:20px 0 0"),
        Block::SmallLink(text, url) => small_link(text, url),
    }
}

fn strong(text: &str, margin: &str) -> String {
    format!(
        "<p class=\"strong\" style=\"{margin};color:#17212b;font-size:18px;font-weight:600;line-height:26px\">{}</p>",
        escape(text)
    )
}

fn small(text: &str, margin: &str) -> String {
    format!(
        "<p class=\"muted\" style=\"{margin};color:#52606d;font-size:13px;line-height:19px;overflow-wrap:anywhere\">{}</p>",
        escape(text)
    )
}

/// A link whose text is words, or the address itself, which is broken where it has to be.
fn small_link(text: &str, url: &str) -> String {
    let breaking = if text == url { "break-all" } else { "normal" };
    format!(
        "<p style=\"margin:4px 0 0;font-size:13px;line-height:19px;word-break:{breaking}\">\
         <a class=\"muted\" href=\"{}\" style=\"color:#52606d\"><bdi>{}</bdi></a></p>",
        escape(url),
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
