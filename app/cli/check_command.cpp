// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "findings/finding.h"

#include <nlohmann/json.hpp>

namespace hoplens::cli {

int check(const CheckArguments& arguments)
{
    const auto input = loadInput(arguments.input);
    if (!input)
        return fail(input.error());
    const auto* snapshot = &input->snapshot;
    const World world(*snapshot);
    const auto findings = findProblems(world);
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
        if (notes > 0)
            out += "Not all was checked: " + std::to_string(notes) + (notes == 1 ? " fact" : " facts") + " could not be read (see the notes).\n";
        out += findings.empty() ? "Nothing found.\n" : std::to_string(findings.size()) + (findings.size() == 1 ? " finding.\n" : " findings.\n");
    }
    const int printed = print(out);
    return printed != status::done ? printed : findings.empty() ? status::done : status::found;
}

} // namespace hoplens::cli
