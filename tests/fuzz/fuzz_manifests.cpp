// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/filled_objects.h"
#include "cluster/node_proxy.h"
#include "findings/service_findings.h"
#include "kube/manifests.h"

#include <cstddef>
#include <cstdint>

using namespace hoplens;

/// Manifests, YAML or JSON by how they begin, and what is made of the objects: rules in each mode, findings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    kube::Objects objects;
    kube::readManifests(text, "input", objects);
    if (objects.size() == 0 || objects.workloads.size() > 20 || objects.size() > 200)
        return 0;
    objects = cluster::fillObjects(std::move(objects));
    const kube::ServiceEndpoints endpoints(objects);
    for (const auto mode : {proxy::ProxyMode::Iptables, proxy::ProxyMode::Nftables, proxy::ProxyMode::Ipvs})
        for (const auto layout : {proxy::ProxyLayout::V1_20, proxy::ProxyLayout::V1_33}) {
            const auto settings = cluster::nodeProxy(objects, &objects.nodes.front(), objects.nodes.front().meta.name, {mode, layout, {}, {}});
            if (!settings)
                continue;
            for (const auto family : settings->families)
                (void)cluster::predictedText(endpoints, *settings, family);
            (void)findServiceProblems(endpoints, *settings, nullptr);
        }
    return 0;
}
