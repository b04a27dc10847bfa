//! Several servers share the work, and one that stops or dies leaves it to the others.

use super::{Delivering, deliver, deliveries, listen, take_up_and_die, until};
use crate::support::receiver::Receiver;
use crate::support::{TestApp, both_engines};

both_engines!(
    two_servers_keep_to_two_at_an_endpoint,
    a_server_that_stops_leaves_at_once_what_it_had_not_begun,
    what_a_dead_server_had_not_begun_costs_no_try,
);

fn ids(receiver: &Receiver) -> Vec<String> {
    let mut ids: Vec<_> = receiver.take().iter().map(|post| post.header("webhook-id").to_owned()).collect();
    ids.sort();
    ids
}

async fn two_servers_keep_to_two_at_an_endpoint(app: TestApp) {
    let (org, receiver, free) = (app.organization().await, Receiver::start(), Receiver::start());
    listen(&org, &receiver).await;
    receiver.hold();
    for _ in 0..8 {
        org.vehicle().await;
    }
    listen(&org, &free).await;
    let other = app.other_parts().await;
    let servers = [&app.app, &other].map(Delivering::start);
    until(|| receiver.held() == 2).await;
    // Both look again and again meanwhile: one of them has delivered this.
    for posts in 1..=3 {
        org.vehicle().await;
        until(|| free.posts() == posts).await;
    }
    for posts in 3..=11 {
        receiver.let_go(1);
        until(|| receiver.posts() == posts && receiver.held() == 2).await;
    }
    receiver.let_all_go();
    for server in servers {
        server.stop().await;
    }
    assert_eq!(receiver.most_held(), 2);
    let all = ids(&receiver);
    let mut distinct = all.clone();
    distinct.dedup();
    assert_eq!((all.len(), distinct.len()), (11, 11));
}

async fn a_server_that_stops_leaves_at_once_what_it_had_not_begun(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    // It has answered soon, so more is taken up than is under way.
    for _ in 0..10 {
        org.vehicle().await;
    }
    receiver.hold();
    receiver.let_go(4);
    let delivering = Delivering::start(&app.app);
    until(|| receiver.posts() == 6 && receiver.held() == 2).await;
    delivering.stop().await;
    receiver.let_all_go();
    receiver.take();
    let done = deliveries(&app, &org, &hook).await.iter().filter(|delivery| delivery.attempts.len() == 1).count();
    assert_eq!(done, 4, "what was answered is written down");
    assert_eq!(deliver(&app).await, 4, "all but the two that were under way");
    app.clock.advance_ms(60_000);
    assert_eq!((deliver(&app).await, ids(&receiver).len()), (2, 6));
}

async fn what_a_dead_server_had_not_begun_costs_no_try(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let hook = listen(&org, &receiver).await;
    org.vehicle().await;
    for _ in 0..12 {
        assert_eq!(take_up_and_die(&app).await, 1);
        app.clock.advance_ms(60_000);
    }
    receiver.answer([500]);
    assert_eq!(deliver(&app).await, 1);
    let waiting = deliveries(&app, &org, &hook).await.remove(0);
    assert_eq!(waiting.next_attempt_at.map(|next| next.unix_ms() - app.clock.now().unix_ms() <= 6_000), Some(true));
}
