// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hoplens::api {

/// A kind of object, with the names that kubectl takes for it.
struct ResourceKind {
    std::string_view kind;     ///< "Service"
    std::string_view plural;   ///< "services"
    std::string_view singular; ///< "service"
    std::string_view brief;    ///< "svc"; empty: none
    std::string_view group;    ///< "apps"; empty: the core
    std::string_view version;  ///< "v1"
    bool isNamespaced = true;
    bool isInAll = false; ///< one of `kubectl get all`

    /// "apps/v1".
    std::string apiVersion() const { return (group.empty() ? std::string() : std::string(group) + "/") + std::string(version); }
    /// "deployments.apps", as the server names it.
    std::string resource() const { return std::string(plural) + (group.empty() ? "" : "." + std::string(group)); }
    /// "deployment.apps", as kubectl names what it wrote.
    std::string written() const { return std::string(singular) + (group.empty() ? "" : "." + std::string(group)); }
};

/// In the order of `kubectl get all`, others behind.
std::span<const ResourceKind> resourceKinds();
/// By any of its names, with or without its group ("deploy", "Deployment", "deployments.apps"); null: there is none.
const ResourceKind* resourceKind(std::string_view name);

} // namespace hoplens::api
