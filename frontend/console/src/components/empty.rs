use leptos::prelude::*;
use letopis_ui::Icon;

/// An empty place that says what it is, why, and what next.
#[component]
pub fn Empty(
    #[prop(into)] icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Rows of the real height while the first view is on its way; style sheets show them only after 150 ms.
#[component]
pub fn Skeleton(#[prop(optional)] rows: Option<usize>, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <div class="skeletons" role="status" aria-label=label>
            {(0..rows.unwrap_or(4))
                .map(|_| {
                    view! {
                        <div class="skeleton-row" aria-hidden="true">
                            <span class="skeleton" data-shape="avatar"></span>
                            <span class="vstack">
                                <span class="skeleton" data-shape="name"></span>
                                <span class="skeleton" data-shape="text"></span>
                            </span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}
