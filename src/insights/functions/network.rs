use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::text::{flag, text};
use super::{Context, Function, scalar};
use crate::insights::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    scalar("isValidIp", "isValidIp(text)", 1..=1, |a, _| valid::<IpAddr>(a), &[("isValidIp(\"10.0.0.1\")", "1")]),
    scalar("isValidIpV4", "isValidIpV4(text)", 1..=1, |a, _| valid::<Ipv4Addr>(a), &[("isValidIpV4(\"::1\")", "0")]),
    scalar("isValidIpV6", "isValidIpV6(text)", 1..=1, |a, _| valid::<Ipv6Addr>(a), &[("isValidIpV6(\"::1\")", "1")]),
    scalar(
        "isIpInSubnet",
        "isIpInSubnet(address, subnet)",
        2..=2,
        in_subnet,
        &[("isIpInSubnet(\"10.1.2.3\", \"10.0.0.0/8\")", "1")],
    ),
    scalar(
        "isIpv4InSubnet",
        "isIpv4InSubnet(address, subnet)",
        2..=2,
        in_subnet,
        &[("isIpv4InSubnet(\"11.1.2.3\", \"10.0.0.0/8\")", "0")],
    ),
    scalar(
        "isIpv6InSubnet",
        "isIpv6InSubnet(address, subnet)",
        2..=2,
        in_subnet,
        &[("isIpv6InSubnet(\"2001:db8::1\", \"2001:db8::/32\")", "1")],
    ),
    scalar(
        "ipv4ToNumber",
        "ipv4ToNumber(address)",
        1..=1,
        |a, _| address::<Ipv4Addr>(a, 0).map_or(Value::Null, |ip| Value::Integer(i64::from(u32::from(ip)))),
        &[("ipv4ToNumber(\"0.0.1.2\")", "258")],
    ),
    scalar(
        "isPrivateIP",
        "isPrivateIP(address)",
        1..=1,
        |a, _| kind(a, private),
        &[("isPrivateIP(\"10.0.0.1\")", "1")],
    ),
    scalar(
        "isPublicIP",
        "isPublicIP(address)",
        1..=1,
        |a, _| kind(a, |ip| !private(ip) && !reserved(ip)),
        &[("isPublicIP(\"8.8.8.8\")", "1")],
    ),
    scalar(
        "isReservedIP",
        "isReservedIP(address)",
        1..=1,
        |a, _| kind(a, reserved),
        &[("isReservedIP(\"127.0.0.1\")", "1")],
    ),
];

fn address<T: FromStr>(arguments: &[Value<'_>], place: usize) -> Option<T> {
    text(arguments, place)?.parse().ok()
}

fn valid<'e, T: FromStr>(arguments: &[Value<'e>]) -> Value<'e> {
    match text(arguments, 0) {
        Some(value) => flag(value.parse::<T>().is_ok()),
        None => Value::Null,
    }
}

fn kind<'e>(arguments: &[Value<'e>], holds: fn(IpAddr) -> bool) -> Value<'e> {
    address(arguments, 0).map_or(Value::Null, |ip| flag(holds(ip)))
}

fn private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

fn reserved(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.octets()[0] == 0
                || ip.octets()[0] >= 240
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || ip.is_unicast_link_local(),
    }
}

fn in_subnet<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let within = || {
        let subnet = text(arguments, 1)?;
        let (network, length) = subnet.split_once('/')?;
        let length: u32 = length.parse().ok()?;
        match (address::<IpAddr>(arguments, 0)?, network.parse::<IpAddr>().ok()?) {
            (IpAddr::V4(ip), IpAddr::V4(network)) if length <= 32 => {
                Some((u32::from(ip) ^ u32::from(network)).leading_zeros() >= length)
            }
            (IpAddr::V6(ip), IpAddr::V6(network)) if length <= 128 => {
                Some((u128::from(ip) ^ u128::from(network)).leading_zeros() >= length)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => Some(false),
            _ => None,
        }
    };
    within().map_or(Value::Null, flag)
}
