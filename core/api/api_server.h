// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cluster_state.h"

namespace hoplens::api {

enum class Written : std::uint8_t { Created, Configured, Unchanged };

/// Pods of one workload that are run; who asks for more is refused.
inline constexpr std::int64_t mostReplicas = 1000;

/// What the server answers to a wrong request: "Error from server (NotFound): pods "web" not found".
struct Refusal {
    std::string reason; ///< "NotFound"; empty: the text is the whole answer
    std::string text;
    /// context: "error when creating "f.yaml": ", or nothing.
    std::string line(const std::string& context = {}) const { return reason.empty() ? text : "Error from server (" + reason + "): " + context + text; }
};
template <class Value> using Answer = tl::expected<Value, Refusal>;

/// What a request names: how kubectl tells of it ("service/web") is its key.
/// Each of these runs the controllers afterwards. Cost: the objects of the namespaces they touch.

/// A new object; nameSpace: where it says none.
Answer<ObjectKey> create(ClusterState& state, Document object, const std::string& nameSpace);
/// As `kubectl apply` merges: what the last one had and this one has not goes, what others wrote stays.
Answer<std::pair<ObjectKey, Written>> apply(ClusterState& state, Document object, const std::string& nameSpace);
/// Another content for an object that is there.
Answer<Written> replace(ClusterState& state, Document object);
/// With what it owns, and a namespace with what is in it.
Answer<ObjectKey> remove(ClusterState& state, const ObjectKey& key);

/// A cluster of one node, with the objects that every cluster has.
ClusterState startingState(const std::string& node, const std::string& address, std::int64_t now);
/// A cluster as its objects tell: what they say stays, what they leave open is filled in.
Answer<ClusterState> stateOf(std::vector<Document> objects, std::int64_t now);

/// Brings a document to what the server keeps: values that it fills in, addresses and ports that it gives. What is wrong with it otherwise.
std::optional<Refusal> admit(ClusterState& state, Document& object);

/// What the controllers and kubelets of a cluster would do until nothing is left to do: pods of workloads, placed and running; endpoints.
void reconcile(ClusterState& state);

} // namespace hoplens::api
