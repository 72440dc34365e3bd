// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "diff/policy_drift.h"
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

constexpr const char* schema = "hoplens/drift/1";

/// The rules of a node against those of its kube-proxy.
struct ProxyComparison {
    proxy::ProxySettings settings;
    bool hasFamily = true; ///< of those that the Services have
    std::vector<std::string_view> leftOut;
    std::vector<DriftEntry> entries;

    bool isWhole() const { return leftOut.empty(); }
};

Result<ProxyComparison> comparedProxy(const DriftArguments& arguments, const ClusterInput& cluster, const Namespace& space)
{
    const auto& objects = cluster.objects;
    auto settings = chosenProxy(cluster, arguments.node.empty() ? nodeOf(space, objects) : arguments.node);
    if (!settings)
        return failure(settings.error());
    const auto recognised = recogniseProxy(space);
    const bool isConfigured = !cluster.choice.configuration.empty() || std::ranges::any_of(objects.configMaps, [](const kube::ConfigMap& map) { return map.meta.nameSpace == "kube-system" && map.meta.name == "kube-proxy" && map.data.contains("config.conf"); });
    if (recognised && !cluster.choice.mode && !isConfigured)
        settings->mode = recognised->mode;
    if (recognised && recognised->isOlderNftables)
        return failure({ErrorCode::Unsupported, "the table kube-proxy is in the layout of releases before 1.36, which is not predicted", arguments.input});
    adoptObserved(*settings, space, isConfigured);
    const auto families = comparableFamilies(space, *cluster.endpoints, *settings);
    for (const auto family : settings->families)
        if (std::ranges::find(families, family) == families.end() && !proxy::ProxiedServices(*settings, family, *cluster.endpoints).ports().empty())
            std::cerr << "note: " << (family == IpFamily::V4 ? "IPv4" : "IPv6") << " is not compared: the input has no rules of it\n";
    ProxyComparison compared{*settings, !families.empty(), notCompared(space, settings->mode), {}};
    if (families.empty()) {
        std::cerr << "hoplens: " << arguments.input << ": the input has no rules of a family that the Services have: whether they differ is not known\n";
        compared.leftOut.push_back("rules");
        return compared;
    }
    for (const auto part : compared.leftOut)
        std::cerr << "note: " << part << " are not compared: the input does not have them\n";
    // Of the releases that write rules of this kind, the one that these come closest to.
    const auto layouts = cluster.choice.layout || !recognised ? std::vector{settings->layout} : recognised->layouts;
    for (const auto layout : layouts) {
        auto one = *settings;
        one.layout = layout;
        auto found = findDrift(space, *cluster.endpoints, one, families);
        if (!found)
            return failure(found.error());
        if (layout == layouts.front() || found->size() < compared.entries.size()) {
            compared.entries = std::move(*found);
            compared.settings.layout = layout;
        }
        if (compared.entries.empty())
            break;
    }
    return compared;
}

nlohmann::ordered_json proxyJson(const ProxyComparison& compared)
{
    nlohmann::ordered_json json = {{"schema", schema}, {"node", compared.settings.nodeName}, {"mode", name(compared.settings.mode)}, {"layout", name(compared.settings.layout)}, {"notCompared", compared.leftOut}, {"drift", nlohmann::ordered_json::array()}};
    for (const auto& entry : compared.entries)
        json["drift"].push_back({{"kind", name(entry.kind)}, {"family", entry.family == IpFamily::V4 ? "ipv4" : "ipv6"}, {"service", entry.service}, {"sentence", entry.sentence}, {"rules", entry.rules}});
    return json;
}

std::string countText(std::size_t count, bool isWhole)
{
    if (count > 0)
        return std::to_string(count) + (count == 1 ? " difference.\n" : " differences.\n");
    return isWhole ? "No difference.\n" : "No difference in what was compared.\n";
}

std::string proxyText(const ProxyComparison& compared)
{
    if (!compared.hasFamily)
        return {};
    const auto& settings = compared.settings;
    auto out = "kube-proxy on " + (settings.nodeName.empty() ? "this node" : settings.nodeName) + ", mode " + std::string(name(settings.mode)) + (settings.mode == proxy::ProxyMode::Iptables ? ", rules as of " + std::string(name(settings.layout)) : "") + "\n";
    for (const auto& entry : compared.entries) {
        out += entry.sentence + (entry.family == IpFamily::V6 ? " (IPv6)\n" : "\n");
        for (const auto& rule : entry.rules)
            out += "  " + rule + "\n";
    }
    return out + countText(compared.entries.size(), compared.isWhole());
}

/// What policies say against what Calico's rules do; nullopt: there are none of either.
Result<std::optional<PolicyDrift>> comparedPolicies(const Namespace& space, const kube::Objects& objects)
{
    const bool hasPolicies = !objects.networkPolicies.empty() || !objects.clusterPolicies.empty() || !objects.calicoPolicies.empty();
    if (!hasCalicoChains(space.rules)) {
        if (hasPolicies)
            std::cerr << "note: policies are not compared: the rules have no chains of Calico's\n";
        return std::optional<PolicyDrift>();
    }
    if (!hasPolicies && objects.pods.empty()) {
        std::cerr << "note: policies are not compared: the objects have neither pods nor policies (kubectl get pods,networkpolicies,namespaces -A -o yaml)\n";
        return std::optional<PolicyDrift>();
    }
    auto found = findPolicyDrift(space, objects);
    if (!found)
        return failure(found.error());
    printObjectNotes(found->notes);
    return std::optional(std::move(*found));
}

std::string policyText(const PolicyDrift& policies)
{
    auto out = "Calico's rules, " + std::to_string(policies.workloads) + (policies.workloads == 1 ? " pod, " : " pods, ") + std::to_string(policies.connections) + " connections asked about\n";
    for (const auto& entry : policies.entries) {
        out += entry.sentence + (entry.family == IpFamily::V6 ? " (IPv6)\n" : "\n");
        for (const auto& detail : entry.details)
            out += "  " + detail + "\n";
    }
    for (const auto& sentence : policies.notCompared)
        out += "Not compared: " + sentence + "\n";
    return out + countText(policies.entries.size(), policies.notCompared.empty());
}

nlohmann::ordered_json policyJson(const PolicyDrift& policies)
{
    nlohmann::ordered_json json = {{"workloads", policies.workloads}, {"connections", policies.connections}, {"notCompared", policies.notCompared}, {"drift", nlohmann::ordered_json::array()}};
    for (const auto& entry : policies.entries)
        json["drift"].push_back({{"kind", name(entry.kind)}, {"family", entry.family == IpFamily::V4 ? "ipv4" : "ipv6"}, {"workload", entry.workload}, {"direction", entry.isIngress ? "ingress" : "egress"}, {"sentence", entry.sentence}, {"details", entry.details}});
    return json;
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
        return fail({ErrorCode::InvalidInput, "to find drift takes Services and EndpointSlices, or pods and policies, and the input has no Kubernetes objects", arguments.input, 0, "Give them with --objects: kubectl get services,endpointslices,nodes,namespaces,pods,networkpolicies -A -o yaml."});
    const auto* space = hostSpace(input->snapshot);
    if (!space)
        return fail({ErrorCode::NotFound, "the input has no host namespace", arguments.input});
    for (const char* subject : {"nftables", "iptables-legacy", "rules", "namespace"})
        if (space->isMissing(subject) && space->rules.empty())
            return fail({ErrorCode::PermissionDenied, "the rules of the host could not be read: whether they differ is not known", arguments.input, 0, "Collect as root."});
    const auto policies = comparedPolicies(*space, input->cluster->objects);
    if (!policies)
        return fail(policies.error());
    std::optional<ProxyComparison> proxied;
    if (!*policies || !input->cluster->objects.services.empty()) { // policies alone have nothing to say about kube-proxy
        auto compared = comparedProxy(arguments, *input->cluster, *space);
        if (!compared)
            return fail(compared.error());
        proxied = std::move(*compared);
    }
    std::string out;
    if (arguments.json) {
        auto json = proxied ? proxyJson(*proxied) : nlohmann::ordered_json{{"schema", schema}, {"drift", nlohmann::ordered_json::array()}};
        if (*policies)
            json["policies"] = policyJson(**policies);
        out = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    } else {
        out = (proxied ? proxyText(*proxied) : std::string()) + (*policies ? policyText(**policies) : std::string());
    }
    const bool isFound = (proxied && !proxied->entries.empty()) || (*policies && !(*policies)->entries.empty());
    const bool isWhole = (!proxied || proxied->isWhole()) && (!*policies || (*policies)->notCompared.empty());
    const int printed = print(out);
    return printed != status::done ? printed : isFound ? status::found : isWhole ? status::done : status::unknown;
}

} // namespace hoplens::cli
