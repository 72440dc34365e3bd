// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/file.h"
#include "collect/snapshot_collector.h"
#include "filter/iptables_save.h"
#include "filter/ipvs_text.h"
#include "filter/nft_text.h"
#include "store/snapshot_file.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace hoplens::cli {
namespace {

std::string linkLine(const Namespace& space, const Link& link)
{
    std::string line = "    " + link.name + "  " + std::string(name(link.kind));
    if (!link.kindName.empty() && link.kind == LinkKind::Other)
        line += " (" + link.kindName + ")";
    line += link.isUp() ? (link.carrier ? "  up" : "  ✕ no carrier") : "  ✕ down";
    for (const auto& address : space.addresses)
        if (address.linkIndex == link.index)
            line += "  " + address.prefix.text() + (address.peer ? " peer " + address.peer->text() : "");
    if (const Link* master = link.master != 0 ? space.link(link.master) : nullptr)
        line += "  port of " + master->name;
    if (const auto* vxlan = std::get_if<VxlanData>(&link.data))
        line += "  vni " + std::to_string(vxlan->vni);
    for (const auto& program : link.opaquePrograms)
        line += "  ? an opaque program sits here: " + program;
    return line;
}

std::string routeLine(const Namespace& space, const Route& route)
{
    std::string line = "    " + (route.type == RouteType::Unicast ? "" : std::string(name(route.type)) + " ") + (route.destination.length == 0 ? "default" : route.destination.text());
    for (const auto& hop : route.nextHops) {
        if (hop.gateway)
            line += " via " + hop.gateway->text();
        if (const Link* link = space.link(hop.linkIndex))
            line += " dev " + link->name;
        if (route.nextHops.size() > 1)
            line += " weight " + std::to_string(hop.weight);
    }
    if (route.metric != 0)
        line += " metric " + std::to_string(route.metric);
    if (route.preferredSource)
        line += " src " + route.preferredSource->text();
    if (route.table != 254)
        line += " table " + routeTableName(route.table);
    return line;
}

std::string counted(std::size_t count, const std::string& what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string spaceText(const Namespace& space, const Snapshot& snapshot)
{
    std::string out = space.name + "  (inode " + std::to_string(space.inode) + ", " + std::to_string(space.processes.size()) + " processes)\n  links\n";
    for (const auto& link : space.links) {
        out += linkLine(space, link);
        if (link.kind == LinkKind::Veth && link.lower)
            if (const Namespace* other = snapshot.find(link.lower->namespaceInode))
                if (const Link* peer = other->link(link.lower->index))
                    out += "  ↔ " + other->name + "/" + peer->name;
        out += "\n";
    }
    out += "  routes\n";
    for (const auto& route : space.routes)
        if (route.table != 255)
            out += routeLine(space, route) + "\n";
    if (!space.sockets.empty()) {
        out += "  listening\n";
        for (const auto& socket : space.sockets)
            out += "    " + protocolName(socket.protocol) + " " + socket.address.text() + " port " + std::to_string(socket.port) + "\n";
    }
    if (!space.virtualServers.empty()) {
        out += "  virtual servers\n";
        for (const auto& server : space.virtualServers)
            out += "    " + virtualServerText(server) + "  " + server.scheduler + "  " + counted(server.realServers.size(), "real server") + "\n";
    }
    if (!space.rules.empty()) {
        out += "  rules\n";
        for (std::uint32_t t = 0; t < space.rules.tables.size(); ++t) {
            std::size_t count = 0;
            for (const auto& chain : space.rules.chains)
                if (chain.table == TableId{t})
                    count += chain.rules.count;
            const auto& table = space.rules.tables[t];
            out += "    " + std::string(name(table.origin)) + "  " + std::string(name(table.family)) + " " + table.name + "  " + std::to_string(count) + " rules\n";
        }
    }
    for (const auto& note : space.notes)
        out += "  ? " + note.subject + ": " + note.text + "\n";
    return out;
}

} // namespace

int collect(const CollectArguments& arguments)
{
    const auto snapshot = SnapshotCollector({arguments.namespaces}).collect();
    if (!snapshot)
        return fail(snapshot.error());
    const auto text = writeSnapshot(*snapshot);
    if (arguments.output == "-")
        return print(text);
    if (const auto written = writeFile(arguments.output, text); !written)
        return fail(written.error());
    std::size_t notes = snapshot->notes.size();
    for (const auto& space : snapshot->hosts[0].namespaces)
        notes += space.notes.size();
    for (const auto& note : snapshot->notes)
        std::cerr << "note: " << note.text << (note.remedy.empty() ? "" : ". " + note.remedy) << '\n';
    std::cerr << counted(snapshot->hosts[0].namespaces.size(), "namespace") << " written to " << arguments.output << (notes > 0 ? ", with " + counted(notes, "note") + " about what could not be read" : "") << '\n';
    return status::done;
}

int show(const ShowArguments& arguments)
{
    const auto input = loadInput(arguments.input);
    if (!input)
        return fail(input.error());
    const auto* snapshot = &input->snapshot;
    if (arguments.json)
        return print(writeSnapshot(*snapshot));
    std::string out;
    for (const auto& host : snapshot->hosts) {
        out += host.name + (host.kernel.empty() ? "" : "  " + host.kernel) + "\n";
        for (const auto& space : host.namespaces)
            out += "\n" + spaceText(space, *snapshot);
    }
    return print(out);
}

namespace {

int predictedRules(const RulesArguments& arguments)
{
    if (arguments.as != "text" || !arguments.chain.empty() || !arguments.table.empty() || !arguments.space.empty())
        return fail({ErrorCode::InvalidInput, "--predicted writes what the mode's own program loads; --as, --chain, --table and --netns choose among rules that were read", "rules"});
    const auto input = loadInput(arguments.input, arguments.cluster);
    if (!input)
        return fail(input.error());
    if (!input->cluster)
        return fail({ErrorCode::InvalidInput, "to predict rules takes Services and EndpointSlices, and the input has no Kubernetes objects", arguments.input, 0, "Give manifests as the input, or with --objects."});
    const auto settings = chosenProxy(*input->cluster, arguments.node);
    if (!settings)
        return fail(settings.error());
    std::string out;
    if (settings->families.size() > 1 && arguments.family.empty())
        std::cerr << "note: both families follow one another; --family ipv4 or ipv6 writes the one that a program loads\n";
    for (const auto family : settings->families) {
        if (!arguments.family.empty() && arguments.family != (family == IpFamily::V4 ? "ipv4" : "ipv6"))
            continue;
        out += "# kube-proxy of " + settings->nodeName + ", " + std::string(name(settings->mode)) + (settings->mode == proxy::ProxyMode::Iptables ? " as of " + std::string(name(settings->layout)) : "") + (family == IpFamily::V6 ? ", IPv6\n" : ", IPv4\n");
        out += cluster::predictedText(*input->cluster->endpoints, *settings, family);
    }
    return print(out);
}

} // namespace

int rules(const RulesArguments& arguments)
{
    if (arguments.predicted)
        return predictedRules(arguments);
    const bool choosesChains = !arguments.chain.empty() || !arguments.table.empty();
    if (choosesChains && (arguments.as == "iptables-save" || arguments.as == "nft"))
        return fail({ErrorCode::InvalidInput, "--chain and --table choose what text and json show; --as " + arguments.as + " writes all", "rules"});
    const auto input = loadInput(arguments.input);
    if (!input)
        return fail(input.error());
    const auto* snapshot = &input->snapshot;
    std::string out;
    nlohmann::ordered_json json = {{"schema", "hoplens/rules/1"}, {"rules", nlohmann::ordered_json::array()}};
    bool found = false;
    bool hasChain = false;
    for (const auto& host : snapshot->hosts) {
        for (const auto& space : host.namespaces) {
            if ((!arguments.space.empty() && space.name != arguments.space) || space.rules.empty())
                continue;
            found = true;
            if (arguments.as == "iptables-save") {
                for (const auto family : {TableFamily::Ip, TableFamily::Ip6})
                    for (const auto origin : {RuleOrigin::IptablesLegacy, RuleOrigin::IptablesNft})
                        if (const auto text = writeIptablesSave(space.rules, family, origin, CounterStyle::Print); !text.empty())
                            out += "# " + space.name + ", " + std::string(name(origin)) + (family == TableFamily::Ip6 ? ", IPv6\n" : "\n") + text;
                continue;
            }
            if (arguments.as == "nft") {
                out += "# " + space.name + "\n" + writeNft(space.rules);
                continue;
            }
            out += space.name + "\n";
            for (std::uint32_t c = 0; c < space.rules.chains.size(); ++c) {
                const auto& chain = space.rules.chains[c];
                const auto& table = space.rules.tables[chain.table.value];
                const std::string chainName(space.rules.text(chain.name));
                if ((!arguments.chain.empty() && chainName != arguments.chain) || (!arguments.table.empty() && table.name != arguments.table))
                    continue;
                hasChain = true;
                out += "  " + std::string(name(table.origin)) + " " + std::string(name(table.family)) + " " + table.name + " " + chainName;
                if (chain.hook)
                    out += "  (hook " + std::string(name(*chain.hook)) + ", priority " + std::to_string(chain.priority) + ", policy " + (chain.dropPolicy ? "drop" : "accept") + ")";
                out += "\n";
                for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r) {
                    const auto& rule = space.rules.rules[r];
                    const auto text = ruleText(space.rules, RuleId{r});
                    out += "    " + std::to_string(r - chain.rules.first + 1) + "  [" + std::to_string(rule.counters.packets) + ":" + std::to_string(rule.counters.bytes) + "]  " + text + "\n";
                    json["rules"].push_back({{"namespace", space.name}, {"backend", name(table.origin)}, {"family", name(table.family)}, {"table", table.name}, {"chain", chainName}, {"number", r - chain.rules.first + 1}, {"text", text}, {"packets", rule.counters.packets}, {"bytes", rule.counters.bytes}});
                }
            }
        }
    }
    if (!arguments.space.empty() && !found)
        return fail({ErrorCode::NotFound, "there is no network namespace of this name with rules", arguments.space});
    if (choosesChains && !hasChain)
        return fail({ErrorCode::NotFound, "there is no such chain", (arguments.table.empty() ? "" : arguments.table + " ") + arguments.chain, 0, "`hoplens rules` lists them all."});
    return print(arguments.as == "json" ? json.dump(2) + "\n" : out);
}

} // namespace hoplens::cli
