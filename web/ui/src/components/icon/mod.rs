//! Icons as inline SVG: they take the colour of the text, and screen readers skip them.

use leptos::prelude::*;

/// The icons there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// Something is dangerous or went wrong.
    Alert,
    /// To the left; also "back".
    ArrowLeft,
    /// To the right; also "next".
    ArrowRight,
    /// A calendar page.
    Calendar,
    /// A camera.
    Camera,
    /// A car.
    Car,
    /// Done.
    Check,
    /// More below.
    ChevronDown,
    /// A point in time.
    Clock,
    /// Close.
    Close,
    /// Copy to the clipboard.
    Copy,
    /// To this device.
    Download,
    /// Edit.
    Edit,
    /// Opens elsewhere.
    External,
    /// Seen.
    Eye,
    /// Something that can be moved.
    Grip,
    /// A picture.
    Image,
    /// Something to know.
    Info,
    /// A key.
    Key,
    /// A link.
    Link,
    /// Lines, one below the other.
    List,
    /// An email address.
    Mail,
    /// A menu.
    Menu,
    /// A note.
    Note,
    /// A phone number.
    Phone,
    /// Add.
    Plus,
    /// Again.
    Refresh,
    /// Search.
    Search,
    /// Sent to somebody else.
    Send,
    /// A code that a phone's camera reads.
    QrCode,
    /// Settings.
    Settings,
    /// To somebody else.
    Share,
    /// A ship.
    Ship,
    /// Leave.
    SignOut,
    /// A star: the first of its kind.
    Star,
    /// To the last place.
    ToEnd,
    /// To the first place.
    ToStart,
    /// Delete.
    Trash,
    /// Send a file.
    Upload,
    /// A person.
    User,
    /// People.
    Users,
}

impl IconName {
    /// The strokes on a grid of 24 by 24.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 4 2.8 19.5h18.4zM12 10v4.2M12 17h.01",
            Self::ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
            Self::ArrowRight => "M5 12h14M13 6l6 6-6 6",
            Self::Calendar => "M4 6.5h16v13H4zM4 10.5h16M8 4v4M16 4v4",
            Self::Camera => {
                "M4 7.5h3.500L9 5h6l1.500 2.500H20V19H4zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z"
            }
            Self::Car => {
                "M3.5 16.5v-4l2-5.5h11l3.5 5.5.5.5v3.5zM3.5 12.5H20M7 19.2a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM17 \
                 19.2a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8z"
            }
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::ChevronDown => "M6 9.5l6 6 6-6",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.2 2",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Self::Download => "M12 4v12M7 11l5 5 5-5M4 15v5h16v-5",
            Self::Edit => "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
            Self::External => "M18 13.5V19H5V6h5.5M14 4h6v6M20 4l-9 9",
            Self::Eye => {
                "M2.5 12C5 7.500 8.300 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.800 6.500-9.500 6.500S5 16.500 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
            }
            Self::Grip => "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
            Self::Image => "M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 5M9 9.500h.01",
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500M12 7.800h.01",
            Self::Key => {
                "M8.500 19.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM11.700 11.800 20 3.500M16 7.500l3 3"
            }
            Self::Link => {
                "M10 14a4.200 4.200 0 0 0 6 0l3.200-3.200a4.200 4.200 0 0 0-6-6L12 6M14 10a4.200 4.200 0 0 0-6 0l-3.200 3.200a4.200 4.200 0 0 0 6 6L12 18"
            }
            Self::List => "M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.01M4.500 12h.01M4.500 17.500h.01",
            Self::Mail => "M3.500 5.500h17v13h-17zM4 6.500l8 6.500 8-6.500",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::Note => "M5 4h14v11l-5 5H5zM19 15h-5v5M9 9h6M9 12.500h3",
            Self::Phone => {
                "M6 3.500h3.200l1.600 4.300-2.100 1.700a12 12 0 0 0 5.800 5.800l1.700-2.100 4.300 1.600V18a2.500 2.500 0 0 1-2.700 2.500A16 16 0 0 1 3.500 6.200 2.500 2.500 0 0 1 6 3.500z"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Refresh => {
                "M20 5v5h-5M4 19v-5h5M19.200 10A7.600 7.600 0 0 0 5.700 7.700M4.800 14a7.600 7.600 0 0 0 13.500 2.300"
            }
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.500 4.500",
            Self::Send => "M20.500 3.500 3.500 10.500l6.500 3 3 6.500zM10 13.500l10.500-10",
            Self::QrCode => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500H14zM17.500 17.500H20V20h-2.500z",
            Self::Settings => {
                "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400zM9 19.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z"
            }
            Self::Share => "M12 15V4M8 7.500 12 3.500l4 4M7 11H5v9h14v-9h-2",
            Self::Ship => {
                "M3 16l1.500-4.500L12 9l7.500 2.500L21 16M7 10.500V6h10v4.500M12 6V3M2.500 20c1.600 0 1.600-1.200 3.200-1.200S7.300 20 8.900 20s1.600-1.200 3.100-1.200S13.500 20 15.100 20s1.600-1.200 3.200-1.200S19.900 20 21.500 20"
            }
            Self::SignOut => "M10 4H5v16h5M15 8l4 4-4 4M19 12H9.500",
            Self::Star => {
                "M12 3.800l2.550 5.160 5.700.830-4.120 4.020.970 5.670L12 16.800l-5.100 2.680.970-5.670-4.120-4.020 5.700-.830z"
            }
            Self::ToEnd => "M5 12h11M11 7l5 5-5 5M20 5v14",
            Self::ToStart => "M19 12H8M13 7l-5 5 5 5M4 5v14",
            Self::Trash => "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5.500M14 11v5.500",
            Self::Upload => "M12 16V4M7 9l5-5 5 5M4 15v5h16v-5",
            Self::User => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c.8-4 3.700-6 7.500-6s6.700 2 7.500 6",
            Self::Users => {
                "M9 11.500a3.700 3.700 0 1 0 0-7.400 3.700 3.700 0 0 0 0 7.400zM2.500 20c.7-3.800 3.100-5.700 6.500-5.700s5.800 1.900 6.500 5.700M16 4.500a3.700 3.700 0 0 1 0 6.700M18 14.800c1.900.8 3 2.500 3.500 5.200"
            }
        }
    }
}

/// An icon.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    Glyph(GlyphProps { path: name.path() })
}

/// An icon by its strokes, for a page that has few of them and must not carry all.
#[component]
pub fn Glyph(
    /// The strokes: `const { IconName::Mail.path() }`.
    path: &'static str,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            width="20"
            height="20"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            <path d=path></path>
        </svg>
    }
}
