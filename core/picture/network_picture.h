// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/arrangement.h"

namespace hoplens {

/// The network of a snapshot as shapes: the outside on top, each host a room, its namespaces inside.
DisplayList drawNetwork(const Snapshot& snapshot);
/// The same as a person has arranged it.
DisplayList drawNetwork(const Snapshot& snapshot, const Arrangement& arrangement);

/// The contrast themes are for the projector: black on white and white on black, with strong lines.
enum class Theme : std::uint8_t { Light, Dark, LightContrast, DarkContrast };
constexpr bool isDark(Theme theme) { return theme == Theme::Dark || theme == Theme::DarkContrast; }

/// A picture as a self-contained SVG document. All text is escaped.
std::string writeSvg(const DisplayList& picture, Theme theme);
/// The same network for Graphviz and for Mermaid: rooms as clusters, cables as edges.
std::string writeDot(const Snapshot& snapshot);
std::string writeMermaid(const Snapshot& snapshot);

/// "#rrggbb" of an ink in a theme.
std::string inkColor(Ink ink, Theme theme);

} // namespace hoplens
