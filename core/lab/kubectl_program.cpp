// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/kubectl_program.h"

#include "api/object_descriptions.h"

#include <algorithm>
#include <array>

namespace hoplens::lab {
namespace {

using api::Document;
using api::textAt;
using api::ResourceKind;

/// Options that have a value, with their short letters.
constexpr std::array valued = std::to_array<std::pair<std::string_view, char>>({{"namespace", 'n'}, {"output", 'o'}, {"selector", 'l'}, {"filename", 'f'}, {"container", 'c'}, {"image", 0}, {"port", 0}, {"labels", 0}, {"target-port", 0}, {"type", 0}, {"name", 0}, {"protocol", 0}, {"replicas", 0}, {"cluster-ip", 0}, {"tcp", 0}, {"env", 0}, {"restart", 0}, {"node-port", 0}, {"external-ip", 0}});
constexpr std::array flags = std::to_array<std::pair<std::string_view, char>>({{"all-namespaces", 'A'}, {"no-headers", 0}, {"show-labels", 0}, {"all", 0}, {"overwrite", 0}, {"stdin", 'i'}, {"tty", 't'}, {"rm", 0}, {"ignore-not-found", 0}, {"force", 0}, {"now", 0}, {"command", 0}, {"watch", 'w'}, {"watch-only", 0}});

template <class Options> std::string_view longName(const Options& options, std::string_view word)
{
    for (const auto& [name, letter] : options)
        if (word == "--" + std::string(name) || (word.size() == 2 && word[0] == '-' && letter != 0 && word[1] == letter))
            return name;
    return {};
}

/// False: the program has complained.
bool readOptions(KubectlCall& kubectl)
{
    const auto& words = kubectl.call.words;
    const auto keep = [&](std::string_view name, std::string value) {
        if (name == "filename")
            kubectl.files.push_back(std::move(value));
        else
            kubectl.options.insert_or_assign(std::string(name), std::move(value));
    };
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word == "--") {
            kubectl.rest.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
            return true;
        }
        if (word.size() < 2 || word[0] != '-') {
            kubectl.words.push_back(word);
            continue;
        }
        if (word == "-it" || word == "-ti") {
            keep("stdin", "true");
            keep("tty", "true");
            continue;
        }
        const auto equals = word.find('=');
        if (const auto flag = longName(flags, word.substr(0, equals)); !flag.empty()) {
            if (equals == std::string::npos || word.substr(equals) == "=true")
                keep(flag, "true");
            continue;
        }
        if (const auto name = longName(valued, word.substr(0, equals)); !name.empty()) {
            if (equals == std::string::npos && i + 1 == words.size()) {
                kubectl.fail("error: flag needs an argument: " + (word.size() == 2 ? "'" + word.substr(1) + "' in " + word : word));
                return false;
            }
            keep(name, equals == std::string::npos ? words[++i] : word.substr(equals + 1));
            continue;
        }
        if (const auto name = word[1] == '-' ? std::string_view() : longName(valued, word.substr(0, 2)); !name.empty()) { // -owide
            keep(name, word.substr(2));
            continue;
        }
        kubectl.fail(word[1] == '-' ? "error: unknown flag: " + word.substr(0, equals) : "error: unknown shorthand flag: '" + word.substr(1, 1) + "' in " + word);
        return false;
    }
    return true;
}

Document listOf(const std::vector<const Document*>& objects)
{
    Document list{{"apiVersion", "v1"}, {"items", Document::array()}, {"kind", "List"}, {"metadata", {{"resourceVersion", ""}}}};
    for (const auto* object : objects)
        list["items"].push_back(*object);
    return list;
}

using Found = std::vector<std::pair<const ResourceKind*, std::vector<const Document*>>>;

int get(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 2)
        return kubectl.fail("You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\nerror: Required resource not specified.");
    const auto named = namedResources(kubectl, 1);
    if (!named)
        return 1;
    Found found;
    const bool isWhole = findObjects(kubectl, *named, found);
    std::vector<const Document*> all;
    for (const auto& [kind, objects] : found)
        all.insert(all.end(), objects.begin(), objects.end());
    const auto format = kubectl.option("output");
    if (format == "yaml" || format == "json") {
        const bool isOne = all.size() == 1 && std::ranges::any_of(*named, [](const NamedResource& resource) { return !resource.name.empty(); });
        if (isWhole || !all.empty())
            kubectl.call.output += format == "yaml" ? api::writeYaml(isOne ? *all.front() : listOf(all)) : api::writeJson(isOne ? *all.front() : listOf(all));
        return isWhole ? 0 : 1;
    }
    if (format == "name") {
        for (const auto* object : all)
            kubectl.print(writtenName(api::keyOf(*object)));
        return isWhole ? 0 : 1;
    }
    if (!format.empty() && format != "wide")
        return kubectl.fail("error: the lab does not have the output format \"" + format + "\": it has json, name, wide, yaml");
    api::TableLook look;
    look.isWide = format == "wide";
    look.hasNamespaces = kubectl.has("all-namespaces");
    look.hasHeader = !kubectl.has("no-headers");
    look.showsLabels = kubectl.has("show-labels");
    look.namesKinds = std::ranges::count_if(found, [](const auto& own) { return !own.second.empty(); }) > 1 || kubectl.words[1] == "all" || found.size() > 1;
    bool isFirst = true;
    for (const auto& [kind, objects] : found) {
        const auto table = objectTable(*kind, objects, look, kubectl.objects().now());
        if (table.empty())
            continue;
        kubectl.call.output += (isFirst ? "" : "\n") + table;
        isFirst = false;
    }
    if (kubectl.has("watch")) // as long as nobody types anything nothing changes
        kubectl.call.output += "^C\n";
    if (all.empty() && isWhole)
        kubectl.call.errors += kubectl.has("all-namespaces") || (named->size() == 1 && !named->front().kind->isNamespaced) ? "No resources found\n" : "No resources found in " + kubectl.nameSpace() + " namespace.\n";
    return isWhole ? 0 : 1;
}

int describe(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 2)
        return kubectl.fail("You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.");
    const auto named = namedResources(kubectl, 1);
    if (!named)
        return 1;
    Found found;
    const bool isWhole = findObjects(kubectl, *named, found);
    bool isFirst = true;
    for (const auto& [kind, objects] : found)
        for (const auto* object : objects) {
            const auto text = describeObject(kubectl.objects(), *object);
            if (!text)
                return kubectl.fail("error: the lab does not describe " + std::string(kind->plural) + ": kubectl get " + std::string(kind->singular) + " " + textAt(*object, {"metadata", "name"}) + " -o yaml has all of it");
            kubectl.call.output += (isFirst ? "" : "\n\n") + *text;
            isFirst = false;
        }
    if (isFirst && isWhole)
        kubectl.call.errors += "No resources found in " + kubectl.nameSpace() + " namespace.\n";
    return isWhole ? 0 : 1;
}

/// The pod that is named, or the first of those that a workload or Service selects. Null: the program has complained.
const Document* podToRunIn(const KubectlCall& kubectl)
{
    const auto& word = kubectl.words[1];
    const auto slash = word.find('/');
    const auto name = word.substr(slash == std::string::npos ? 0 : slash + 1);
    const auto* kind = api::resourceKind(slash == std::string::npos ? "pod" : word.substr(0, slash));
    if (!kind) {
        kubectl.fail("error: the server doesn't have a resource type \"" + word.substr(0, slash) + "\"");
        return nullptr;
    }
    const auto* object = kubectl.objects().find({std::string(kind->kind), kubectl.nameSpace(), name});
    if (!object) {
        kubectl.fail("Error from server (NotFound): " + kind->resource() + " \"" + name + "\" not found");
        return nullptr;
    }
    if (kind->kind == "Pod")
        return object;
    const auto& selector = kind->kind == "Service" ? api::at(*object, {"spec", "selector"}) : api::at(*object, {"spec", "selector", "matchLabels"});
    for (const auto* pod : kubectl.objects().list("Pod")) {
        const auto& labels = api::at(*pod, {"metadata", "labels"});
        const auto isIts = [&](const auto& wanted) { return textAt(labels, {wanted.key()}) == wanted.value(); };
        const auto items = selector.items();
        if (selector.is_object() && !selector.empty() && textAt(*pod, {"metadata", "namespace"}) == kubectl.nameSpace() && std::all_of(items.begin(), items.end(), isIts))
            return pod;
    }
    kubectl.fail("error: timed out waiting for the condition: no pod is of " + word);
    return nullptr;
}

/// A program in the namespace that has the pod's address, where the network has the pods at all.
int execute(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 2 || kubectl.rest.empty())
        return kubectl.fail("error: pod or type/name and a command must be specified: kubectl exec POD -- COMMAND");
    const auto* pod = podToRunIn(kubectl);
    if (!pod)
        return 1;
    const auto address = Address::parse(textAt(*pod, {"status", "podIP"}));
    auto& call = kubectl.call;
    for (const auto& host : call.world.snapshot().hosts)
        for (const auto& space : host.namespaces)
            if (address && !space.isHost && std::ranges::any_of(space.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == *address; }))
                return call.runIn(space.inode, kubectl.rest);
    return call.failUnknowing(1, "error: the lab has no network for the pods of this world: start it from manifests (hoplens lab --world FILE.yaml)");
}

} // namespace

int KubectlCall::keep(api::ClusterState state) const
{
    if (auto kept = call.world.setObjects(std::move(state)); !kept)
        return fail("error: the lab cannot model this cluster: " + hoplens::describe(kept.error()));
    return 0;
}

std::string writtenName(const api::ObjectKey& key)
{
    const auto* kind = api::resourceKind(key.kind);
    std::string lower = key.kind;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return (kind ? kind->written() : lower) + "/" + key.name;
}

std::optional<std::vector<NamedResource>> namedResources(const KubectlCall& kubectl, std::size_t first)
{
    std::vector<NamedResource> named;
    std::vector<const ResourceKind*> kinds;
    const auto kindOf = [&](const std::string& word) {
        const auto* kind = api::resourceKind(word);
        if (!kind)
            kubectl.fail("error: the server doesn't have a resource type \"" + word + "\"");
        return kind;
    };
    for (std::size_t i = first; i < kubectl.words.size(); ++i) {
        const auto& word = kubectl.words[i];
        if (const auto slash = word.find('/'); slash != std::string::npos) {
            const auto* kind = kindOf(word.substr(0, slash));
            if (!kind)
                return std::nullopt;
            named.push_back({kind, word.substr(slash + 1)});
        } else if (i > first) {
            for (const auto* kind : kinds)
                named.push_back({kind, word});
        } else if (word == "all") {
            for (const auto& kind : api::resourceKinds())
                if (kind.isInAll)
                    kinds.push_back(&kind);
        } else {
            for (std::size_t begin = 0; begin <= word.size();) {
                const auto end = std::min(word.find(',', begin), word.size());
                const auto* kind = kindOf(word.substr(begin, end - begin));
                if (!kind)
                    return std::nullopt;
                kinds.push_back(kind);
                begin = end + 1;
            }
        }
    }
    if (named.empty())
        for (const auto* kind : kinds)
            named.push_back({kind, {}});
    return named;
}

bool findObjects(const KubectlCall& kubectl, const std::vector<NamedResource>& named, Found& found)
{
    const bool isEverywhere = kubectl.has("all-namespaces");
    bool isWhole = true;
    for (const auto& [kind, name] : named) {
        if (!name.empty()) {
            if (isEverywhere && kind->isNamespaced) {
                kubectl.fail("error: a resource cannot be retrieved by name across all namespaces");
                return false;
            }
            const auto* object = kubectl.objects().find({std::string(kind->kind), kind->isNamespaced ? kubectl.nameSpace() : std::string(), name});
            if (!object) {
                if (!kubectl.has("ignore-not-found")) {
                    kubectl.fail("Error from server (NotFound): " + kind->resource() + " \"" + name + "\" not found");
                    isWhole = false;
                }
                continue;
            }
            if (found.empty() || found.back().first != kind)
                found.emplace_back(kind, std::vector<const Document*>());
            found.back().second.push_back(object);
            continue;
        }
        auto& objects = found.emplace_back(kind, std::vector<const Document*>()).second;
        for (const auto* object : kubectl.objects().list(kind->kind, isEverywhere || !kind->isNamespaced ? std::string() : kubectl.nameSpace())) {
            const auto matches = api::matchesSelector(*object, kubectl.option("selector"));
            if (!matches) {
                kubectl.fail("Error from server (BadRequest): " + matches.error());
                return false;
            }
            if (*matches)
                objects.push_back(object);
        }
    }
    return isWhole;
}

int runKubectl(Call& call)
{
    KubectlCall kubectl{call};
    if (!readOptions(kubectl))
        return 1;
    if (!call.world.hasObjects())
        return call.failUnknowing(1, "kubectl: the lab has the network of this cluster, but not its objects: start it from their manifests (hoplens lab --world FILE.yaml)");
    if (kubectl.words.empty())
        return kubectl.fail("kubectl controls the Kubernetes cluster manager; the lab has: annotate, apply, create, delete, describe, exec, expose, get, label, run, scale");
    using Work = int (*)(const KubectlCall&);
    constexpr std::array works = std::to_array<std::pair<std::string_view, Work>>({{"annotate", kubectlMark}, {"apply", kubectlApply}, {"create", kubectlCreate}, {"delete", kubectlDelete}, {"describe", describe}, {"exec", execute}, {"expose", kubectlExpose}, {"get", get}, {"label", kubectlMark}, {"run", kubectlRun}, {"scale", kubectlScale}});
    const auto at = std::ranges::find(works, kubectl.words.front(), &std::pair<std::string_view, Work>::first);
    if (at == works.end())
        return call.failUnknowing(1, "error: unknown command \"" + kubectl.words.front() + "\" for \"kubectl\"");
    return at->second(kubectl);
}

} // namespace hoplens::lab
