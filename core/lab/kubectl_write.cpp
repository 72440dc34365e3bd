// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "lab/kubectl_program.h"
#include "lab/lab_files.h"

#include <algorithm>
#include <functional>

namespace hoplens::lab {
namespace {

using api::ClusterState;
using api::Document;
using api::at;
using api::numberAt;
using api::textAt;

constexpr std::size_t longestManifest = 16u << 20;

/// A file of the lab, of the computer where that is allowed, or "-". nullopt: the program has complained.
std::optional<std::vector<Document>> readManifest(const KubectlCall& kubectl, const std::string& path)
{
    auto& call = kubectl.call;
    std::string text;
    if (path == "-") {
        text = call.input;
    } else if (auto file = readLabFile(call.world, call.space, path); file.trouble.empty()) {
        text = std::move(file.text);
    } else if (call.disk == DiskAccess::Full) {
        auto read = readFile(path, longestManifest);
        if (!read) {
            kubectl.fail(read.error().code == ErrorCode::NotFound ? "error: the path \"" + path + "\" does not exist" : "error: " + hoplens::describe(read.error()));
            return std::nullopt;
        }
        text = std::move(*read);
    } else {
        kubectl.fail("error: the path \"" + path + "\" does not exist");
        return std::nullopt;
    }
    auto objects = api::readObjects(text, path);
    if (!objects) {
        kubectl.fail("error: error parsing " + path + ": " + hoplens::describe(objects.error()));
        return std::nullopt;
    }
    if (objects->empty()) {
        kubectl.fail("error: no objects passed to " + kubectl.words.front());
        return std::nullopt;
    }
    return std::move(*objects);
}

/// Does something with each object of the files, and keeps what came of it.
int withManifests(const KubectlCall& kubectl, const std::function<bool(ClusterState& state, Document object, const std::string& path)>& work)
{
    auto state = kubectl.objects();
    int status = 0;
    bool hasChanged = false;
    for (const auto& path : kubectl.files) {
        auto objects = readManifest(kubectl, path);
        if (!objects)
            return 1;
        for (auto& object : *objects) {
            state.tick();
            const auto own = textAt(object, {"metadata", "namespace"});
            if (kubectl.has("namespace") && !own.empty() && own != kubectl.nameSpace()) {
                status = kubectl.fail("error: the namespace from the provided object \"" + own + "\" does not match the namespace \"" + kubectl.nameSpace() + "\". You must pass '--namespace=" + own + "' to perform this operation.");
                continue;
            }
            const bool isDone = work(state, std::move(object), path);
            hasChanged = hasChanged || isDone;
            status = isDone ? status : 1;
        }
    }
    const int kept = hasChanged ? kubectl.keep(std::move(state)) : 0;
    return kept != 0 ? kept : status;
}

/// Makes one object, and keeps it.
int make(const KubectlCall& kubectl, Document object, const std::string& verb = "created")
{
    auto state = kubectl.objects();
    state.tick();
    const auto made = create(state, std::move(object), kubectl.nameSpace());
    if (!made)
        return kubectl.fail(made.error().line());
    if (const int status = kubectl.keep(std::move(state)); status != 0)
        return status;
    kubectl.print(writtenName(*made) + " " + verb);
    return 0;
}

/// "a=b,c=d"; nullopt: it is none.
std::optional<Document> mapOf(const std::string& text)
{
    auto map = Document::object();
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto part = text.substr(begin, end - begin);
        const auto equals = part.find('=');
        if (equals == std::string::npos || equals == 0)
            return std::nullopt;
        map[part.substr(0, equals)] = part.substr(equals + 1);
        begin = end + 1;
    }
    return map;
}

/// nullopt: the program has complained.
std::optional<std::int64_t> numberOption(const KubectlCall& kubectl, const char* name, std::int64_t absent, std::uint64_t most)
{
    if (!kubectl.has(name))
        return absent;
    const auto number = parseNumber(kubectl.option(name), most);
    if (number)
        return static_cast<std::int64_t>(*number);
    kubectl.fail("error: invalid argument \"" + kubectl.option(name) + "\" for \"--" + name + "\" flag: a number from 0 to " + std::to_string(most) + " is wanted");
    return std::nullopt;
}

std::string containerName(const std::string& image)
{
    auto name = image.substr(image.rfind('/') == std::string::npos ? 0 : image.rfind('/') + 1);
    name = name.substr(0, name.find_first_of(":@"));
    return name;
}

int createDeployment(const KubectlCall& kubectl)
{
    const auto& name = kubectl.words[2];
    const auto image = kubectl.option("image");
    if (image.empty())
        return kubectl.fail("error: required flag(s) \"image\" not set");
    const auto replicas = numberOption(kubectl, "replicas", 1, 1'000'000);
    const auto port = numberOption(kubectl, "port", 0, 65535);
    if (!replicas || !port)
        return 1;
    const Document labels{{"app", name}};
    Document container{{"image", image}, {"name", containerName(image)}};
    if (*port != 0)
        container["ports"] = Document::array({{{"containerPort", *port}}});
    return make(kubectl, {{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"metadata", {{"labels", labels}, {"name", name}}}, {"spec", {{"replicas", *replicas}, {"selector", {{"matchLabels", labels}}}, {"template", {{"metadata", {{"labels", labels}}}, {"spec", {{"containers", Document::array({container})}}}}}}}});
}

int createService(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 4 || (kubectl.words[2] != "clusterip" && kubectl.words[2] != "nodeport" && kubectl.words[2] != "loadbalancer"))
        return kubectl.fail("error: the lab makes: kubectl create service clusterip|nodeport|loadbalancer NAME --tcp=PORT:TARGETPORT");
    const auto& name = kubectl.words[3];
    const auto tcp = kubectl.option("tcp");
    const auto colon = tcp.find(':');
    const auto port = parseNumber(tcp.substr(0, colon), 65535);
    const auto target = colon == std::string::npos ? port : parseNumber(tcp.substr(colon + 1), 65535);
    if (!port || !target)
        return kubectl.fail(tcp.empty() ? "error: at least one tcp port specifier must be provided" : "error: invalid tcp port specifier: " + tcp);
    const auto& type = kubectl.words[2];
    const auto shown = std::to_string(*port) + (colon == std::string::npos ? "" : "-" + std::to_string(*target));
    return make(kubectl, {{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", {{"labels", {{"app", name}}}, {"name", name}}}, {"spec", {{"ports", Document::array({{{"name", shown}, {"port", *port}, {"protocol", "TCP"}, {"targetPort", *target}}})}, {"selector", {{"app", name}}}, {"type", type == "clusterip" ? "ClusterIP" : type == "nodeport" ? "NodePort" : "LoadBalancer"}}}});
}

} // namespace

int kubectlApply(const KubectlCall& kubectl)
{
    if (kubectl.files.empty())
        return kubectl.fail("error: must specify one of -f and -k");
    return withManifests(kubectl, [&](ClusterState& state, Document object, const std::string& path) {
        auto key = api::keyOf(object);
        if (!state.find(key))
            key.nameSpace = kubectl.nameSpace();
        const bool isThere = state.find(key) != nullptr;
        const auto written = apply(state, std::move(object), kubectl.nameSpace());
        if (!written) {
            kubectl.fail(written.error().line(std::string("error when ") + (isThere ? "patching" : "creating") + " \"" + path + "\": "));
            return false;
        }
        kubectl.print(writtenName(written->first) + (written->second == api::Written::Created ? " created" : written->second == api::Written::Configured ? " configured" : " unchanged"));
        return true;
    });
}

int kubectlCreate(const KubectlCall& kubectl)
{
    if (!kubectl.files.empty())
        return withManifests(kubectl, [&](ClusterState& state, Document object, const std::string& path) {
            const auto made = create(state, std::move(object), kubectl.nameSpace());
            if (!made) {
                kubectl.fail(made.error().line("error when creating \"" + path + "\": "));
                return false;
            }
            kubectl.print(writtenName(*made) + " created");
            return true;
        });
    const auto& words = kubectl.words;
    if (words.size() < 3)
        return kubectl.fail("error: must specify one of -f and -k; the lab also has: kubectl create deployment|namespace|service");
    if (const auto* kind = api::resourceKind(words[1])) {
        if (kind->kind == "Namespace")
            return make(kubectl, {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", words[2]}}}});
        if (kind->kind == "Deployment")
            return createDeployment(kubectl);
        if (kind->kind == "Service")
            return createService(kubectl);
    }
    return kubectl.fail("error: the lab does not make " + words[1] + " by words: kubectl create -f FILE");
}

int kubectlDelete(const KubectlCall& kubectl)
{
    const auto gone = [&](ClusterState& state, const api::ObjectKey& key) {
        const auto removed = remove(state, key);
        if (!removed) {
            if (removed.error().reason == "NotFound" && kubectl.has("ignore-not-found"))
                return true;
            kubectl.fail(removed.error().line());
            return false;
        }
        const auto* kind = api::resourceKind(key.kind);
        kubectl.print((kind ? kind->written() : key.kind) + " \"" + key.name + "\" deleted");
        return true;
    };
    if (!kubectl.files.empty())
        return withManifests(kubectl, [&](ClusterState& state, const Document& object, const std::string&) {
            auto key = api::keyOf(object);
            const auto* kind = api::resourceKind(key.kind);
            if ((!kind || kind->isNamespaced) && key.nameSpace.empty())
                key.nameSpace = kubectl.nameSpace();
            return gone(state, key);
        });
    if (kubectl.words.size() < 2)
        return kubectl.fail("error: You must provide one or more resources by argument or filename.");
    const auto named = namedResources(kubectl, 1);
    if (!named)
        return 1;
    const bool isAll = std::ranges::any_of(*named, [](const NamedResource& resource) { return resource.name.empty(); });
    if (isAll && !kubectl.has("all") && !kubectl.has("selector"))
        return kubectl.fail("error: resource(s) were provided, but no name was specified");
    std::vector<std::pair<const api::ResourceKind*, std::vector<const Document*>>> found;
    int status = findObjects(kubectl, *named, found) ? 0 : 1;
    std::vector<api::ObjectKey> keys;
    for (const auto& [kind, objects] : found)
        for (const auto* object : objects)
            keys.push_back(api::keyOf(*object));
    auto state = kubectl.objects();
    state.tick();
    for (const auto& key : keys)
        if (state.find(key) && !gone(state, key))
            status = 1;
    if (keys.empty() && status == 0)
        kubectl.call.errors += "No resources found\n";
    const int kept = keys.empty() ? 0 : kubectl.keep(std::move(state));
    return kept != 0 ? kept : status;
}

int kubectlRun(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 2)
        return kubectl.fail("error: NAME is required for run");
    const auto image = kubectl.option("image");
    if (image.empty())
        return kubectl.fail("error: required flag(s) \"image\" not set");
    const auto& name = kubectl.words[1];
    const auto port = numberOption(kubectl, "port", 0, 65535);
    const auto told = kubectl.option("labels", kubectl.option("selector")); // -l is either
    const auto labels = !told.empty() ? mapOf(told) : std::optional(Document{{"run", name}});
    if (!port)
        return 1;
    if (!labels)
        return kubectl.fail("error: unexpected label spec: " + told);
    Document container{{"image", image}, {"name", name}};
    if (*port != 0)
        container["ports"] = Document::array({{{"containerPort", *port}}});
    if (!kubectl.rest.empty())
        container[kubectl.has("command") ? "command" : "args"] = kubectl.rest;
    const int status = make(kubectl, {{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", {{"labels", *labels}, {"name", name}}}, {"spec", {{"containers", Document::array({container})}}}});
    if (status == 0 && kubectl.has("stdin"))
        kubectl.call.errors += "the lab has no terminal within a pod: kubectl exec " + name + " -- COMMAND runs one command there\n";
    return status;
}

int kubectlExpose(const KubectlCall& kubectl)
{
    if (kubectl.words.size() < 2)
        return kubectl.fail("error: You must provide one or more resources by argument or filename.");
    const auto named = namedResources(kubectl, 1);
    if (!named)
        return 1;
    std::vector<std::pair<const api::ResourceKind*, std::vector<const Document*>>> found;
    if (!findObjects(kubectl, *named, found))
        return 1;
    if (found.size() != 1 || found.front().second.size() != 1)
        return kubectl.fail("error: the lab exposes one object: kubectl expose TYPE NAME --port=PORT");
    const auto& object = *found.front().second.front();
    const auto kind = textAt(object, {"kind"});
    const auto& selector = kind == "Pod" ? at(object, {"metadata", "labels"}) : kind == "Service" ? at(object, {"spec", "selector"}) : at(object, {"spec", "selector", "matchLabels"});
    if (!selector.is_object() || selector.empty())
        return kubectl.fail(kind == "Pod" ? "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed" : "error: cannot expose a " + found.front().first->written());
    auto wanted = selector;
    if (kubectl.has("selector")) {
        const auto own = mapOf(kubectl.option("selector"));
        if (!own)
            return kubectl.fail("error: unexpected selector: " + kubectl.option("selector"));
        wanted = *own;
    }
    const auto protocol = kubectl.option("protocol", "TCP");
    const auto target = kubectl.option("target-port");
    auto ports = Document::array();
    const auto addPort = [&](std::int64_t number, const std::string& name) {
        const auto to = parseNumber(target, 65535);
        ports.push_back({{"port", number}, {"protocol", protocol}, {"targetPort", target.empty() ? Document(number) : to ? Document(*to) : Document(target)}});
        if (!name.empty())
            ports.back()["name"] = name;
    };
    const auto port = numberOption(kubectl, "port", 0, 65535);
    if (!port)
        return 1;
    if (*port != 0) {
        addPort(*port, {});
    } else {
        std::vector<std::int64_t> numbers;
        const auto& containers = kind == "Pod" ? at(object, {"spec", "containers"}) : at(object, {"spec", "template", "spec", "containers"});
        if (containers.is_array())
            for (const auto& container : containers)
                if (const auto& own = at(container, {"ports"}); own.is_array())
                    for (const auto& each : own)
                        numbers.push_back(numberAt(each, {"containerPort"}));
        for (std::size_t i = 0; i < numbers.size(); ++i)
            addPort(numbers[i], numbers.size() > 1 ? "port-" + std::to_string(i + 1) : "");
    }
    if (ports.empty())
        return kubectl.fail("error: couldn't find port via --port flag or introspection");
    Document service{{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", {{"name", kubectl.option("name", textAt(object, {"metadata", "name"}))}}}, {"spec", {{"ports", ports}, {"selector", wanted}}}};
    if (const auto& labels = at(object, {"metadata", "labels"}); labels.is_object())
        service["metadata"]["labels"] = labels;
    if (kubectl.has("type"))
        service["spec"]["type"] = kubectl.option("type");
    if (kubectl.has("cluster-ip"))
        service["spec"]["clusterIP"] = kubectl.option("cluster-ip");
    if (kubectl.has("external-ip"))
        service["spec"]["externalIPs"] = Document::array({kubectl.option("external-ip")});
    return make(kubectl, std::move(service), "exposed");
}

/// Changes objects that are named one by one, and keeps what came of it. work: what is told of the object; nullopt: it has complained.
namespace {
int withObjects(const KubectlCall& kubectl, const std::vector<NamedResource>& named, const std::function<std::optional<std::string>(Document& object)>& work)
{
    std::vector<std::pair<const api::ResourceKind*, std::vector<const Document*>>> found;
    int status = findObjects(kubectl, named, found) ? 0 : 1;
    auto state = kubectl.objects();
    state.tick();
    bool hasChanged = false;
    for (const auto& [kind, objects] : found)
        for (const auto* object : objects) {
            auto changed = *object;
            const auto key = api::keyOf(changed);
            const auto told = work(changed);
            if (!told) {
                status = 1;
                continue;
            }
            const auto written = replace(state, std::move(changed));
            if (!written) {
                status = kubectl.fail(written.error().line());
                continue;
            }
            hasChanged = true;
            kubectl.print(writtenName(key) + " " + *told);
        }
    const int kept = hasChanged ? kubectl.keep(std::move(state)) : 0;
    return kept != 0 ? kept : status;
}
} // namespace

int kubectlScale(const KubectlCall& kubectl)
{
    if (!kubectl.has("replicas"))
        return kubectl.fail("error: required flag(s) \"replicas\" not set");
    const auto replicas = numberOption(kubectl, "replicas", 0, 1'000'000);
    const auto named = replicas ? namedResources(kubectl, 1) : std::nullopt;
    if (!named)
        return 1;
    if (named->empty() || std::ranges::any_of(*named, [](const NamedResource& resource) { return resource.name.empty(); }))
        return kubectl.fail("error: resource(s) were provided, but no name was specified");
    for (const auto& [kind, name] : *named)
        if (kind->kind != "Deployment" && kind->kind != "ReplicaSet" && kind->kind != "StatefulSet")
            return kubectl.fail("Error from server (NotFound): the server could not find the requested resource");
    return withObjects(kubectl, *named, [&](Document& object) -> std::optional<std::string> {
        object["spec"]["replicas"] = *replicas;
        return "scaled";
    });
}

int kubectlMark(const KubectlCall& kubectl)
{
    const bool isLabel = kubectl.words.front() == "label";
    const char* field = isLabel ? "labels" : "annotations";
    // The marks stand behind the names: the first word that has = or ends with -.
    KubectlCall objects{kubectl.call, {}, kubectl.options, {}, {}};
    std::vector<std::string> marks;
    for (const auto& word : kubectl.words)
        if (word.find('=') != std::string::npos || word.ends_with('-') || !marks.empty())
            marks.push_back(word);
        else
            objects.words.push_back(word);
    if (objects.words.size() < 2)
        return kubectl.fail("error: one or more resources must be specified as <resource> <name> or <resource>/<name>");
    if (marks.empty())
        return kubectl.fail(std::string("error: at least one ") + (isLabel ? "label" : "annotation") + " update is required");
    for (const auto& mark : marks)
        if (mark.find('=') == std::string::npos && !mark.ends_with('-'))
            return kubectl.fail("error: all resources must be specified before label changes: " + mark);
    const auto named = namedResources(objects, 1);
    if (!named)
        return 1;
    if (std::ranges::any_of(*named, [](const NamedResource& resource) { return resource.name.empty(); }) && !kubectl.has("all") && !kubectl.has("selector"))
        return kubectl.fail("error: resource(s) were provided, but no name was specified");
    return withObjects(objects, *named, [&](Document& object) -> std::optional<std::string> {
        auto& map = object["metadata"][field];
        if (!map.is_object())
            map = Document::object();
        const auto before = map;
        bool hasAdded = false;
        for (const auto& mark : marks) {
            const auto equals = mark.find('=');
            if (equals == std::string::npos) {
                if (map.erase(mark.substr(0, mark.size() - 1)) == 0)
                    kubectl.print(std::string(isLabel ? "label" : "annotation") + " \"" + mark.substr(0, mark.size() - 1) + "\" not found.");
                continue;
            }
            const auto key = mark.substr(0, equals);
            const auto value = mark.substr(equals + 1);
            if (map.contains(key) && map[key] != value && !kubectl.has("overwrite")) {
                kubectl.fail("error: '" + key + "' already has a value (" + textAt(map, {key}) + "), and --overwrite is false");
                return std::nullopt;
            }
            map[key] = value;
            hasAdded = true;
        }
        if (map == before)
            return isLabel ? "not labeled" : "annotated";
        return isLabel ? (hasAdded ? "labeled" : "unlabeled") : "annotated";
    });
}

} // namespace hoplens::lab
