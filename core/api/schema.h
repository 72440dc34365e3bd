// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/document.h"

#include <string>
#include <vector>

namespace hoplens::api {

/// Whether a server has the kind in that version: one of its own, or any of a group that is not its own, which custom resources bring.
bool isServed(std::string_view apiVersion, std::string_view kind);

/// The fields of an object that its kind does not have, as the server names them ("spec.ports[0].prot"), in the order of the object; of kinds
/// whose fields are not listed here, none. What is below volumes, probes, security contexts and the like is not looked at.
std::vector<std::string> unknownFields(const Document& object);

} // namespace hoplens::api
