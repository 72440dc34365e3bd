// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/iproute_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>
#include <utility>

namespace hoplens {
namespace {

using Json = nlohmann::json;

/// How deep brackets and braces nest, without strings: what is written with a parser's calls must not be deep.
int depthOf(const std::string& text)
{
    int depth = 0;
    int deepest = 0;
    bool isString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isString) {
            i += c == '\\' ? 1 : 0;
            isString = c != '"';
        } else if (c == '"') {
            isString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

/// Discarded when it is no JSON, or nests deeper than any of these programs does.
Json parsed(const std::string& text) { return depthOf(text) > 64 ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false); }

/// A document of objects; anything else in it is an error.
Result<std::vector<Json>> objectsOf(const std::string& text, const std::string& file)
{
    auto json = parsed(text);
    if (json.is_discarded() || !json.is_array())
        return failure({ErrorCode::InvalidInput, "this is not what ip, bridge or tc prints with -j: a whole list was expected", file, 0, "Write it again; it may have been cut off."});
    std::vector<Json> objects;
    for (auto& entry : json) {
        if (!entry.is_object())
            return failure({ErrorCode::InvalidInput, "this is not what ip or bridge prints with -j: an entry is no object", file});
        if (!entry.empty()) // ip leaves holes for what a filter dropped
            objects.push_back(std::move(entry));
    }
    return objects;
}

std::string textOf(const Json& object, const char* key)
{
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// nullopt: it is not there, is no number, or is one that does not fit.
template <class Number> std::optional<Number> readNumber(const Json& object, const char* key)
{
    const auto at = object.find(key);
    if (at == object.end())
        return std::nullopt;
    std::uint64_t value = 0;
    if (at->is_number_unsigned()) {
        value = at->get<std::uint64_t>();
    } else if (at->is_string()) {
        const auto words = at->get<std::string>();
        const bool isHex = words.starts_with("0x");
        const char* end = words.data() + words.size();
        const auto [stop, error] = std::from_chars(words.data() + (isHex ? 2 : 0), end, value, isHex ? 16 : 10);
        if (error != std::errc{} || stop != end || words.empty())
            return std::nullopt;
    } else {
        return std::nullopt;
    }
    if (!std::in_range<Number>(value))
        return std::nullopt;
    return static_cast<Number>(value);
}

template <class Number> Number numberOf(const Json& object, const char* key, Number absent = 0) { return readNumber<Number>(object, key).value_or(absent); }

/// The interfaces of a namespace by name, made once for a file of many lines.
class LinkNames {
public:
    explicit LinkNames(const Namespace& space)
    {
        for (const auto& link : space.links)
            m_indexes.emplace(link.name, link.index);
    }
    std::int32_t indexOf(const std::string& name) const
    {
        const auto at = m_indexes.find(name);
        return at == m_indexes.end() ? 0 : at->second;
    }

private:
    std::unordered_map<std::string, std::int32_t> m_indexes;
};

bool isTrue(const Json& object, const char* key)
{
    const auto at = object.find(key);
    return at != object.end() && ((at->is_boolean() && at->get<bool>()) || (at->is_number() && *at != 0) || at->is_null());
}

std::set<std::string> wordsOf(const Json& object, const char* key)
{
    std::set<std::string> words;
    if (const auto at = object.find(key); at != object.end() && at->is_array())
        for (const auto& word : *at)
            if (word.is_string())
                words.insert(word.get<std::string>());
    return words;
}

const Json& inner(const Json& object, const char* key)
{
    static const Json none = Json::object();
    const auto at = object.find(key);
    return at != object.end() && at->is_object() ? *at : none;
}

template <class Value, class Names> std::optional<Value> named(const std::string& word, const Names& names)
{
    for (const auto& [name, value] : names)
        if (word == name)
            return static_cast<Value>(value);
    return std::nullopt;
}

std::optional<Prefix> prefixOf(const std::string& text, IpFamily family)
{
    if (text == "default" || text == "all" || text == "any")
        return Prefix{Address{family, {}}, 0};
    if (text.find('/') != std::string::npos)
        return Prefix::parse(text);
    if (const auto address = Address::parse(text))
        return Prefix{*address, static_cast<std::uint8_t>(address->width())};
    return std::nullopt;
}

std::uint32_t tableOf(const Json& object)
{
    static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 3> names = {{{"local", 255}, {"main", 254}, {"default", 253}}};
    if (const auto known = named<std::uint32_t>(textOf(object, "table"), names))
        return *known;
    if (!object.contains("table"))
        return 254;
    if (const auto number = readNumber<std::uint32_t>(object, "table"))
        return *number;
    // A name out of rt_tables, whose number the dump does not have: one of its own, the same for routes and rules (FNV-1a).
    std::uint32_t hash = 0x811c9dc5u;
    for (const char c : textOf(object, "table"))
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
    return hash | 0x80000000u;
}

std::uint8_t scopeOf(const Json& object)
{
    static constexpr std::array<std::pair<std::string_view, int>, 5> names = {{{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}}};
    return named<std::uint8_t>(textOf(object, "scope"), names).value_or(numberOf<std::uint8_t>(object, "scope"));
}

BridgePort portOf(const Json& data)
{
    static constexpr std::array<std::pair<std::string_view, StpState>, 5> states = {{{"disabled", StpState::Disabled}, {"listening", StpState::Listening}, {"learning", StpState::Learning}, {"forwarding", StpState::Forwarding}, {"blocking", StpState::Blocking}}};
    BridgePort port;
    port.state = named<StpState>(textOf(data, "state"), states).value_or(StpState::Forwarding);
    const auto flag = [&](const char* key, bool absent) { return data.contains(key) ? isTrue(data, key) : absent; };
    port.hairpin = flag("hairpin", false);
    port.isolated = flag("isolated", false);
    port.learning = flag("learning", true);
    port.floodUnicast = flag("flood", true);
    port.floodMulticast = flag("mcast_flood", true);
    port.floodBroadcast = flag("bcast_flood", true);
    port.proxyArp = flag("proxy_arp", false);
    port.neighbourSuppression = flag("neigh_suppress", false);
    return port;
}

void readData(const Json& data, Link& link, Namespace& space)
{
    switch (link.kind) {
    case LinkKind::Bridge: {
        BridgeData bridge;
        bridge.stp = isTrue(data, "stp_state");
        bridge.vlanFiltering = isTrue(data, "vlan_filtering");
        bridge.defaultPvid = numberOf<std::uint16_t>(data, "vlan_default_pvid", 1);
        bridge.callIptables = isTrue(data, "nf_call_iptables");
        bridge.callIp6tables = isTrue(data, "nf_call_ip6tables");
        if (bridge.vlanFiltering)
            space.notes.push_back({"links", "the VLANs of " + link.name + " are not in the dump", "Use a snapshot: hoplens collect."});
        link.data = bridge;
        break;
    }
    case LinkKind::Vxlan: {
        VxlanData vxlan;
        vxlan.vni = numberOf<std::uint32_t>(data, "id");
        vxlan.port = numberOf<std::uint16_t>(data, "port", 4789);
        for (const char* key : {"local", "local6"})
            if (const auto address = Address::parse(textOf(data, key)))
                vxlan.local = *address;
        for (const char* key : {"remote", "remote6", "group", "group6"})
            if (const auto address = Address::parse(textOf(data, key)))
                vxlan.remote = *address;
        vxlan.learning = !data.contains("learning") || isTrue(data, "learning");
        vxlan.collectMetadata = isTrue(data, "external");
        vxlan.ttl = numberOf<std::uint8_t>(data, "ttl");
        link.data = vxlan;
        break;
    }
    case LinkKind::Macvlan: {
        static constexpr std::array<std::pair<std::string_view, MacvlanMode>, 5> modes = {{{"private", MacvlanMode::Private}, {"vepa", MacvlanMode::Vepa}, {"bridge", MacvlanMode::Bridge}, {"passthru", MacvlanMode::Passthru}, {"source", MacvlanMode::Source}}};
        link.data = MacvlanData{named<MacvlanMode>(textOf(data, "mode"), modes).value_or(MacvlanMode::Source)};
        break;
    }
    case LinkKind::Vlan: link.data = VlanData{numberOf<std::uint16_t>(data, "id")}; break;
    default: break;
    }
}

std::uint32_t flagsOf(const std::set<std::string>& words)
{
    static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 8> bits = {{{"UP", 1}, {"BROADCAST", 2}, {"LOOPBACK", 8}, {"POINTOPOINT", 0x10}, {"NOARP", 0x80}, {"PROMISC", 0x100}, {"ALLMULTI", 0x200}, {"MULTICAST", 0x1000}}};
    std::uint32_t flags = words.contains("LOWER_UP") ? 0x10000 : 0;
    for (const auto& [word, bit] : bits)
        if (words.contains(std::string(word)))
            flags |= bit;
    return flags;
}

Link linkOf(const Json& object, Namespace& space)
{
    static constexpr std::array<std::pair<std::string_view, OperationalState>, 7> states = {{{"UNKNOWN", OperationalState::Unknown}, {"NOTPRESENT", OperationalState::NotPresent}, {"DOWN", OperationalState::Down}, {"LOWERLAYERDOWN", OperationalState::LowerLayerDown}, {"TESTING", OperationalState::Testing}, {"DORMANT", OperationalState::Dormant}, {"UP", OperationalState::Up}}};
    static constexpr std::array<std::pair<std::string_view, std::uint16_t>, 4> types = {{{"ether", 1}, {"loopback", 772}, {"none", 0xfffe}, {"ipip", 768}}};
    Link link;
    link.index = numberOf<std::int32_t>(object, "ifindex");
    link.name = textOf(object, "ifname");
    const auto words = wordsOf(object, "flags");
    link.flags = flagsOf(words);
    link.carrier = !words.contains("NO-CARRIER") && (words.contains("LOWER_UP") || !link.isUp());
    link.state = named<OperationalState>(textOf(object, "operstate"), states).value_or(OperationalState::Unknown);
    link.mtu = numberOf<std::uint32_t>(object, "mtu", 1500);
    link.hardwareType = named<std::uint16_t>(textOf(object, "link_type"), types).value_or(1);
    if (const auto mac = MacAddress::parse(textOf(object, "address")))
        link.mac = *mac;
    link.lowerIndex = numberOf<std::int32_t>(object, "link_index");
    if (object.contains("link_netnsid"))
        link.lowerNsid = numberOf<std::int32_t>(object, "link_netnsid");
    const auto& info = inner(object, "linkinfo");
    link.kindName = textOf(info, "info_kind");
    link.kind = !link.kindName.empty() ? linkKind(link.kindName) : link.isLoopback() ? LinkKind::Loopback : LinkKind::Physical;
    readData(inner(info, "info_data"), link, space);
    if (textOf(info, "info_slave_kind") == "bridge")
        link.port = portOf(inner(info, "info_slave_data"));
    if (object.contains("xdp"))
        link.opaquePrograms.emplace_back("xdp");
    if (!link.isLoopback() && !object.contains("linkinfo") && !object.contains("promiscuity")) // which ip prints with -d alone
        space.notes.push_back({"links", "what kind of device " + link.name + " is, is not in the dump", "Write it with ip -j -d addr show."});
    return link;
}

void readHop(const Json& object, const LinkNames& names, NextHop& hop)
{
    const auto& via = inner(object, "via");
    if (auto gateway = Address::parse(via.empty() ? textOf(object, "gateway") : textOf(via, "host")))
        hop.gateway = *gateway;
    hop.linkIndex = names.indexOf(textOf(object, "dev"));
    hop.weight = numberOf<std::uint16_t>(object, "weight", 1);
    const auto flags = wordsOf(object, "flags");
    hop.onlink = flags.contains("onlink");
    hop.dead = flags.contains("dead");
    hop.linkdown = flags.contains("linkdown");
    hop.encapsulated = object.contains("encap");
}

} // namespace

Result<void> parseLinks(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    std::set<std::int32_t> indexes;
    std::set<std::string> linkNames;
    constexpr std::size_t longestName = 15; // IFNAMSIZ
    for (const auto& object : *objects) {
        auto link = linkOf(object, space);
        const bool isOdd = std::ranges::any_of(link.name, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '/'; });
        if (link.index <= 0 || link.name.empty() || link.name.size() > longestName || isOdd)
            return failure({ErrorCode::InvalidInput, "an interface has no number, or a name that no kernel gives", file, 0, "Write it with ip -j -d addr show."});
        const auto list = object.find("addr_info");
        if (list == object.end())
            space.notes.push_back({"addresses", "the addresses of " + link.name + " are not in the dump", "Write it with ip -j -d addr show."});
        else if (list->is_array())
            for (const auto& entry : *list) {
                const auto address = entry.is_object() ? Address::parse(textOf(entry, "local")) : std::nullopt;
                if (!address) {
                    space.notes.push_back({"addresses", "an address of " + link.name + " is not understood: " + entry.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 120), ""});
                    continue;
                }
                InterfaceAddress own;
                own.linkIndex = link.index;
                const auto length = readNumber<std::uint8_t>(entry, "prefixlen");
                if (!length || *length > address->width()) {
                    space.notes.push_back({"addresses", "an address of " + link.name + " has no sensible length: " + entry.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 120), ""});
                    continue;
                }
                own.prefix = {*address, *length};
                own.scope = scopeOf(entry);
                if (const auto peer = Address::parse(textOf(entry, "address")))
                    own.peer = *peer;
                if (const auto broadcast = Address::parse(textOf(entry, "broadcast")))
                    own.broadcast = *broadcast;
                for (const auto& [word, bit] : {std::pair("tentative", 0x40u), {"dadfailed", 0x08u}, {"deprecated", 0x20u}, {"secondary", 0x01u}})
                    own.flags |= isTrue(entry, word) ? bit : 0;
                space.addresses.push_back(own);
            }
        if (!indexes.insert(link.index).second || !linkNames.insert(link.name).second)
            return failure({ErrorCode::InvalidInput, "two interfaces have the number " + std::to_string(link.index) + " or the name " + link.name, file, 0, "Write the file again, in one go."});
        space.links.push_back(std::move(link));
    }
    // A master and a lower device in the same namespace are told by name. The objects became links one by one.
    const LinkNames names(space);
    for (std::size_t i = 0; i < objects->size(); ++i) {
        const auto& object = (*objects)[i];
        auto& link = space.links[space.links.size() - objects->size() + i];
        link.master = names.indexOf(textOf(object, "master"));
        if (const auto lower = textOf(object, "link"); !lower.empty())
            link.lowerIndex = names.indexOf(lower);
        if (auto* vxlan = std::get_if<VxlanData>(&link.data))
            vxlan->underlayIndex = names.indexOf(textOf(inner(inner(object, "linkinfo"), "info_data"), "link"));
    }
    return {};
}

Result<void> parseRoutes(const std::string& text, const std::string& file, IpFamily family, Namespace& space)
{
    static constexpr std::array<std::pair<std::string_view, RouteType>, 11> types = {{{"", RouteType::Unicast}, {"unicast", RouteType::Unicast}, {"local", RouteType::Local}, {"broadcast", RouteType::Broadcast}, {"anycast", RouteType::Anycast}, {"multicast", RouteType::Multicast}, {"blackhole", RouteType::Blackhole}, {"unreachable", RouteType::Unreachable}, {"prohibit", RouteType::Prohibit}, {"throw", RouteType::Throw}, {"nat", RouteType::Nat}}};
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        Route route;
        const auto type = named<RouteType>(textOf(object, "type"), types);
        const auto gateway = Address::parse(textOf(object, "gateway"));
        const auto& ends = gateway && !object.contains("via") ? gateway->family : family; // of a default route without -4 or -6
        const auto destination = prefixOf(textOf(object, "dst"), ends);
        const auto source = object.contains("prefsrc") ? Address::parse(textOf(object, "prefsrc")) : std::nullopt;
        const auto from = textOf(object, "from");
        const bool isFromAll = from.empty() || from == "default" || from == "all";
        const bool isWhole = (!object.contains("gateway") || gateway) && (!object.contains("prefsrc") || (source && destination && source->family == destination->address.family)) && (isFromAll ? !object.contains("from") || !from.empty() : prefixOf(from, ends).has_value());
        if (!type || !destination || !isWhole) {
            space.notes.push_back({"routes", "a route is not understood: " + object.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 120), ""});
            continue;
        }
        route.type = *type;
        route.destination = *destination;
        route.table = tableOf(object);
        route.metric = numberOf<std::uint32_t>(object, "metric");
        route.typeOfService = numberOf<std::uint8_t>(object, "tos");
        route.scope = scopeOf(object);
        route.preferredSource = source;
        if (!isFromAll)
            route.source = prefixOf(from, ends);
        route.nextHopId = numberOf<std::uint32_t>(object, "nhid");
        const auto hops = object.find("nexthops");
        if (hops != object.end() && hops->is_array()) {
            for (const auto& hop : *hops)
                if (hop.is_object())
                    readHop(hop, names, route.nextHops.emplace_back());
        } else if (object.contains("dev") || object.contains("gateway") || object.contains("via")) {
            readHop(object, names, route.nextHops.emplace_back());
        }
        space.routes.push_back(std::move(route));
    }
    return {};
}

Result<void> parsePolicyRules(const std::string& text, const std::string& file, IpFamily family, Namespace& space)
{
    static constexpr std::array<std::pair<std::string_view, PolicyAction>, 4> actions = {{{"blackhole", PolicyAction::Blackhole}, {"unreachable", PolicyAction::Unreachable}, {"prohibit", PolicyAction::Prohibit}, {"nop", PolicyAction::Nop}}};
    static const std::set<std::string> known = {"priority", "src", "srclen", "dst", "dstlen", "table", "fwmark", "fwmask", "iif", "oif", "iif_detached", "oif_detached", "tos", "not", "action", "goto", "suppress_prefixlen", "l3mdev", "nop", "protocol", "type"};
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    for (const auto& object : *objects) {
        PolicyRule rule;
        rule.family = family;
        rule.priority = numberOf<std::uint32_t>(object, "priority");
        for (const auto& [key, length, prefix] : {std::tuple("src", "srclen", &rule.source), {"dst", "dstlen", &rule.destination}})
            if (const auto words = textOf(object, key); !words.empty() && words != "all") {
                *prefix = prefixOf(words, family);
                if (*prefix && object.contains(length)) {
                    const auto bits = readNumber<std::uint8_t>(object, length);
                    if (bits && *bits <= (*prefix)->address.width())
                        (*prefix)->length = *bits;
                    else
                        prefix->reset();
                }
                if (!*prefix)
                    rule.unknownAttributes.push_back(std::string(key) + " " + words);
            }
        rule.inverted = isTrue(object, "not");
        rule.inInterface = textOf(object, "iif");
        rule.outInterface = textOf(object, "oif");
        for (const char* key : {"iif", "oif"})
            if (object.contains(key) && textOf(object, key).empty())
                rule.unknownAttributes.emplace_back(key);
        for (const char* key : {"fwmark", "fwmask", "priority", "goto", "suppress_prefixlen"})
            if (object.contains(key) && !readNumber<std::uint32_t>(object, key))
                rule.unknownAttributes.emplace_back(key);
        if (object.contains("fwmark")) {
            rule.mark = numberOf<std::uint32_t>(object, "fwmark");
            rule.markMask = numberOf<std::uint32_t>(object, "fwmask", 0xffffffffu);
        }
        rule.typeOfService = numberOf<std::uint8_t>(object, "tos");
        rule.table = object.contains("table") ? tableOf(object) : 0;
        if (const auto action = named<PolicyAction>(textOf(object, "action"), actions))
            rule.action = *action;
        if (object.contains("goto")) {
            rule.action = PolicyAction::Goto;
            rule.gotoPriority = numberOf<std::uint32_t>(object, "goto");
        }
        if (object.contains("nop"))
            rule.action = PolicyAction::Nop;
        if (object.contains("suppress_prefixlen"))
            rule.suppressPrefixLength = numberOf<std::uint32_t>(object, "suppress_prefixlen");
        rule.l3mdev = object.contains("l3mdev");
        for (const auto& [key, value] : object.items())
            if (!known.contains(key))
                rule.unknownAttributes.push_back(key);
        space.policyRules.push_back(std::move(rule));
    }
    return {};
}

Result<void> parseNeighbours(const std::string& text, const std::string& file, Namespace& space)
{
    static constexpr std::array<std::pair<std::string_view, NeighbourState>, 8> states = {{{"INCOMPLETE", NeighbourState::Incomplete}, {"REACHABLE", NeighbourState::Reachable}, {"STALE", NeighbourState::Stale}, {"DELAY", NeighbourState::Delay}, {"PROBE", NeighbourState::Probe}, {"FAILED", NeighbourState::Failed}, {"NOARP", NeighbourState::NoArp}, {"PERMANENT", NeighbourState::Permanent}}};
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        const auto address = Address::parse(textOf(object, "dst"));
        if (!address)
            continue;
        Neighbour neighbour;
        neighbour.address = *address;
        neighbour.linkIndex = names.indexOf(textOf(object, "dev"));
        if (const auto mac = MacAddress::parse(textOf(object, "lladdr")))
            neighbour.mac = *mac;
        for (const auto& word : wordsOf(object, "state"))
            neighbour.state = named<NeighbourState>(word, states).value_or(neighbour.state);
        neighbour.isProxy = object.contains("proxy");
        space.neighbours.push_back(neighbour);
    }
    return {};
}

Result<void> parseForwardingDatabase(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        const auto mac = MacAddress::parse(textOf(object, "mac"));
        const auto index = names.indexOf(textOf(object, "ifname"));
        if (!mac || index == 0)
            continue;
        FdbEntry entry;
        entry.linkIndex = index;
        entry.mac = *mac;
        entry.vlan = numberOf<std::uint16_t>(object, "vlan");
        entry.isLocal = textOf(object, "state") == "permanent" && !object.contains("dst");
        entry.isSelf = wordsOf(object, "flags").contains("self");
        if (const auto remote = Address::parse(textOf(object, "dst")))
            entry.remote = *remote;
        if (object.contains("port"))
            entry.remotePort = numberOf<std::uint16_t>(object, "port");
        if (object.contains("vni"))
            entry.remoteVni = numberOf<std::uint32_t>(object, "vni");
        space.fdb.push_back(entry);
    }
    return {};
}

Result<void> parseNamespaceIds(const std::string& text, const std::string& file, std::map<std::int32_t, std::string>& ids)
{
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    for (const auto& object : *objects)
        if (const auto name = textOf(object, "name"); !name.empty() && object.contains("nsid"))
            ids[numberOf<std::int32_t>(object, "nsid")] = name;
    return {};
}

void parseSysctls(const std::string& text, Namespace& space)
{
    const auto set = [](InterfaceSysctls& of, bool isV6, std::string_view key, std::int32_t value) {
        struct Known {
            std::string_view key;
            std::int32_t InterfaceSysctls::*v4;
            std::int32_t InterfaceSysctls::*v6;
        };
        static constexpr std::array known = {Known{"forwarding", &InterfaceSysctls::forwarding4, &InterfaceSysctls::forwarding6}, Known{"rp_filter", &InterfaceSysctls::rpFilter, nullptr}, Known{"accept_local", &InterfaceSysctls::acceptLocal, nullptr}, Known{"route_localnet", &InterfaceSysctls::routeLocalnet, nullptr}, Known{"proxy_arp", &InterfaceSysctls::proxyArp, nullptr}, Known{"arp_ignore", &InterfaceSysctls::arpIgnore, nullptr}, Known{"arp_announce", &InterfaceSysctls::arpAnnounce, nullptr}, Known{"src_valid_mark", &InterfaceSysctls::srcValidMark, nullptr}, Known{"ignore_routes_with_linkdown", &InterfaceSysctls::ignoreLinkdown4, &InterfaceSysctls::ignoreLinkdown6}, Known{"disable_ipv6", nullptr, &InterfaceSysctls::disableIpv6}, Known{"proxy_ndp", nullptr, &InterfaceSysctls::proxyNdp}};
        for (const auto& each : known)
            if (each.key == key)
                if (const auto member = isV6 ? each.v6 : each.v4)
                    of.*member = value;
    };
    auto& all = space.sysctls;
    if (text.find("net.ipv4.ip_forward = ") == std::string::npos)
        space.notes.push_back({"sysctls", "sysctl.txt does not tell net.ipv4.ip_forward", "Write it as root with sysctl -a."});
    std::unordered_map<std::string, Link*> links;
    for (auto& link : space.links)
        links.emplace(link.name, &link);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line(text.data() + at, end - at);
        at = end + 1;
        const auto equals = line.find(" = ");
        if (equals == std::string_view::npos)
            continue;
        const auto key = line.substr(0, equals);
        std::int32_t value = 0;
        const auto number = line.substr(equals + 3);
        if (std::from_chars(number.data(), number.data() + number.size(), value).ec != std::errc{})
            continue;
        const bool isV6 = key.starts_with("net.ipv6.conf.");
        if (isV6 || key.starts_with("net.ipv4.conf.")) {
            const auto rest = key.substr(14);
            const auto dot = rest.rfind('.');
            if (dot == std::string_view::npos)
                continue;
            std::string name(rest.substr(0, dot));
            std::ranges::replace(name, '/', '.'); // sysctl writes the dots of a name so
            if (name == "all")
                set(all.all4and6, isV6, rest.substr(dot + 1), value);
            if (const auto link = links.find(name); link != links.end())
                set(link->second->sysctls, isV6, rest.substr(dot + 1), value);
        } else if (key == "net.ipv4.ip_forward") {
            all.all4and6.forwarding4 = value;
        } else if (key == "net.bridge.bridge-nf-call-iptables") {
            all.bridgeCallIptables = value != 0;
        } else if (key == "net.bridge.bridge-nf-call-ip6tables") {
            all.bridgeCallIp6tables = value != 0;
        } else if (key == "net.bridge.bridge-nf-call-arptables") {
            all.bridgeCallArptables = value != 0;
        } else if (key == "net.ipv4.icmp_echo_ignore_all") {
            all.icmpEchoIgnoreAll = value != 0;
        } else if (key == "net.ipv4.fib_multipath_hash_policy") {
            all.multipathHashLayer4 = value != 0;
        } else if (key == "net.ipv4.ip_nonlocal_bind") {
            all.nonlocalBind = value != 0;
        } else if (key == "net.ipv4.ip_default_ttl") {
            all.defaultTtl = static_cast<std::uint8_t>(value);
        }
    }
}

Result<void> parseQueueingDisciplines(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = objectsOf(text, file);
    if (!objects)
        return failure(objects.error());
    for (const auto& object : *objects)
        if (const auto kind = textOf(object, "kind"); kind == "clsact" || kind == "ingress")
            for (auto& link : space.links)
                if (link.name == textOf(object, "dev"))
                    link.opaquePrograms.push_back("tc " + kind + " ingress"); // what its filters do is not in the dump
    return {};
}

Result<std::string> withoutTables(const std::string& text, const std::string& file, const std::set<std::pair<std::string, std::string>>& tables, std::vector<LeftOutChain>& chains)
{
    auto json = parsed(text);
    if (json.is_discarded() || !json.is_object() || !json.contains("nftables") || !json["nftables"].is_array())
        return failure({ErrorCode::InvalidInput, "this is not what nft prints with -j list ruleset", file});
    auto& list = json["nftables"];
    Json kept = Json::array();
    for (auto& entry : list) {
        bool isLeftOut = false;
        if (entry.is_object() && entry.size() == 1 && entry.begin()->is_object()) {
            const auto& object = *entry.begin();
            isLeftOut = tables.contains({textOf(object, "family"), entry.begin().key() == "table" ? textOf(object, "name") : textOf(object, "table")});
        }
        if (!isLeftOut)
            kept.push_back(std::move(entry));
        else if (entry.begin().key() == "chain")
            chains.push_back({textOf(*entry.begin(), "family"), textOf(*entry.begin(), "table"), textOf(*entry.begin(), "name")});
    }
    list = std::move(kept);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace hoplens
