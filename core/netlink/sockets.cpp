// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/route_objects.h"
#include <algorithm>
#include <endian.h>
#include <linux/inet_diag.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

namespace hoplens::netlink {

std::optional<hoplens::Socket> decodeSocket(Bytes payload, std::uint8_t protocol)
{
    if (payload.size() < sizeof(inet_diag_msg))
        return std::nullopt;
    const auto header = fixedHeader<inet_diag_msg>(payload);
    const Attributes attributes(afterHeader<inet_diag_msg>(payload));
    const std::size_t width = header.idiag_family == AF_INET ? 4 : 16;
    const auto address = [width](const __be32* words) { return Address::fromBytes(Bytes(reinterpret_cast<const std::uint8_t*>(words), width)); };
    hoplens::Socket socket;
    socket.protocol = protocol;
    socket.address = *address(header.id.idiag_src);
    socket.port = be16toh(header.id.idiag_sport);
    socket.peerPort = be16toh(header.id.idiag_dport);
    if (socket.peerPort != 0)
        socket.peer = address(header.id.idiag_dst);
    socket.boundLink = static_cast<std::int32_t>(header.id.idiag_if);
    socket.v6Only = attributes.u8(INET_DIAG_SKV6ONLY) != 0;
    socket.inode = header.idiag_inode;
    socket.userId = header.idiag_uid;
    return socket;
}

Result<std::vector<hoplens::Socket>> decodeSctpEndpoints(std::string_view text)
{
    constexpr std::string_view listening = "10";
    constexpr std::size_t state = 3, port = 5, user = 6, inode = 7, addresses = 8;
    std::vector<hoplens::Socket> sockets;
    std::size_t number = 0;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (++number == 1) // the words over the columns
            continue;
        std::vector<std::string_view> words;
        for (auto at = line.find_first_not_of(' '); at != std::string_view::npos; at = line.find_first_not_of(' ')) {
            line.remove_prefix(at);
            words.push_back(line.substr(0, line.find(' ')));
            line.remove_prefix(words.back().size());
        }
        const auto unclear = [number] { return failure({ErrorCode::Unsupported, "a line on an SCTP endpoint is not of the known form", "/proc/net/sctp/eps", static_cast<int>(number)}); };
        if (words.size() <= addresses)
            return unclear();
        if (words[state] != listening)
            continue;
        const auto portNumber = parseNumber(words[port], 0xffff);
        const auto userNumber = parseNumber(words[user], 0xffffffff);
        const auto inodeNumber = parseNumber(words[inode]);
        for (std::size_t i = addresses; i < words.size(); ++i) {
            const auto address = Address::parse(words[i]);
            if (!address || !portNumber || !userNumber || !inodeNumber)
                return unclear();
            hoplens::Socket socket;
            socket.protocol = 132;
            socket.address = *address;
            socket.port = static_cast<std::uint16_t>(*portNumber);
            socket.userId = static_cast<std::uint32_t>(*userNumber);
            socket.inode = *inodeNumber;
            sockets.push_back(socket);
        }
    }
    return sockets;
}

namespace {

Tuple decodeTuple(const Attributes& attributes, std::uint8_t& icmpType, bool& valid)
{
    Tuple tuple;
    const auto ip = attributes.nested(CTA_TUPLE_IP);
    const bool v6 = ip.has(CTA_IP_V6_SRC);
    const auto source = Address::fromBytes(ip.bytes(v6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC));
    const auto destination = Address::fromBytes(ip.bytes(v6 ? CTA_IP_V6_DST : CTA_IP_V4_DST));
    valid = source && destination;
    if (!valid)
        return tuple;
    tuple.source = *source;
    tuple.destination = *destination;
    const auto protocol = attributes.nested(CTA_TUPLE_PROTO);
    tuple.protocol = protocol.u8(CTA_PROTO_NUM);
    if (tuple.protocol == 1 || tuple.protocol == 58) {
        const bool icmp6 = tuple.protocol == 58;
        tuple.sourcePort = tuple.destinationPort = protocol.big16(icmp6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID);
        icmpType = protocol.u8(icmp6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE);
    } else {
        tuple.sourcePort = protocol.big16(CTA_PROTO_SRC_PORT);
        tuple.destinationPort = protocol.big16(CTA_PROTO_DST_PORT);
    }
    return tuple;
}

Counters decodeCounters(const Attributes& attributes)
{
    return {attributes.big64(CTA_COUNTERS_PACKETS), attributes.big64(CTA_COUNTERS_BYTES)};
}

} // namespace

std::optional<ConntrackEntry> decodeConntrack(Bytes payload)
{
    const Attributes attributes(afterHeader<nfgenmsg>(payload));
    ConntrackEntry entry;
    std::uint8_t icmpType = 0;
    bool valid = false;
    entry.original = decodeTuple(attributes.nested(CTA_TUPLE_ORIG), icmpType, valid);
    if (!valid)
        return std::nullopt;
    entry.reply = decodeTuple(attributes.nested(CTA_TUPLE_REPLY), icmpType, valid);
    if (!valid)
        return std::nullopt;
    entry.status = attributes.big32(CTA_STATUS);
    entry.mark = attributes.big32(CTA_MARK);
    entry.zone = attributes.big16(CTA_ZONE);
    entry.timeout = attributes.big32(CTA_TIMEOUT);
    entry.originalCounters = decodeCounters(attributes.nested(CTA_COUNTERS_ORIG));
    entry.replyCounters = decodeCounters(attributes.nested(CTA_COUNTERS_REPLY));
    const auto tcp = attributes.nested(CTA_PROTOINFO).nested(CTA_PROTOINFO_TCP);
    if (tcp.has(CTA_PROTOINFO_TCP_STATE))
        entry.tcpState = tcp.u8(CTA_PROTOINFO_TCP_STATE);
    return entry;
}

} // namespace hoplens::netlink
