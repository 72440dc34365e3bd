// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "picture/network_picture.h"

#include <QColor>
#include <QFont>
#include <QString>

class QApplication;

namespace hoplens::views {

/// The look's colours, faces and words as Qt has them.
QColor color(Ink ink, Theme theme);
/// Inter, or the system's face. pixels: the height of the type.
QFont sansFont(double pixels, bool bold = false);
/// JetBrains Mono, or the system's fixed-width face.
QFont fixedFont(double pixels);
/// What a text document needs so that its code stands in our fixed-width face.
QString fixedStyle();
/// Palette, fonts and the few style rules of the whole application.
void applyTheme(QApplication& application, Theme theme);

/// UTF-8 of the core as Qt's text.
QString text(std::string_view utf8);
/// What a person can do about an error: message, place and remedy.
QString describeError(const Error& error);

} // namespace hoplens::views
