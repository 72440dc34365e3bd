// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace hoplens::cli {

/// Columns of the terminal that standard output is, no more than one likes to read; 0: it is none.
std::size_t widthOfOutput();

/// Markdown as plain text: paragraphs are filled, lists hang, fenced code stays as it is, and the marks of emphasis go. width: columns at which
/// lines are broken; 0: only where the text does. Cost: linear. Any thread.
std::string plainMarkdown(std::string_view text, std::size_t width);

} // namespace hoplens::cli
