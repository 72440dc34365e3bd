// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"
#include "proxy/iptables_proxy.h"
#include "proxy/nftables_proxy.h"

#include <benchmark/benchmark.h>

using namespace hoplens;

namespace {

/// Services with three endpoints each, one of them on this node.
kube::Objects cluster(int count)
{
    kube::Objects objects;
    for (int i = 0; i < count; ++i) {
        const auto name = "service-" + std::to_string(i);
        kube::Service service;
        service.meta.name = name;
        service.meta.nameSpace = "shop";
        service.clusterIps = {Address::v4(0x0a600001u + static_cast<std::uint32_t>(i)).text()};
        service.ports.push_back({"http", kube::Protocol::Tcp, 80, 8080, 0, {}});
        objects.services.push_back(service);
        kube::EndpointSlice slice;
        slice.meta.name = name + "-1";
        slice.meta.nameSpace = "shop";
        slice.meta.labels["kubernetes.io/service-name"] = name;
        slice.addressType = "IPv4";
        slice.ports.push_back({"http", kube::Protocol::Tcp, 8080});
        for (std::uint32_t e = 0; e < 3; ++e) {
            kube::Endpoint endpoint;
            endpoint.addresses = {Address::v4(0x0af40002u + static_cast<std::uint32_t>(i) * 3 + e).text()};
            endpoint.nodeName = e == 0 ? "node-1" : "node-2";
            slice.endpoints.push_back(endpoint);
        }
        objects.endpointSlices.push_back(slice);
    }
    return objects;
}

proxy::ProxySettings settings(proxy::ProxyMode mode)
{
    proxy::ProxySettings all;
    all.mode = mode;
    all.nodeName = "node-1";
    all.nodeIps = {*Address::parse("192.0.2.1")};
    all.detectLocal = proxy::DetectLocal::Cidr;
    all.localCidrs = {*Prefix::parse("10.244.0.0/16")};
    all.families = {IpFamily::V4};
    return all;
}

void predictIptables(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        const kube::ServiceEndpoints endpoints(objects);
        benchmark::DoNotOptimize(proxy::restoreText(proxy::iptablesTables(proxy::ProxiedServices(settings(proxy::ProxyMode::Iptables), IpFamily::V4, endpoints))));
    }
}
BENCHMARK(predictIptables)->Arg(10000)->Unit(benchmark::kMillisecond);

void predictNftables(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        const kube::ServiceEndpoints endpoints(objects);
        benchmark::DoNotOptimize(proxy::nftText(proxy::nftablesTable(proxy::ProxiedServices(settings(proxy::ProxyMode::Nftables), IpFamily::V4, endpoints))));
    }
}
BENCHMARK(predictNftables)->Arg(10000)->Unit(benchmark::kMillisecond);

void predictOneEndpoint(benchmark::State& state)
{
    auto objects = cluster(10000);
    const kube::ServiceEndpoints endpoints(objects);
    proxy::ProxiedServices services(settings(proxy::ProxyMode::Iptables), IpFamily::V4, endpoints);
    const auto& service = objects.services[5000];
    auto changed = objects.endpointSlices[5000];
    bool isThere = true;
    for (auto _ : state) {
        changed.endpoints[2].ready = isThere = !isThere;
        const auto* slice = &changed;
        for (const auto& port : services.set(service, std::span(&slice, 1)))
            benchmark::DoNotOptimize(proxy::iptablesRules(port, services.settings(), proxy::EndpointComments::LeftOut));
    }
}
BENCHMARK(predictOneEndpoint)->Unit(benchmark::kMicrosecond);

void drift(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)));
    const kube::ServiceEndpoints endpoints(objects);
    const auto all = settings(proxy::ProxyMode::Iptables);
    Namespace node;
    node.rules = std::move(*cluster::predictedRules(endpoints, all, all.families));
    auto changed = objects;
    changed.endpointSlices[77].endpoints.pop_back();
    const kube::ServiceEndpoints now(changed);
    for (auto _ : state) {
        const auto entries = findDrift(node, now, all, all.families);
        if (!entries || entries->size() != 1)
            state.SkipWithError("one difference is expected");
    }
}
BENCHMARK(drift)->Arg(10000)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
