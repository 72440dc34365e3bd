// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/document.h"

#include <string>
#include <vector>

namespace hoplens::api {

/// Whether a server has the kind in that version: one of its own, or any of a group that is not its own, which custom resources bring.
bool isServed(std::string_view apiVersion, std::string_view kind);

struct SchemaFaults {
    std::string wrongValue;                 ///< the first value that is not of its field's type, in the words of the server's decoder; empty: none
    std::vector<std::string> unknownFields; ///< as the server names them ("spec.ports[0].prot"), in the order of the object
};

/// What a server does not read in an object; of kinds whose fields are not listed here, nothing. What is below volumes, probes, security contexts and
/// the like is not looked at.
SchemaFaults schemaFaults(const Document& object);

} // namespace hoplens::api
