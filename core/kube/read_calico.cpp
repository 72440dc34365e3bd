// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

#include <array>

namespace hoplens::kube {
namespace {

/// "80", "80:90" (also quoted), or a name.
std::vector<CalicoPolicy::Port> readPorts(ObjectReader& reader, const Field& field)
{
    std::vector<CalicoPolicy::Port> ports;
    reader.each(field, [&](const Field& item) {
        CalicoPolicy::Port port;
        const auto text = reader.text(item);
        const auto colon = text.find(':');
        const auto first = parseNumber(std::string_view(text).substr(0, colon), 65535);
        const auto last = colon == std::string::npos ? first : parseNumber(std::string_view(text).substr(colon + 1), 65535);
        if (first && last && *first <= *last) {
            port.first = static_cast<std::uint16_t>(*first);
            port.last = static_cast<std::uint16_t>(*last);
        } else if (colon != std::string::npos || text.empty() || text.front() == '-' || (text.front() >= '0' && text.front() <= '9' && text.find_first_not_of("0123456789") == std::string::npos)) {
            reader.complain(item, "wants a port, a range such as 80:90, or the name of a port");
        } else {
            port.name = text;
        }
        ports.push_back(std::move(port));
    });
    return ports;
}

std::optional<std::string> selectorText(ObjectReader& reader, const Field& field)
{
    return field.isThere() ? std::optional(reader.text(field)) : std::nullopt;
}

CalicoPolicy::Entity readEntity(ObjectReader& reader, const Field& field)
{
    CalicoPolicy::Entity entity;
    if (!reader.map(field, {"nets", "notNets", "selector", "notSelector", "namespaceSelector", "ports", "notPorts", "serviceAccounts", "services", "domains"}))
        return entity;
    entity.nets = reader.networks(field["nets"]);
    entity.notNets = reader.networks(field["notNets"]);
    entity.selector = selectorText(reader, field["selector"]);
    entity.notSelector = selectorText(reader, field["notSelector"]);
    entity.namespaceSelector = selectorText(reader, field["namespaceSelector"]);
    entity.ports = readPorts(reader, field["ports"]);
    entity.notPorts = readPorts(reader, field["notPorts"]);
    entity.domains = reader.texts(field["domains"]);
    const auto accounts = field["serviceAccounts"];
    reader.map(accounts, {"names", "selector"});
    entity.serviceAccounts = reader.texts(accounts["names"]);
    entity.serviceAccountSelector = selectorText(reader, accounts["selector"]);
    const auto service = field["services"];
    if (reader.map(service, {"name", "namespace"}))
        entity.service = reader.text(service["namespace"]) + "/" + reader.text(service["name"]);
    return entity;
}

/// By name, whatever its case, or by number.
std::optional<std::uint8_t> readProtocolNumber(ObjectReader& reader, const Field& field)
{
    static constexpr std::array<std::pair<std::string_view, std::uint8_t>, 6> protocols = {{{"TCP", 6}, {"UDP", 17}, {"SCTP", 132}, {"ICMP", 1}, {"ICMPV6", 58}, {"UDPLITE", 136}}};
    if (!field.isThere())
        return std::nullopt;
    auto text = reader.text(field);
    for (auto& letter : text)
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
    for (const auto& [name, number] : protocols)
        if (text == name)
            return number;
    const auto number = parseNumber(text, 255);
    if (!number)
        reader.complain(field, "wants TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or the number of a protocol");
    return static_cast<std::uint8_t>(number.value_or(0));
}

std::vector<CalicoPolicy::Rule> readCalicoRules(ObjectReader& reader, const Field& field)
{
    static constexpr std::pair<std::string_view, PolicyAction> actions[] = {{"Allow", PolicyAction::Allow}, {"Deny", PolicyAction::Deny}, {"Log", PolicyAction::Log}, {"Pass", PolicyAction::Pass}, {"allow", PolicyAction::Allow}, {"deny", PolicyAction::Deny}, {"log", PolicyAction::Log}, {"pass", PolicyAction::Pass}, {"next-tier", PolicyAction::Pass}};
    std::vector<CalicoPolicy::Rule> rules;
    reader.each(field, [&](const Field& item) {
        reader.map(item, {"action", "ipVersion", "protocol", "notProtocol", "icmp", "notICMP", "http", "source", "destination", "metadata"});
        CalicoPolicy::Rule rule;
        if (!item["action"].isThere())
            reader.complain(item, "has no action");
        rule.action = reader.named(item["action"], actions, PolicyAction::Allow);
        if (item["ipVersion"].isThere())
            rule.family = reader.number<std::int32_t>(item["ipVersion"]) == 6 ? IpFamily::V6 : IpFamily::V4;
        rule.protocol = readProtocolNumber(reader, item["protocol"]);
        rule.notProtocol = readProtocolNumber(reader, item["notProtocol"]);
        rule.hasIcmp = item["icmp"].isThere() || item["notICMP"].isThere();
        rule.hasHttp = item["http"].isThere();
        rule.source = readEntity(reader, item["source"]);
        rule.destination = readEntity(reader, item["destination"]);
        rule.line = item.line();
        rules.push_back(std::move(rule));
    });
    return rules;
}

std::optional<double> readOrder(ObjectReader& reader, const Field& field)
{
    if (!field.isThere())
        return std::nullopt;
    const auto text = reader.text(field);
    double order = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), order);
    if (error != std::errc{} || stop != text.data() + text.size())
        reader.complain(field, "wants a number");
    return order;
}

} // namespace

CalicoPolicy readCalicoPolicy(ObjectReader& reader, const Field& object, std::string_view kind)
{
    CalicoPolicy policy;
    policy.kind = kind;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    policy.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"tier", "order", "selector", "namespaceSelector", "serviceAccountSelector", "types", "ingress", "egress", "doNotTrack", "preDNAT", "applyOnForward", "performanceHints"});
    if (spec["tier"].isThere())
        policy.tier = reader.text(spec["tier"]);
    policy.order = readOrder(reader, spec["order"]);
    policy.selector = reader.text(spec["selector"]);
    policy.namespaceSelector = reader.text(spec["namespaceSelector"]);
    policy.serviceAccountSelector = reader.text(spec["serviceAccountSelector"]);
    for (const char* mode : {"doNotTrack", "preDNAT"})
        if (reader.flag(spec[mode], false))
            policy.unmodelled = mode;
    policy.ingress = readCalicoRules(reader, spec["ingress"]);
    policy.egress = readCalicoRules(reader, spec["egress"]);
    policy.isEgress = !policy.egress.empty();
    policy.isIngress = !policy.ingress.empty() || policy.egress.empty();
    if (spec["types"].size() > 0) {
        policy.isIngress = policy.isEgress = false;
        reader.each(spec["types"], [&](const Field& item) {
            static constexpr std::pair<std::string_view, bool> types[] = {{"Ingress", false}, {"Egress", true}, {"ingress", false}, {"egress", true}};
            (reader.named(item, types, false) ? policy.isEgress : policy.isIngress) = true;
        });
    }
    return policy;
}

CalicoTier readCalicoTier(ObjectReader& reader, const Field& object)
{
    static constexpr std::pair<std::string_view, bool> actions[] = {{"Deny", false}, {"Pass", true}};
    CalicoTier tier;
    tier.meta = reader.meta(object["metadata"]);
    reader.map(object["spec"], {"order", "defaultAction"});
    tier.order = readOrder(reader, object["spec"]["order"]);
    tier.passesRest = reader.named(object["spec"]["defaultAction"], actions, false);
    return tier;
}

CalicoNetworkSet readCalicoNetworkSet(ObjectReader& reader, const Field& object)
{
    CalicoNetworkSet set;
    set.meta = reader.meta(object["metadata"]);
    reader.map(object["spec"], {"nets"});
    set.nets = reader.networks(object["spec"]["nets"]);
    return set;
}

} // namespace hoplens::kube
