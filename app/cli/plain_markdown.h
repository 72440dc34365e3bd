// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace hoplens::cli {

/// What a text of Markdown looks like where it is read.
struct TextLook {
    std::size_t width = 0; ///< columns at which lines are broken; 0: nowhere but where the text does
    bool isStyled = false; ///< emphasis and code in the terminal's own bold and underline; otherwise their marks go
};

/// The look of standard output: that of a terminal, or plain.
TextLook lookOfOutput();

/// Markdown for a terminal: paragraphs are filled, lists hang, fenced code stays as it is, and the marks of emphasis are not shown.
/// Cost: linear. Any thread.
std::string plainMarkdown(std::string_view text, const TextLook& look);

} // namespace hoplens::cli
