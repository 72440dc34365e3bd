// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "findings/policy_findings.h"
#include "findings/service_findings.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace hoplens::cli {

int check(const CheckArguments& arguments)
{
    const auto input = loadInput(arguments.input, arguments.cluster);
    if (!input)
        return fail(input.error());
    const auto* snapshot = &input->snapshot;
    const World world(*snapshot);
    auto findings = findProblems(world);
    if (input->cluster) {
        // Of a modelled network the manifests are what can be wrong.
        if (input->isModelled)
            findings.clear();
        const auto settings = cluster::nodeProxy(input->cluster->objects, nullptr, "", input->cluster->choice);
        if (!settings)
            return fail(settings.error());
        const Namespace* node = nullptr;
        for (const auto& host : snapshot->hosts)
            for (const auto& space : host.namespaces)
                if (space.isHost && !input->isModelled)
                    node = &space;
        auto more = findServiceProblems(*input->cluster->endpoints, *settings, node);
        auto ofPolicies = findPolicyProblems(input->cluster->objects);
        std::ranges::move(more, std::back_inserter(findings));
        std::ranges::move(ofPolicies, std::back_inserter(findings));
        std::ranges::stable_sort(findings, {}, &Finding::severity);
    }
    std::string out;
    if (arguments.json) {
        nlohmann::ordered_json json = {{"schema", "hoplens/findings/1"}, {"findings", nlohmann::ordered_json::array()}};
        for (const auto& finding : findings)
            json["findings"].push_back({{"severity", name(finding.severity)}, {"id", finding.id}, {"namespace", finding.space}, {"objects", finding.objects}, {"sentence", finding.sentence}, {"remedy", finding.remedy}});
        out = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    } else {
        for (const auto& finding : findings)
            out += std::string(name(finding.severity)) + "  " + finding.space + "  (" + finding.id + ")\n  " + finding.sentence + "\n  → " + finding.remedy + "\n";
        std::size_t notes = snapshot->notes.size();
        for (const auto& host : snapshot->hosts)
            for (const auto& space : host.namespaces)
                notes += space.notes.size();
        if (snapshot->hosts.empty())
            out += "The input holds no host: there was nothing to check.\n";
        if (notes > 0 && !input->isModelled) // what the model does not know of itself is no fact that was missed
            out += "Not all was checked: " + std::to_string(notes) + (notes == 1 ? " fact" : " facts") + " could not be read (see the notes).\n";
        out += findings.empty() ? "Nothing found.\n" : std::to_string(findings.size()) + (findings.size() == 1 ? " finding.\n" : " findings.\n");
    }
    const int printed = print(out);
    return printed != status::done ? printed : findings.empty() ? status::done : status::found;
}

} // namespace hoplens::cli
