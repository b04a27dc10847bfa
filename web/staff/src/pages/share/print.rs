//! The URL as a QR code, on the screen and on paper.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use shared::link::SentChannel;
use shared::vehicle::Vehicle;
use ui::browser;
use ui::components::{Button, ButtonVariant, Dialog, Switch, on_open};

use super::model::Sharing;

/// The light margin that readers need, in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// A sheet to show or to print: who it is from, the vehicle, the code and the URL.
#[component]
pub(super) fn PrintDialog(sharing: Sharing, open: RwSignal<bool>) -> impl IntoView {
    let for_yard = RwSignal::new(false);
    on_open(open, move || for_yard.set(false));
    let close = Callback::new(move |()| {
        open.set(false);
        sharing.take_way(SentChannel::QrCode);
    });
    let footer = move || {
        view! {
            <Button on_press=close>"Done"</Button>
            <Button variant=ButtonVariant::Primary on_press=Callback::new(|()| browser::print())>
                "Print"
            </Button>
        }
    };
    view! {
        <Dialog open title="QR code" on_close_request=close footer=footer>
            <div class="print-sheet" lang=move || sharing.language.get()>
                <p class="print-sheet__organization">{move || sharing.staff.organization().name}</p>
                <p class="print-sheet__vehicle">
                    {move || sharing.vehicle.with(|vehicle| vehicle.as_ref().map(Vehicle::title))}
                </p>
                {move || sharing.url.get().map(|url| view! { <Code url /> })}
                <p dir="auto">{move || sharing.message().sentence}</p>
                <p class="print-sheet__url" dir="ltr">
                    {move || sharing.url.get()}
                </p>
                <Show when=move || for_yard.get()>
                    <YardFacts sharing />
                </Show>
            </div>
            <div class="print-options">
                <Switch
                    label="Add customer, stock number, VIN and dates"
                    checked=for_yard
                    on_change=Callback::new(move |on| for_yard.set(on))
                    hint=Some("For a sheet behind the windscreen. Not for the customer.")
                />
            </div>
        </Dialog>
    }
}

/// What the yard knows the vehicle by.
#[component]
fn YardFacts(sharing: Sharing) -> impl IntoView {
    move || {
        let formats = sharing.staff.formats();
        let vehicle = sharing.vehicle.get()?;
        let facts = [
            ("Customer", vehicle.customer.name),
            ("Stock number", vehicle.stock_number),
            ("VIN", vehicle.vin),
            ("Colour", vehicle.colour),
            ("Vessel", vehicle.vessel),
            ("ETA", vehicle.eta.map(|date| formats.date(date))),
            ("Arrived on", vehicle.arrived_on.map(|date| formats.date(date))),
        ];
        let known = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let fact = |(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        };
        Some(view! {
            <dl class="print-sheet__facts" lang="en" dir="ltr">
                {known.map(fact).collect_view()}
            </dl>
        })
    }
}

#[component]
fn Code(url: String) -> impl IntoView {
    let (size, path) = drawn(&url);
    let view_box = format!("0 0 {size} {size}");
    view! {
        <svg
            class="print-sheet__code"
            viewBox=view_box
            shape-rendering="crispEdges"
            role="img"
            aria-label="QR code of the tracking URL"
        >
            <rect width=size height=size fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    }
}

/// The side of the code in modules, and its dark modules as a path.
fn drawn(url: &str) -> (usize, String) {
    // A URL has far fewer characters than a code can hold.
    let Ok(code) = QrCode::with_error_correction_level(url, EcLevel::M) else { return (1, String::new()) };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let module = |(index, _)| format!("M{} {}h1v1h-1z", index % width + QUIET_ZONE, index / width + QUIET_ZONE);
    (width + 2 * QUIET_ZONE, dark.map(module).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Points for each module, as a camera sees it.
    const POINTS: usize = 5;

    /// The dark modules of a path.
    fn dark(path: &str) -> HashSet<(usize, usize)> {
        let modules = path.split('M').skip(1).map(|module| module.split_once('h').unwrap().0.split_once(' ').unwrap());
        modules.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect()
    }

    #[test]
    fn what_is_drawn_is_read_as_the_url() {
        for url in [
            "https://importops.example/t/k7m2q9x4w8p3n6r5t1v0z2y4ab",
            "http://127.0.0.1:8080/t/00000000000000000000000000",
        ] {
            let (size, path) = drawn(url);
            let dark = dark(&path);
            let margin = QUIET_ZONE..size - QUIET_ZONE;
            assert!(dark.iter().all(|(x, y)| margin.contains(x) && margin.contains(y)), "{url}");
            let mut seen = rqrr::PreparedImage::prepare_from_greyscale(size * POINTS, size * POINTS, |x, y| {
                if dark.contains(&(x / POINTS, y / POINTS)) { 0 } else { 255 }
            });
            let codes = seen.detect_grids();
            assert_eq!(codes.len(), 1, "{url}");
            assert_eq!(codes[0].decode().unwrap().1, url);
        }
    }
}
