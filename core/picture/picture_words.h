// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/words.h"
#include "model/snapshot.h"
#include "picture/display_list.h"

#include <string>

namespace hoplens {

/// About how wide a text is, without asking a font: the same on every machine.
double textWidth(std::string_view text, double size, Face face);
/// The text, or as much of it as fits, with an ellipsis.
std::string fittedText(const std::string& text, double width, double size, Face face);

/// "1 route" or "5 routes".
std::string counted(std::size_t count, const Phrase& one, const Phrase& more);

/// "3 routes · 12 rules".
std::string contents(const Namespace& space);
/// "default via …", else the first network that the namespace reaches, else "no route".
std::string defaultRoute(const Namespace& space);
/// The first address of a link that is not link-local, with its length; empty when there is none.
std::string firstAddress(const Namespace& space, const Link& link);
/// What is wrong with a link ("✕ down"); empty when nothing is.
std::string troubleOf(const Link& link);
/// True for an interface that somebody set up: it has a cable, a master or an address. Others may be down in peace.
bool isInUse(const Namespace& space, const Link& link);
/// A process that listens, or one that lives there; empty for none.
std::string servicesOf(const Namespace& space);
/// The order in which people count: ns2 stands before ns10.
bool naturallyBefore(const std::string& a, const std::string& b);
/// A namespace with its interfaces, a line each.
std::string roomTitle(const Namespace& space);

} // namespace hoplens
