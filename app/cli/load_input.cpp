// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/file.h"
#include "collect/snapshot_collector.h"
#include "store/input_file.h"

#include <algorithm>

#include <cerrno>
#include <iostream>
#include <unistd.h>

namespace hoplens::cli {
namespace {

/// Names come from files that anybody may have written: no control character of theirs reaches the terminal.
std::string printable(std::string text)
{
    for (char& c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            c = '?';
    // The control characters of Latin 1 (U+0080 to U+009F), and those that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069).
    const auto byte = [&text](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isControl = byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f;
        const bool isTurn = byte(i) == 0xe2 && ((byte(i + 1) == 0x80 && byte(i + 2) >= 0xaa && byte(i + 2) <= 0xae) || (byte(i + 1) == 0x81 && byte(i + 2) >= 0xa6 && byte(i + 2) <= 0xa9));
        if (isControl || isTurn)
            text.replace(i, isControl ? 2 : 3, "?");
    }
    return text;
}

void printNotes(const std::vector<Note>& notes)
{
    for (const auto& note : notes)
        std::cerr << "note: " << printable(note.subject + ": " + note.text + (note.remedy.empty() ? "" : ". " + note.remedy)) << '\n';
}

constexpr std::size_t mostNotes = 50; ///< about objects

Result<cluster::ProxyChoice> choiceOf(const ClusterArguments& arguments)
{
    cluster::ProxyChoice choice;
    for (const auto mode : {proxy::ProxyMode::Iptables, proxy::ProxyMode::Nftables, proxy::ProxyMode::Ipvs})
        if (arguments.mode == proxy::name(mode))
            choice.mode = mode;
    if (arguments.mode == "userspace" || arguments.mode == "winuserspace")
        return failure({ErrorCode::Unsupported, "the mode " + arguments.mode + " was retired in Kubernetes 1.26: connections went through a process of kube-proxy's, one copy more for each packet", "--mode", 0, "Choose iptables, nftables or ipvs."});
    if (!arguments.mode.empty() && !choice.mode)
        return failure({ErrorCode::InvalidInput, "there is no mode of this name", arguments.mode, 0, "Choose iptables, nftables or ipvs."});
    if (!arguments.kubeVersion.empty()) {
        choice.layout = proxy::layoutOf(arguments.kubeVersion);
        if (!choice.layout)
            return failure({ErrorCode::InvalidInput, "--kube-version wants a release since 1.20, such as 1.31", arguments.kubeVersion});
        const auto minor = parseNumber(arguments.kubeVersion.substr(arguments.kubeVersion.find('.') + 1, 2), 99);
        if (choice.mode == proxy::ProxyMode::Nftables && minor.value_or(0) < 36)
            return failure({ErrorCode::Unsupported, "of the mode nftables only the layout of 1.36 is predicted", arguments.kubeVersion, 0, "Leave --kube-version out, or choose --mode iptables."});
    }
    if (!arguments.proxyConfig.empty()) {
        auto text = readFile(arguments.proxyConfig);
        if (!text)
            return failure(text.error());
        choice.configuration = std::move(*text);
        choice.file = arguments.proxyConfig;
    }
    return choice;
}


} // namespace

Result<Input> loadInput(const std::string& input, const ClusterArguments& arguments)
{
    const auto choice = choiceOf(arguments);
    if (!choice)
        return failure(choice.error());
    Result<Input> loaded = input == "live" ? observed(SnapshotCollector({}).collect()) : readClusterInput(input, *choice);
    if (!loaded)
        return loaded;
    if (!arguments.objects.empty()) {
        if (loaded->isModelled)
            return failure({ErrorCode::InvalidInput, "--objects goes with an input that was observed; this one is made of objects itself", input, 0, "Give all manifests in one folder."});
        auto objects = readObjects(arguments.objects, *choice);
        if (!objects)
            return failure(objects.error());
        loaded->cluster = std::move(*objects);
    }
    printNotes(loaded->snapshot.notes);
    for (const auto& host : loaded->snapshot.hosts)
        for (const auto& space : host.namespaces)
            if (!loaded->isModelled) // what a model does not know of itself is said where it matters
                printNotes(space.notes);
    if (loaded->cluster)
        printObjectNotes(loaded->cluster->objects.notes);
    return loaded;
}

Result<proxy::ProxySettings> chosenProxy(const ClusterInput& cluster, const std::string& name)
{
    const auto& nodes = cluster.objects.nodes;
    auto settings = cluster::nodeProxy(cluster.objects, nullptr, name, cluster.choice);
    if (!settings)
        return settings;
    const auto& wanted = settings->nodeName.empty() && nodes.size() == 1 ? nodes.front().meta.name : settings->nodeName;
    const auto node = std::ranges::find(nodes, wanted, [](const kube::Node& of) { return of.meta.name; });
    std::string known;
    for (const auto& each : nodes)
        known += (known.empty() ? "" : ", ") + each.meta.name;
    if (wanted.empty())
        return failure({ErrorCode::InvalidInput, "there is more than one node: say which with --node", known});
    if (node == nodes.end() && !settings->isWhole)
        return failure({ErrorCode::NotFound, "there is no node of this name", wanted, 0, "Known: " + known + "."});
    return node == nodes.end() ? settings : cluster::nodeProxy(cluster.objects, &*node, wanted, cluster.choice);
}

void printObjectNotes(const std::vector<kube::ObjectNote>& notes)
{
    for (std::size_t i = 0; i < std::min(notes.size(), mostNotes); ++i)
        std::cerr << "note: " << printable((notes[i].where.empty() ? "" : notes[i].where + ": ") + notes[i].text) << '\n';
    if (notes.size() > mostNotes)
        std::cerr << "note: and " << notes.size() - mostNotes << " more of this kind\n";
}

int fail(const Error& error)
{
    std::cerr << "hoplens: " << printable(describe(error)) << '\n';
    return error.code == ErrorCode::InvalidInput || error.code == ErrorCode::NotFound ? status::usage : status::failure;
}

int print(const std::string& text)
{
    const auto written = writeFile("-", printable(text));
    if (written || written.error().systemError == EPIPE)
        return status::done;
    return fail(written.error());
}

} // namespace hoplens::cli
