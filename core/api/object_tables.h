// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cluster_state.h"
#include "api/resource_kinds.h"

namespace hoplens::api {

struct TableLook {
    bool isWide = false;
    bool hasNamespaces = false; ///< a column of them, as -A has it
    bool hasHeader = true;
    bool showsLabels = false;
    bool namesKinds = false;    ///< "service/web": several kinds at once
};

/// Objects of one kind as `kubectl get` lays them out; empty where there are none. now: of AGE.
std::string objectTable(const ResourceKind& kind, const std::vector<const Document*>& objects, const TableLook& look, std::int64_t now);

/// "5d3h", as kubectl tells an age.
std::string ageText(std::int64_t seconds);

/// "app=web,tier!=db,env in (a,b),track" against labels; the text of what is wrong otherwise.
tl::expected<bool, std::string> matchesSelector(const Document& object, std::string_view selector);

/// "app=web" out of a map; "<none>" where it is empty.
std::string labelText(const Document& labels);

/// Addresses with ports of an Endpoints object, as kubectl shows them: the first `most`, and how many more. port: of one name alone.
std::string endpointText(const Document* endpoints, std::size_t most, const std::string* port = nullptr);

} // namespace hoplens::api
