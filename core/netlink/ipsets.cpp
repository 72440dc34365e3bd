// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/nft_expressions.h"
#include "netlink/nft_tables.h"

#include <algorithm>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nfnetlink.h>
#include <map>

namespace hoplens::netlink {
namespace {

constexpr std::uint8_t ipsetProtocol = 6;

Value addressOf(const Attributes& a, std::size_t type)
{
    const auto ip = a.nested(type);
    const auto bytes = ip.has(IPSET_ATTR_IPADDR_IPV4) ? ip.bytes(IPSET_ATTR_IPADDR_IPV4) : ip.bytes(IPSET_ATTR_IPADDR_IPV6);
    const auto address = Address::fromBytes(bytes);
    return address ? address->bits : Value{};
}

/// The range of the n-th address of a member: one address, a block (CIDR) or from-to.
Interval addressRange(const Attributes& a, IpFamily family, bool second)
{
    const auto from = static_cast<std::size_t>(second ? int{IPSET_ATTR_IP2} : int{IPSET_ATTR_IP});
    const Value low = addressOf(a, from);
    const auto cidr = static_cast<std::size_t>(second ? int{IPSET_ATTR_CIDR2} : int{IPSET_ATTR_CIDR});
    if (!second && a.has(IPSET_ATTR_IP_TO))
        return {low, addressOf(a, IPSET_ATTR_IP_TO)};
    if (!a.has(cidr))
        return {low, low};
    const int width = family == IpFamily::V4 ? 32 : 128;
    const Prefix prefix{{family, low}, static_cast<std::uint8_t>(std::min<int>(a.u8(cidr), width))};
    return {prefix.first().bits, prefix.last().bits};
}

std::vector<Interval> memberIntervals(const NamedSet& set, const Attributes& a)
{
    std::vector<Interval> intervals;
    std::string_view words = set.type;
    words.remove_prefix(std::min(words.find(':') + 1, words.size()));
    bool sawAddress = false;
    while (!words.empty()) {
        const auto comma = words.find(',');
        const auto word = words.substr(0, comma);
        if (word == "ip" || word == "net") {
            intervals.push_back(addressRange(a, set.family, sawAddress));
            sawAddress = true;
        } else if (word == "port") {
            if (set.type != "bitmap:port")
                intervals.push_back({Value::of(a.u8(IPSET_ATTR_PROTO, 6)), Value::of(a.u8(IPSET_ATTR_PROTO, 6))});
            const std::uint64_t low = a.big16(IPSET_ATTR_PORT);
            intervals.push_back({Value::of(low), Value::of(a.big16(IPSET_ATTR_PORT_TO, static_cast<std::uint16_t>(low)))});
        } else if (word == "mac") {
            const auto mac = registerValue(a.bytes(IPSET_ATTR_ETHER), false);
            intervals.push_back({mac, mac});
        } else if (word == "mark") {
            const Value mark = Value::of(a.big32(IPSET_ATTR_MARK));
            intervals.push_back({mark, mark});
        } else if (word == "iface") {
            Value name;
            const auto text = a.text(IPSET_ATTR_IFACE);
            for (std::size_t i = 0; i < 16; ++i) {
                name.high = name.high << 8 | name.low >> 56;
                name.low = name.low << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0u);
            }
            intervals.push_back({name, name});
        }
        words = comma == std::string_view::npos ? std::string_view() : words.substr(comma + 1);
    }
    return intervals;
}

/// Sets made with netmask, bitmask or markmask look for something else than what a packet has.
bool isMasked(const Attributes& created, IpFamily family)
{
    constexpr std::size_t bitmask = 12; // of Linux 6.2
    const std::uint8_t width = family == IpFamily::V4 ? 32 : 128;
    return created.u8(IPSET_ATTR_NETMASK, width) != width || created.big32(IPSET_ATTR_MARKMASK, 0xffffffff) != 0xffffffff || created.has(bitmask);
}

} // namespace

void decodeIpset(Bytes payload, RuleSetBuilder& builder)
{
    const Attributes a(afterHeader<nfgenmsg>(payload));
    const auto name = a.text(IPSET_ATTR_SETNAME);
    if (name.empty())
        return;
    SetId id = builder.findSet(TableId{}, name);
    if (!id.valid()) {
        NamedSet fresh;
        fresh.name = name;
        fresh.type = a.text(IPSET_ATTR_TYPENAME);
        fresh.family = a.u8(IPSET_ATTR_FAMILY) == 10 ? IpFamily::V6 : IpFamily::V4;
        fresh.isReadable = isReadableIpsetType(fresh.type) && !isMasked(a.nested(IPSET_ATTR_DATA), fresh.family);
        id = builder.addSet(std::move(fresh));
    }
    auto& set = builder.rules().sets[id.value];
    eachAttribute(a.bytes(IPSET_ATTR_ADT), [&](std::uint16_t, Bytes content) {
        const Attributes member(content);
        if (set.type == "list:set") {
            set.elements.push_back({builder.string(member.text(IPSET_ATTR_NAME)).value}); // resolved by readIpsets
            return;
        }
        const auto intervals = memberIntervals(set, member);
        set.dimensions = static_cast<std::uint8_t>(std::max<std::size_t>(intervals.size(), 1));
        SetElement element{builder.addIntervals(intervals)};
        element.nomatch = (member.big32(IPSET_ATTR_CADT_FLAGS) & IPSET_FLAG_NOMATCH) != 0;
        set.elements.push_back(element);
    });
}

Result<void> readIpsets(Socket& socket, RuleSetBuilder& builder)
{
    const nfgenmsg header{0, NFNETLINK_V0, 0};
    std::vector<std::uint8_t> request(bytesOf(header).begin(), bytesOf(header).end());
    putAttribute(request, IPSET_ATTR_PROTOCOL, bytesOf(ipsetProtocol));
    const std::uint16_t type = NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST;
    const std::size_t before = builder.rules().sets.size();
    auto done = socket.dump(
        type, request, [&](const Message& m) { decodeIpset(m.payload, builder); }, [&] { builder.rules().sets.resize(before); });
    if (!done) {
        const int code = done.error().systemError;
        if (code == EINVAL || code == EOPNOTSUPP || code == EPROTONOSUPPORT)
            return {}; // no ipset in this kernel
        return done;
    }
    resolveIpsetLists(builder);
    return {};
}

} // namespace hoplens::netlink
