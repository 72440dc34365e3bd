// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace hoplens::views {

/// From now on assistive programs see the objects of each TopologyCanvas as its children, each with its name, its state and its place.
/// Call it once; it may be called again.
void installCanvasAccessibility();

} // namespace hoplens::views
