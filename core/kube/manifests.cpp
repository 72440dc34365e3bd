// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/manifests.h"

#include "base/file.h"
#include "kube/json_tree.h"
#include "kube/object_kinds.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

namespace hoplens::kube {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostFiles = 100'000;
constexpr std::size_t mostNotes = 10'000;

constexpr std::size_t longestName = 253;

/// What names of objects are made of; they go into rules and onto terminals. Empty passes.
bool isName(std::string_view text)
{
    return text.size() <= longestName && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; });
}

std::string_view groupOf(std::string_view apiVersion)
{
    const auto slash = apiVersion.find('/');
    return slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
}

/// Takes documents one after the other into Objects.
class Reader {
public:
    Reader(const std::string& file, Objects& objects) : m_file(file), m_objects(objects) { expectAgain(); }

    void take(const Field& object, const std::string& where)
    {
        if (object.kind() != FieldKind::Map)
            return note("this is no object: it is no map", where);
        const auto kind = object["kind"].text();
        if (kind.ends_with("List") && object["items"].kind() == FieldKind::List) {
            std::size_t index = 0;
            for (const auto item : object["items"])
                take(item, item.line() == 0 ? where + ", item " + std::to_string(index++) : at(item.line(), item.column()));
            return;
        }
        if (kind.empty())
            return note("this is no Kubernetes object: it has no kind", where);
        read(object, std::string(kind), where);
    }

    void note(std::string text, std::string where)
    {
        if (m_objects.notes.size() < mostNotes)
            m_objects.notes.push_back({std::move(text), std::move(where)});
    }
    std::string at(std::uint32_t line, std::uint32_t column) const { return m_file + (line == 0 ? "" : ":" + std::to_string(line)) + (column == 0 ? "" : ":" + std::to_string(column)); }

    void finish()
    {
        for (const auto& [kind, count] : m_otherKinds)
            note(std::to_string(count) + (count == 1 ? " object" : " objects") + " of the kind " + kind + ": Hoplens does not look at these", m_file);
        for (const auto& field : m_unknownFields)
            note("the field " + field + " is not known: it is passed over", m_file);
    }

private:
    void read(const Field& object, const std::string& kind, const std::string& where)
    {
        const auto group = groupOf(object["apiVersion"].text());
        ObjectReader reader(kind, m_unknownFields);
        const bool isCore = group.empty();
        const bool isNetworking = group == "networking.k8s.io" || group == "extensions";
        const bool isWorkload = ((kind == "Deployment" || kind == "ReplicaSet" || kind == "StatefulSet" || kind == "DaemonSet") && (group == "apps" || group == "extensions")) || ((kind == "Job" || kind == "CronJob") && group == "batch") || (kind == "ReplicationController" && isCore) || ((kind == "VirtualMachine" || kind == "VirtualMachineInstance") && group == "kubevirt.io");
        const bool isCalico = group == "projectcalico.org" || group == "crd.projectcalico.org";
        if (isCore && kind == "Node")
            keep(m_objects.nodes, readNode(reader, object), reader, object, where, false);
        else if (isCore && kind == "Namespace")
            keep(m_objects.namespaces, Namespace{reader.meta(object["metadata"])}, reader, object, where, false);
        else if (isCore && kind == "Pod")
            keep(m_objects.pods, readPod(reader, object), reader, object, where, true);
        else if (isCore && kind == "Service")
            keep(m_objects.services, readService(reader, object), reader, object, where, true);
        else if (isCore && kind == "Endpoints")
            keep(m_objects.endpoints, readEndpoints(reader, object), reader, object, where, true);
        else if (isCore && kind == "ServiceAccount")
            keep(m_objects.serviceAccounts, ServiceAccount{reader.meta(object["metadata"])}, reader, object, where, true);
        else if (isCore && kind == "ConfigMap")
            keep(m_objects.configMaps, readConfigMap(reader, object), reader, object, where, true);
        else if (group == "discovery.k8s.io" && kind == "EndpointSlice")
            keep(m_objects.endpointSlices, readEndpointSlice(reader, object), reader, object, where, true);
        else if (isNetworking && kind == "NetworkPolicy")
            keep(m_objects.networkPolicies, readNetworkPolicy(reader, object), reader, object, where, true);
        else if (group == "policy.networking.k8s.io" && (kind == "AdminNetworkPolicy" || kind == "BaselineAdminNetworkPolicy" || kind == "ClusterNetworkPolicy"))
            keep(m_objects.clusterPolicies, readClusterPolicy(reader, object, kind), reader, object, where, false);
        else if (isCalico && (kind == "NetworkPolicy" || kind == "GlobalNetworkPolicy"))
            keep(m_objects.calicoPolicies, readCalicoPolicy(reader, object, kind), reader, object, where, kind == "NetworkPolicy");
        else if (isCalico && kind == "HostEndpoint")
            keep(m_objects.hostEndpoints, HostEndpoint{reader.meta(object["metadata"])}, reader, object, where, false);
        else if (isCalico && kind == "Tier")
            keep(m_objects.calicoTiers, readCalicoTier(reader, object), reader, object, where, false);
        else if (isCalico && (kind == "NetworkSet" || kind == "GlobalNetworkSet"))
            keep(m_objects.calicoNetworkSets, readCalicoNetworkSet(reader, object), reader, object, where, kind == "NetworkSet");
        else if (group == "cilium.io" && (kind == "CiliumNetworkPolicy" || kind == "CiliumClusterwideNetworkPolicy"))
            keep(m_objects.otherPolicies, readCiliumPolicy(reader, object, kind), reader, object, where, kind == "CiliumNetworkPolicy");
        else if ((kind.ends_with("NetworkPolicy") || kind == "EgressFirewall") && !kind.starts_with("Staged") && kind != "MultiNetworkPolicy" && !isCore && !isNetworking && !isCalico) // another plugin's: it may say anything
            keep(m_objects.otherPolicies, OtherPolicy{kind + "." + std::string(group), reader.meta(object["metadata"]), {}, {}}, reader, object, where, object["metadata"]["namespace"].isThere());
        else if ((group == "k8s.ovn.org" && (kind == "UserDefinedNetwork" || kind == "ClusterUserDefinedNetwork")) || (group.starts_with("k8s.cni.") && (kind == "NetworkAttachmentDefinition" || kind == "MultiNetworkPolicy")))
            keep(m_objects.userDefinedNetworks, readUserDefinedNetwork(reader, object, kind), reader, object, where, kind != "ClusterUserDefinedNetwork");
        else if (group == "route.openshift.io" && kind == "Route")
            keep(m_objects.routes, readRoute(reader, object), reader, object, where, true);
        else if (group == "gateway.networking.k8s.io" && (kind == "HTTPRoute" || kind == "GRPCRoute" || kind == "TLSRoute" || kind == "TCPRoute" || kind == "UDPRoute"))
            keep(m_objects.routes, readGatewayRoute(reader, object, kind), reader, object, where, true);
        else if (group == "gateway.networking.k8s.io" && kind == "ReferenceGrant")
            keep(m_objects.referenceGrants, readReferenceGrant(reader, object), reader, object, where, true);
        else if (isNetworking && kind == "Ingress")
            keep(m_objects.ingresses, readIngress(reader, object), reader, object, where, true);
        else if (isNetworking && kind == "IngressClass")
            keep(m_objects.ingressClasses, readIngressClass(reader, object), reader, object, where, false);
        else if (isNetworking && kind == "ServiceCIDR")
            keep(m_objects.serviceCidrs, readServiceCidr(reader, object), reader, object, where, false);
        else if (isWorkload)
            keep(m_objects.workloads, readWorkload(reader, object, kind), reader, object, where, true);
        else if (m_otherKinds.size() < mostNotes)
            ++m_otherKinds[kind.substr(0, 80) + (group.empty() ? "" : "." + std::string(group.substr(0, 80)))];
    }

    /// Objects that earlier files brought can be told again, too.
    void expectAgain()
    {
        const auto expect = [this](const auto& all, const char* kind) {
            for (std::size_t i = 0; i < all.size(); ++i)
                m_places.emplace(std::string(kind) + '\n' + all[i].meta.nameSpace + '\n' + all[i].meta.name, i);
        };
        expect(m_objects.nodes, "Node");
        expect(m_objects.namespaces, "Namespace");
        expect(m_objects.pods, "Pod");
        expect(m_objects.services, "Service");
        expect(m_objects.endpoints, "Endpoints");
        expect(m_objects.configMaps, "ConfigMap");
        expect(m_objects.endpointSlices, "EndpointSlice");
        expect(m_objects.networkPolicies, "NetworkPolicy");
        expect(m_objects.calicoTiers, "Calico Tier");
        for (std::size_t i = 0; i < m_objects.calicoNetworkSets.size(); ++i)
            m_places.emplace((m_objects.calicoNetworkSets[i].meta.nameSpace.empty() ? "Calico GlobalNetworkSet\n" : "Calico NetworkSet\n") + m_objects.calicoNetworkSets[i].meta.nameSpace + '\n' + m_objects.calicoNetworkSets[i].meta.name, i);
        expect(m_objects.serviceAccounts, "ServiceAccount");
        expect(m_objects.hostEndpoints, "HostEndpoint");
        expect(m_objects.referenceGrants, "ReferenceGrant");
        expectKinds(m_objects.routes);
        expectKinds(m_objects.clusterPolicies);
        expectKinds(m_objects.calicoPolicies);
        expectKinds(m_objects.otherPolicies);
        expectKinds(m_objects.userDefinedNetworks);
        expect(m_objects.ingresses, "Ingress");
        expect(m_objects.ingressClasses, "IngressClass");
        expect(m_objects.serviceCidrs, "ServiceCIDR");
        expectKinds(m_objects.workloads);
    }
    template <class Object> void expectKinds(const std::vector<Object>& all)
    {
        for (std::size_t i = 0; i < all.size(); ++i)
            m_places.emplace((std::is_same_v<Object, CalicoPolicy> ? "Calico " : "") + all[i].kind + '\n' + all[i].meta.nameSpace + '\n' + all[i].meta.name, i);
    }

    template <class Object> void keep(std::vector<Object>& all, Object object, const ObjectReader& reader, const Field& field, const std::string& where, bool isNamespaced)
    {
        constexpr bool isPolicy = requires { object.where; };
        auto kind = std::string(field["kind"].text().substr(0, 80));
        if (isPolicy && groupOf(field["apiVersion"].text()).find("calico") != std::string_view::npos)
            kind = "Calico " + kind;
        if constexpr (std::is_same_v<Object, OtherPolicy>)
            kind = object.kind; // with its group: another API may have a kind of the same name
        auto& meta = object.meta;
        if (!isNamespaced)
            meta.nameSpace.clear();
        else if (meta.nameSpace.empty())
            meta.nameSpace = "default";
        const auto named = kind + " " + (meta.nameSpace.empty() ? "" : meta.nameSpace + "/") + meta.name;
        const auto lose = [&](const std::string& text, const std::string& at) {
            note(text, at);
            if (isPolicy)
                m_objects.lostPolicies.push_back({text, at});
        };
        if (const auto& trouble = reader.trouble())
            return lose(named + " is left out: " + trouble->what, trouble->line == 0 ? where : at(trouble->line, trouble->column));
        if (!isName(meta.name) || !isName(meta.nameSpace) || std::ranges::any_of(meta.owners, [](const OwnerReference& owner) { return !isName(owner.name) || !isName(owner.kind); }))
            return lose(kind + " is left out: its name, or that of its namespace, is none that Kubernetes takes", where);
        if (meta.name.empty())
            return lose(kind + " is left out: it has no name", where);
        if constexpr (isPolicy)
            object.where = where;
        if (const auto& unknown = reader.unknownField(); isPolicy && unknown) // with a field passed over it may say the opposite
            return lose(named + " is left out: its field " + unknown->what + " is not known", unknown->line == 0 ? where : at(unknown->line, unknown->column));
        const auto [place, isNew] = m_places.emplace(kind + '\n' + meta.nameSpace + '\n' + meta.name, all.size());
        if (isNew)
            return all.push_back(std::move(object));
        if constexpr (std::is_same_v<Object, ClusterPolicy>)
            return lose(named + " is told twice (first in " + all[place->second].where + "): which of them counts nobody can say", where);
        note(named + " is told again: this one counts", where);
        all[place->second] = std::move(object);
    }

    const std::string& m_file;
    Objects& m_objects;
    std::unordered_map<std::string, std::size_t> m_places; ///< kind, namespace and name; where it is in its vector
    std::map<std::string, std::size_t> m_otherKinds;
    std::set<std::string> m_unknownFields;
};

bool looksLikeJson(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// --- or ... at the beginning of a line, alone or before a blank.
bool isMarker(std::string_view line, std::string_view marker) { return line.starts_with(marker) && (line.size() == marker.size() || line[3] == ' ' || line[3] == '\t' || line[3] == '\r'); }

/// A blank line, a comment, a directive, or --- with no more than these.
bool saysNothing(std::string_view line)
{
    if (isMarker(line, "---"))
        line.remove_prefix(3);
    const auto first = line.find_first_not_of(" \t\r");
    return first == std::string_view::npos || line[first] == '#' || line.front() == '%';
}

std::string_view withoutByteOrderMark(std::string_view text) { return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text; }

void readAll(std::string_view text, Reader& reader)
{
    text = withoutByteOrderMark(text);
    if (std::size_t bad = 0; !isUtf8(text, bad))
        return reader.note("this is no text: byte " + std::to_string(bad) + " is no UTF-8", reader.at(0, 0));
    tl::expected<void, TextTrouble> json;
    if (looksLikeJson(text)) {
        json = readJson(text, [&](const FieldTree& tree, std::size_t index) { reader.take(Field(tree), reader.at(0, 0) + ", item " + std::to_string(index)); });
        if (json)
            return;
    }
    FieldTree tree;
    for (const auto& [document, firstLine] : splitDocuments(text)) {
        tree.clear();
        const auto read = readYaml(document, firstLine, tree);
        if (read)
            reader.take(Field(tree), reader.at(Field(tree).line(), 0));
        else if (!json) // it began as JSON does
            return reader.note("this is no JSON: " + json.error().what, reader.at(json.error().line, json.error().column));
        else
            reader.note("this is no YAML, the document is left out: " + read.error().what, reader.at(read.error().line, read.error().column));
    }
}

} // namespace

std::vector<DocumentText> splitDocuments(std::string_view text)
{
    std::vector<DocumentText> documents;
    std::uint32_t line = 1;
    std::uint32_t firstLine = 1;
    const auto finish = [&](std::size_t begin, std::size_t end) {
        const auto document = text.substr(begin, end - begin);
        for (std::size_t at = 0; at < document.size();) {
            const auto stop = std::min(document.find('\n', at), document.size());
            if (!saysNothing(document.substr(at, stop - at)))
                return documents.push_back({document, firstLine});
            at = stop + 1;
        }
    };
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
        const auto stop = std::min(text.find('\n', at), text.size());
        const auto one = text.substr(at, stop - at);
        if (isMarker(one, "---") && at != begin) {
            finish(begin, at);
            begin = at;
            firstLine = line;
        } else if (isMarker(one, "...")) {
            finish(begin, at);
            begin = std::min(stop + 1, text.size());
            firstLine = line + 1;
        }
        at = stop + 1;
    }
    finish(begin, text.size());
    return documents;
}

void readManifests(std::string_view text, const std::string& file, Objects& objects)
{
    Reader reader(file, objects);
    readAll(text, reader);
    reader.finish();
}

Result<Objects> loadManifests(const std::string& path)
{
    std::vector<std::string> files;
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
        files.push_back(path);
    } else {
        for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
            const auto ending = at->path().extension();
            std::error_code other;
            if ((ending == ".yaml" || ending == ".yml" || ending == ".json") && at->is_regular_file(other))
                files.push_back(at->path().string());
            if (files.size() > mostFiles)
                return failure({ErrorCode::LimitExceeded, "more than " + std::to_string(mostFiles) + " files", path});
        }
        if (error)
            return failure(systemFailure("reading the folder", path, error.value()));
        std::ranges::sort(files);
        if (files.empty())
            return failure({ErrorCode::NotFound, "the folder holds no manifest", path, 0, "It wants .yaml, .yml or .json files."});
    }
    Objects objects;
    for (const auto& file : files) {
        const auto text = readFile(file);
        if (!text)
            return failure(text.error());
        readManifests(*text, file, objects);
    }
    if (objects.size() == 0 && !objects.notes.empty()) {
        const auto& first = objects.notes.front();
        return failure({ErrorCode::InvalidInput, "reading manifests: no Kubernetes object was found: " + first.text, first.where, 0, "It wants objects in YAML or JSON, as kubectl get -o yaml prints them."});
    }
    return objects;
}

Result<std::vector<FieldTree>> readDocuments(std::string_view text, const std::string& file)
{
    std::vector<FieldTree> trees;
    for (const auto& [document, firstLine] : splitDocuments(withoutByteOrderMark(text))) {
        FieldTree tree;
        if (const auto read = readYaml(document, firstLine, tree); !read)
            return failure({ErrorCode::InvalidInput, "this is no YAML: " + read.error().what, file + ":" + std::to_string(read.error().line) + ":" + std::to_string(read.error().column)});
        trees.push_back(std::move(tree));
    }
    return trees;
}

} // namespace hoplens::kube
