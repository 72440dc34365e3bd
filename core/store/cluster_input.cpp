// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cluster_input.h"

#include "base/file.h"
#include "cluster/filled_objects.h"
#include "cluster/policy_gate.h"
#include "kube/manifests.h"
#include "store/dump_folder.h"
#include "store/input_file.h"

#include <algorithm>
#include <filesystem>

namespace hoplens {
namespace {

namespace fs = std::filesystem;

/// The beginning of a text has the keys that every object has, and is nothing of our own.
bool looksLikeManifest(std::string_view beginning)
{
    const auto has = [&](std::string_view key) { return beginning.find(key) != std::string_view::npos; };
    return has("kind") && (has("apiVersion:") || has("\"apiVersion\"")) && !has("\"hoplens/");
}

bool holdsManifests(const fs::path& folder)
{
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const auto ending = at->path().extension();
        std::error_code other;
        if ((ending != ".yaml" && ending != ".yml" && ending != ".json") || !at->is_regular_file(other))
            continue;
        auto reader = FileReader::open(at->path().string());
        const auto beginning = reader ? reader->peek() : Result<std::string_view>(std::string_view());
        if (beginning && looksLikeManifest(*beginning))
            return true;
    }
    return false;
}

std::unique_ptr<ClusterInput> clusterOf(kube::Objects objects, const cluster::ProxyChoice& choice)
{
    auto input = std::make_unique<ClusterInput>();
    input->objects = std::move(objects);
    input->endpoints = std::make_unique<kube::ServiceEndpoints>(input->objects);
    input->choice = choice;
    return input;
}

} // namespace

Result<Input> modelledInput(kube::Objects objects, const std::string& source, const cluster::ProxyChoice& choice)
{
    Input input;
    input.isModelled = true;
    input.cluster = clusterOf(cluster::fillObjects(std::move(objects)), choice);
    auto model = cluster::modelCluster(*input.cluster->endpoints, choice);
    if (!model)
        return failure(model.error());
    input.snapshot = std::move(model->snapshot);
    input.snapshot.source = source;
    input.cluster->gate = cluster::policyGate(input.cluster->objects, *model);
    return input;
}

Result<Input> observed(Result<Snapshot> snapshot)
{
    if (!snapshot)
        return failure(snapshot.error());
    return Input{std::move(*snapshot), nullptr, false};
}

Result<Input> readClusterInput(const std::string& input, const cluster::ProxyChoice& choice)
{
    if (std::error_code error; input != "-" && fs::is_directory(input, error)) {
        const bool hasManifests = holdsManifests(input);
        auto observed = readDumpFolder(input);
        if (!observed && !(hasManifests && observed.error().code == ErrorCode::NotFound))
            return failure(observed.error());
        if (!hasManifests)
            return Input{std::move(*observed), nullptr, false};
        auto objects = kube::loadManifests(input);
        if (!objects)
            return failure(objects.error());
        if (!observed)
            return modelledInput(std::move(*objects), input, choice);
        return Input{std::move(*observed), clusterOf(std::move(*objects), choice), false};
    }
    auto reader = FileReader::open(input);
    if (!reader)
        return failure(reader.error());
    const std::string shown = input == "-" ? "standard input" : input;
    const auto beginning = reader->peek();
    if (!beginning)
        return failure(beginning.error());
    const auto ending = fs::path(input).extension();
    const bool isYaml = ending == ".yaml" || ending == ".yml";
    if (!isYaml && !looksLikeManifest(*beginning)) {
        return observed(readInput(*reader, shown));
    }
    const auto text = reader->rest();
    if (!text)
        return failure(text.error());
    kube::Objects objects;
    kube::readManifests(*text, shown, objects);
    if (objects.size() == 0 && !objects.notes.empty())
        return failure({ErrorCode::InvalidInput, "reading manifests: no Kubernetes object was found: " + objects.notes.front().text, objects.notes.front().where, 0, "It wants objects in YAML or JSON, as kubectl get -o yaml prints them."});
    return modelledInput(std::move(objects), input, choice);
}

Result<std::unique_ptr<ClusterInput>> readObjects(const std::string& path, const cluster::ProxyChoice& choice)
{
    auto objects = kube::loadManifests(path);
    if (!objects)
        return failure(objects.error());
    return clusterOf(std::move(*objects), choice);
}

} // namespace hoplens
