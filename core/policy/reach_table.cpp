// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach_table.h"

#include <algorithm>

namespace hoplens::policy {
namespace {

constexpr std::size_t mostNames = 5000;
constexpr const char* outsideName = "outside";

class TableBuilder {
public:
    TableBuilder(const PolicyModel& model, ReachGrouping grouping) : m_grouping(grouping)
    {
        for (const auto& workload : model.peers().workloads())
            m_names.emplace(grouping == ReachGrouping::Workload ? workload.name : workload.nameSpace, workload.nameSpace);
    }

    Result<ReachTable> build(const PolicyModel& model)
    {
        if (m_names.size() > mostNames)
            return failure({ErrorCode::LimitExceeded, std::to_string(m_names.size()) + " workloads are too many for a square", "", 0, "Group them by namespace."});
        std::map<std::string, std::size_t> places;
        for (const auto& [name, group] : m_names) {
            places.emplace(name, m_table.names.size());
            m_table.names.push_back(name);
            m_table.groups.push_back(group);
        }
        m_table.names.push_back(outsideName);
        m_table.groups.push_back("");
        const auto side = m_table.names.size();
        m_table.kinds.emplace_back();
        m_table.cells.assign(side * side, 0);
        const auto placeOf = [&](const std::string& name) {
            const auto at = places.find(m_grouping == ReachGrouping::Namespace ? name.substr(0, name.find('/')) : name);
            return at == places.end() ? side - 1 : at->second;
        };
        auto done = eachConnection(model, [&](const Connection& connection) {
            if (connection.source.front() == '{')
                return; // ways in are told beside the square
            auto& cell = m_table.cells[placeOf(connection.source) * side + placeOf(connection.destination)];
            auto own = m_table.kinds[cell];
            own.ports.unite(connection.ports);
            own.unknown.unite(connection.unknown);
            own.unknown.subtract(own.ports);
            cell = kindOf(own);
        });
        if (!done)
            return failure(done.error());
        return std::move(m_table);
    }

private:
    std::uint32_t kindOf(const ReachTable::Cell& cell)
    {
        const auto [at, isNew] = m_kinds.emplace(cell.ports.text() + "|" + cell.unknown.text(), static_cast<std::uint32_t>(m_table.kinds.size()));
        if (isNew)
            m_table.kinds.push_back(cell);
        return at->second;
    }

    ReachGrouping m_grouping;
    std::map<std::string, std::string> m_names; ///< and the namespace of each
    std::map<std::string, std::uint32_t> m_kinds;
    ReachTable m_table;
};

} // namespace

Result<ReachTable> reachTable(const PolicyModel& model, ReachGrouping grouping) { return TableBuilder(model, grouping).build(model); }

} // namespace hoplens::policy
