// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/iproute_json.h"

#include "store/json_entry.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

std::optional<Prefix> prefixIn(const std::string& text, IpFamily family)
{
    if (text == "default" || text == "all" || text == "any")
        return Prefix{Address{family, {}}, 0};
    if (text.find('/') != std::string::npos)
        return Prefix::parse(text);
    if (const auto address = Address::parse(text))
        return Prefix{*address, static_cast<std::uint8_t>(address->width())};
    return std::nullopt;
}

std::uint32_t tableOf(const JsonEntry& entry, std::uint32_t absent)
{
    static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 3> names = {{{"local", 255}, {"main", 254}, {"default", 253}}};
    if (!entry.has("table"))
        return absent;
    const auto& object = entry.object()["table"];
    if (!object.is_string())
        return entry.number<std::uint32_t>("table");
    const auto word = entry.text("table");
    for (const auto& [name, number] : names)
        if (word == name)
            return number;
    if (!word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; }))
        return entry.number<std::uint32_t>("table");
    // A name out of rt_tables, whose number the dump does not have: one of its own, the same for routes and rules (FNV-1a).
    std::uint32_t hash = 0x811c9dc5u;
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
    return hash | 0x80000000u;
}

NextHop hopOf(const JsonEntry& entry, const LinkNames& names)
{
    NextHop hop;
    hop.gateway = entry.has("via") ? entry.inner("via").address("host") : entry.address("gateway");
    if (entry.has("via") && !hop.gateway)
        entry.complain("via");
    hop.linkIndex = entry.device("dev", names);
    hop.weight = entry.number<std::uint16_t>("weight", 1);
    const auto flags = entry.words("flags");
    hop.onlink = flags.contains("onlink");
    hop.dead = flags.contains("dead");
    hop.linkdown = flags.contains("linkdown");
    hop.encapsulated = entry.has("encap");
    return hop;
}

/// A prefix that the field names; nullopt: all, or (complained of) something else.
std::optional<Prefix> conditionOf(const JsonEntry& entry, const char* key, const char* lengthKey, IpFamily family)
{
    const auto words = entry.has(key) ? entry.text(key) : std::string("all");
    if (words == "all" || words == "default")
        return std::nullopt;
    auto prefix = prefixIn(words, family);
    if (!prefix || prefix->address.family != family) {
        entry.complain(key);
        return std::nullopt;
    }
    if (entry.has(lengthKey)) {
        const auto length = entry.number<std::uint8_t>(lengthKey);
        if (length > prefix->address.width())
            entry.complain(lengthKey);
        else
            prefix->length = length;
    }
    return prefix;
}

Route routeOf(const JsonEntry& entry, IpFamily family, const LinkNames& names)
{
    static constexpr std::array<std::pair<std::string_view, RouteType>, 10> types = {{{"unicast", RouteType::Unicast}, {"local", RouteType::Local}, {"broadcast", RouteType::Broadcast}, {"anycast", RouteType::Anycast}, {"multicast", RouteType::Multicast}, {"blackhole", RouteType::Blackhole}, {"unreachable", RouteType::Unreachable}, {"prohibit", RouteType::Prohibit}, {"throw", RouteType::Throw}, {"nat", RouteType::Nat}}};
    static constexpr std::array<std::pair<std::string_view, int>, 5> scopes = {{{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}}};
    Route route;
    route.type = entry.named("type", types, RouteType::Unicast);
    const auto hops = entry.has("nexthops") ? entry.list("nexthops") : std::vector<JsonEntry>();
    if (entry.has("nexthops"))
        for (const auto& hop : hops)
            route.nextHops.push_back(hopOf(hop, names));
    else if (entry.has("dev") || entry.has("gateway") || entry.has("via"))
        route.nextHops.push_back(hopOf(entry, names));
    // A default route written without -4 or -6 is of its gateway's family.
    const bool isOfGateway = !entry.has("via") && !route.nextHops.empty() && route.nextHops.front().gateway;
    const auto ends = isOfGateway ? route.nextHops.front().gateway->family : family;
    if (const auto destination = prefixIn(entry.text("dst"), ends))
        route.destination = *destination;
    else
        entry.complain("dst");
    route.table = tableOf(entry, 254);
    route.metric = entry.number<std::uint32_t>("metric");
    route.typeOfService = entry.number<std::uint8_t>("tos");
    route.scope = entry.named<std::uint8_t>("scope", scopes, 0);
    route.preferredSource = entry.address("prefsrc");
    if (route.preferredSource && route.preferredSource->family != route.destination.address.family)
        entry.complain("prefsrc");
    route.source = conditionOf(entry, "from", "", route.destination.address.family);
    route.nextHopId = entry.number<std::uint32_t>("nhid");
    return route;
}

PolicyRule policyRuleOf(const JsonEntry& entry, IpFamily family)
{
    static constexpr std::array<std::pair<std::string_view, PolicyAction>, 5> actions = {{{"lookup", PolicyAction::Lookup}, {"blackhole", PolicyAction::Blackhole}, {"unreachable", PolicyAction::Unreachable}, {"prohibit", PolicyAction::Prohibit}, {"nop", PolicyAction::Nop}}};
    PolicyRule rule;
    rule.family = family;
    rule.priority = entry.number<std::uint32_t>("priority");
    rule.source = conditionOf(entry, "src", "srclen", family);
    rule.destination = conditionOf(entry, "dst", "dstlen", family);
    rule.inverted = entry.flag("not");
    rule.inInterface = entry.text("iif");
    rule.outInterface = entry.text("oif");
    if (entry.has("fwmark")) {
        rule.mark = entry.number<std::uint32_t>("fwmark");
        rule.markMask = entry.number<std::uint32_t>("fwmask", 0xffffffffu);
    }
    rule.typeOfService = entry.number<std::uint8_t>("tos");
    rule.table = tableOf(entry, 0);
    rule.action = entry.named("action", actions, PolicyAction::Lookup);
    if (entry.has("goto")) {
        rule.action = PolicyAction::Goto;
        rule.gotoPriority = entry.number<std::uint32_t>("goto");
    }
    if (entry.has("nop"))
        rule.action = PolicyAction::Nop;
    if (entry.has("suppress_prefixlen"))
        rule.suppressPrefixLength = entry.number<std::uint32_t>("suppress_prefixlen");
    rule.l3mdev = entry.has("l3mdev");
    return rule;
}

} // namespace

Result<void> parseRoutes(const std::string& text, const std::string& file, IpFamily family, Namespace& space)
{
    const auto objects = parseObjects(text, file, "ip -j route show table all");
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        auto route = routeOf(JsonEntry(object, bad), family, names);
        if (bad.empty())
            space.routes.push_back(std::move(route));
        else
            space.notes.push_back({"routes", "a route is not understood: " + listed(bad), "Look at it in " + file + ", or use a snapshot: hoplens collect."});
    }
    return {};
}

Result<void> parsePolicyRules(const std::string& text, const std::string& file, IpFamily family, Namespace& space)
{
    static const std::set<std::string> known = {"priority", "src", "srclen", "dst", "dstlen", "table", "fwmark", "fwmask", "iif", "oif", "iif_detached", "oif_detached", "tos", "not", "action", "goto", "suppress_prefixlen", "l3mdev", "nop", "protocol"};
    const auto objects = parseObjects(text, file, "ip -j rule show");
    if (!objects)
        return failure(objects.error());
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        auto rule = policyRuleOf(JsonEntry(object, bad), family);
        for (const auto& [key, value] : object.items())
            if (!known.contains(key))
                bad.push_back(key);
        rule.unknownAttributes = std::move(bad); // they make its answer unknown
        space.policyRules.push_back(std::move(rule));
    }
    return {};
}

Result<void> parseNeighbours(const std::string& text, const std::string& file, Namespace& space)
{
    static constexpr std::array<std::pair<std::string_view, NeighbourState>, 9> states = {{{"INCOMPLETE", NeighbourState::Incomplete}, {"REACHABLE", NeighbourState::Reachable}, {"STALE", NeighbourState::Stale}, {"DELAY", NeighbourState::Delay}, {"PROBE", NeighbourState::Probe}, {"FAILED", NeighbourState::Failed}, {"NOARP", NeighbourState::NoArp}, {"PERMANENT", NeighbourState::Permanent}, {"NONE", NeighbourState::None}}};
    const auto objects = parseObjects(text, file, "ip -j neigh show");
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        const JsonEntry entry(object, bad);
        Neighbour neighbour;
        if (const auto address = entry.address("dst"))
            neighbour.address = *address;
        else
            entry.complain("dst");
        neighbour.linkIndex = entry.device("dev", names);
        if (const auto lladdr = entry.text("lladdr"); !lladdr.empty()) // of other than Ethernet devices it has other forms
            if (const auto mac = MacAddress::parse(lladdr))
                neighbour.mac = *mac;
        for (const auto& word : entry.words("state")) {
            const auto known = std::ranges::find(states, word, &std::pair<std::string_view, NeighbourState>::first);
            if (known == states.end())
                entry.complain("state");
            else
                neighbour.state = known->second;
        }
        neighbour.isProxy = entry.has("proxy");
        if (bad.empty())
            space.neighbours.push_back(neighbour);
        else
            space.notes.push_back({neighbour.isProxy ? "proxy neighbours" : "neighbours", "an entry is not understood: " + listed(bad), "Look at it in " + file + "."});
    }
    return {};
}

Result<void> parseForwardingDatabase(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = parseObjects(text, file, "bridge -j fdb show");
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        const JsonEntry entry(object, bad);
        FdbEntry fdb;
        fdb.linkIndex = entry.device("ifname", names);
        if (const auto mac = entry.mac("mac"))
            fdb.mac = *mac;
        else
            entry.complain("mac");
        fdb.vlan = entry.number<std::uint16_t>("vlan");
        fdb.remote = entry.address("dst");
        fdb.isLocal = entry.text("state") == "permanent" && !fdb.remote;
        fdb.isSelf = entry.words("flags").contains("self");
        if (entry.has("port"))
            fdb.remotePort = entry.number<std::uint16_t>("port");
        if (entry.has("vni"))
            fdb.remoteVni = entry.number<std::uint32_t>("vni");
        if (bad.empty() && fdb.linkIndex != 0)
            space.fdb.push_back(fdb);
        else
            space.notes.push_back({"fdb", "an entry is not understood: " + listed(bad), "Look at it in " + file + "."});
    }
    return {};
}

Result<void> parseNamespaceIds(const std::string& text, const std::string& file, std::map<std::int32_t, std::string>& ids)
{
    const auto objects = parseObjects(text, file, "ip -j netns list-id");
    if (!objects)
        return failure(objects.error());
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        const JsonEntry entry(object, bad);
        const auto name = entry.text("name"); // absent for a namespace that has none
        const auto id = entry.number<std::int32_t>("nsid");
        if (!bad.empty() || !entry.has("nsid"))
            return failure({ErrorCode::InvalidInput, "an entry has no nsid, or fields that are not understood: " + listed(bad), file, 0, "Write it with ip -j netns list-id."});
        if (!name.empty())
            ids[id] = name;
    }
    return {};
}

} // namespace hoplens
