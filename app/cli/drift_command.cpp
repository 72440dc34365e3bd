// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "diff/proxy_drift.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace hoplens::cli {
namespace {

/// The namespace that kube-proxy writes into.
const Namespace* hostSpace(const Snapshot& snapshot)
{
    for (const auto& host : snapshot.hosts)
        for (const auto& space : host.namespaces)
            if (space.isHost)
                return &space;
    return nullptr;
}

/// The node whose addresses the namespace has; empty: none, or no object tells.
std::string nodeOf(const Namespace& space, const kube::Objects& objects)
{
    for (const auto& node : objects.nodes)
        for (const auto& own : node.addresses)
            if (const auto address = Address::parse(own.address); address && std::ranges::any_of(space.addresses, [&](const InterfaceAddress& other) { return other.prefix.address == *address; }))
                return node.meta.name;
    return {};
}

} // namespace

int drift(const DriftArguments& arguments)
{
    const auto input = loadInput(arguments.input, arguments.cluster);
    if (!input)
        return fail(input.error());
    if (input->isModelled)
        return fail({ErrorCode::InvalidInput, "the input is made of objects: it has no rules of a kernel to compare", arguments.input, 0, "Give what was observed (live, a snapshot, a folder of dumps) as the input, and the objects with --objects."});
    if (!input->cluster)
        return fail({ErrorCode::InvalidInput, "to find drift takes Services and EndpointSlices, and the input has no Kubernetes objects", arguments.input, 0, "Give them with --objects: kubectl get services,endpointslices,nodes -A -o yaml."});
    const auto* space = hostSpace(input->snapshot);
    if (!space)
        return fail({ErrorCode::NotFound, "the input has no host namespace", arguments.input});
    for (const char* subject : {"nftables", "iptables-legacy", "rules", "namespace"})
        if (space->isMissing(subject) && space->rules.empty())
            return fail({ErrorCode::PermissionDenied, "the rules of the host could not be read: whether they differ is not known", arguments.input, 0, "Collect as root."});
    const auto& objects = input->cluster->objects;
    auto settings = chosenProxy(*input->cluster, arguments.node.empty() ? nodeOf(*space, objects) : arguments.node);
    if (!settings)
        return fail(settings.error());
    const auto recognised = recogniseProxy(*space);
    const bool isConfigured = !input->cluster->choice.configuration.empty() || std::ranges::any_of(objects.configMaps, [](const kube::ConfigMap& map) { return map.meta.nameSpace == "kube-system" && map.meta.name == "kube-proxy" && map.data.contains("config.conf"); });
    if (recognised && !input->cluster->choice.mode && !isConfigured)
        settings->mode = recognised->mode;
    if (recognised && recognised->isOlderNftables)
        return fail({ErrorCode::Unsupported, "the table kube-proxy is in the layout of releases before 1.36, which is not predicted", arguments.input});
    adoptObserved(*settings, *space, isConfigured);
    const auto families = comparableFamilies(*space, *input->cluster->endpoints, *settings);
    for (const auto family : settings->families)
        if (std::ranges::find(families, family) == families.end() && !proxy::ProxiedServices(*settings, family, *input->cluster->endpoints).ports().empty())
            std::cerr << "note: " << (family == IpFamily::V4 ? "IPv4" : "IPv6") << " is not compared: the input has no rules of it\n";
    if (families.empty()) {
        std::cerr << "hoplens: " << arguments.input << ": the input has no rules of a family that the Services have: whether they differ is not known\n";
        return status::unknown;
    }
    const auto leftOut = notCompared(*space, settings->mode);
    for (const auto part : leftOut)
        std::cerr << "note: " << part << " are not compared: the input does not have them\n";
    // Of the releases that write rules of this kind, the one that these come closest to.
    const auto layouts = input->cluster->choice.layout || !recognised ? std::vector{settings->layout} : recognised->layouts;
    Result<std::vector<DriftEntry>> entries;
    for (const auto layout : layouts) {
        auto one = *settings;
        one.layout = layout;
        auto found = findDrift(*space, *input->cluster->endpoints, one, families);
        if (!found)
            return fail(found.error());
        if (layout == layouts.front() || found->size() < entries->size()) {
            entries = std::move(found);
            settings->layout = layout;
        }
        if (entries->empty())
            break;
    }
    std::string out;
    if (arguments.json) {
        nlohmann::ordered_json json = {{"schema", "hoplens/drift/1"}, {"node", settings->nodeName}, {"mode", name(settings->mode)}, {"layout", name(settings->layout)}, {"notCompared", leftOut}, {"drift", nlohmann::ordered_json::array()}};
        for (const auto& entry : *entries)
            json["drift"].push_back({{"kind", name(entry.kind)}, {"family", entry.family == IpFamily::V4 ? "ipv4" : "ipv6"}, {"service", entry.service}, {"sentence", entry.sentence}, {"rules", entry.rules}});
        out = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    } else {
        out = "kube-proxy on " + (settings->nodeName.empty() ? "this node" : settings->nodeName) + ", mode " + std::string(name(settings->mode)) + (settings->mode == proxy::ProxyMode::Iptables ? ", rules as of " + std::string(name(settings->layout)) : "") + "\n";
        for (const auto& entry : *entries) {
            out += entry.sentence + (entry.family == IpFamily::V6 ? " (IPv6)\n" : "\n");
            for (const auto& rule : entry.rules)
                out += "  " + rule + "\n";
        }
        out += entries->empty() ? (leftOut.empty() ? "No difference.\n" : "No difference in what the input has.\n") : std::to_string(entries->size()) + (entries->size() == 1 ? " difference.\n" : " differences.\n");
    }
    const int printed = print(out);
    return printed != status::done ? printed : !entries->empty() ? status::found : leftOut.empty() ? status::done : status::unknown;
}

} // namespace hoplens::cli
