// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/cluster_input.h"

#include <string>
#include <vector>

namespace hoplens::cli {

/// Exit statuses, as documented in the README.
namespace status {
inline constexpr int done = 0, failure = 1, usage = 2, notDelivered = 10, partlyDelivered = 11, unknown = 12, departed = 13, found = 10;
}

/// What is said of the cluster besides the INPUT.
struct ClusterArguments {
    std::string objects = {};     ///< a file or folder of manifests; empty: those of the INPUT
    std::string mode = {};        ///< "iptables", "nftables", "ipvs"; empty: as configured
    std::string kubeVersion = {}; ///< empty: as the node says, or the newest
    std::string proxyConfig = {}; ///< a file; empty: the ConfigMap of the objects
};

/// Loads an INPUT: `live`, a file or folder in any form that is known, or `-`. Notes about it go to standard error.
Result<Input> loadInput(const std::string& input, const ClusterArguments& cluster = {});

/// The proxy of a node: of the one that is named, the one that the configuration is of, or the only one.
Result<proxy::ProxySettings> chosenProxy(const ClusterInput& cluster, const std::string& name);

/// Notes about objects, for people, on standard error; of very many the first.
void printObjectNotes(const std::vector<kube::ObjectNote>& notes);

/// Prints an error for people on standard error and returns the exit status that fits it.
int fail(const Error& error);
/// Writes a result to standard output; a closed pipe ends quietly.
int print(const std::string& text);

struct CollectArguments {
    std::string output = "-";
    std::vector<std::string> namespaces = {};
};
struct ShowArguments {
    std::string input = "live";
    bool json = false;
};
struct DrawArguments {
    std::string input = "live";
    std::string output = {};
    bool dark = false;
};
struct TraceArguments {
    std::string input = "live";
    std::string from = {};
    std::string to = {};
    std::string protocol = "tcp";
    std::string source = {};
    int sourcePort = 0;
    int length = 0;
    std::uint32_t mark = 0;
    std::optional<std::uint32_t> userId = {};
    bool established = false;
    bool json = false;
    bool all = false;
    ClusterArguments cluster = {};
};
struct RulesArguments {
    std::string input = "live";
    std::string as = "text";
    std::string chain = {};
    std::string table = {};
    std::string space = {};
    bool predicted = false;
    std::string node = {};
    std::string family = {};
    ClusterArguments cluster = {};
};
struct CheckArguments {
    std::string input = "live";
    bool json = false;
    ClusterArguments cluster = {};
};

struct DriftArguments {
    std::string input = "live";
    std::string node = {};
    bool json = false;
    ClusterArguments cluster = {};
};

struct LabArguments {
    std::string script = "-";
    std::string world = {};  ///< empty: the lesson's, or none
    std::string lesson = {}; ///< a name or a file
    std::string score = {};  ///< where it is written when the lesson ends
    bool verify = false;
};

struct ReachArguments {
    std::string input = {};
    std::string objects = {};
    std::string from = {};
    std::string to = {};
    std::string port = {};
    std::string by = "workload";
    std::string as = "text";
    bool blocksMatchPods = false;
    bool ipv6 = false;
    bool exposure = false;
};

struct DiffArguments {
    std::string before = {};
    std::string now = {};
    bool blocksMatchPods = false;
    bool json = false;
};

struct EnvironmentArguments {
    std::string input = {};
    std::string pod = {};
    ClusterArguments cluster = {};
};

int collect(const CollectArguments& arguments);
int show(const ShowArguments& arguments);
int draw(const DrawArguments& arguments);
int trace(const TraceArguments& arguments);
int rules(const RulesArguments& arguments);
int check(const CheckArguments& arguments);
int drift(const DriftArguments& arguments);
int lab(const LabArguments& arguments);
int reach(const ReachArguments& arguments);
int diff(const DiffArguments& arguments);
int environment(const EnvironmentArguments& arguments);

} // namespace hoplens::cli
