// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/api_server.h"
#include "api/resource_kinds.h"
#include "api/schema.h"

#include <array>

namespace hoplens::api {
namespace {

constexpr const char* lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/// Does something to a copy of the state, which takes its place when all went well. An object that is not laid out as its kind wants changes nothing.
template <class Work> auto attempt(ClusterState& state, Work work) -> decltype(work(state))
{
    auto changed = state;
    try {
        auto answer = work(changed);
        if (answer) {
            reconcile(changed);
            state = std::move(changed);
        }
        return answer;
    } catch (const Document::exception& error) {
        return tl::unexpected(Refusal{"BadRequest", std::string("a field of the object is not of the kind that it should be: ") + error.what()});
    }
}

/// Fills in the namespace, and says what is wrong with kind and namespace.
std::optional<Refusal> place(const ClusterState& state, Document& object, const std::string& nameSpace)
{
    if (!object.is_object() || textAt(object, {"kind"}).empty())
        return Refusal{"", "error: unable to decode: Object 'Kind' is missing"};
    if (textAt(object, {"apiVersion"}).empty())
        return Refusal{"", "error: unable to decode: Object 'apiVersion' is missing"};
    const auto kind = textAt(object, {"kind"});
    const auto* known = resourceKind(kind);
    if (!isServed(textAt(object, {"apiVersion"}), kind))
        return Refusal{"", "error: resource mapping not found for name: \"" + textAt(object, {"metadata", "name"}) + "\" namespace: \"" + textAt(object, {"metadata", "namespace"}) + "\": no matches for kind \"" + kind + "\" in version \"" + textAt(object, {"apiVersion"}) + "\"\nensure CRDs are installed first"};
    const auto faults = schemaFaults(object);
    auto fault = faults.wrongValue;
    if (fault.empty())
        for (const auto& field : faults.unknownFields)
            fault += (fault.empty() ? "strict decoding error: unknown field \"" : ", unknown field \"") + field + "\"";
    if (!fault.empty())
        return Refusal{"BadRequest", kind + " in version \"" + std::string(known->version) + "\" cannot be handled as a " + kind + ": " + fault};
    if (!known || known->isNamespaced) {
        auto& meta = object["metadata"];
        if (meta.is_null())
            meta = Document::object();
        if (textAt(object, {"metadata", "namespace"}).empty())
            meta["namespace"] = nameSpace;
        const auto name = textAt(object, {"metadata", "namespace"});
        if (!state.find({"Namespace", {}, name}))
            return Refusal{"NotFound", "namespaces \"" + name + "\" not found"};
    } else if (object.contains("metadata") && object["metadata"].is_object()) {
        object["metadata"].erase("namespace");
    }
    return std::nullopt;
}

std::string resourceOf(const std::string& kind)
{
    const auto* known = resourceKind(kind);
    return known ? known->resource() : kind;
}

/// What items of a list are known by; empty: the list is one value.
std::string_view mergeKeyOf(std::string_view list, const Document& items)
{
    const auto have = [&](const char* key) { return !items.empty() && std::ranges::all_of(items, [&](const Document& item) { return item.is_object() && item.contains(key); }); };
    if (list == "ports")
        return have("containerPort") ? "containerPort" : have("port") ? "port" : "";
    if ((list == "containers" || list == "initContainers" || list == "env" || list == "volumes") && have("name"))
        return "name";
    return {};
}

/// Three ways: what `before` had and `wanted` has not goes from `live`, what `wanted` has comes in.
void merge(Document& live, const Document& wanted, const Document& before)
{
    if (before.is_object())
        for (const auto& [key, value] : before.items())
            if (!wanted.contains(key))
                live.erase(key);
    for (const auto& [key, value] : wanted.items()) {
        if (value.is_null()) {
            live.erase(key);
            continue;
        }
        auto& own = live[key];
        const auto& was = at(before, {key});
        if (value.is_object()) {
            if (!own.is_object())
                own = Document::object();
            merge(own, value, was);
        } else if (const auto by = value.is_array() && own.is_array() ? mergeKeyOf(key, value) : std::string_view(); !by.empty()) {
            auto merged = Document::array();
            for (const auto& item : value) {
                const auto same = [&](const Document& other) { return at(other, {by}) == at(item, {by}) && at(other, {"protocol"}).is_null() == at(item, {"protocol"}).is_null(); };
                const auto known = std::ranges::find_if(own, [&](const Document& other) { return at(other, {by}) == at(item, {by}); });
                const auto old = was.is_array() ? std::ranges::find_if(was, same) : was.end();
                auto made = known == own.end() ? Document::object() : *known;
                merge(made, item, was.is_array() && old != was.end() ? *old : Document());
                merged.push_back(std::move(made));
            }
            own = std::move(merged);
        } else {
            own = value;
        }
    }
}

Document withoutVersion(Document object)
{
    object["metadata"].erase("resourceVersion");
    object["metadata"].erase("generation");
    return object;
}

/// The object, what it owns, and what is in it.
void removeAll(ClusterState& state, const ObjectKey& key)
{
    const auto* object = state.find(key);
    if (!object)
        return;
    const auto uid = textAt(*object, {"metadata", "uid"});
    state.remove(key);
    std::vector<ObjectKey> below;
    for (const auto& [own, other] : state.objects()) {
        bool goes = key.kind == "Namespace" && own.nameSpace == key.name;
        goes = goes || (key.kind == "Service" && own.kind == "Endpoints" && own.nameSpace == key.nameSpace && own.name == key.name);
        goes = goes || (key.kind == "Service" && own.kind == "EndpointSlice" && own.nameSpace == key.nameSpace && textAt(*other, {"metadata", "labels", "kubernetes.io/service-name"}) == key.name);
        if (const auto& owners = at(*other, {"metadata", "ownerReferences"}); owners.is_array())
            goes = goes || std::ranges::any_of(owners, [&](const Document& owner) { return textAt(owner, {"uid"}) == uid; });
        if (goes)
            below.push_back(own);
    }
    for (const auto& own : below)
        removeAll(state, own);
}

Document metaOf(const std::string& kind, const std::string& version, const std::string& name, const std::string& nameSpace = {})
{
    Document object{{"apiVersion", version}, {"kind", kind}, {"metadata", {{"name", name}}}};
    if (!nameSpace.empty())
        object["metadata"]["namespace"] = nameSpace;
    return object;
}

void addNamespaces(ClusterState& state, const std::vector<std::string>& names)
{
    for (const auto& name : names)
        if (!state.find({"Namespace", {}, name})) {
            auto object = metaOf("Namespace", "v1", name);
            admit(state, object);
            state.put(std::move(object));
        }
}

} // namespace

Answer<ObjectKey> create(ClusterState& state, Document object, const std::string& nameSpace)
{
    return attempt(state, [&](ClusterState& changed) -> Answer<ObjectKey> {
        if (auto refused = place(changed, object, nameSpace))
            return tl::unexpected(*refused);
        const auto key = keyOf(object);
        if (changed.find(key))
            return tl::unexpected(Refusal{"AlreadyExists", resourceOf(key.kind) + " \"" + key.name + "\" already exists"});
        if (auto refused = admit(changed, object))
            return tl::unexpected(*refused);
        changed.put(std::move(object));
        return key;
    });
}

Answer<Written> replace(ClusterState& state, Document object)
{
    return attempt(state, [&](ClusterState& changed) -> Answer<Written> {
        if (auto refused = admit(changed, object))
            return tl::unexpected(*refused);
        const auto* known = changed.find(keyOf(object));
        if (known && withoutVersion(*known) == withoutVersion(object))
            return Written::Unchanged;
        changed.put(std::move(object));
        return Written::Configured;
    });
}

Answer<std::pair<ObjectKey, Written>> apply(ClusterState& state, Document object, const std::string& nameSpace)
{
    return attempt(state, [&](ClusterState& changed) -> Answer<std::pair<ObjectKey, Written>> {
        if (auto refused = place(changed, object, nameSpace))
            return tl::unexpected(*refused);
        const auto key = keyOf(object);
        object.erase("status");
        const auto told = object.dump(-1, ' ', false, Document::error_handler_t::replace) + "\n";
        const auto* live = changed.find(key);
        if (!live) {
            object["metadata"]["annotations"][lastApplied] = told;
            if (auto refused = admit(changed, object))
                return tl::unexpected(*refused);
            changed.put(std::move(object));
            return std::pair{key, Written::Created};
        }
        const auto before = Document::parse(textAt(*live, {"metadata", "annotations", lastApplied}), nullptr, false);
        auto merged = *live;
        merge(merged, object, before.is_object() ? before : Document());
        merged["metadata"]["annotations"][lastApplied] = told;
        if (auto refused = admit(changed, merged))
            return tl::unexpected(*refused);
        if (withoutVersion(merged) == withoutVersion(*live))
            return std::pair{key, Written::Unchanged};
        changed.put(std::move(merged));
        return std::pair{key, Written::Configured};
    });
}

Answer<ObjectKey> remove(ClusterState& state, const ObjectKey& key)
{
    return attempt(state, [&](ClusterState& changed) -> Answer<ObjectKey> {
        if (!changed.find(key))
            return tl::unexpected(Refusal{"NotFound", resourceOf(key.kind) + " \"" + key.name + "\" not found"});
        if (key.kind == "Namespace" && (key.name == "default" || key.name == "kube-system" || key.name == "kube-public"))
            return tl::unexpected(Refusal{"Forbidden", "namespaces \"" + key.name + "\" is forbidden: this namespace may not be deleted"});
        removeAll(changed, key);
        return key;
    });
}

ClusterState startingState(const std::string& node, const std::string& address, std::int64_t now)
{
    ClusterState state(now);
    addNamespaces(state, {"default", "kube-node-lease", "kube-public", "kube-system"});
    auto own = metaOf("Node", "v1", node);
    own["metadata"]["labels"] = {{"kubernetes.io/hostname", node}, {"kubernetes.io/os", "linux"}, {"node-role.kubernetes.io/control-plane", ""}};
    own["spec"] = {{"podCIDR", "10.244.0.0/24"}, {"podCIDRs", {"10.244.0.0/24"}}};
    own["status"] = {{"addresses", {{{"address", address}, {"type", "InternalIP"}}, {{"address", node}, {"type", "Hostname"}}}}, {"conditions", {{{"status", "True"}, {"type", "Ready"}}}}, {"nodeInfo", {{"kubeletVersion", "v1.32.0"}, {"kubeProxyVersion", "v1.32.0"}}}};
    state.put(std::move(own));
    auto service = metaOf("Service", "v1", "kubernetes", "default");
    service["metadata"]["labels"] = {{"component", "apiserver"}, {"provider", "kubernetes"}};
    service["spec"] = {{"clusterIP", "10.96.0.1"}, {"ports", {{{"name", "https"}, {"port", 443}, {"protocol", "TCP"}, {"targetPort", 6443}}}}};
    admit(state, service);
    state.put(std::move(service));
    auto endpoints = metaOf("Endpoints", "v1", "kubernetes", "default");
    endpoints["metadata"]["labels"] = {{"endpointslice.kubernetes.io/skip-mirror", "true"}};
    endpoints["subsets"] = {{{"addresses", {{{"ip", address}}}}, {"ports", {{{"name", "https"}, {"port", 6443}, {"protocol", "TCP"}}}}}};
    state.put(std::move(endpoints));
    auto slice = metaOf("EndpointSlice", "discovery.k8s.io/v1", "kubernetes", "default");
    slice["addressType"] = "IPv4";
    slice["metadata"]["labels"] = {{"kubernetes.io/service-name", "kubernetes"}};
    slice["endpoints"] = {{{"addresses", {address}}, {"conditions", {{"ready", true}}}}};
    slice["ports"] = {{{"name", "https"}, {"port", 6443}, {"protocol", "TCP"}}};
    state.put(std::move(slice));
    return state;
}

Answer<ClusterState> stateOf(std::vector<Document> objects, std::int64_t now)
{
    ClusterState state(now);
    std::vector<std::string> names = {"default", "kube-system"};
    for (const auto& object : objects)
        if (const auto name = textAt(object, {"metadata", "namespace"}); !name.empty())
            names.push_back(name);
    try {
        for (auto& object : objects)
            if (textAt(object, {"kind"}) == "Namespace" && !textAt(object, {"metadata", "name"}).empty())
                state.put(std::move(object));
        addNamespaces(state, names);
        for (auto& object : objects) {
            if (!object.is_object() || textAt(object, {"metadata", "name"}).empty())
                continue;
            auto made = object;
            if (place(state, made, "default"))
                made = object; // a version of its own: kept as it is told
            auto filled = made;
            state.put(admit(state, filled) ? std::move(made) : std::move(filled));
        }
        if (state.list("Node").empty()) {
            auto node = metaOf("Node", "v1", "node-1");
            node["status"] = {{"addresses", {{{"address", "192.0.2.1"}, {"type", "InternalIP"}}}}, {"conditions", {{{"status", "True"}, {"type", "Ready"}}}}};
            state.put(std::move(node));
        }
        reconcile(state);
    } catch (const Document::exception& error) {
        return tl::unexpected(Refusal{"BadRequest", std::string("a field of an object is not of the kind that it should be: ") + error.what()});
    }
    return state;
}

} // namespace hoplens::api
