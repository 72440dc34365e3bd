// SPDX-License-Identifier: GPL-3.0-or-later
#include <netinet/in.h> // before the kernel headers, which then leave out what it defines

#include "netlink/xt_extensions.h"

#include "base/file_descriptor.h"

#include <cerrno>
#include <cstring>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <map>
#include <sys/socket.h>
#include <unistd.h>

namespace hoplens::netlink {
namespace {

constexpr std::array hookChains = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};
constexpr std::uint32_t maximumTableSize = 256u << 20;

/// What the options of iptables and ipset are asked through.
FileDescriptor rawSocket(int family) { return FileDescriptor(::socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)); }

std::string interfaceText(const char* name, const unsigned char* mask, bool& isPrefix)
{
    std::string text(name, ::strnlen(name, IFNAMSIZ));
    isPrefix = !text.empty() && text.size() < IFNAMSIZ && mask[text.size()] == 0;
    if (isPrefix && text.back() == '+')
        text.pop_back();
    return text;
}

void addInterface(RuleSetBuilder& builder, InterfaceRole role, const char* name, const unsigned char* mask, bool negated)
{
    InterfaceMatch match{role, Spelling::Base, negated};
    const auto text = interfaceText(name, mask, match.isPrefix);
    if (text.empty() && mask[0] == 0)
        return;
    match.name = builder.string(text);
    builder.add(match);
}

void addAddress(RuleSetBuilder& builder, Field field, bool v4, Bytes address, Bytes mask, bool negated)
{
    const auto bits = Address::fromBytes(address)->bits;
    const auto maskBits = Address::fromBytes(mask)->bits;
    if (maskBits == Value{} && !negated)
        return;
    const Value width = prefixMask(v4 ? IpFamily::V4 : IpFamily::V6, v4 ? 32 : 128);
    const Value host = width & ~maskBits;
    const bool contiguous = v4 ? (host.low & (host.low + 1)) == 0 : (host.high == 0 ? (host.low & (host.low + 1)) == 0 : host.low == ~0ull && (host.high & (host.high + 1)) == 0);
    if (contiguous)
        builder.addCompare(field, Spelling::Base, negated, Interval{bits & maskBits, (bits & maskBits) | host});
    else if (v4)
        builder.addCompare(field, Spelling::Base, negated, Interval{bits & maskBits, bits & maskBits}, maskBits.low);
    else
        builder.add(UnknownOperation{builder.string("an address with a scattered mask")});
}

void addProtocol(RuleSetBuilder& builder, std::uint16_t protocol, bool negated)
{
    if (protocol != 0 || negated)
        builder.addCompare(Field::Protocol, Spelling::Base, negated, Interval{Value::of(protocol), Value::of(protocol)});
}

template <class T> Bytes raw(const T& value) { return bytesOf(value); }

struct EntryHeader {
    std::uint16_t targetOffset = 0;
    std::uint16_t nextOffset = 0;
    std::uint32_t headerSize = 0;
    Counters counters = {};
};

void addHeader4(RuleSetBuilder& builder, const ipt_entry& entry)
{
    const auto& ip = entry.ip;
    addAddress(builder, Field::Ip4Source, true, raw(ip.src), raw(ip.smsk), (ip.invflags & IPT_INV_SRCIP) != 0);
    addAddress(builder, Field::Ip4Destination, true, raw(ip.dst), raw(ip.dmsk), (ip.invflags & IPT_INV_DSTIP) != 0);
    addInterface(builder, InterfaceRole::In, ip.iniface, ip.iniface_mask, (ip.invflags & IPT_INV_VIA_IN) != 0);
    addInterface(builder, InterfaceRole::Out, ip.outiface, ip.outiface_mask, (ip.invflags & IPT_INV_VIA_OUT) != 0);
    addProtocol(builder, ip.proto, (ip.invflags & IPT_INV_PROTO) != 0);
    if ((ip.flags & IPT_F_FRAG) != 0)
        builder.addCompare(Field::FragmentOffset, Spelling::Base, (ip.invflags & IPT_INV_FRAG) == 0, Interval{});
}

void addHeader6(RuleSetBuilder& builder, const ip6t_entry& entry)
{
    const auto& ip = entry.ipv6;
    addAddress(builder, Field::Ip6Source, false, raw(ip.src), raw(ip.smsk), (ip.invflags & IP6T_INV_SRCIP) != 0);
    addAddress(builder, Field::Ip6Destination, false, raw(ip.dst), raw(ip.dmsk), (ip.invflags & IP6T_INV_DSTIP) != 0);
    addInterface(builder, InterfaceRole::In, ip.iniface, ip.iniface_mask, (ip.invflags & IP6T_INV_VIA_IN) != 0);
    addInterface(builder, InterfaceRole::Out, ip.outiface, ip.outiface_mask, (ip.invflags & IP6T_INV_VIA_OUT) != 0);
    addProtocol(builder, ip.proto, (ip.invflags & IP6T_INV_PROTO) != 0);
}

std::optional<EntryHeader> headerAt(Bytes entries, std::size_t at, bool v4)
{
    EntryHeader header;
    header.headerSize = v4 ? sizeof(ipt_entry) : sizeof(ip6t_entry);
    if (at >= entries.size() || entries.size() - at < header.headerSize + sizeof(xt_entry_target))
        return std::nullopt;
    if (v4) {
        const auto entry = fixedHeader<ipt_entry>(entries.subspan(at));
        header = {entry.target_offset, entry.next_offset, header.headerSize, {entry.counters.pcnt, entry.counters.bcnt}};
    } else {
        const auto entry = fixedHeader<ip6t_entry>(entries.subspan(at));
        header = {entry.target_offset, entry.next_offset, header.headerSize, {entry.counters.pcnt, entry.counters.bcnt}};
    }
    if (header.targetOffset < header.headerSize || header.nextOffset < header.targetOffset + sizeof(xt_entry_target) || header.nextOffset > entries.size() - at)
        return std::nullopt;
    return header;
}

struct TargetView {
    std::string name;
    std::uint8_t revision = 0;
    Bytes data;
};

TargetView targetAt(Bytes entries, std::size_t at, const EntryHeader& header)
{
    const auto bytes = entries.subspan(at + header.targetOffset, header.nextOffset - header.targetOffset);
    const auto target = fixedHeader<xt_entry_target>(bytes);
    return {std::string(target.u.user.name, ::strnlen(target.u.user.name, sizeof target.u.user.name)), target.u.user.revision, bytes.subspan(sizeof target)};
}

} // namespace

Result<void> decodeLegacyTable(TableFamily family, std::string_view tableName, Bytes entries, std::span<const std::uint32_t, 5> hooks, std::uint32_t validHooks, RuleSetBuilder& builder, const IpsetNames& ipsets)
{
    const bool v4 = family == TableFamily::Ip;
    const TableId table = builder.table(RuleOrigin::IptablesLegacy, family, tableName);
    const auto broken = [&] { return failure({ErrorCode::InvalidInput, "the kernel's table is not of the form that this program knows", std::string(tableName)}); };
    // First pass: chain starts. A chain begins at a hook's entry or behind an ERROR target that names it.
    std::map<std::uint32_t, ChainId> starts;
    for (std::size_t hook = 0; hook < hookChains.size(); ++hook) {
        if ((validHooks >> hook & 1) == 0)
            continue;
        const ChainId chain = builder.chain(table, hookChains[hook]);
        builder.hookIptablesChain(chain);
        starts.emplace(hooks[hook], chain);
    }
    std::vector<std::uint32_t> offsets;
    for (std::size_t at = 0; at < entries.size();) {
        const auto header = headerAt(entries, at, v4);
        if (!header)
            return broken();
        offsets.push_back(static_cast<std::uint32_t>(at));
        const auto target = targetAt(entries, at, *header);
        if (target.name == XT_ERROR_TARGET && at + header->nextOffset < entries.size()) {
            const std::string chainName(reinterpret_cast<const char*>(target.data.data()), ::strnlen(reinterpret_cast<const char*>(target.data.data()), target.data.size()));
            starts.emplace(static_cast<std::uint32_t>(at + header->nextOffset), builder.chain(table, chainName));
        }
        at += header->nextOffset;
    }
    ChainId chain;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        const std::uint32_t at = offsets[i];
        const auto header = headerAt(entries, at, v4);
        if (const auto start = starts.find(at); start != starts.end())
            chain = start->second;
        const auto target = targetAt(entries, at, *header);
        if (target.name == XT_ERROR_TARGET)
            continue;
        if (!chain.valid())
            return broken();
        // The last entry of a chain is its policy (or implicit return).
        const std::uint32_t next = at + header->nextOffset;
        const bool isLast = starts.contains(next) || (i + 1 < offsets.size() && targetAt(entries, offsets[i + 1], *headerAt(entries, offsets[i + 1], v4)).name == XT_ERROR_TARGET);
        const int verdict = target.name.empty() && target.data.size() >= sizeof(int) ? fixedHeader<int>(target.data) : 0;
        if (isLast) {
            auto& owner = builder.rules().chains[chain.value];
            if (owner.hook) {
                owner.dropPolicy = verdict == -NF_DROP - 1;
                owner.counters = header->counters;
            }
            continue;
        }
        auto& rule = builder.beginRule(chain);
        rule.counters = header->counters;
        if (v4)
            addHeader4(builder, fixedHeader<ipt_entry>(entries.subspan(at)));
        else
            addHeader6(builder, fixedHeader<ip6t_entry>(entries.subspan(at)));
        for (std::size_t m = header->headerSize; m + sizeof(xt_entry_match) <= header->targetOffset;) {
            const auto match = fixedHeader<xt_entry_match>(entries.subspan(at + m));
            if (match.u.match_size < sizeof match || m + match.u.match_size > header->targetOffset)
                return broken();
            const std::string_view name(match.u.user.name, ::strnlen(match.u.user.name, sizeof match.u.user.name));
            decodeXtMatch(builder, family, name, match.u.user.revision, entries.subspan(at + m + sizeof match, match.u.match_size - sizeof match), ipsets);
            m += match.u.match_size;
        }
        const bool isGoto = v4 ? (fixedHeader<ipt_entry>(entries.subspan(at)).ip.flags & IPT_F_GOTO) != 0 : (fixedHeader<ip6t_entry>(entries.subspan(at)).ipv6.flags & IP6T_F_GOTO) != 0;
        if (!target.name.empty()) {
            decodeXtTarget(builder, family, target.name, target.revision, target.data);
        } else if (verdict < 0) {
            if (verdict == -NF_ACCEPT - 1)
                builder.add(Verdict{VerdictKind::Accept});
            else if (verdict == -NF_DROP - 1)
                builder.add(Verdict{VerdictKind::Drop});
            else if (verdict == XT_RETURN)
                builder.add(Verdict{VerdictKind::Return});
            else
                builder.add(UnknownOperation{builder.string("verdict " + std::to_string(verdict)), true});
        } else if (static_cast<std::uint32_t>(verdict) != next) {
            const auto jump = starts.find(static_cast<std::uint32_t>(verdict));
            if (jump == starts.end())
                return broken();
            builder.add(Verdict{isGoto ? VerdictKind::Goto : VerdictKind::Jump, jump->second});
        }
        builder.endRule();
    }
    return {};
}

Result<void> readLegacyTables(TableFamily family, std::string_view names, RuleSetBuilder& builder, const IpsetNames& ipsets)
{
    const bool v4 = family == TableFamily::Ip;
    const auto socket = rawSocket(v4 ? AF_INET : AF_INET6);
    if (socket.get() < 0)
        return failure(systemFailure("opening a raw socket to read legacy iptables", "iptables-legacy", errno));
    const int level = v4 ? IPPROTO_IP : IPPROTO_IPV6;
    for (std::size_t start = 0; start < names.size();) {
        const auto end = std::min(names.find('\n', start), names.size());
        const std::string name(names.substr(start, end - start));
        start = end + 1;
        if (name.empty() || name.size() >= XT_TABLE_MAXNAMELEN)
            continue;
        for (int attempt = 0;; ++attempt) {
            ipt_getinfo info{}; // ip6t_getinfo has the same layout
            std::copy(name.begin(), name.end(), info.name);
            socklen_t length = sizeof info;
            if (::getsockopt(socket.get(), level, IPT_SO_GET_INFO, &info, &length) != 0)
                return failure(systemFailure("reading the legacy table", name, errno));
            if (info.size > maximumTableSize)
                return failure({ErrorCode::LimitExceeded, "the legacy table is larger than Hoplens reads", name});
            std::vector<std::uint8_t> buffer(sizeof(ipt_get_entries) + info.size);
            auto* request = reinterpret_cast<ipt_get_entries*>(buffer.data());
            std::copy(name.begin(), name.end(), request->name);
            request->size = info.size;
            length = static_cast<socklen_t>(buffer.size());
            if (::getsockopt(socket.get(), level, IPT_SO_GET_ENTRIES, buffer.data(), &length) != 0) {
                if (errno == EAGAIN && attempt < 5)
                    continue; // changed between the two calls
                return failure(systemFailure("reading the rules of the legacy table", name, errno));
            }
            std::array<std::uint32_t, 5> hooks{};
            std::copy(std::begin(info.hook_entry), std::end(info.hook_entry), hooks.begin());
            const std::size_t header = offsetof(ipt_get_entries, entrytable);
            if (auto decoded = decodeLegacyTable(family, name, Bytes(buffer).subspan(header, info.size), hooks, info.valid_hooks, builder, ipsets); !decoded)
                return decoded;
            break;
        }
    }
    return {};
}

std::optional<std::string> ipsetNameByIndex(std::uint16_t index)
{
    const auto socket = rawSocket(AF_INET);
    if (socket.get() < 0)
        return std::nullopt;
    ip_set_req_version version{IP_SET_OP_VERSION, 0};
    socklen_t length = sizeof version;
    if (::getsockopt(socket.get(), IPPROTO_IP, SO_IP_SET, &version, &length) != 0)
        return std::nullopt;
    ip_set_req_get_set request{};
    request.op = IP_SET_OP_GET_BYINDEX;
    request.version = version.version;
    request.set.index = index;
    length = sizeof request;
    if (::getsockopt(socket.get(), IPPROTO_IP, SO_IP_SET, &request, &length) != 0 || request.set.name[0] == '\0')
        return std::nullopt;
    return std::string(request.set.name, ::strnlen(request.set.name, sizeof request.set.name));
}

} // namespace hoplens::netlink
