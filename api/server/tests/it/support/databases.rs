//! A primary and a synchronous standby at fixed addresses, which faults strike.

use super::cluster::{Cluster, Collation};
use super::random::Random;
use super::relay::Relay;

/// Two servers, of which the one takes over from the other.
pub struct Databases {
    primary: Cluster,
    standby: Cluster,
    /// In front of the primary, and of the standby.
    relays: [Relay; 2],
}

impl Databases {
    /// Starts them; the URL names both.
    pub async fn start() -> (Self, String) {
        let primary = Cluster::start(Collation::C);
        let url = primary.database().await;
        let standby = primary.synchronous_standby().await;
        let relays = [&primary, &standby].map(|cluster| Relay::to(cluster.address().parse().unwrap()));
        let both = format!("{},{}", relays[0].address, relays[1].address);
        let url = url.replace(&primary.address(), &both);
        (Self { primary, standby, relays }, format!("{url}?target_session_attrs=read-write"))
    }

    /// A backend is killed, the server crashes, or the standby takes over; and the one that takes writes is there again.
    pub async fn strike(&mut self, random: &mut Random) -> &'static str {
        match random.below(10) {
            0..=4 => {
                self.primary.kill_a_backend().await;
                "a backend was killed"
            }
            5..=7 => {
                self.primary.crash_and_restart();
                "the server crashed"
            }
            _ => {
                self.primary.crash();
                self.standby.promote().await;
                let next = self.standby.synchronous_standby().await;
                self.primary = std::mem::replace(&mut self.standby, next);
                self.relays.swap(0, 1);
                self.relays[1].answer_again(Some(self.standby.address().parse().unwrap()));
                "the standby took over"
            }
        }
    }
}
