//! From which address a request comes.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header;

/// The address of the client, behind so many proxies of ours.
///
/// Every proxy adds to `X-Forwarded-For`, at its end, the address that asked it. What stands before the part that our own
/// proxies wrote is whatever the client made up.
pub fn client_address(request: &HttpRequest, proxies: usize) -> Option<IpAddr> {
    let peer = || Some(request.peer_addr()?.ip());
    if proxies == 0 {
        return peer();
    }
    let headers = request.headers().get_all(header::X_FORWARDED_FOR).filter_map(|value| value.to_str().ok());
    let told: Vec<_> = headers.flat_map(|value| value.split(',')).collect();
    let client = told.len().checked_sub(proxies).and_then(|index| address(told[index].trim()));
    client.or_else(peer)
}

/// An address; some proxies put the port behind it.
fn address(told: &str) -> Option<IpAddr> {
    told.parse().or_else(|_| told.parse().map(|socket: SocketAddr| socket.ip())).ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(proxies: usize, told: &[&str]) -> String {
        let mut request = TestRequest::default().peer_addr(([10, 0, 0, 1], 5_000).into());
        for value in told {
            request = request.append_header(("X-Forwarded-For", *value));
        }
        client_address(&request.to_http_request(), proxies).unwrap().to_string()
    }

    #[test]
    fn without_proxies_nothing_that_is_told_is_believed() {
        assert_eq!(seen(0, &["192.0.2.1"]), "10.0.0.1");
    }

    #[test]
    fn only_what_our_proxies_wrote_is_believed() {
        assert_eq!(seen(1, &["203.0.113.9, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen(2, &["203.0.113.9, 192.0.2.1", "10.0.0.2"]), "192.0.2.1");
        assert_eq!(seen(1, &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(seen(1, &["192.0.2.1:5555"]), "192.0.2.1");
        assert_eq!(seen(1, &["[2001:db8::1]:5555"]), "2001:db8::1");
    }

    #[test]
    fn a_request_that_came_around_the_proxies_is_its_peers() {
        for told in [&[][..], &["noise"], &[""]] {
            assert_eq!(seen(1, told), "10.0.0.1");
        }
        assert_eq!(seen(2, &["192.0.2.1"]), "10.0.0.1");
    }
}
