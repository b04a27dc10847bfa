//! Where events may go: public addresses by https, and networks that the operator allows. The address is checked
//! when the connection is made, and the connection goes to the address that was checked.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use domain::address::is_public;

/// The addresses of a name.
pub type Addresses = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// Finds the addresses of names.
pub trait Lookup: Send + Sync {
    /// The addresses of a name, in any order.
    fn lookup(&self, name: &str) -> Addresses;
}

/// The operating system's resolver.
#[derive(Debug)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: &str) -> Addresses {
        let name = format!("{name}:0");
        Box::pin(async move {
            let found = tokio::net::lookup_host(name).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The address, or all addresses of the name, must not be connected to, or the name has none.
#[derive(Debug, thiserror::Error)]
#[error("the address is not one that events are sent to")]
pub struct AddressRefused;

/// What is wrong with a URL, reads on from "must".
pub type Wrong = &'static str;

/// Which addresses events are sent to.
#[derive(Clone)]
pub struct Guard {
    lookup: Arc<dyn Lookup>,
    allowed: Arc<[IpNet]>,
}

impl fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Guard").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl Guard {
    /// A guard with the networks that the operator allows besides.
    pub fn new(lookup: Arc<dyn Lookup>, allowed: &[IpNet]) -> Self {
        Self { lookup, allowed: allowed.into() }
    }

    /// What is wrong with a URL, as far as can be said without asking for its name's addresses.
    pub fn check(&self, url: &str) -> Result<Url, Wrong> {
        let url = Url::parse(url).map_err(|_| "be a URL like https://dms.example/hooks")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("not contain a user name or password");
        }
        if url.fragment().is_some() {
            return Err("not contain a #");
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("name a host")?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        match url.scheme() {
            "https" => {}
            "http" if !self.allowed.is_empty() => {}
            _ => return Err("begin with https://"),
        }
        match (url.port_or_known_default(), literal) {
            _ if literal.is_some_and(|address| self.is_allowed(address)) => Ok(url),
            (_, Some(address)) if !is_public(address) => Err("not point to an address in a private network"),
            (Some(443 | 8443 | 1024..), _) if url.scheme() == "https" => Ok(url),
            // Whether a name leads to an allowed network is known when it is looked up.
            (Some(_), None) if !self.allowed.is_empty() => Ok(url),
            _ if url.scheme() == "http" => Err("begin with https://"),
            _ => Err("use port 443, 8443 or one above 1023"),
        }
    }

    /// Whether an address is in a network that the operator allows.
    fn is_allowed(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&address))
    }

    /// Whether every address is one that a URL may lead to.
    fn permits(&self, addresses: &[IpAddr], only_allowed: bool) -> bool {
        let permits = |address: &IpAddr| self.is_allowed(*address) || (is_public(*address) && !only_allowed);
        !addresses.is_empty() && addresses.iter().all(permits)
    }

    /// The resolver of a client that sends by https, or of one that sends by plain http or to an odd port: that one only
    /// reaches networks that the operator allows.
    pub fn resolver(&self, only_allowed: bool) -> Resolver {
        Resolver { guard: self.clone(), only_allowed }
    }
}

/// Resolves names to addresses that were checked, all of them.
#[derive(Debug, Clone)]
pub struct Resolver {
    guard: Guard,
    only_allowed: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.guard.lookup.lookup(name.as_str()).await.map_err(|_| AddressRefused)?;
            if !this.guard.permits(&found, this.only_allowed) {
                return Err(AddressRefused.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        let allowed: Vec<IpNet> = allowed.iter().map(|network| network.parse().unwrap()).collect();
        Guard::new(Arc::new(SystemLookup), &allowed)
    }

    #[test]
    fn only_public_https_is_accepted() {
        let guard = guard(&[]);
        for good in
            ["https://dms.example/hooks?x=1", "https://dms.example:8443", "https://8.8.8.8:5000/", "https://d.x:1024"]
        {
            assert!(guard.check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "dms.example",
            "http://dms.example/",
            "ftp://dms.example/",
            "file:///etc/passwd",
            "https://user@dms.example/",
            "https://user:word@dms.example/",
            "https://dms.example/#x",
            "https://dms.example:22/",
            "https://dms.example:80/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.1.2.3/",
            "https://[fd00::1]/",
            "http://[::ffff:127.0.0.1]",
        ] {
            assert!(guard.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_operator_can_allow_networks() {
        let guard = guard(&["127.0.0.0/8", "fd00::/8"]);
        for good in ["http://127.0.0.1:80/", "https://127.1.2.3:22/", "http://[fd00::1]:9/", "http://intranet.example/"]
        {
            assert!(guard.check(good).is_ok(), "{good}");
        }
        for bad in ["http://10.0.0.1/", "https://192.168.0.1/", "http://8.8.8.8/", "ftp://127.0.0.1/"] {
            assert!(guard.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_address_that_is_not_public_refuses_the_name() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let guard = guard(&["10.0.0.0/8"]);
        assert!(guard.permits(&[address("8.8.8.8"), address("10.1.1.1")], false));
        assert!(!guard.permits(&[address("8.8.8.8"), address("127.0.0.1")], false));
        assert!(!guard.permits(&[address("8.8.8.8")], true));
        assert!(!guard.permits(&[], false));
    }
}
