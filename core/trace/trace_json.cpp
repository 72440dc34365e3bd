// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_json.h"

#include "filter/nft_text.h"
#include "trace/words.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace hoplens {
namespace {

using Json = nlohmann::ordered_json;

Json packetJson(const Packet& packet, std::uint32_t mark)
{
    Json out;
    const auto& tuple = packet.tuple;
    out["protocol"] = protocolName(tuple.protocol);
    out["source"] = tuple.source.text();
    out["destination"] = tuple.destination.text();
    if (hasPorts(tuple.protocol)) {
        out["source_port"] = tuple.sourcePort;
        out["destination_port"] = tuple.destinationPort;
    }
    if (tuple.protocol == 1 || tuple.protocol == 58) {
        out["icmp_type"] = packet.icmpType;
        out["icmp_code"] = packet.icmpCode;
    }
    out["ttl"] = packet.ttl;
    out["length"] = packet.length;
    if (packet.isFragmented)
        out["fragment_length"] = packet.fragmentLength;
    if (mark != 0)
        out["mark"] = mark;
    if (!packet.destinationMac.isZero()) {
        out["source_mac"] = packet.sourceMac.text();
        out["destination_mac"] = packet.destinationMac.text();
    }
    return out;
}

Json stepJson(const World& world, const Step& step)
{
    const auto& space = world.space(step.space);
    Json out;
    out["kind"] = name(step.kind);
    out["layer"] = step.layer;
    out["text"] = describeStep(world, step);
    out["before"] = packetJson(*step.before, step.mark);
    out["after"] = packetJson(*step.after, step.mark);
    if (step.link)
        out["link"] = step.link->name;
    if (step.other)
        out["other_link"] = step.other->name;
    if (step.chain.valid()) {
        const auto& rules = space.data.rules;
        const auto& table = rules.tableOf(step.chain);
        out["table"] = table.name;
        out["family"] = name(table.family);
        out["chain"] = rules.chainName(step.chain);
        out["hook"] = name(step.hook);
        out["backend"] = name(table.origin);
        if (step.rule.valid()) {
            out["rule_number"] = step.rule.value - rules.chains[step.chain.value].rules.first + 1;
            out["rule"] = ruleText(rules, step.rule);
            if (rules.rules[step.rule.value].line != 0)
                out["line"] = rules.rules[step.rule.value].line;
        }
    }
    if (step.reason != Reason::None)
        out["reason"] = name(step.reason);
    return out;
}

Json branchJson(const World& world, const Trace& trace, const TraceBranch& branch, bool withReply)
{
    Json out;
    out["probability"] = branch.probability < 0 ? Json(nullptr) : Json(branch.probability);
    out["outcome"] = name(branch.outcome);
    out["reason"] = branch.reason == Reason::None ? Json(nullptr) : Json(name(branch.reason));
    out["sentence"] = describeBranch(world, trace, branch);
    if (branch.delivered) {
        const auto& space = world.space(branch.delivered->space);
        out["delivered"] = {{"host", space.host.name}, {"namespace", space.data.name}, {"address", branch.delivered->address.text()}, {"port", branch.delivered->port != 0 ? Json(branch.delivered->port) : Json(nullptr)}, {"source_seen", branch.delivered->sourceSeen.text()}};
    } else {
        out["delivered"] = nullptr;
    }
    if (branch.outcome == Outcome::Departed)
        out["departed"] = {{"link", branch.departedThrough ? Json(branch.departedThrough->name) : Json(nullptr)}, {"toward", branch.toward ? Json(branch.toward->text()) : Json(nullptr)}, {"source", branch.steps.back().after->tuple.source.text()}, {"answer_can_return", branch.mayAnswerReturn}};
    if (!branch.assumptions.empty())
        out["assumptions"] = branch.assumptions;
    if (const auto remedy = remedyFor(world, branch); !remedy.empty())
        out["remedy"] = remedy;
    Json hops = Json::array();
    SpaceId current;
    for (const auto& step : branch.steps) {
        if (step.space != current || hops.empty()) {
            const auto& space = world.space(step.space);
            hops.push_back({{"host", space.host.name}, {"namespace", space.data.name}, {"steps", Json::array()}});
            current = step.space;
        }
        hops.back()["steps"].push_back(stepJson(world, step));
    }
    out["hops"] = std::move(hops);
    if (withReply) {
        out["reply"] = branch.replies.empty() ? Json(nullptr) : branchJson(world, trace, branch.replies.front(), false);
        if (branch.replies.size() > 1) {
            out["replies"] = Json::array();
            for (const auto& reply : branch.replies)
                out["replies"].push_back(branchJson(world, trace, reply, false));
        }
    }
    return out;
}

std::string percent(double probability)
{
    if (probability < 0)
        return "depends on traffic";
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.3g %%", probability * 100);
    return buffer;
}

/// Breaks a line at spaces so that it stays within `width` columns; UTF-8 continuation bytes take none.
void wrap(std::string& out, const std::string& first, const std::string& text, std::size_t width)
{
    const auto columns = [](std::string_view of) { return static_cast<std::size_t>(std::count_if(of.begin(), of.end(), [](char c) { return (c & 0xc0) != 0x80; })); };
    const std::size_t indent = columns(first);
    std::string line = first;
    std::size_t used = indent;
    for (std::size_t at = 0; at < text.size();) {
        const auto space = std::min(text.find(' ', at), text.size());
        const auto word = text.substr(at, space - at);
        if (used > indent && used + 1 + columns(word) > width) {
            out += line + "\n";
            line = std::string(indent + 2, ' ');
            used = indent + 2;
        } else if (used > indent) {
            line += ' ';
            ++used;
        }
        line += word;
        used += columns(word);
        at = space + 1;
    }
    out += line + "\n";
}

bool decidesNothing(const World& world, const Step& step)
{
    if (step.kind == StepKind::Conntrack && step.code != StepCode::ConntrackInvalid)
        return true;
    if (step.code == StepCode::RulePolicy)
        return !world.space(step.space).data.rules.chains[step.chain.value].dropPolicy;
    return step.code == StepCode::NeighbourNotNeeded;
}

void branchText(std::string& out, const World& world, const TraceBranch& branch, TraceDetail detail, const std::string& indent)
{
    SpaceId current;
    bool any = false;
    for (const auto& step : branch.steps) {
        if (detail == TraceDetail::Decisions && decidesNothing(world, step))
            continue;
        if (!any || step.space != current) {
            out += indent + world.space(step.space).data.name + "\n";
            current = step.space;
            any = true;
        }
        std::string kind(name(step.kind));
        kind.resize(std::max<std::size_t>(kind.size(), 12), ' ');
        wrap(out, indent + "  " + std::to_string(step.layer) + " " + kind, describeStep(world, step), 100);
    }
}

} // namespace

std::string writeTraceJson(const World& world, const Trace& trace)
{
    Json out;
    out["schema"] = "hoplens/trace/1";
    const auto& flow = trace.flow;
    const bool ports = hasPorts(flow.protocol);
    const Tuple sent = trace.branches.empty() || trace.branches.front().steps.empty() ? Tuple{} : [&] {
        for (const auto& step : trace.branches.front().steps)
            if (!step.after->tuple.source.isUnspecified())
                return step.after->tuple;
        return Tuple{};
    }();
    const auto source = flow.source ? *flow.source : sent.source;
    out["flow"] = {{"from", trace.from}, {"protocol", flow.protocol == 58 ? "icmpv6" : protocolName(flow.protocol)}, {"source", source.isUnspecified() ? Json(nullptr) : Json(source.text())}, {"destination", flow.destination.text()}, {"source_port", ports && flow.sourcePort ? Json(*flow.sourcePort) : Json(nullptr)}, {"destination_port", ports ? Json(flow.destinationPort) : Json(nullptr)}};
    const auto overall = overallOutcome(trace);
    out["outcome"] = overall ? std::string(name(*overall)) : std::string("mixed");
    out["sentence"] = describeTrace(world, trace);
    out["branches"] = Json::array();
    for (const auto& branch : trace.branches)
        out["branches"].push_back(branchJson(world, trace, branch, true));
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string writeTraceText(const World& world, const Trace& trace, TraceDetail detail)
{
    std::string out;
    wrap(out, "", describeTrace(world, trace), 100);
    for (std::size_t i = 0; i < trace.branches.size(); ++i) {
        const auto& branch = trace.branches[i];
        out += "\n";
        if (trace.branches.size() > 1) {
            std::string title = "way " + std::to_string(i + 1) + " (" + percent(branch.probability) + "), " + std::string(name(branch.outcome)) + ": ";
            for (const auto& assumption : branch.assumptions)
                title += assumption + "; ";
            wrap(out, "", title + describeBranch(world, trace, branch), 100);
        }
        branchText(out, world, branch, detail, "");
        for (const auto& reply : branch.replies) {
            out += "reply" + (branch.replies.size() > 1 ? " (" + percent(reply.probability) + ")" : std::string()) + ": " + std::string(name(reply.outcome)) + "\n";
            branchText(out, world, reply, detail, "  ");
        }
    }
    return out;
}

} // namespace hoplens
