// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach.h"

namespace hoplens::policy {

// A list of connections in the forms that others read. Names are written as each form wants them, whatever is in them.

std::string reachAsText(std::span<const Connection> connections);
std::string reachAsCsv(std::span<const Connection> connections);
std::string reachAsMarkdown(std::span<const Connection> connections);
std::string reachAsDot(std::span<const Connection> connections);

/// Who reaches whom at a glance: rows are sources, columns destinations, numbered as the rows are.
/// '#' all ports, '+' some, '.' none, '?' not known.
std::string reachAsMatrix(std::span<const Connection> connections);

/// The connections between namespaces: the ports that any workload of one may open to any of the other.
std::vector<Connection> byNamespace(std::span<const Connection> connections);

} // namespace hoplens::policy
