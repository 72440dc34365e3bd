// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How iptables spells what is typed: the names of its options, matches and targets, and values that have several spellings.
namespace hoplens::lab {

/// Long names of options, each with the one that is used here.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 17> longOptions = {{{"--source", "-s"}, {"--src", "-s"}, {"--destination", "-d"}, {"--dst", "-d"}, {"--protocol", "-p"}, {"--proto", "-p"}, {"--in-interface", "-i"}, {"--out-interface", "-o"}, {"--jump", "-j"}, {"--goto", "-g"}, {"--match", "-m"}, {"--fragments", "-f"}, {"--destination-port", "--dport"}, {"--source-port", "--sport"}, {"--destination-ports", "--dports"}, {"--source-ports", "--sports"}, {"--fragment", "-f"}}};
/// Targets that iptables has.
inline constexpr auto targetNames = std::to_array<std::string_view>({"ACCEPT", "DROP", "RETURN", "QUEUE", "REJECT", "LOG", "MARK", "CONNMARK", "SNAT", "DNAT", "MASQUERADE", "REDIRECT", "NETMAP", "TTL", "HL", "TOS", "DSCP", "NOTRACK", "CT", "NFLOG", "TRACE", "TCPMSS", "CHECKSUM", "CLASSIFY", "AUDIT", "CONNSECMARK", "NFQUEUE", "TPROXY", "SET", "TEE", "SYNPROXY", "SECMARK", "RATEEST", "IDLETIMER", "HMARK", "LED", "CLUSTERIP", "ECN", "TCPOPTSTRIP", "SNPT", "DNPT", "ULOG"});
/// Modules that iptables has; whether the reader knows them is its affair.
inline constexpr std::array<std::string_view, 58> modules = {"addrtype", "ah", "bpf", "cgroup", "cluster", "comment", "connbytes", "connlabel", "connlimit", "connmark", "conntrack", "cpu", "dccp", "devgroup", "dscp", "dst", "ecn", "esp", "eui64", "frag", "hashlimit", "hbh", "helper", "hl", "icmp", "icmp6", "iprange", "ipv6header", "ipvs", "length", "limit", "mac", "mark", "mh", "multiport", "nfacct", "osf", "owner", "physdev", "pkttype", "policy", "quota", "rateest", "realm", "recent", "rpfilter", "rt", "sctp", "set", "socket", "state", "statistic", "string", "tcp", "tcpmss", "time", "tos", "ttl"};

/// Options of targets, wherever they stand among those of matches.
inline constexpr auto targetOptions = std::to_array<std::string_view>({"--to-destination", "--to-source", "--to-ports", "--to-port", "--to", "--random", "--random-fully", "--persistent", "--set-mark", "--set-xmark", "--or-mark", "--and-mark", "--xor-mark", "--save-mark", "--restore-mark", "--nfmask", "--ctmask", "--mask", "--reject-with", "--log-prefix", "--log-level", "--log-uid", "--log-tcp-sequence", "--log-tcp-options", "--log-ip-options", "--ttl-set", "--ttl-inc", "--ttl-dec", "--hl-set", "--hl-inc", "--hl-dec", "--set-tos", "--set-dscp", "--set-dscp-class", "--notrack", "--queue-num", "--queue-balance", "--queue-bypass", "--clamp-mss-to-pmtu", "--set-mss", "--nflog-group", "--nflog-prefix", "--checksum-fill", "--tproxy-mark", "--on-port", "--on-ip", "--zone", "--set-class", "--gateway", "--add-set", "--del-set", "--map-set", "--exist", "--type", "--nflog-size", "--nflog-threshold"});
/// Options of the modules of protocols.
inline constexpr auto transportOptions = std::to_array<std::string_view>({"--sport", "--dport", "--tcp-flags", "--syn", "--tcp-option", "--icmp-type", "--icmpv6-type", "--chunk-types"});
inline constexpr std::size_t longestLogPrefix = 29;
/// Options of multiport.
inline constexpr auto portLists = std::to_array<std::string_view>({"--sports", "--dports", "--ports"});
/// The beginnings of options with the module that they are of, wherever it was named; that of --mark is connmark's, too.
inline constexpr auto optionOwners = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"--src-type", "addrtype"}, {"--dst-type", "addrtype"}, {"--limit-iface-", "addrtype"}, {"--limit", "limit"}, {"--comment", "comment"}, {"--ct", "conntrack"},
    {"--state", "state"}, {"--dscp", "dscp"}, {"--src-range", "iprange"}, {"--dst-range", "iprange"}, {"--mode", "statistic"}, {"--probability", "statistic"},
    {"--every", "statistic"}, {"--packet", "statistic"}, {"--uid-owner", "owner"}, {"--gid-owner", "owner"}, {"--socket-exists", "owner"}, {"--length", "length"},
    {"--mac-source", "mac"}, {"--match-set", "set"}, {"--physdev-", "physdev"}, {"--pkt-type", "pkttype"}, {"--tos", "tos"}, {"--ttl-", "ttl"}, {"--hl-", "hl"},
    {"--loose", "rpfilter"}, {"--validmark", "rpfilter"}, {"--accept-local", "rpfilter"}, {"--invert", "rpfilter"}, {"--mark", "mark"},
});
/// Options that nothing follows, and those that two words follow.
inline constexpr auto bareOptions = std::to_array<std::string_view>({"--syn", "--random", "--random-fully", "--persistent", "--save-mark", "--restore-mark", "--log-uid", "--log-tcp-sequence", "--log-tcp-options", "--log-ip-options", "--notrack", "--queue-bypass", "--clamp-mss-to-pmtu", "--checksum-fill", "--limit-iface-in", "--limit-iface-out", "--physdev-is-in", "--physdev-is-out", "--physdev-is-bridged", "--socket-exists", "--set", "--rcheck", "--update", "--remove", "--reap", "--rttl", "--rsource", "--rdest", "--loose", "--validmark", "--accept-local", "--invert", "--connlimit-saddr", "--connlimit-daddr", "--exist"});
inline constexpr auto optionsOfTwo = std::to_array<std::string_view>({"--tcp-flags", "--match-set", "--add-set", "--del-set", "--map-set"});
/// How modules complain without an option. Those that are not here want none.
inline constexpr auto withoutOptions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"addrtype", "addrtype: you must specify --src-type or --dst-type"},
    {"bpf", "bpf: one of --bytecode or --pinned is required"},
    {"cluster", "cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing"},
    {"comment", "comment: option \"--comment\" must be specified\n"},
    {"connbytes", "connbytes: option \"--connbytes\" must be specified\n"},
    {"connlabel", "connlabel: option \"--label\" must be specified\n"},
    {"connlimit", "You must specify \"--connlimit-above\" or \"--connlimit-upto\"."},
    {"connmark", "connmark: option \"--mark\" must be specified\n"},
    {"conntrack", "conntrack: At least one option is required"},
    {"cpu", "cpu: option \"--cpu\" must be specified\n"},
    {"devgroup", "devgroup match: You must specify either '--src-group' or '--dst-group'"},
    {"dscp", "DSCP match: Parameter --dscp is required"},
    {"ecn", "ECN match: some option required"},
    {"hashlimit", "You have to specify --hashlimit"},
    {"helper", "helper: option \"--helper\" must be specified\n"},
    {"hl", "HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt'"},
    {"icmp", "icmp: option \"--icmp-type\" must be specified\n"},
    {"icmp6", "icmp6: option \"--icmpv6-type\" must be specified\n"},
    {"iprange", "iprange match: You must specify `--src-range' or `--dst-range'"},
    {"length", "length: option \"--length\" must be specified\n"},
    {"mac", "mac: option \"--mac-source\" must be specified\n"},
    {"mark", "mark: option \"--mark\" must be specified\n"},
    {"multiport", "multiport expection an option"},
    {"nfacct", "nfacct: option \"--nfacct-name\" must be specified\n"},
    {"owner", "owner: At least one of --uid-owner, --gid-owner or --socket-exists is required"},
    {"physdev", "PHYSDEV: no physdev option specified"},
    {"pkttype", "pkttype: option \"--pkt-type\" must be specified\n"},
    {"policy", "policy match: neither --dir in nor --dir out specified"},
    {"quota", "quota: option \"--quota\" must be specified\n"},
    {"realm", "realm: option \"--realm\" must be specified\n"},
    {"recent", "recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'"},
    {"set", "You must specify `--match-set' with proper arguments"},
    {"state", "state: option \"--state\" must be specified\n"},
    {"statistic", "--probability must be specified when using random mode"},
    {"string", "STRING match: You must specify `--string' or `--hex-string'"},
    {"tcpmss", "tcpmss: option \"--mss\" must be specified\n"},
    {"tos", "tos: option \"--tos\" must be specified\n"},
    {"ttl", "TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt"},
});

/// How iptables prints a rate: of the largest unit that it is a whole number of. nullopt: it is none.
std::optional<std::string> rateText(std::string_view given);
std::string upperCase(std::string_view text);
/// "EF" is "0x2e", however large its letters are; nullopt: there is no such class (RFC 2474, RFC 2597).
std::optional<std::string> dscpOfClass(std::string_view name);
/// "Minimize-Delay" is "0x10/0x3f", likewise; nullopt: there is no such name (RFC 1349).
std::optional<std::string> tosOfName(std::string_view name);
/// The options of a match or target as they are kept: with those that go without saying, in their order.
std::vector<std::string> completeOptions(std::string_view name, std::vector<std::string> options, bool isV6);
/// A class of a queue as it is kept: "1:10" is "0001:0010"; of longer numbers the end. nullopt: it is none.
std::optional<std::string> classText(std::string_view given);

} // namespace hoplens::lab
