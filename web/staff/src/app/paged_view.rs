//! A list that is loaded page by page: how it looks in each of its phases, and where the focus goes.

use leptos::html::Div;
use leptos::prelude::*;
use ui::browser;
use ui::components::button::Button;
use ui::components::loading::Skeleton;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::paged::{PagedList, Phase};
use super::retry::Failure;

/// A list in the phase that it is in: waiting, failed, empty or filled, then with the way to its next page.
#[component]
pub fn PagedView<T: Clone + Send + Sync + 'static>(
    /// What is listed, at the start of a sentence: "The API keys".
    what: &'static str,
    /// The list.
    list: PagedList<T>,
    /// Loads it again.
    on_retry: Callback<()>,
    /// Asks for more of it.
    on_more: Callback<()>,
    /// What is said when there is nothing.
    #[prop(into)]
    empty: ViewFn,
    /// The list in one `<ul>`, or the `<tbody>` of one table.
    children: ChildrenFn,
) -> impl IntoView {
    let phase = list.phase();
    let root = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(first) = list.grown_from() {
            // After the rows are there.
            request_animation_frame(move || focus_row(root, first));
        }
    });
    view! {
        <div class="paged" node_ref=root aria-busy=move || list.is_busy().then_some("true")>
            {move || match phase.get() {
                Phase::Loading => {
                    view! {
                        <div class="card paged__waiting">
                            <Skeleton lines=8 />
                        </div>
                    }
                        .into_any()
                }
                Phase::Failed(error) => view! { <Failure what error on_retry /> }.into_any(),
                Phase::Empty => empty.run(),
                Phase::Filled => {
                    view! {
                        {children()}
                        <More list on_more />
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// The way to the next page, and the word that there is none.
#[component]
fn More<T: Clone + Send + Sync + 'static>(list: PagedList<T>, on_more: Callback<()>) -> impl IntoView {
    let more = Memo::new(move |_| list.has_more());
    view! {
        <div class="paged__more">
            <Show
                when=move || more.get()
                fallback=move || {
                    view! {
                        <Show when=move || list.grown_from().is_some()>
                            <p class="paged__end muted" tabindex="-1">
                                "End of the list."
                            </p>
                        </Show>
                    }
                }
            >
                <Button busy=list.loading_more() on_press=on_more>
                    "Load more"
                </Button>
            </Show>
        </div>
    }
}

/// Moves the focus to a row, or to the end where there is no such row, unless it has gone elsewhere meanwhile.
fn focus_row(root: NodeRef<Div>, index: usize) {
    let Some(root) = root.try_get_untracked().flatten() else { return };
    let active = browser::document().and_then(|document| document.active_element());
    let gone_elsewhere = active
        .is_some_and(|active| active.tag_name() != "BODY" && !matches!(active.closest(".paged__more"), Ok(Some(_))));
    if gone_elsewhere {
        return;
    }
    let rows = root.query_selector("tbody, ul").ok().flatten().map(|list| list.children());
    let row = rows.and_then(|rows| rows.item(u32::try_from(index).ok()?));
    let end = || root.query_selector(".paged__end").ok().flatten();
    if let Some(target) = row.or_else(end).and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        target.set_tab_index(-1);
        let _ = target.focus();
    }
}
