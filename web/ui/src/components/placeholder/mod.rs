//! The tiny picture in the place of a photo that is on its way. The tracking page uses it too, so it needs nothing else.

use leptos::prelude::*;

/// Colours in a row of the grid.
const COLUMNS: usize = 4;
/// Hexadecimal digits of a colour.
const DIGITS: usize = 6;

/// Twelve colours, blurred. It fills the box it stands in, behind the photo; the box cuts off its edges.
#[component]
pub fn Placeholder(
    /// Twelve colours `RRGGBB`, a grid of four columns and three rows, row by row.
    #[prop(into)]
    colours: String,
) -> impl IntoView {
    // A picture behind a `data:` address and a style with colours are both against the security policy; the attributes
    // of a drawing are not.
    let cells = cells(&colours).map(|(column, row, fill)| {
        // A little wider than its cell: no seam shows through the blur.
        view! { <rect x=column.to_string() y=row.to_string() fill=fill></rect> }
    });
    view! {
        <svg class="placeholder" viewBox="0 0 4 3" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {cells.collect::<Vec<_>>()}
        </svg>
    }
}

/// Column, row and fill of each colour; what is not a colour leaves its cell empty.
fn cells(colours: &str) -> impl Iterator<Item = (usize, usize, String)> {
    colours.as_bytes().chunks_exact(DIGITS).enumerate().filter_map(|(index, digits)| {
        let fill = std::str::from_utf8(digits).ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit))?;
        Some((index % COLUMNS, index / COLUMNS, format!("#{fill}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stand_in_rows_and_nothing_else_gets_in() {
        let colours = "a9c4df".repeat(4) + "0000ff" + "url(x)" + "fff";
        let cells: Vec<_> = cells(&colours).collect();
        assert_eq!(cells.len(), 5);
        assert_eq!(cells[3], (3, 0, "#a9c4df".to_owned()));
        assert_eq!(cells[4], (0, 1, "#0000ff".to_owned()));
    }
}
