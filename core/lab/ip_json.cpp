// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_json.h"

#include "lab/ip_program.h"
#include "net/packet.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t forever = 0xffffffff;

OrderedJson flagList(const Namespace& space, const Link& link)
{
    auto list = OrderedJson::array();
    std::string_view rest;
    const auto words = linkFlags(space, link);
    for (rest = words; !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        list.push_back(std::string(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return list;
}

/// The other end: by name where it is in the same namespace.
void addLower(OrderedJson& json, const Namespace& space, const Link& link)
{
    if (link.lowerIndex == 0)
        return;
    const auto* lower = link.lowerNsid ? nullptr : space.link(link.lowerIndex);
    if (lower)
        json["link"] = lower->name;
    else
        json["link_index"] = link.lowerIndex;
}

void writePretty(std::string& out, const OrderedJson& value, std::size_t depth)
{
    const std::string indent(4 * depth, ' ');
    if (value.is_array()) {
        const bool isOfObjects = !value.empty() && value.front().is_object();
        out += value.empty() ? "[ ]" : "[ ";
        for (std::size_t i = 0; i < value.size(); ++i) {
            out += i > 0 ? "," : "";
            writePretty(out, value[i], isOfObjects ? depth + 1 : depth);
        }
        out += value.empty() ? "" : " ]";
    } else if (value.is_object()) {
        out += "{";
        bool isFirst = true;
        for (const auto& [key, member] : value.items()) {
            out += (isFirst ? "\n" : ",\n") + indent + "    \"" + key + "\": ";
            writePretty(out, member, depth + 1);
            isFirst = false;
        }
        out += "\n" + indent + "}";
    } else {
        out += value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    }
}

std::string_view scopeWord(std::uint8_t scope) { return scope == 0 ? "global" : scope == 200 ? "site" : scope == 253 ? "link" : scope == 254 ? "host" : "nowhere"; }

} // namespace

OrderedJson linkJson(const Namespace& space, const Link& link)
{
    OrderedJson json{{"ifindex", link.index}};
    addLower(json, space, link);
    json["ifname"] = link.name;
    json["flags"] = flagList(space, link);
    json["mtu"] = link.mtu;
    json["qdisc"] = link.queueDiscipline.empty() ? "?" : link.queueDiscipline;
    if (const auto* master = link.master != 0 ? space.link(link.master) : nullptr)
        json["master"] = master->name;
    json["operstate"] = stateName(link);
    json["linkmode"] = "DEFAULT";
    json["group"] = "default";
    json["txqlen"] = link.transmitQueueLength;
    json["link_type"] = link.isLoopback() ? "loopback" : "ether";
    json["address"] = link.mac.text();
    json["broadcast"] = link.isLoopback() ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff";
    if (link.lowerNsid)
        json["link_netnsid"] = *link.lowerNsid;
    return json;
}

OrderedJson briefLinkJson(const Namespace& space, const Link& link)
{
    auto json = OrderedJson::object();
    addLower(json, space, link);
    json["ifname"] = link.name;
    json["operstate"] = stateName(link);
    json["address"] = link.mac.text();
    json["flags"] = flagList(space, link);
    return json;
}

OrderedJson addressJson(const Link& link, const InterfaceAddress& address)
{
    const bool isV4 = address.prefix.address.family == IpFamily::V4;
    OrderedJson json{{"family", isV4 ? "inet" : "inet6"}, {"local", address.prefix.address.text()}};
    if (address.peer)
        json["address"] = address.peer->text();
    json["prefixlen"] = address.prefix.length;
    if (address.broadcast)
        json["broadcast"] = address.broadcast->text();
    json["scope"] = scopeWord(address.scope);
    if ((address.flags & addressIsSecondary) != 0)
        json[isV4 ? "secondary" : "temporary"] = true;
    if (address.validLifetime)
        json["dynamic"] = true;
    if ((address.flags & addressHasNoRoute) != 0)
        json["noprefixroute"] = true;
    if (isV4)
        json["label"] = labelOf(link, address);
    json["valid_life_time"] = address.validLifetime.value_or(forever);
    json["preferred_life_time"] = address.preferredLifetime.value_or(forever);
    return json;
}

OrderedJson ruleJson(const Namespace& space, const PolicyRule& rule)
{
    OrderedJson json{{"priority", rule.priority}};
    if (rule.inverted)
        json["not"] = nullptr;
    const auto add = [&](const char* key, const char* length, const std::optional<Prefix>& prefix) {
        json[key] = prefix ? prefix->address.text() : "all";
        if (prefix && prefix->length != prefix->address.width())
            json[length] = prefix->length;
    };
    add("src", "srclen", rule.source);
    if (rule.destination)
        add("dst", "dstlen", rule.destination);
    if (rule.typeOfService != 0) {
        char text[8];
        std::snprintf(text, sizeof text, "0x%02x", rule.typeOfService);
        json["tos"] = text;
    }
    const auto hexadecimal = [](std::uint32_t number) {
        char text[16];
        std::snprintf(text, sizeof text, "0x%x", number);
        return std::string(text);
    };
    if (rule.mark) {
        json["fwmark"] = hexadecimal(*rule.mark);
        if (rule.markMask != forever)
            json["fwmask"] = hexadecimal(rule.markMask);
    }
    const auto addInterface = [&](const std::string& key, const std::string& name) {
        if (name.empty())
            return;
        json[key] = name;
        if (!space.link(name))
            json[key + "_detached"] = nullptr;
    };
    addInterface("iif", rule.inInterface);
    addInterface("oif", rule.outInterface);
    if (rule.userIds) {
        json["uid_start"] = rule.userIds->first;
        json["uid_end"] = rule.userIds->second;
    }
    if (rule.protocol)
        json["ipproto"] = protocolName(*rule.protocol);
    const auto addPorts = [&](const std::string& key, const auto& ports) {
        if (ports && ports->first == ports->second) {
            json[key] = ports->first;
        } else if (ports) {
            json[key + "_start"] = ports->first;
            json[key + "_end"] = ports->second;
        }
    };
    addPorts("sport", rule.sourcePorts);
    addPorts("dport", rule.destinationPorts);
    switch (rule.action) {
    case PolicyAction::Blackhole: json["action"] = "blackhole"; break;
    case PolicyAction::Unreachable: json["action"] = "unreachable"; break;
    case PolicyAction::Prohibit: json["action"] = "prohibit"; break;
    case PolicyAction::Nop: json["nop"] = nullptr; break;
    case PolicyAction::Goto:
        json["goto"] = rule.gotoPriority;
        if (std::ranges::none_of(space.policyRules, [&](const PolicyRule& other) { return other.family == rule.family && other.priority == rule.gotoPriority; }))
            json["unresolved"] = nullptr;
        break;
    case PolicyAction::Unspecified:
    case PolicyAction::Lookup:
        json["table"] = routeTableName(rule.table);
        if (rule.suppressPrefixLength)
            json["suppress_prefixlen"] = *rule.suppressPrefixLength;
        break;
    }
    return json;
}

std::string jsonText(const OrderedJson& list, JsonStyle style)
{
    if (style == JsonStyle::Compact)
        return list.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
    std::string out;
    writePretty(out, list, 0);
    return out + "\n";
}

} // namespace hoplens::lab
