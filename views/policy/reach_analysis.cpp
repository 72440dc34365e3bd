// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach_analysis.h"

#include "kube/manifests.h"

#include <algorithm>

namespace hoplens::views {
namespace {

using policy::PolicyModel;

constexpr const char* triedName = "what is tried";

Result<void> answer(ReachAnalysis& out, const kube::Objects& objects, policy::ReachGrouping grouping)
{
    auto own = std::make_shared<const kube::Objects>(objects);
    auto model = PolicyModel::make(*own, {});
    if (!model)
        return failure(model.error());
    out.objects = std::move(own);
    out.model = std::make_shared<const PolicyModel>(std::move(*model));
    auto table = reachTable(*out.model, grouping);
    if (!table)
        return failure(table.error());
    out.table = std::move(*table);
    return policy::eachConnection(*out.model, [&](const policy::Connection& connection) { out.connections.push_back(connection); });
}

void drop(kube::Objects& objects, const std::string& called)
{
    const auto named = [](const auto& policy, const std::string& kind) { return kind + " " + (policy.meta.nameSpace.empty() ? "" : policy.meta.nameSpace + "/") + policy.meta.name; };
    std::erase_if(objects.networkPolicies, [&](const kube::NetworkPolicy& policy) { return named(policy, "NetworkPolicy") == called; });
    std::erase_if(objects.clusterPolicies, [&](const kube::ClusterPolicy& policy) { return named(policy, policy.kind) == called; });
    std::erase_if(objects.calicoPolicies, [&](const kube::CalicoPolicy& policy) { return named(policy, "Calico " + policy.kind) == called; });
}

/// Puts what is tried in the place of what it replaces.
Result<kube::Objects> withTried(kube::Objects objects, const ReachQuestion& question)
{
    drop(objects, question.dropped);
    kube::Objects tried;
    kube::readManifests(question.tried, triedName, tried);
    for (const auto& lost : {tried.lostPolicies, tried.notes})
        if (!lost.empty())
            return failure({ErrorCode::InvalidInput, lost.front().text, lost.front().where});
    for (const auto& policy : tried.networkPolicies)
        drop(objects, "NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name);
    for (const auto& policy : tried.clusterPolicies)
        drop(objects, policy.kind + " " + policy.meta.name);
    for (const auto& policy : tried.calicoPolicies)
        drop(objects, "Calico " + policy.kind + " " + (policy.meta.nameSpace.empty() ? "" : policy.meta.nameSpace + "/") + policy.meta.name);
    std::ranges::move(tried.networkPolicies, std::back_inserter(objects.networkPolicies));
    std::ranges::move(tried.clusterPolicies, std::back_inserter(objects.clusterPolicies));
    std::ranges::move(tried.calicoPolicies, std::back_inserter(objects.calicoPolicies));
    return objects;
}

} // namespace

std::shared_ptr<const ReachAnalysis> analyseReach(const ReachQuestion& question)
{
    auto out = std::make_shared<ReachAnalysis>();
    if (!question.cluster)
        return out;
    const auto fail = [&](const Error& error) {
        out->error = error;
        return out;
    };
    const bool isTried = question.tried.find_first_not_of(" \t\r\n") != std::string::npos || !question.dropped.empty();
    ReachAnalysis before;
    if (const auto done = answer(before, question.cluster->objects, question.grouping); !done)
        return fail(done.error());
    if (!isTried) {
        *out = std::move(before);
        return out;
    }
    const auto objects = withTried(question.cluster->objects, question);
    if (!objects)
        return fail(objects.error());
    if (const auto done = answer(*out, *objects, question.grouping); !done)
        return fail(done.error());
    out->changes = policy::reachDifference(before.connections, out->connections);
    for (std::size_t i = 0; i < out->table.cells.size(); ++i)
        out->changed.push_back(before.table.kinds[before.table.cells[i]] != out->table.kinds[out->table.cells[i]]);
    return out;
}

} // namespace hoplens::views
