// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
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

/// The connections between groups: the ports that any of one may open to any of the other. groupOf: the group of a workload; what is no workload
/// stands for itself.
std::vector<Connection> grouped(std::span<const Connection> connections, FunctionRef<std::string(const std::string& workload)> groupOf);
/// "shop" of "shop/cart[Deployment]".
std::string namespaceOf(const std::string& workload);

} // namespace hoplens::policy
