//! Sends the mails that are due. Several servers do it side by side: each takes up what no other has, and what a server had taken up
//! that died is taken up by another when the claim has run out: at least once.

use std::time::Duration;

use api_http::background::{Task, turn};
use api_http::error::ApiError;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use store::{mails, subscribers};

use super::Postman;
use super::{letter, update};

/// How often a server looks for mails that are due.
const PERIOD: Duration = Duration::from_secs(1);
/// How many of each kind are taken up at a time. The mail server sees as many connections at most.
const AT_A_TIME: i64 = 8;

const MAILING: Task = Task { name: "send_mails", what: "sending mails", deadline: Duration::from_mins(5) };

/// Sends mails until it is told to stop; at once where no mail is sent.
pub async fn mail_until(postman: Option<Postman>, stop: impl Future) {
    let Some(postman) = postman else { return drop(stop.await) };
    let mut stop = Box::pin(stop);
    loop {
        tokio::select! {
            _ = &mut stop => return,
            () = tokio::time::sleep(PERIOD) => {}
        }
        // A mail on its way is finished: whether it was taken has to be known.
        turn(&postman.metrics, MAILING, pass(&postman)).await;
    }
}

/// Sends everything that is due; tells how much was looked at.
pub async fn pass(postman: &Postman) -> Result<usize, ApiError> {
    let mut seen = 0;
    loop {
        let now = postman.clock.now();
        let mut tx = postman.store.begin_across().await?;
        let letters = mails::claim(&mut tx, AT_A_TIME, now).await?;
        let due = subscribers::claim(&mut tx, AT_A_TIME, now).await?;
        tx.commit().await?;
        if letters.is_empty() && due.is_empty() {
            return Ok(seen);
        }
        seen += letters.len() + due.len();
        let mut sending = FuturesUnordered::new();
        for mail in &letters {
            sending.push(Box::pin(letter::send(postman, mail)) as futures_util::future::LocalBoxFuture<'_, _>);
        }
        for subscriber in &due {
            sending.push(Box::pin(update::tell(postman, subscriber)));
        }
        // One that fails here holds up no other; it is tried again when its claim has run out.
        let mut outcome = Ok(());
        while let Some(sent) = sending.next().await {
            outcome = outcome.and(sent);
        }
        outcome?;
    }
}
