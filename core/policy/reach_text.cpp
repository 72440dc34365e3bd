// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach_text.h"

#include <algorithm>
#include <set>

namespace hoplens::policy {
namespace {

std::string portsText(const Connection& connection)
{
    if (connection.unknown.isEmpty())
        return connection.ports.text();
    return (connection.ports.isEmpty() ? "" : connection.ports.text() + "; ") + "unknown: " + connection.unknown.text();
}

std::string quoted(const std::string& text, char quote, const char* escaped)
{
    std::string out(1, quote);
    for (const char c : text)
        out += c == quote ? escaped : c == '\\' && escaped[0] == '\\' ? "\\\\" : std::string(1, c);
    return out + quote;
}

} // namespace

std::string namespaceOf(const std::string& workload) { return workload.substr(0, workload.find('/')); }

std::string reachAsText(std::span<const Connection> connections)
{
    std::size_t width = 0;
    for (const auto& connection : connections)
        width = std::max(width, connection.source.size());
    std::string out;
    for (const auto& connection : connections)
        out += connection.source + std::string(std::min<std::size_t>(width, 60) - std::min<std::size_t>({width, connection.source.size(), 60}), ' ') + " → " + connection.destination + "  " + portsText(connection) + "\n";
    return out;
}

std::string reachAsCsv(std::span<const Connection> connections)
{
    std::string out = "src,dst,ports,unknown\n";
    for (const auto& connection : connections)
        out += quoted(connection.source, '"', "\"\"") + "," + quoted(connection.destination, '"', "\"\"") + "," + quoted(connection.ports.text(), '"', "\"\"") + "," + quoted(connection.unknown.isEmpty() ? "" : connection.unknown.text(), '"', "\"\"") + "\n";
    return out;
}

namespace {

/// A bar would end the cell.
std::string cellText(std::string_view text)
{
    std::string cell;
    for (const char c : text)
        cell += c == '|' ? "\\|" : std::string(1, c);
    return cell;
}

} // namespace

std::string reachAsMarkdown(std::span<const Connection> connections)
{
    std::string out = "| source | destination | ports |\n|---|---|---|\n";
    for (const auto& connection : connections)
        out += "| " + cellText(connection.source) + " | " + cellText(connection.destination) + " | " + portsText(connection) + " |\n";
    return out;
}

std::string reachAsDot(std::span<const Connection> connections)
{
    std::string out = "digraph reach {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n";
    for (const auto& connection : connections)
        out += "  " + quoted(connection.source, '"', "\\\"") + " -> " + quoted(connection.destination, '"', "\\\"") + " [label=" + quoted(portsText(connection), '"', "\\\"") + "];\n";
    return out + "}\n";
}

std::string reachAsMatrix(std::span<const Connection> connections)
{
    std::set<std::string> names;
    std::map<std::pair<std::string_view, std::string_view>, const Connection*> cells;
    for (const auto& connection : connections) {
        names.insert(connection.source);
        names.insert(connection.destination);
        cells.emplace(std::pair<std::string_view, std::string_view>(connection.source, connection.destination), &connection);
    }
    std::size_t width = 0;
    for (const auto& name : names)
        width = std::max(width, name.size());
    const auto digits = std::to_string(names.size()).size();
    std::string out;
    for (std::size_t digit = digits; digit > 0; --digit) { // numbers of the columns, upright
        out += std::string(digits + width + 3, ' ');
        for (std::size_t column = 1; column <= names.size(); ++column) {
            const auto number = std::to_string(column);
            out += number.size() >= digit ? number[number.size() - digit] : ' ';
        }
        out += "\n";
    }
    std::size_t row = 0;
    for (const auto& source : names) {
        const auto number = std::to_string(++row);
        out += std::string(digits - number.size(), ' ') + number + " " + source + std::string(width - source.size(), ' ') + "  ";
        for (const auto& destination : names) {
            const auto cell = cells.find({source, destination});
            out += source == destination ? ' ' : cell == cells.end() ? '.' : !cell->second->unknown.isEmpty() ? '?' : cell->second->ports.isAll() ? '#' : '+';
        }
        out += "\n";
    }
    return out + "rows: sources; columns: destinations; # all ports, + some, . none, ? not known\n";
}

std::vector<Connection> grouped(std::span<const Connection> connections, FunctionRef<std::string(const std::string& workload)> groupOf)
{
    const auto nameOf = [&](const std::string& peer) { return peer.find('/') == std::string::npos ? peer : groupOf(peer); };
    std::map<std::pair<std::string, std::string>, Connection> all;
    for (const auto& connection : connections) {
        auto& own = all[{nameOf(connection.destination), nameOf(connection.source)}];
        own.ports.unite(connection.ports);
        own.unknown.unite(connection.unknown);
    }
    std::vector<Connection> out;
    for (auto& [names, connection] : all) {
        connection.destination = names.first;
        connection.source = names.second;
        connection.unknown.subtract(connection.ports);
        out.push_back(std::move(connection));
    }
    return out;
}

} // namespace hoplens::policy
