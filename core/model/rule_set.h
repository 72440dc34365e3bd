// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/string_pool.h"
#include "net/address.h"

#include <optional>
#include <span>
#include <variant>
#include <vector>

/// The one netfilter language: iptables-legacy, iptables-nft and native nftables all lower to these values.
/// iptables' tables are base chains at their kernel priorities; a rule is a run of operations, evaluated left to right:
/// a match that fails ends the rule, a statement acts, a verdict ends the rule.
namespace hoplens {

enum class RuleOrigin : std::uint8_t { IptablesLegacy, IptablesNft, Nftables };
enum class TableFamily : std::uint8_t { Ip, Ip6, Inet, Arp, Bridge, Netdev };
enum class Hook : std::uint8_t { Ingress, Prerouting, Input, Forward, Output, Postrouting, Egress };
enum class ChainType : std::uint8_t { Filter, Nat, Route };

struct TableTag;
struct ChainTag;
struct RuleTag;
struct SetTag;
using TableId = Id<TableTag>;
using ChainId = Id<ChainTag>;
using RuleId = Id<RuleTag>;
using SetId = Id<SetTag>;

struct Counters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    bool operator==(const Counters&) const = default;
};

/// What a rule can compare or use as a key. A field that the packet at hand does not have makes the match fail.
enum class Field : std::uint8_t {
    Ip4Source, Ip4Destination, Ip6Source, Ip6Destination, Protocol, SourcePort, DestinationPort, EitherPort, TcpFlags,
    IcmpType, IcmpCode, Icmp6Type, Icmp6Code, IcmpTypeCode, Icmp6TypeCode, TimeToLive, TypeOfService, Length, FragmentOffset,
    Mark, ConntrackMark, ConntrackState, ConntrackStatus, ConntrackDirection, ConntrackProtocol,
    OriginalSource4, OriginalDestination4, ReplySource4, ReplyDestination4,
    OriginalSource6, OriginalDestination6, ReplySource6, ReplyDestination6,
    OriginalSourcePort, OriginalDestinationPort, ReplySourcePort, ReplyDestinationPort,
    EtherType, NetfilterProtocol, InputIndex, OutputIndex, InputName, OutputName, InputType, OutputType,
    SourceMac, DestinationMac, VlanId, PacketType, UserId, GroupId,
    FibSourceType, FibDestinationType, FibSourceTypeOnInput, FibDestinationTypeOnInput,
    FibSourceTypeOnOutput, FibDestinationTypeOnOutput, FibSourceInterface, FibSourceInterfaceOnInput,
    FibDestinationInterface, FibDestinationInterfaceOnInput,
    Random,   ///< numgen random or inc, jhash: one of `modulus` values; a branch each
    Constant, ///< an immediate value used as key
    IpsetSourcePort, IpsetDestinationPort,   ///< what hash sets read as a port: type and code of ICMP, 0 of what has neither
    BitmapSourcePort, BitmapDestinationPort, ///< what bitmap:port reads: of TCP and UDP alone
};

/// Bits of Field::ConntrackState, as nftables numbers them.
namespace ctstate {
inline constexpr std::uint32_t invalid = 1, established = 2, related = 4, isNew = 8, untracked = 64;
/// Virtual states of iptables' --ctstate: the connection's addresses are translated.
inline constexpr std::uint32_t sourceNat = 128, destinationNat = 256;
}
/// Bits of Field::ConntrackStatus (IPS_*, linux/netfilter/nf_conntrack_common.h).
namespace ctstatus {
inline constexpr std::uint32_t expected = 1, seenReply = 2, assured = 4, confirmed = 8, sourceNat = 16, destinationNat = 32;
}

/// Which option of which iptables extension a match came from, so that it can be written again as it was.
/// nftables' own: Native, or Header (the field of the IP header instead of meta's; a device by iif or oif instead of its name),
/// Order (< or >), OrderOrEqual (<= or >=).
enum class Spelling : std::uint8_t {
    Native, Base, Tcp, Udp, Sctp, Icmp, Multiport, IpRange, Mark, Connmark, Conntrack, State, Length, Tos, Dscp, Ttl, PacketType, Mac, Owner,
    Header, Order, OrderOrEqual
};

/// Inclusive range of one field.
struct Interval {
    Value low;
    Value high;
    auto operator<=>(const Interval&) const = default;
};

struct PoolSpan {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool operator==(const PoolSpan&) const = default;
};

/// (field & mask) within one of the intervals, or within none when negated. mask applies to the low 64 bits; all ones is no mask.
struct Compare {
    Field field;
    Spelling spelling = Spelling::Native;
    bool negated = false;
    PoolSpan intervals = {}; ///< of RuleSet::intervals; one or more
    std::uint64_t mask = ~0ull;
    bool operator==(const Compare&) const = default;
};

enum class InterfaceRole : std::uint8_t { In, Out, PhysicalIn, PhysicalOut };
struct InterfaceMatch {
    InterfaceRole role;
    Spelling spelling = Spelling::Base;
    bool negated = false;
    bool isPrefix = false;
    StringId name;
    bool operator==(const InterfaceMatch&) const = default;
};

/// One component of a lookup key. modulus and offset: only for Field::Random and Field::Constant (the value in offset).
struct KeyPart {
    Field field;
    std::uint64_t mask = ~0ull;
    std::uint32_t modulus = 0;
    std::uint32_t offset = 0;
    bool isOfHeader = false; ///< written as a field of the IP header, as Spelling::Header
    bool operator==(const KeyPart&) const = default;
};

/// The concatenated key parts are (not) in a set.
struct SetLookup {
    SetId set;
    PoolSpan key;
    bool negated = false;
    bool isIpset = false;
    StringId name = {}; ///< name as written, also when the set itself is absent
    std::uint8_t directions = 0; ///< ipset: bit n set when dimension n+1 reads the source
    std::uint8_t dimensions = 0;
    bool operator==(const SetLookup&) const = default;
};

/// iptables -m addrtype: route types as bit masks (1 << RTN_*).
struct AddressTypeMatch {
    std::uint16_t sources = 0;
    std::uint16_t destinations = 0;
    bool sourceNegated = false;
    bool destinationNegated = false;
    bool limitIn = false;
    bool limitOut = false;
    bool operator==(const AddressTypeMatch&) const = default;
};

struct StatisticMatch {
    bool nth = false;
    bool negated = false;
    std::uint32_t threshold = 0; ///< random: matches with threshold / 2^31
    std::uint32_t every = 0;
    std::uint32_t packet = 0;
    bool operator==(const StatisticMatch&) const = default;
};

/// limit, hashlimit, connlimit, quota, recent: what they answer depends on traffic that nobody described; both answers are branches.
/// RecentSet (recent --set) and Account (nfacct without a quota) only keep books: they always match.
enum class RateKind : std::uint8_t { Limit, HashLimit, ConnectionLimit, Quota, Recent, RecentSet, Account };
struct RateMatch {
    RateKind kind;
    StringId text; ///< the match as written
    bool operator==(const RateMatch&) const = default;
};

struct PhysdevMatch {
    std::uint8_t flags = 0;    ///< bit 0 in-name, 1 out-name, 2 is-bridged, 3 is-in, 4 is-out
    std::uint8_t inverted = 0; ///< same bits
    StringId in = {};
    StringId out = {};
    bool operator==(const PhysdevMatch&) const = default;
};

struct RpfilterMatch {
    bool loose = false;
    bool validMark = false;
    bool acceptLocal = false;
    bool inverted = false;
    bool operator==(const RpfilterMatch&) const = default;
};

/// Something that this program cannot evaluate: the rule's effect is unknown wherever it is reached.
struct UnknownOperation {
    StringId text;
    bool isStatement = false; ///< a target or statement rather than a match
    bool operator==(const UnknownOperation&) const = default;
};

enum class VerdictKind : std::uint8_t { Accept, Drop, Continue, Return, Jump, Goto, Queue };
struct Verdict {
    VerdictKind kind = VerdictKind::Continue;
    ChainId chain = {};
    bool operator==(const Verdict&) const = default;
};

/// Looks a key up in a verdict map; no entry means continue.
struct VerdictMap {
    SetId map;
    PoolSpan key;
    StringId name = {};
    bool operator==(const VerdictMap&) const = default;
};

enum class SetTarget : std::uint8_t { Mark, ConntrackMark, TimeToLive, TypeOfService };
enum class SetSource : std::uint8_t { Nothing, Mark, ConntrackMark, TimeToLive };
/// target = (target & keep) ^ (source & sourceMask) ^ constant, then + addend.
struct SetField {
    SetTarget target;
    SetSource source = SetSource::Nothing;
    std::int16_t addend = 0;
    std::uint32_t keep = 0;
    std::uint32_t sourceMask = 0;
    std::uint32_t constant = 0;
    bool operator==(const SetField&) const = default;
};

enum class NatKind : std::uint8_t { Source, Destination, Masquerade, Redirect, Netmap };
struct NatStatement {
    NatKind kind;
    bool hasAddress = false;
    bool hasPort = false;
    bool random = false;
    bool fullyRandom = false;
    bool persistent = false;
    IpFamily family = IpFamily::V4;
    std::uint16_t portLow = 0;
    std::uint16_t portHigh = 0;
    std::uint32_t addresses = 0; ///< with hasAddress: position in RuleSet::intervals
    bool operator==(const NatStatement&) const = default;
};

/// nftables: snat/dnat to the data of a map. Data are address, then port when the map has two parts.
struct NatMap {
    NatKind kind;
    SetId map;
    PoolSpan key;
    IpFamily family = IpFamily::V4;
    bool operator==(const NatMap&) const = default;
};

enum class RejectType : std::uint8_t { NetUnreachable, HostUnreachable, ProtocolUnreachable, PortUnreachable, NetProhibited, HostProhibited, AdminProhibited, TcpReset, NoRoute, AddressUnreachable, PolicyFail, RejectRoute };
struct RejectStatement {
    RejectType type = RejectType::PortUnreachable;
    bool isForBothFamilies = false; ///< nftables' icmpx
    bool operator==(const RejectStatement&) const = default;
};

/// Log, trace, TCPMSS, CHECKSUM and the like: no influence on the verdict. text as written.
struct Passive {
    StringId text;
    bool operator==(const Passive&) const = default;
};
struct Untrack {
    bool operator==(const Untrack&) const = default;
};

using Operation = std::variant<Compare, InterfaceMatch, SetLookup, AddressTypeMatch, StatisticMatch, RateMatch, PhysdevMatch, RpfilterMatch,
                               UnknownOperation, Verdict, VerdictMap, SetField, NatStatement, NatMap, RejectStatement, Passive, Untrack>;

/// A table. Legacy and nft tables of one name are two tables.
struct Table {
    RuleOrigin origin = RuleOrigin::Nftables;
    TableFamily family = TableFamily::Ip;
    bool dormant = false;
    std::string name = {};
    std::uint64_t handle = 0;     ///< nftables' number of it; 0: not told, here and in what it holds
    std::uint64_t lastHandle = 0; ///< that was given to a chain, set or rule of it
};

/// A chain; base chains have a hook. rules is a span of RuleSet::rules, in order.
struct Chain {
    TableId table;
    StringId name;
    std::optional<Hook> hook = {};
    ChainType type = ChainType::Filter;
    std::int32_t priority = 0;
    bool dropPolicy = false;
    bool isBuiltIn = false; ///< has a policy of its own even when its hook is not known
    Counters counters = {};
    PoolSpan rules = {};
    std::vector<std::string> devices = {}; ///< netdev family: the interfaces it sits on
    std::uint64_t handle = 0;
    bool countsPolicy = false; ///< of nftables: what reaches the policy is counted; an iptables-legacy chain counts in any case
};

struct Rule {
    std::uint32_t firstOperation = 0;
    std::uint16_t operationCount = 0;
    std::uint16_t commentPosition = 0; ///< iptables: how many operations stand before the comment
    std::uint16_t counterPosition = 0; ///< nftables: how many operations stand before the counter, and one; 0: it counts nothing
    StringId comment = {};
    std::uint32_t line = 0; ///< line in the text it was read from, 0 when read live
    std::uint64_t handle = 0;
    Counters counters = {};
};

/// One element: `dimensions` intervals from the pool, then for maps a verdict or up to two data values.
struct SetElement {
    std::uint32_t firstInterval = 0;
    bool nomatch = false; ///< ipset: an exception
    Verdict verdict = {};
    Value data = {};
    std::uint16_t dataPort = 0;
};

/// An nftables set or map, or an ipset.
struct NamedSet {
    std::string name;
    TableId table = {};      ///< invalid for an ipset
    std::string type = {};   ///< as the kernel or user names it ("hash:ip,port", "ipv4_addr . inet_service")
    std::string dataType = {}; ///< of an nftables map, likewise ("verdict")
    std::vector<std::string> properties = {}; ///< what nft lists of it besides its type, line by line ("flags interval"); of an ipset, what follows its type ("family inet …")
    std::uint64_t handle = 0;
    std::uint8_t dimensions = 1;
    bool isAnonymous = false;
    bool isVerdictMap = false;
    bool isDataMap = false;
    bool isReadable = true;  ///< false: elements could not be decoded; lookups are unknown
    IpFamily family = IpFamily::V4;
    std::vector<SetId> members = {}; ///< list:set
    std::vector<SetElement> elements = {};
};

/// All rules of one network namespace.
struct RuleSet {
    StringPool strings;
    std::vector<Table> tables;
    std::vector<Chain> chains;
    std::vector<Rule> rules;
    std::vector<Operation> operations;
    std::vector<Interval> intervals;
    std::vector<KeyPart> keys;
    std::vector<NamedSet> sets;

    const Table& tableOf(ChainId chain) const { return tables[chains[chain.value].table.value]; }
    std::string_view text(StringId id) const { return id.valid() ? strings.view(id) : std::string_view(); }
    std::string_view chainName(ChainId chain) const { return text(chains[chain.value].name); }
    std::span<const Interval> intervalsOf(const Compare& compare) const { return std::span(intervals).subspan(compare.intervals.first, compare.intervals.count); }
    /// The first of them; the only one of most comparisons.
    const Interval& interval(const Compare& compare) const { return intervals[compare.intervals.first]; }
    Interval addresses(const NatStatement& nat) const { return nat.hasAddress ? intervals[nat.addresses] : Interval{}; }
    bool empty() const { return tables.empty(); }
    /// The chain that holds a rule.
    /// Cost O(log chains). Needs chains in the order of their rules, as every reader leaves them.
    ChainId chainOf(RuleId rule) const;
};

/// Kernel names: "ip6", "prerouting", "iptables-nft".
std::string_view name(TableFamily family);
std::string_view name(Hook hook);
std::string_view name(RuleOrigin origin);
/// The priority at which iptables hooks a table (linux/netfilter_ipv4.h); nat differs between destination and source hooks.
std::int32_t iptablesPriority(std::string_view table, Hook hook);

} // namespace hoplens
