// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

int main(int argc, char** argv)
{
    using namespace hoplens::cli;
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Hoplens: see every hop that a packet takes through this host, and why."};
    app.require_subcommand(1);
    app.set_version_flag("--version", "hoplens 0.1.0");
    app.failure_message(CLI::FailureMessage::help);
    int status = 0;
    constexpr const char* inputHelp = "live (this host), a snapshot file, the text of iptables-save or of nft -j list ruleset, a folder of dumps, a file or folder of Kubernetes manifests, or - for standard input";
    const auto addCluster = [](CLI::App* command, ClusterArguments& arguments) {
        command->add_option("--objects", arguments.objects, "Kubernetes manifests that go with an observed input: a file or folder");
        command->add_option("--mode", arguments.mode, "how kube-proxy works: iptables, nftables or ipvs; as configured when left out");
        command->add_option("--kube-version", arguments.kubeVersion, "the release of kube-proxy whose rules are predicted, since 1.20; as the node says, or the newest");
        command->add_option("--proxy-config", arguments.proxyConfig, "a KubeProxyConfiguration; the ConfigMap kube-system/kube-proxy of the objects when left out");
    };

    CollectArguments collectArguments;
    auto* collectCommand = app.add_subcommand("collect", "Read this host into a snapshot. Changes nothing.");
    collectCommand->add_option("-o,--output", collectArguments.output, "file to write, - for standard output")->capture_default_str();
    collectCommand->add_option("--netns", collectArguments.namespaces, "read only these network namespaces");
    collectCommand->footer("Example: hoplens collect -o host.json");
    collectCommand->callback([&] { status = collect(collectArguments); });

    ShowArguments showArguments;
    auto* showCommand = app.add_subcommand("show", "Namespaces, links, addresses, routes and rules as a tree.");
    showCommand->add_option("input", showArguments.input, inputHelp)->capture_default_str();
    showCommand->add_flag("--json", showArguments.json, "the snapshot as JSON");
    showCommand->footer("Example: hoplens show host.json");
    showCommand->callback([&] { status = show(showArguments); });

    DrawArguments drawArguments;
    auto* drawCommand = app.add_subcommand("draw", "The picture of the network.");
    drawCommand->add_option("input", drawArguments.input, inputHelp)->capture_default_str();
    drawCommand->add_option("-o,--output", drawArguments.output, "FILE.svg, FILE.dot or FILE.mmd")->required();
    drawCommand->add_flag("--dark", drawArguments.dark, "light on dark");
    drawCommand->footer("Example: hoplens draw -o network.svg");
    drawCommand->callback([&] { status = draw(drawArguments); });

    TraceArguments traceArguments;
    auto* traceCommand = app.add_subcommand("trace", "Where a packet goes, in all branches, and whether the answer comes back.");
    traceCommand->add_option("input", traceArguments.input, inputHelp)->capture_default_str();
    traceCommand->add_option("--from", traceArguments.from, "netns/NAME, host, outside, pod/[NAMESPACE/]NAME or node/NAME")->required();
    traceCommand->add_option("--to", traceArguments.to, "ADDRESS[:PORT], [IPV6]:PORT, pod/[NAMESPACE/]NAME[:PORT], svc/[NAMESPACE/]NAME[:PORT] or node/NAME:PORT")->required();
    addCluster(traceCommand, traceArguments.cluster);
    traceCommand->add_option("--proto", traceArguments.protocol, "tcp, udp, sctp or icmp")->check(CLI::IsMember({"tcp", "udp", "sctp", "icmp"}))->default_str("tcp with a port, icmp without");
    traceCommand->add_option("--source", traceArguments.source, "source address; the kernel's choice when left out");
    traceCommand->add_option("--sport", traceArguments.sourcePort, "source port, or the identifier of an echo request")->check(CLI::Range(1, 65535));
    traceCommand->add_option("--length", traceArguments.length, "length of the IP packet in bytes")->check(CLI::Range(20, 65535));
    traceCommand->add_option("--mark", traceArguments.mark, "firewall mark that the socket sets");
    traceCommand->add_option("--uid", traceArguments.userId, "user id of the sending process, for rules that ask for it");
    traceCommand->add_flag("--established", traceArguments.established, "a packet of a flow that conntrack already knows");
    traceCommand->add_flag("--json", traceArguments.json, "the documented form hoplens/trace/1");
    traceCommand->add_flag("--all", traceArguments.all, "also the steps that decided nothing");
    traceCommand->footer("Exit status: 0 delivered and answered, 10 not delivered or not answered, 11 some branches,\n12 unknown, 13 departed, 1 failure, 2 usage.\nExamples: hoplens trace --from netns/ns1 --to 8.8.8.8\n          hoplens trace manifests/ --from pod/frontend --to svc/cart:80");
    traceCommand->callback([&] {
        if (traceCommand->count("--proto") == 0)
            traceArguments.protocol.clear();
        status = trace(traceArguments);
    });

    RulesArguments rulesArguments;
    auto* rulesCommand = app.add_subcommand("rules", "Firewall rules of every kind, as read.");
    rulesCommand->add_option("input", rulesArguments.input, inputHelp)->capture_default_str();
    rulesCommand->add_option("--as", rulesArguments.as, "text, iptables-save, nft or json")->check(CLI::IsMember({"text", "iptables-save", "nft", "json"}))->capture_default_str();
    rulesCommand->add_option("--chain", rulesArguments.chain, "only this chain");
    rulesCommand->add_option("--table", rulesArguments.table, "only this table");
    rulesCommand->add_option("--netns", rulesArguments.space, "only this network namespace");
    rulesCommand->add_flag("--predicted", rulesArguments.predicted, "what kube-proxy writes for the objects, instead of what was read");
    rulesCommand->add_option("--node", rulesArguments.node, "with --predicted: the node; the only one when left out");
    rulesCommand->add_option("--family", rulesArguments.family, "with --predicted: ipv4 or ipv6; both when left out")->check(CLI::IsMember({"ipv4", "ipv6"}));
    addCluster(rulesCommand, rulesArguments.cluster);
    rulesCommand->footer("Examples: hoplens rules --table nat\n          hoplens rules manifests/ --predicted --node node-1 --mode nftables");
    rulesCommand->callback([&] { status = rules(rulesArguments); });

    CheckArguments checkArguments;
    auto* checkCommand = app.add_subcommand("check", "What looks wrong, each with its remedy.");
    checkCommand->add_option("input", checkArguments.input, inputHelp)->capture_default_str();
    checkCommand->add_flag("--json", checkArguments.json, "findings as JSON");
    addCluster(checkCommand, checkArguments.cluster);
    checkCommand->footer("Exit status: 0 nothing found, 10 something found.\nExample: hoplens check host.json");
    checkCommand->callback([&] { status = check(checkArguments); });

    DriftArguments driftArguments;
    auto* driftCommand = app.add_subcommand("drift", "Where the rules of a node differ from those that kube-proxy should have written, and Calico's from what the policies say.");
    driftCommand->add_option("input", driftArguments.input, inputHelp)->capture_default_str();
    driftCommand->add_option("--node", driftArguments.node, "the node that the input is of; found by its addresses when left out");
    driftCommand->add_flag("--json", driftArguments.json, "differences as JSON");
    addCluster(driftCommand, driftArguments.cluster);
    driftCommand->footer("The objects come with --objects, or lie in the input's folder of dumps.\nExit status: 0 no difference, 10 some, 12 none in what could be compared.\nExample: hoplens drift live --objects cluster.yaml");
    driftCommand->callback([&] { status = drift(driftArguments); });

    LabArguments labArguments;
    auto* labCommand = app.add_subcommand("lab", "A console whose commands act on a network in memory: no privilege, and nothing of this computer is touched.");
    labCommand->add_option("script", labArguments.script, "a file of commands, or - for standard input")->capture_default_str();
    labCommand->add_option("--world", labArguments.world, "empty (the default), lesson, two-hosts, live (a copy of this host's network), or any file or folder that is an INPUT");
    labCommand->add_option("--lesson", labArguments.lesson, "networking, wrong-mask, missing-route, forwarding-off, drop-rule, or a lesson file (README, \"A lesson of your own\")");
    labCommand->add_option("--score", labArguments.score, "a file for the score of the lesson, as Markdown")->needs("--lesson");
    labCommand->add_flag("--verify", labArguments.verify, "plays the lesson by itself: are its questions answered and its tasks solved?")->needs("--lesson");
    labCommand->footer("Exit status: that of the last command; of --verify: 0 it is sound, 10 it is not, 2 it cannot be read.\nExamples: hoplens lab --world lesson\n          hoplens lab --lesson networking\n          hoplens lab --lesson mine.md --verify\n          hoplens lab class.sh");
    labCommand->callback([&] { status = lab(labArguments); });

    ReachArguments reachArguments;
    auto* reachCommand = app.add_subcommand("reach", "Who may talk to whom, by the policies of a cluster, and why.");
    reachCommand->add_option("input", reachArguments.input, "a file or folder of Kubernetes manifests, or - for standard input")->required();
    reachCommand->add_option("--objects", reachArguments.objects, "the manifests, where the input is something else");
    reachCommand->add_option("--from", reachArguments.from, "only from here: [NAMESPACE/]NAME of a workload or pod, a NAMESPACE, an ADDRESS, or outside");
    reachCommand->add_option("--to", reachArguments.to, "only to there");
    reachCommand->add_option("--port", reachArguments.port, "only this port: 80 or 53/udp; with --from and --to the one verdict with its reasons");
    reachCommand->add_option("--by", reachArguments.by, "workload, pod, namespace, or label:KEY")->check([](const std::string& by) { return by == "workload" || by == "pod" || by == "namespace" || (by.starts_with("label:") && by.size() > 6) ? std::string() : "--by wants workload, pod, namespace or label:KEY, not " + by; })->capture_default_str();
    reachCommand->add_option("--as", reachArguments.as, "text, json, csv, markdown, dot, matrix or svg (with --to or --from: of that workload)")->check(CLI::IsMember({"text", "json", "csv", "markdown", "dot", "matrix", "svg"}))->capture_default_str();
    reachCommand->add_flag("--ip-block-matches-pods", reachArguments.blocksMatchPods, "an ipBlock counts for pods with an address in it, too; Kubernetes leaves that to the plugin");
    reachCommand->add_flag("--ipv6", reachArguments.ipv6, "IPv6 outside, also where nothing in the cluster has an IPv6 address");
    reachCommand->add_flag("--exposure", reachArguments.exposure, "what each workload is open to besides those that the input tells of: any pod, outside, pods yet to come");
    reachCommand->add_flag("--json", [&](std::int64_t) { reachArguments.as = "json"; }, "the same as --as json: hoplens/reach/1");
    reachCommand->footer("Exit status: 0 done (of one verdict: allowed), 10 denied, 12 some of it is unknown, 1 failure, 2 usage.\nExamples: hoplens reach manifests/ --as matrix\n          hoplens reach manifests/ --from shop/front --to shop/cart --port 80");
    reachCommand->callback([&] { status = reach(reachArguments); });

    DiffArguments diffArguments;
    auto* diffCommand = app.add_subcommand("diff", "What a change of manifests changes: connections, not lines.");
    diffCommand->add_option("before", diffArguments.before, "a file or folder of Kubernetes manifests")->required();
    diffCommand->add_option("now", diffArguments.now, "another")->required();
    diffCommand->add_flag("--ip-block-matches-pods", diffArguments.blocksMatchPods, "as with reach");
    diffCommand->add_flag("--json", diffArguments.json, "hoplens/diff/1");
    diffCommand->footer("Exit status: 0 no difference, 10 some, 12 none in what is known.\nExample: hoplens diff main/ branch/");
    diffCommand->callback([&] { status = diff(diffArguments); });

    EnvironmentArguments environmentArguments;
    auto* environmentCommand = app.add_subcommand("env", "The variables about Services that a pod's containers are given.");
    environmentCommand->add_option("input", environmentArguments.input, inputHelp)->required();
    environmentCommand->add_option("--pod", environmentArguments.pod, "[NAMESPACE/]NAME")->required();
    environmentCommand->add_option("--objects", environmentArguments.cluster.objects, "Kubernetes manifests that go with an observed input: a file or folder");
    environmentCommand->footer("Example: hoplens env manifests/ --pod shop/frontend");
    environmentCommand->callback([&] { status = environment(environmentArguments); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? status::done : status::usage;
    }
    return status;
}
