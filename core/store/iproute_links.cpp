// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/iproute_json.h"
#include "store/json_entry.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

BridgePort portOf(const JsonEntry& data)
{
    static constexpr std::array<std::pair<std::string_view, StpState>, 5> states = {{{"disabled", StpState::Disabled}, {"listening", StpState::Listening}, {"learning", StpState::Learning}, {"forwarding", StpState::Forwarding}, {"blocking", StpState::Blocking}}};
    BridgePort port;
    port.state = data.named("state", states, StpState::Disabled);
    if (!data.has("state"))
        data.complain("state");
    port.hairpin = data.flag("hairpin");
    port.isolated = data.flag("isolated");
    port.learning = data.flag("learning", true);
    port.floodUnicast = data.flag("flood", true);
    port.floodMulticast = data.flag("mcast_flood", true);
    port.floodBroadcast = data.flag("bcast_flood", true);
    port.proxyArp = data.flag("proxy_arp");
    port.neighbourSuppression = data.flag("neigh_suppress");
    return port;
}

void readData(const JsonEntry& data, Link& link)
{
    switch (link.kind) {
    case LinkKind::Bridge: {
        BridgeData bridge;
        bridge.stp = data.flag("stp_state");
        bridge.vlanFiltering = data.flag("vlan_filtering");
        bridge.defaultPvid = data.number<std::uint16_t>("vlan_default_pvid", 1);
        bridge.callIptables = data.flag("nf_call_iptables");
        bridge.callIp6tables = data.flag("nf_call_ip6tables");
        if (!data.has("vlan_filtering"))
            data.complain("vlan_filtering");
        if (bridge.vlanFiltering)
            data.complain("the VLANs of its ports, which are not in the dump");
        link.data = bridge;
        break;
    }
    case LinkKind::Vxlan: {
        VxlanData vxlan;
        vxlan.vni = data.number<std::uint32_t>("id");
        vxlan.port = data.number<std::uint16_t>("port", 4789);
        for (const char* key : {"local", "local6"})
            if (const auto address = data.address(key))
                vxlan.local = *address;
        for (const char* key : {"remote", "remote6", "group", "group6"})
            if (const auto address = data.address(key))
                vxlan.remote = *address;
        vxlan.learning = data.flag("learning", true);
        vxlan.collectMetadata = data.flag("external");
        vxlan.ttl = data.number<std::uint8_t>("ttl");
        if (!data.has("id") && !vxlan.collectMetadata)
            data.complain("id");
        link.data = vxlan;
        break;
    }
    case LinkKind::Macvlan: {
        static constexpr std::array<std::pair<std::string_view, MacvlanMode>, 5> modes = {{{"private", MacvlanMode::Private}, {"vepa", MacvlanMode::Vepa}, {"bridge", MacvlanMode::Bridge}, {"passthru", MacvlanMode::Passthru}, {"source", MacvlanMode::Source}}};
        if (!data.has("mode"))
            data.complain("mode");
        link.data = MacvlanData{data.named("mode", modes, MacvlanMode::Source)};
        break;
    }
    case LinkKind::Vlan:
        if (!data.has("id"))
            data.complain("id");
        link.data = VlanData{data.number<std::uint16_t>("id")};
        break;
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

Link linkOf(const JsonEntry& entry)
{
    static constexpr std::array<std::pair<std::string_view, OperationalState>, 7> states = {{{"UNKNOWN", OperationalState::Unknown}, {"NOTPRESENT", OperationalState::NotPresent}, {"DOWN", OperationalState::Down}, {"LOWERLAYERDOWN", OperationalState::LowerLayerDown}, {"TESTING", OperationalState::Testing}, {"DORMANT", OperationalState::Dormant}, {"UP", OperationalState::Up}}};
    static constexpr std::array<std::pair<std::string_view, std::uint16_t>, 12> types = {{{"ether", 1}, {"loopback", 772}, {"none", 0xfffe}, {"ipip", 768}, {"tunnel6", 769}, {"sit", 776}, {"gre", 778}, {"gre6", 823}, {"ppp", 512}, {"infiniband", 32}, {"netlink", 824}, {"can", 280}}};
    Link link;
    link.index = entry.number<std::int32_t>("ifindex");
    link.name = entry.text("ifname");
    for (const char* needed : {"flags", "mtu", "link_type"})
        if (!entry.has(needed))
            entry.complain(needed);
    const auto words = entry.words("flags");
    link.flags = flagsOf(words);
    link.carrier = !words.contains("NO-CARRIER") && (words.contains("LOWER_UP") || !link.isUp());
    link.state = entry.named("operstate", states, OperationalState::Unknown);
    link.mtu = entry.number<std::uint32_t>("mtu", 1500);
    link.queueDiscipline = entry.text("qdisc");
    link.transmitQueueLength = entry.number<std::uint32_t>("txqlen", 1000);
    link.hardwareType = entry.named<std::uint16_t>("link_type", types, 1);
    if (link.hardwareType == 1) // other devices' addresses have other forms
        if (const auto mac = entry.mac("address"))
            link.mac = *mac;
    link.lowerIndex = entry.number<std::int32_t>("link_index");
    if (entry.has("link_netnsid"))
        link.lowerNsid = entry.number<std::int32_t>("link_netnsid");
    const auto info = entry.inner("linkinfo");
    link.kindName = info.text("info_kind");
    link.kind = !link.kindName.empty() ? linkKind(link.kindName) : link.isLoopback() ? LinkKind::Loopback : LinkKind::Physical;
    readData(info.inner("info_data"), link);
    if (info.text("info_slave_kind") == "bridge")
        link.port = portOf(info.inner("info_slave_data"));
    if (entry.has("xdp"))
        link.opaquePrograms.emplace_back("xdp");
    if (!link.isLoopback() && !entry.has("linkinfo") && !entry.has("promiscuity")) // which ip prints with -d alone
        entry.complain("linkinfo");
    return link;
}

InterfaceAddress addressOf(const JsonEntry& entry, std::int32_t index, const std::string& name)
{
    static constexpr std::array<std::pair<std::string_view, int>, 5> scopes = {{{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}}};
    InterfaceAddress own;
    own.linkIndex = index;
    const auto address = entry.address("local");
    const auto length = entry.number<std::uint8_t>("prefixlen");
    if (!address || !entry.has("prefixlen") || length > address->width())
        entry.complain(address ? "prefixlen" : "local");
    else
        own.prefix = {*address, length};
    own.scope = entry.named<std::uint8_t>("scope", scopes, 0);
    own.peer = entry.address("address");
    own.broadcast = entry.address("broadcast");
    own.label = entry.text("label") == name ? std::string() : entry.text("label");
    for (const auto& [word, bit] : {std::pair("tentative", 0x40u), {"dadfailed", 0x08u}, {"deprecated", 0x20u}, {"secondary", 0x01u}})
        own.flags |= entry.flag(word) ? bit : 0;
    return own;
}

/// No kernel gives such a name.
bool isOdd(const std::string& name)
{
    constexpr std::size_t longest = 15; // IFNAMSIZ
    return name.empty() || name.size() > longest || std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '/'; });
}

} // namespace

Result<void> parseLinks(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = parseObjects(text, file, "ip -j -d addr show");
    if (!objects)
        return failure(objects.error());
    std::set<std::int32_t> indexes;
    std::set<std::string> linkNames;
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        const JsonEntry entry(object, bad);
        auto link = linkOf(entry);
        if (link.index <= 0 || isOdd(link.name))
            return failure({ErrorCode::InvalidInput, "an interface has no number, or a name that no kernel gives", file, 0, "Write it with ip -j -d addr show."});
        if (!indexes.insert(link.index).second || !linkNames.insert(link.name).second)
            return failure({ErrorCode::InvalidInput, "two interfaces have the number " + std::to_string(link.index) + " or the name " + link.name, file, 0, "Write the file again, in one go."});
        std::vector<std::string> badAddresses;
        if (!entry.has("addr_info"))
            badAddresses.emplace_back("addr_info");
        for (const auto& each : JsonEntry(object, badAddresses).list("addr_info")) {
            const auto before = badAddresses.size();
            const auto own = addressOf(each, link.index, link.name);
            if (badAddresses.size() == before)
                space.addresses.push_back(own);
        }
        if (!bad.empty())
            space.notes.push_back({"links", link.name + " is not understood: " + listed(bad), "Write it with ip -j -d addr show."});
        if (!badAddresses.empty())
            space.notes.push_back({"addresses", "those of " + link.name + " are not understood: " + listed(badAddresses), "Write it with ip -j -d addr show."});
        space.links.push_back(std::move(link));
    }
    // A master and a lower device in the same namespace are told by name. The objects became links one by one.
    const LinkNames names(space);
    for (std::size_t i = 0; i < objects->size(); ++i) {
        std::vector<std::string> bad;
        const JsonEntry entry((*objects)[i], bad);
        auto& link = space.links[space.links.size() - objects->size() + i];
        link.master = entry.device("master", names);
        if (entry.has("link"))
            link.lowerIndex = entry.device("link", names);
        if (auto* vxlan = std::get_if<VxlanData>(&link.data))
            vxlan->underlayIndex = entry.inner("linkinfo").inner("info_data").device("link", names);
        if (!bad.empty())
            space.notes.push_back({"links", link.name + " names devices that are not in the dump: " + listed(bad), "Write it with ip -j -d addr show, of all devices at once."});
    }
    return {};
}

Result<void> parseQueueingDisciplines(const std::string& text, const std::string& file, Namespace& space)
{
    const auto objects = parseObjects(text, file, "tc -j qdisc show");
    if (!objects)
        return failure(objects.error());
    const LinkNames names(space);
    for (const auto& object : *objects) {
        std::vector<std::string> bad;
        const JsonEntry entry(object, bad);
        const auto kind = entry.text("kind");
        const auto index = entry.device("dev", names);
        if (!bad.empty() || kind.empty() || index == 0) {
            space.notes.push_back({"device programs", "a queueing discipline is not understood", "Write it with tc -j qdisc show."});
            continue;
        }
        if (kind != "clsact" && kind != "ingress")
            continue;
        // What their filters do is not in the dump; those of clsact may sit on both ways.
        auto& programs = std::ranges::find(space.links, index, &Link::index)->opaquePrograms;
        programs.push_back("tc " + kind + " ingress");
        if (kind == "clsact")
            programs.push_back("tc " + kind + " egress");
    }
    return {};
}

} // namespace hoplens
