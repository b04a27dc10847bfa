//! The top of a page: its heading and its actions.

use leptos::prelude::*;

/// The heading of a page with its actions beside it. The heading takes the focus after navigation (`tabindex="-1"`).
#[component]
pub fn PageHeader(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// What stands under the heading.
    #[prop(optional, into)]
    subtitle: Option<ViewFn>,
    /// What stands over the heading, such as a link back.
    #[prop(optional, into)]
    above: Option<ViewFn>,
    /// The actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-header">
            {above.map(|above| view! { <div class="page-header__above">{above.run()}</div> })}
            <div class="page-header__row">
                <div class="page-header__heading">
                    <h1 class="page-header__title" tabindex="-1">
                        {title}
                    </h1>
                    {subtitle.map(|subtitle| view! { <div class="page-header__subtitle">{subtitle.run()}</div> })}
                </div>
                {children.map(|children| view! { <div class="page-header__actions">{children()}</div> })}
            </div>
        </header>
    }
}
