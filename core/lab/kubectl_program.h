// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/object_tables.h"
#include "lab/call.h"

namespace hoplens::lab {

/// What was asked of kubectl, sorted: words without options, options by their long names, and what stands behind --.
struct KubectlCall {
    Call& call;
    std::vector<std::string> words = {};
    std::map<std::string, std::string, std::less<>> options = {};
    std::vector<std::string> files = {};
    std::vector<std::string> rest = {};

    bool has(std::string_view option) const { return options.contains(option); }
    std::string option(std::string_view name, const std::string& absent = {}) const
    {
        const auto at = options.find(name);
        return at == options.end() ? absent : at->second;
    }
    std::string nameSpace() const { return option("namespace", "default"); }
    const api::ClusterState& objects() const { return call.world.objects(); }
    int fail(const std::string& line) const { return call.fail(1, line); }
    void print(const std::string& line) const { call.output += line + "\n"; }
    /// Keeps a state that was changed. The status.
    int keep(api::ClusterState state) const;
};

/// An object that was named, or a kind without a name.
struct NamedResource {
    const api::ResourceKind* kind = nullptr;
    std::string name; ///< empty: all of the kind
};
/// TYPE NAME…, TYPE,TYPE, TYPE/NAME…, all; from a word on. nullopt: the program has complained.
std::optional<std::vector<NamedResource>> namedResources(const KubectlCall& kubectl, std::size_t first);
/// The objects of what was named, by namespace and labels as the options say. nullopt: the program has complained; what is there is in `found`.
bool findObjects(const KubectlCall& kubectl, const std::vector<NamedResource>& named, std::vector<std::pair<const api::ResourceKind*, std::vector<const api::Document*>>>& found);
/// "service/web".
std::string writtenName(const api::ObjectKey& key);

int kubectlApply(const KubectlCall& kubectl);
int kubectlCreate(const KubectlCall& kubectl);
int kubectlDelete(const KubectlCall& kubectl);
int kubectlRun(const KubectlCall& kubectl);
int kubectlExpose(const KubectlCall& kubectl);
int kubectlScale(const KubectlCall& kubectl);
/// label and annotate.
int kubectlMark(const KubectlCall& kubectl);

} // namespace hoplens::lab
