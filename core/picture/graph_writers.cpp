// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/network_picture.h"

#include <algorithm>

namespace hoplens {
namespace {

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

/// Mermaid takes HTML entities in labels, and no quotes.
std::string mermaidLabel(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += "#quot;";
        else if (c == '<')
            out += "#lt;";
        else if (c == '>')
            out += "#gt;";
        else
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

std::string nodeId(const Namespace& space, const Link& link) { return "n" + std::to_string(space.inode) + "_" + std::to_string(link.index); }

std::string label(const Namespace& space, const Link& link, std::string_view lineBreak)
{
    std::string text = link.name;
    for (const auto& address : space.addresses)
        if (address.linkIndex == link.index && !address.prefix.address.isLinkLocal())
            text += std::string(lineBreak) + address.prefix.text();
    if (!link.isUp())
        text += std::string(lineBreak) + "down";
    return text;
}

/// Calls back once for each cable, and for each port with its bridge.
template <class Callback> void eachEdge(const Host& host, Callback&& callback)
{
    for (const auto& space : host.namespaces)
        for (const auto& link : space.links) {
            if (const Link* master = link.master != 0 ? space.link(link.master) : nullptr)
                callback(nodeId(space, *master), nodeId(space, link), true);
            if (!link.lower)
                continue;
            const bool veth = link.kind == LinkKind::Veth;
            if (veth && LinkKey{space.inode, link.index} > *link.lower)
                continue;
            callback(nodeId(space, link), "n" + std::to_string(link.lower->namespaceInode) + "_" + std::to_string(link.lower->index), false);
        }
}

} // namespace

std::string writeDot(const Snapshot& snapshot)
{
    std::string out = "graph network {\n  node [shape=box, style=rounded, fontname=\"Inter\"];\n  compound=true;\n";
    for (const auto& host : snapshot.hosts) {
        for (const auto& space : host.namespaces) {
            out += "  subgraph cluster_" + std::to_string(space.inode) + " {\n    label=" + quoted(space.name) + ";\n";
            for (const auto& link : space.links)
                if (!link.isLoopback())
                    out += "    " + nodeId(space, link) + " [label=" + quoted(label(space, link, " ")) + (link.kind == LinkKind::Bridge ? ", shape=rect, style=filled, fillcolor=\"#E9F1FA\"" : "") + (link.isRunning() ? "" : ", color=\"#BC2F3A\", style=dashed") + "];\n";
            out += "  }\n";
        }
        eachEdge(host, [&](const std::string& from, const std::string& to, bool isPort) { out += "  " + from + " -- " + to + (isPort ? "" : " [color=\"#2A69B0\", penwidth=2]") + ";\n"; });
    }
    return out + "}\n";
}

std::string writeMermaid(const Snapshot& snapshot)
{
    std::string out = "graph TD\n";
    for (const auto& host : snapshot.hosts) {
        for (const auto& space : host.namespaces) {
            out += "  subgraph s" + std::to_string(space.inode) + "[" + mermaidLabel(space.name) + "]\n";
            for (const auto& link : space.links)
                if (!link.isLoopback())
                    out += "    " + nodeId(space, link) + "[" + mermaidLabel(label(space, link, ", ")) + "]\n";
            out += "  end\n";
        }
        eachEdge(host, [&](const std::string& from, const std::string& to, bool) { out += "  " + from + " --- " + to + "\n"; });
    }
    return out;
}

} // namespace hoplens
