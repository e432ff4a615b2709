//! Addresses that are banned together (S110, M20).

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// All addresses with these leading bits, written as CIDR notation has it (RFC 4632, RFC 4291): `192.0.2.0/24`. A single
/// address is written without its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressRange {
    /// With zeros behind its leading bits.
    first: IpAddr,
    bits: u8,
}

/// How much around an address is banned with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breadth {
    /// One customer of a provider: an IPv4 address, or the /64 within which a device chooses its IPv6 addresses itself
    /// (RFC 4862) and would otherwise have a new one whenever it likes.
    Address,
    /// Those around him: 256 IPv4 addresses, or the /48 that a provider gives one place (RFC 6177).
    Network,
}

/// Not an address, or not as many bits as there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeInvalid;

impl AddressRange {
    /// The range around an address.
    pub fn around(ip: IpAddr, breadth: Breadth) -> Self {
        let ip = ip.to_canonical();
        let bits = match (ip, breadth) {
            (IpAddr::V4(_), Breadth::Address) => 32,
            (IpAddr::V4(_), Breadth::Network) => 24,
            (IpAddr::V6(_), Breadth::Address) => 64,
            (IpAddr::V6(_), Breadth::Network) => 48,
        };
        Self { first: leading(ip, bits), bits }
    }

    /// Whether an address lies in it; one of IPv4 in the clothes of IPv6 is one of IPv4.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        ip.is_ipv4() == self.first.is_ipv4() && leading(ip, self.bits) == self.first
    }
}

/// The address with zeros behind its leading bits.
fn leading(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            Ipv4Addr::from_bits(ip.to_bits() & mask).into()
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            Ipv6Addr::from_bits(ip.to_bits() & mask).into()
        }
    }
}

fn bits_of(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == bits_of(self.first) {
            return self.first.fmt(f);
        }
        write!(f, "{}/{}", self.first, self.bits)
    }
}

impl FromStr for AddressRange {
    type Err = RangeInvalid;

    fn from_str(text: &str) -> Result<Self, RangeInvalid> {
        let (first, bits) = match text.split_once('/') {
            Some((first, bits)) => (first, Some(bits.parse().map_err(|_| RangeInvalid)?)),
            None => (text, None),
        };
        let first = first.parse::<IpAddr>().map_err(|_| RangeInvalid)?.to_canonical();
        let bits = bits.unwrap_or(bits_of(first));
        if bits > bits_of(first) {
            return Err(RangeInvalid);
        }
        Ok(Self { first: leading(first, bits), bits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn range(text: &str) -> AddressRange {
        text.parse().unwrap()
    }

    #[test]
    fn as_much_as_one_customer_has_is_banned_around_an_address() {
        for (address, alone, network) in [
            ("192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ] {
            assert_eq!(AddressRange::around(ip(address), Breadth::Address).to_string(), alone);
            assert_eq!(AddressRange::around(ip(address), Breadth::Network).to_string(), network);
        }
    }

    #[test]
    fn a_range_has_the_addresses_that_begin_like_it() {
        let of = range("192.0.2.0/24");
        assert!(of.contains(ip("192.0.2.0")) && of.contains(ip("192.0.2.255")) && of.contains(ip("::ffff:192.0.2.9")));
        assert!(!of.contains(ip("192.0.1.255")) && !of.contains(ip("192.0.3.0")) && !of.contains(ip("::1")));
        let of = range("2001:db8::/64");
        assert!(of.contains(ip("2001:db8::ffff:ffff:ffff:ffff")) && !of.contains(ip("2001:db8:0:1::")));
        assert!(range("0.0.0.0/0").contains(ip("203.0.113.1")) && !range("0.0.0.0/0").contains(ip("2001:db8::1")));
        assert!(range("::/0").contains(ip("2001:db8::1")) && !range("::/0").contains(ip("203.0.113.1")));
    }

    #[test]
    fn a_range_is_written_as_it_is_read() {
        for text in ["192.0.2.1", "192.0.2.0/24", "2001:db8::/64", "2001:db8::1", "0.0.0.0/0", "::/0"] {
            assert_eq!(range(text).to_string(), text);
        }
        assert_eq!(range("192.0.2.77/24"), range("192.0.2.0/24"));
        for text in ["", "/", "192.0.2.1/33", "::/129", "192.0.2.1/-1", "192.0.2.1/24/1", "home", "192.0.2/24"] {
            assert_eq!(text.parse::<AddressRange>(), Err(RangeInvalid), "{text}");
        }
    }
}
