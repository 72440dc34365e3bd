// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach.h"
#include "policy/verdict.h"
#include "policy/what_if.h"

#include <benchmark/benchmark.h>
#include <algorithm>
#include <random>

using namespace hoplens;
using namespace hoplens::policy;

namespace {

/// Pods whose labels are all different, so that no two are of one class, and policies with selectors of every kind.
kube::Objects cluster(int pods, int policies)
{
    kube::Objects objects;
    const int namespaces = std::max(3, pods / 100);
    std::mt19937 random(7);
    const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    constexpr const char* teams[] = {"red", "green", "blue", "gold"};
    constexpr const char* tiers[] = {"front", "back", "db"};
    const auto spaceName = [](int n) { return "ns" + std::to_string(n); };
    for (int n = 0; n < namespaces; ++n) {
        kube::Namespace space;
        space.meta.name = spaceName(n);
        space.meta.labels = {{"team", teams[n % 4]}, {"env", n % 2 == 0 ? "dev" : "prod"}};
        objects.namespaces.push_back(space);
    }
    for (int p = 0; p < pods; ++p) {
        kube::Pod pod;
        pod.meta.name = "p" + std::to_string(p);
        pod.meta.nameSpace = spaceName(p % namespaces);
        pod.meta.labels = {{"app", "app" + std::to_string(p / namespaces)}, {"tier", tiers[p % 3]}, {"ver", p % 2 == 0 ? "v0" : "v1"}};
        pod.spec.containers.push_back({"c", "x", {{"http", 8080, 0, "", kube::Protocol::Tcp}, {"dns", 53, 0, "", kube::Protocol::Udp}}});
        objects.pods.push_back(pod);
    }
    for (int i = 0; i < policies; ++i) {
        kube::NetworkPolicy policy;
        policy.meta.name = "policy" + std::to_string(i);
        policy.meta.nameSpace = spaceName(any(namespaces));
        policy.pods.labels = {{"tier", tiers[any(3)]}};
        policy.isIngress = i % 3 != 0;
        policy.isEgress = i % 3 != 1;
        const auto rule = [&] {
            kube::NetworkPolicyRule own;
            for (int n = any(3); n >= 0; --n) {
                kube::NetworkPolicyPeer peer;
                switch (any(5)) {
                case 0: peer.pods = kube::LabelSelector{{{"app", "app" + std::to_string(any(pods / namespaces))}}, {}}; break;
                case 1: peer.namespaces = kube::LabelSelector{{{"team", teams[any(4)]}}, {}}; break;
                case 2:
                    peer.namespaces = kube::LabelSelector{{{"env", "prod"}}, {}};
                    peer.pods = kube::LabelSelector{{}, {{"tier", kube::LabelRequirement::Operator::In, {"front", "db"}}}};
                    break;
                case 3: peer.pods = kube::LabelSelector{{{"ver", "v1"}}, {}}; break;
                default: peer.block = kube::IpBlock{*Prefix::parse("198.51." + std::to_string(any(50)) + ".0/24"), {}}; break;
                }
                own.peers.push_back(peer);
            }
            constexpr std::int32_t ports[] = {80, 443, 5432, 6379, 8080};
            for (int n = any(3); n > 0; --n)
                own.ports.push_back({kube::Protocol::Tcp, kube::PortReference(ports[any(5)]), std::nullopt, 0});
            if (any(8) == 0 && std::ranges::none_of(own.peers, [](const auto& peer) { return peer.block.has_value(); }))
                own.ports.push_back({kube::Protocol::Tcp, kube::PortReference(std::string("http")), std::nullopt, 0});
            return own;
        };
        for (int n = 1 + any(2); policy.isIngress && n > 0; --n)
            policy.ingress.push_back(rule());
        for (int n = 1 + any(2); policy.isEgress && n > 0; --n)
            policy.egress.push_back(rule());
        objects.networkPolicies.push_back(policy);
    }
    return objects;
}

/// From objects to who reaches whom, every pair of pods and every range of addresses.
void allPairs(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    std::size_t pairs = 0;
    for (auto _ : state) {
        const auto model = PolicyModel::make(objects, {});
        Reach reach(*model);
        pairs = 0;
        for (std::size_t to = 0; to < model->peers().size(); ++to)
            for (const auto& arrivals : reach.arrivals(to))
                pairs += arrivals.allowed.count();
        benchmark::DoNotOptimize(pairs);
    }
    state.counters["classes"] = static_cast<double>(PolicyModel::make(objects, {})->peers().classes().size());
    state.counters["allowed"] = static_cast<double>(pairs);
}

void makeModel(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    for (auto _ : state)
        benchmark::DoNotOptimize(PolicyModel::make(objects, {}));
}

void makePeers(benchmark::State& state)
{
    const auto objects = cluster(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    for (auto _ : state)
        benchmark::DoNotOptimize(Peers(objects, {}));
}

/// A policy that is edited: the new model, and which pairs it makes a difference to.
void onePolicyChanged(benchmark::State& state)
{
    const auto objects = cluster(5000, 500);
    const auto before = PolicyModel::make(objects, {});
    auto edited = objects;
    std::size_t changes = 0;
    std::size_t i = 0;
    for (auto _ : state) {
        auto& policy = edited.networkPolicies[++i % edited.networkPolicies.size()];
        std::swap(policy.ingress, policy.egress);
        std::swap(policy.isIngress, policy.isEgress);
        const auto now = PolicyModel::changed(*before, edited);
        for (const auto& change : *whatChanged(*before, *now))
            changes += change.allowed.count() + change.denied.count();
        state.PauseTiming();
        std::swap(policy.ingress, policy.egress);
        std::swap(policy.isIngress, policy.isEgress);
        state.ResumeTiming();
    }
    state.counters["pairs"] = static_cast<double>(changes) / static_cast<double>(i);
}

void oneVerdict(benchmark::State& state)
{
    const auto objects = cluster(5000, 500);
    const auto model = PolicyModel::make(objects, {});
    std::size_t from = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(decide(*model, from % 5000, (from * 7 + 1) % 5000, kube::Protocol::Tcp, 80));
        ++from;
    }
}

} // namespace

BENCHMARK(allPairs)->Args({1000, 100})->Args({5000, 500})->Args({50000, 2000})->Unit(benchmark::kMillisecond);
BENCHMARK(makeModel)->Args({5000, 500})->Unit(benchmark::kMillisecond);
BENCHMARK(makePeers)->Args({5000, 500})->Unit(benchmark::kMillisecond);
BENCHMARK(onePolicyChanged)->Unit(benchmark::kMillisecond);
BENCHMARK(oneVerdict)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
