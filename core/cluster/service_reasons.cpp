// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/service_reasons.h"

#include <algorithm>
#include <map>

namespace hoplens::cluster {
namespace {

using namespace kube;

std::string pods(std::size_t count) { return std::to_string(count) + (count == 1 ? " pod" : " pods"); }

/// How many letters differ (Levenshtein), up to a bound that says "not alike".
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t i = 0; i <= b.size(); ++i)
        row[i] = i;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0];
        row[0] = i;
        for (std::size_t k = 1; k <= b.size(); ++k) {
            const auto above = row[k];
            row[k] = std::min({above + 1, row[k - 1] + 1, corner + (a[i - 1] == b[k - 1] ? 0 : 1)});
            corner = above;
        }
    }
    return row.back();
}

/// Labels that pods have, alike those of the selector but not the same; the most alike first.
std::string nearMiss(const ServiceEndpoints& endpoints, const Service& service)
{
    constexpr std::size_t longest = 80;
    std::map<std::pair<std::size_t, std::string>, std::size_t> alike; // distance and label, how many pods
    for (const auto& pod : endpoints.objects().pods)
        if (pod.meta.nameSpace == service.meta.nameSpace)
            for (const auto& [key, value] : service.selector)
                for (const auto& [own, ownValue] : pod.meta.labels) {
                    const auto wanted = key + "=" + value;
                    const auto found = own + "=" + ownValue;
                    if (wanted == found || wanted.size() > longest || found.size() > longest || (own != key && ownValue != value))
                        continue;
                    const auto differ = distance(wanted, found);
                    if (differ <= 2 + wanted.size() / 8)
                        ++alike[{differ, found}];
                }
    if (!alike.empty())
        return pods(alike.begin()->second) + (alike.begin()->second == 1 ? " matches " : " match ") + alike.begin()->first.second;
    // Most of the selector may match.
    for (const auto& [key, value] : service.selector) {
        LabelSelector rest{service.selector, {}};
        rest.labels.erase(key);
        const auto count = static_cast<std::size_t>(std::ranges::count_if(endpoints.objects().pods, [&](const Pod& pod) { return pod.meta.nameSpace == service.meta.nameSpace && !rest.labels.empty() && rest.matches(pod.meta.labels); }));
        if (count > 0)
            return pods(count) + (count == 1 ? " matches " : " match ") + text(rest.labels) + " alone";
    }
    std::size_t elsewhere = 0;
    std::string where;
    const LabelSelector selector{service.selector, {}};
    for (const auto& pod : endpoints.objects().pods)
        if (selector.matches(pod.meta.labels)) {
            ++elsewhere;
            where = pod.meta.nameSpace;
        }
    return elsewhere > 0 ? pods(elsewhere) + (elsewhere == 1 ? " matches" : " match") + " in the namespace " + where + ", but a Service selects in its own alone" : std::string();
}

std::string unready(const Pod& pod)
{
    if (pod.meta.isDeleting)
        return pod.meta.name + " is being deleted";
    if (pod.ips.empty())
        return pod.meta.name + " has no address" + (pod.phase.empty() ? "" : " (" + pod.phase + ")");
    if (isFinished(pod))
        return pod.meta.name + " has ended (" + pod.phase + ")";
    return pod.meta.name + " is not ready";
}

} // namespace

bool hasReadyEndpoint(const ServiceEndpoints& endpoints, const Service& service, const ServicePort& port)
{
    for (const auto* slice : endpoints.slices(service))
        if (std::ranges::any_of(slice->ports, [&](const EndpointPort& own) { return own.name == port.name && own.protocol == port.protocol && own.port != 0; }))
            for (const auto& endpoint : slice->endpoints)
                if (endpoint.ready.value_or(true) && !endpoint.addresses.empty())
                    return true;
    return false;
}

std::vector<std::string> whyNoEndpoints(const ServiceEndpoints& endpoints, const Service& service, const ServicePort& port)
{
    if (hasReadyEndpoint(endpoints, service, port))
        return {};
    std::vector<std::string> why;
    if (service.selector.empty()) {
        const bool isTold = endpoints.origin(service) != EndpointOrigin::None;
        why.push_back(isTold ? "it has no selector, and its manual endpoints have none that is ready for this port" : "it has no selector, and there are no EndpointSlices or Endpoints for it");
        return why;
    }
    if (endpoints.origin(service) == EndpointOrigin::None) // whether there are any nobody said
        return {"neither pods nor EndpointSlices were told: whether it has endpoints is not known"};
    const auto selected = endpoints.selectedPods(service);
    const auto selector = "selector " + text(service.selector);
    if (selected.empty() && endpoints.objects().pods.empty() && endpoints.origin(service) != EndpointOrigin::Pods) {
        why.push_back("none of its endpoints is ready, and no pods are told that would say why");
        return why;
    }
    if (selected.empty()) {
        const auto near = nearMiss(endpoints, service);
        why.push_back(selector + " matches no ready pod" + (near.empty() ? "" : ": " + near));
        return why;
    }
    const auto takes = [&](const Pod* pod) { return !pod->ips.empty() && !isFinished(*pod) && !pod->meta.isDeleting && (isReady(*pod) || service.publishNotReadyAddresses); };
    if (std::ranges::none_of(selected, takes)) {
        std::string each;
        for (std::size_t i = 0; i < selected.size() && i < 4; ++i)
            each += (i > 0 ? ", " : "") + unready(*selected[i]);
        why.push_back(selector + " matches no ready pod: " + each + (selected.size() > 4 ? " and " + std::to_string(selected.size() - 4) + " more" : ""));
    }
    if (std::ranges::none_of(selected, [&](const Pod* pod) { return targetPortOf(port, *pod).has_value(); }))
        why.push_back("targetPort " + std::get<std::string>(port.targetPort) + " names no container port of protocol " + std::string(name(port.protocol)));
    else if (why.empty() && endpoints.origin(service) != EndpointOrigin::Pods)
        why.push_back("its EndpointSlices do not follow its pods: " + pods(selected.size()) + " would be endpoints");
    return why;
}

} // namespace hoplens::cluster
