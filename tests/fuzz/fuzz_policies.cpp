// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/manifests.h"
#include "policy/reach.h"

#include <cstddef>
#include <cstdint>

using namespace hoplens;

namespace {

constexpr std::size_t mostPods = 40;

/// Pods that what the input says can be about.
constexpr const char* pods = R"({apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: "1"}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: a, labels: {app: a}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}, status: {podIP: 10.0.0.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: q, labels: {app: b}}, status: {podIP: "fd00::1"}}
---
)";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    kube::Objects objects;
    kube::readManifests(pods + std::string(reinterpret_cast<const char*>(data), size), "input", objects);
    if (objects.pods.size() + objects.workloads.size() > mostPods)
        return 0;
    for (const bool matchesPods : {false, true}) {
        const auto model = policy::PolicyModel::make(objects, {matchesPods, true, false});
        if (model)
            (void)policy::eachConnection(*model, [](const policy::Connection&) {});
    }
    return 0;
}
